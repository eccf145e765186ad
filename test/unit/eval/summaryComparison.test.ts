import { describe, expect, it } from "vitest";
import { cutLines, isNearCopy, measureAll } from "../../eval/summaries/measures.ts";
import { readEvalFile } from "../../eval/passages.ts";
import { comparisonTable, textsOf } from "../../eval/summaries/report.ts";
import { type ComparedDocument, spreadEvenly } from "../../eval/summaries/sets.ts";
import type { Written } from "../../eval/summaries/systems.ts";
import { tokensOf } from "../../eval/rouge.ts";

describe("documents spread evenly", () => {
  it("are the same for the same number, from all of the list", () => {
    expect(spreadEvenly([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7]);
    expect(spreadEvenly([1, 2], 5)).toEqual([1, 2]);
    expect(spreadEvenly([1, 2], Infinity)).toEqual([1, 2]);
  });
});

describe("lines cut to a number of words", () => {
  it("keep their order and their ends, and the last is cut", () => {
    expect(cutLines(["One two three.", "Four five.", "Six."], 4)).toEqual(["One two three.", "Four"]);
    expect(cutLines(["One two."], 9)).toEqual(["One two."]);
  });
});

describe("a near copy", () => {
  const text = "The tenant shall pay to the landlord a monthly rent of 900 euros on the first day of each month.";
  const sentence = { text, tokens: tokensOf(text) };

  it("has most of its words in one run, or nearly all in order", () => {
    expect(isNearCopy("The tenant shall pay a monthly rent of 900 euros on the first of each month.", sentence)).toBe(
      true,
    );
    expect(isNearCopy("A monthly rent of 900 euros is what Ada owes.", sentence)).toBe(true);
  });

  it("is nothing that says the same in its own words", () => {
    expect(isNearCopy("Rent is 900 euros, due monthly on day one.", sentence)).toBe(false);
  });
});

const text = `The rent of the flat is 900 euros a month. The tenant is Ada Berg, and the landlord is the city.

The lease ends on 1 May 2030. Pets need the written consent of the landlord.`;

async function leaseDocument(): Promise<ComparedDocument> {
  const read = await readEvalFile({
    id: "own/lease",
    set: "own",
    title: "Lease",
    bytes: text,
    fileName: "lease.txt",
    references: ["The flat costs 900 euros a month until 1 May 2030."],
  });
  const facts = [
    { fact: "The rent is 900 euros.", weight: 3 as const, all: [["900"], ["rent", "costs"]] },
    { fact: "It ends in May 2030.", weight: 1 as const, all: [["may 2030"]] },
  ];
  return { ...read, facts, asked: 8 };
}

const written = (lines: readonly string[], more: Partial<Written> = {}): Written => ({
  lines,
  marks: null,
  bySection: [],
  seconds: { first: 1, points: 2, all: 3 },
  isDigest: false,
  failed: null,
  ...more,
});

describe("systems side by side", () => {
  it("are cut to the same number of words, and judged by the same check", async () => {
    const plain = written(["The rent of the flat is 900 euros a month.", "The rent of the flat is 700 euros a month."]);
    const product = written(["The rent is 900 euros a month.", "It runs until 1 May 2030."]);
    const digest = written(["The rent of the flat is 900 euros a month."], { seconds: null });
    const measured = measureAll(await leaseDocument(), { plain, digest, product });
    expect(measured.plain.words).toBe(20);
    expect(measured.plain.verified).toBe(0.5);
    expect(measured.plain.own).toBe(0);
    expect(measured.plain.facts).toMatchObject({ recall: 0.75, recall3: 1 });
    expect(measured.product.facts).toMatchObject({ recall: 1 });
    // 13 words are left of the plain one.
    expect(measured.plain.rougeCut?.r1).not.toBe(measured.plain.rouge?.r1);
    expect(measured.product.rougeCut).toEqual(measured.product.rouge);
  });

  it("make a table of means and ratios, and one that failed counts as nothing said", async () => {
    const document = await leaseDocument();
    const all = {
      plain: written(["The rent of the flat is 900 euros a month."]),
      digest: written(["The rent of the flat is 900 euros a month."], { seconds: null }),
      product: written([], { seconds: null, failed: "GENERATION_FAILED" }),
    };
    const { id, source, references } = document;
    const compared = [
      {
        id,
        title: source.title,
        language: "en",
        words: 30,
        references,
        written: all,
        measures: measureAll(document, all),
      },
    ];
    const comparison = { model: "Fake", set: "own", machine: "here", compared };
    const table = comparisonTable(comparison);
    expect(table).toContain(
      "| key facts in 260 words, by weight | 75.0 (75.0 to 75.0) | 75.0 (75.0 to 75.0) | 0.0 (0.0 to 0.0) | 0.00",
    );
    expect(table).toContain("Failed: own/lease, product: GENERATION_FAILED.");
    expect(table).toContain("| seconds to all points, checked | 2.0 (2.0 to 2.0) | – | – | – |");
    expect(textsOf(comparison)).toContain("### product\n\nFailed: GENERATION_FAILED.");
  });
});
