import { expect, it } from "vitest";
import { citationOf } from "../../../electron/core/evidence/citations.ts";
import { digestOf } from "../../../electron/core/extract/digest.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "../summarize/textDocument.ts";

const input = textDocument([
  "The mill was sold in May for nine hundred euros. The miller keeps the right to draw water.",
]);
const source = makeDocumentText(input);

it("is the sentence as it stands on its page", () => {
  for (const sentence of source.sentences) {
    const { documentId, page, start, end, quote } = citationOf(source, sentence);
    expect(documentId).toBe(input.document.id);
    expect(input.pages.find(({ number }) => number === page)?.text.slice(start, end)).toBe(quote);
  }
});

it("is refused where the page says something else, or is not there", () => {
  const [sentence] = source.sentences;
  if (!sentence) throw new Error("a document without sentences");
  const wrong = [
    { ...sentence, quote: sentence.quote.replace("sold", "held") },
    { ...sentence, start: sentence.start + 1 },
    { ...sentence, page: 7 },
  ];
  for (const each of wrong)
    expect(() => citationOf(source, each)).toThrow(expect.objectContaining({ code: "INTERNAL" }));
});

it("is refused wherever something is cited: no digest is made of pages that say something else", () => {
  expect(digestOf(source, "short").length).toBeGreaterThan(0);
  const elsewhere = { ...source, pageTexts: new Map([[1, `A line before it. ${input.pages[0]?.text ?? ""}`]]) };
  expect(() => digestOf(elsewhere, "short")).toThrow(expect.objectContaining({ code: "INTERNAL" }));
});
