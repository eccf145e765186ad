import { describe, expect, it } from "vitest";
import { sectionsTold } from "../../../electron/contract/sectionsTold.ts";
import { coverageSchema } from "../../../electron/contract/summaries.ts";
import { makeCoverage } from "../../../electron/core/evidence/coverage.ts";
import { citationOf } from "../../../electron/core/evidence/citations.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "../summarize/textDocument.ts";

const sentences = [
  "The rent is due monthly.",
  "Notice takes three months.",
  "The deposit is two rents.",
  "Pets need a permit.",
];
const headings = ["Rent", "Notice", "Deposit", "Pets"];
const source = makeDocumentText(
  textDocument([headings.map((heading, index) => `# ${heading}\n${sentences[index] ?? ""}`).join("\n")]),
);

/** A point that cites the sentence of a section. */
function told(section: number, text: string, quoted = false) {
  const sentence = source.sentences.find((one) => one.text === sentences[section]);
  if (!sentence) throw new Error("no such sentence");
  return { text, quoted, citations: [citationOf(source, sentence)] };
}

describe("the receipt", () => {
  it("tells sections that are spoken of from those that are quoted and those that are only listed", () => {
    const { sections } = makeCoverage(
      source,
      {
        whole: [told(0, "One pays each month."), told(1, "Notice takes three months.", true)],
        // a model that chooses sentences writes none of its own, though none stands for another
        bySection: [told(2, "The deposit is two rents."), told(0, "The rent is due monthly.", true)],
      },
      { total: 1, mapped: 1 },
    );
    expect(sections).toEqual({ total: 4, cited: 3, whole: 2, spoken: 1, quoted: 2, listed: 1 });
    expect(sectionsTold(sections)).toEqual([
      { key: "spoken", count: 1, total: 4 },
      { key: "quoted", count: 2, total: 4 },
      { key: "listed", count: 1, total: 4 },
    ]);
  });

  it("of a version before still says what is cited", () => {
    const { sections } = coverageSchema.parse({
      pages: { total: 1, read: 1, unread: [] },
      sections: { total: 4, cited: 3 },
      chunks: { total: 1, mapped: 1 },
      truncated: false,
    });
    expect(sectionsTold(sections)).toEqual([{ key: "cited", count: 3, total: 4 }]);
  });
});
