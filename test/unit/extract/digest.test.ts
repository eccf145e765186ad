import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeDigest, pickSentences } from "../../../electron/core/extract/digest.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "../summarize/textDocument.ts";

const filler = [
  "The council met on Tuesday to discuss the budget of the harbour.",
  "The harbour budget grew by four percent over the previous year.",
  "Members of the council asked how the harbour would spend the budget.",
  "A report on the harbour described broken cranes and narrow docks.",
  "Repairs of the cranes take a large part of the harbour budget.",
  "The mayor promised to publish the harbour report within a month.",
  "Fishing boats pay a small fee for every night at the docks.",
  "The fee for fishing boats has not changed for a decade.",
  "Several members wanted a higher fee for large boats at the docks.",
  "The council agreed to vote on the new fee in the autumn.",
];

describe("a digest", () => {
  it("quotes the document word for word and in its order", () => {
    const input = textDocument([`# Harbour\n${filler.join(" ")}`, `# Fees\n${filler.toReversed().join(" ")}`]);
    const lines = makeDigest({ ...input, length: "standard" });
    expect(lines.length).toBeGreaterThan(1);
    const places = lines.flatMap(({ citations }) => citations);
    for (const { page, start, end, quote, documentId } of places) {
      expect(documentId).toBe(input.document.id);
      expect(input.pages[page - 1]?.text.slice(start, end)).toBe(quote);
    }
    const order = places.map(({ page, start }) => page * 1e6 + start);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it("is the same every time", () => {
    const input = textDocument([filler.join(" ")]);
    expect(makeDigest({ ...input, length: "detailed" })).toEqual(makeDigest({ ...input, length: "detailed" }));
  });

  it("says a repeated sentence once, and leaves out what stands on every page", () => {
    const footer = "This report may be copied by members of the council only.";
    const repeated = "The harbour budget pays for cranes and docks every year.";
    // Each page has words of its own, so that only the footer stands on all of them.
    const own = (page: number): string =>
      filler.join(" ").replaceAll(/\b[a-z]{5,}\b/gu, (word) => "abcdef".charAt(page) + word);
    const input = textDocument(
      Array.from({ length: 6 }, (_, page) => `${own(page)}${page < 2 ? ` ${repeated}` : ""}\n${footer}`),
    );
    const lines = makeDigest({ ...input, length: "detailed" }).map(({ text }) => text);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines).not.toContain(footer);
  });

  it("takes no headings, contents lines, rows of numbers or references", () => {
    const input = textDocument([
      [
        "# Contents",
        "Introduction to the harbour .......................... 3",
        "# Harbour",
        filler.join(" "),
        "12 13 14 15 1990 1991 1992 1993 and 44 45 46 47 48",
        "# References",
        "Smith, J. (1999). The harbour budget of the council and the docks. Journal of Harbours, 12, 1-20.",
      ].join("\n"),
    ]);
    const lines = makeDigest({ ...input, length: "detailed" });
    expect(lines.length).toBeGreaterThan(0);
    for (const { text, section } of lines) {
      expect(filler).toContain(text);
      expect(section).toBe("Harbour");
    }
  });

  it("reads on where the only heading is that of the contents", () => {
    const input = textDocument([`# Contents\n${filler.join(" ")}`]);
    expect(makeDigest({ ...input, length: "standard" }).length).toBeGreaterThan(1);
  });

  it("takes a sentence that stands on every page where the pages hold nothing else", () => {
    const input = textDocument(Array.from({ length: 6 }, () => filler.join(" ")));
    expect(makeDigest({ ...input, length: "standard" }).length).toBeGreaterThan(1);
  });

  it("draws on every part of a document rather than on one", () => {
    const themes = ["harbour", "railway", "library", "hospital"];
    // Each part has words of its own.
    const own = (theme: string): string =>
      filler.join(" ").replaceAll(/\b[a-z]{5,}\b/gu, (word) => theme.slice(0, 3) + word);
    const pages = themes.map((theme) => `# The ${theme}\n${own(theme)}`);
    const lines = makeDigest({ ...textDocument(pages), length: "standard" });
    expect(new Set(lines.map(({ section }) => section)).size).toBeGreaterThanOrEqual(3);
  });

  it("is the lead of each section in a short document", () => {
    const input = textDocument([
      "# One\nThe first section says one thing here. More of it follows in words.\n# Two\nThe second section says another thing here.",
    ]);
    expect(makeDigest({ ...input, length: "standard" }).map(({ text }) => text)).toContain(
      "The first section says one thing here.",
    );
  });

  it.each([
    ["a few words", "Closed on Sundays"],
    ["headings only", "# Only\n# Headings"],
    ["numbers only", "12 13\n14 15"],
  ])("has a line even of %s", (_, text) => {
    expect(makeDigest({ ...textDocument([text]), length: "standard" }).length).toBeGreaterThan(0);
  });

  it("has no line where there is no text", () => {
    expect(makeDigest({ ...textDocument([null, ""]), length: "standard" })).toEqual([]);
  });

  it.each([
    [
      "ja",
      "港の予算について市議会が火曜日に話し合った。予算は前年より増えた。クレーンの修理に港の予算の多くが使われる。市長は報告書を公表すると約束した。漁船は一晩ごとに少しの料金を払う。料金は十年間変わっていない。議員は大きな船の料金を上げたいと言った。市議会は秋に新しい料金を決める。港の報告書は壊れたクレーンについて述べた。",
    ],
    [
      "ar",
      "اجتمع المجلس يوم الثلاثاء لمناقشة ميزانية الميناء الجديد. نمت ميزانية الميناء مقارنة بالعام السابق بكثير. سأل الأعضاء كيف سينفق الميناء هذه الميزانية الكبيرة. وصف تقرير عن الميناء الرافعات المكسورة والأرصفة الضيقة.",
    ],
  ])("reads %s", (language, text) => {
    const lines = makeDigest({ ...textDocument([text], { language }), length: "standard" });
    expect(lines.length).toBeGreaterThan(1);
  });
});

const textbook = path.resolve(import.meta.dirname, "../../../../shared/eval/textbook.jsonl");
const isThere = existsSync(textbook);
if (!isThere)
  console.warn("The textbook of the evaluation sets is not there; the digest is not compared with the lead.");

describe.skipIf(!isThere)("the digest of a textbook", () => {
  it("shares more word pairs with the authors' summaries than the lead does", () => {
    const rows = readFileSync(textbook, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { text: string; summary: string });
    let digest = 0;
    let lead = 0;
    for (const { text, summary } of rows) {
      const input = textDocument([text]);
      const source = makeDocumentText(input);
      const picked = pickSentences(source, "standard", 8).map((sentence) => sentence.text);
      digest += sharedPairs(summary, picked.join(" "));
      lead += sharedPairs(summary, source.sentences.map((sentence) => sentence.text).join(" "));
    }
    expect(digest).toBeGreaterThan(lead * 1.3);
  });
});

/** ROUGE-2 F1 of the first 80 words. */
function sharedPairs(reference: string, text: string): number {
  const pairs = (words: readonly string[]): string[] =>
    words.slice(1).map((word, place) => `${words[place] ?? ""} ${word}`);
  const wordsOf = (all: string): string[] => all.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  const wanted = pairs(wordsOf(reference));
  const found = pairs(wordsOf(text).slice(0, 80));
  const left = [...wanted];
  let shared = 0;
  for (const pair of found) {
    const place = left.indexOf(pair);
    if (place < 0) continue;
    left.splice(place, 1);
    shared += 1;
  }
  return (2 * shared) / (wanted.length + found.length || 1);
}
