import { expect, it } from "vitest";
import type { Page } from "../../../electron/contract/documents.ts";
import { grounderFor } from "../../../electron/core/evidence/ground.ts";
import { supportOf } from "../../../electron/core/evidence/support.ts";
import { makeDocumentText, type Sentence } from "../../../electron/core/text/documentText.ts";

/** A scanned page of one sentence, in which `words` are hard to read. */
function sentencesOf(text: string, words: readonly string[]): readonly Sentence[] {
  const page: Page = {
    number: 1,
    label: null,
    text,
    blocks: [{ kind: "paragraph", start: 0, end: text.length }],
    tables: [],
    sentences: [{ id: "p1.s1", start: 0, end: text.length }],
    status: "ocr",
    reason: null,
    confidence: 0.9,
    size: null,
    runs: [],
    doubtful: words.map((word) => [text.indexOf(word), text.indexOf(word) + word.length]),
  };
  const document = { id: "a".repeat(64), title: "Report", language: "en", pages: 1, unread: [] };
  return makeDocumentText({ document, pages: [page], outline: [] }).sentences;
}

const report = "The level of the hormone was 24 in March and 3.1 in 2024, and the fee is 1,250.00 euros.";

it("is weak at most where a number of the claim is hard to read on the scan, and says which", () => {
  const ground = grounderFor(sentencesOf(report, ["24", "1,250.00"]), "en");
  for (const [claim, number] of [
    ["The level of the hormone was 24 in March.", "24"],
    ["The fee is 1250.00 euros.", "1250.00"],
  ] as const) {
    const { verdict } = ground(claim);
    expect(verdict).toMatchObject({ support: "weak", by: null });
    const start = claim.indexOf(number);
    expect(verdict.findings).toContainEqual({
      code: "NUMBER_HARD_TO_READ",
      data: { text: number },
      words: { start, end: start + number.length },
    });
  }
});

it("stands where its own numbers can be read, and where its quotes say otherwise", () => {
  const ground = grounderFor(sentencesOf(report, ["24"]), "en");
  expect(ground("The fee is 1,250.00 euros.").verdict.support).toBe("verified");
  expect(ground("The fee is 1,350.00 euros.").verdict.support).toBe("contradicted");
});

it("marks the number itself, not the same digits within another one before it", () => {
  const text = "Of 124 tanks 24 leak.";
  const { findings } = grounderFor(sentencesOf(text, [" 24 "]), "en")(text).verdict;
  expect(findings).toMatchObject([{ code: "NUMBER_HARD_TO_READ", words: { start: 13, end: 15 } }]);
});

it("knows a number in groups of which one is hard to read, however it is written", () => {
  const ground = grounderFor(sentencesOf("The fee of the northern quay is 12 500 euros.", ["500"]), "en");
  for (const number of ["12 500", "12,500", "12\u202F500", "12500"]) {
    const { support } = ground(`The fee of the northern quay is ${number} euros.`).verdict;
    expect([number, support]).toEqual([number, "weak"]);
  }
});

it("holds for the sentence itself, and whatever a witness says", () => {
  const cites = sentencesOf(report, ["24"]);
  const claim = { text: report, cites, origin: "quoted", isCut: false, confirmed: true } as const;
  expect(supportOf(claim, { language: "en" })).toMatchObject({ support: "weak", by: null });
});
