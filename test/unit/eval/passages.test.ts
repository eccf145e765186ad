import { describe, expect, it } from "vitest";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { type EvalDocument, leadingPassage, wordBudget } from "../../eval/passages.ts";
import { textDocument } from "../summarize/textDocument.ts";

const inCharacters = (most: number) => ({
  most,
  measure: (texts: readonly string[]) => Promise.resolve(texts.map(({ length }) => length)),
});

function documentOf(text: string): EvalDocument {
  const { pages, outline, ...input } = textDocument([text]);
  const source = makeDocumentText({ ...input, pages, outline });
  return { id: "a", set: "articles", text, source, pages, outline, known: new Set(), references: ["A summary."] };
}

describe("a passage", () => {
  const text = "# Rent\nThe rent is 900 euros. It is due in May.\n# Repairs\nThe tenant pays small repairs.";

  it("is the leading sentences that fit, without a heading at its end", async () => {
    const passage = await leadingPassage(documentOf(text), inCharacters(55));
    expect(passage.chunk.pieces.map((piece) => piece.text)).toEqual([
      "Rent",
      "The rent is 900 euros.",
      "It is due in May.",
    ]);
    expect(passage.sentences).toEqual(["The rent is 900 euros.", "It is due in May."]);
    expect(passage.parts).toBe(2);
  });

  it("is the whole document where that fits", async () => {
    const passage = await leadingPassage(documentOf(text), inCharacters(500));
    expect(passage.sentences).toHaveLength(3);
    expect(passage.parts).toBe(1);
  });

  it("has its first sentence however long that is", async () => {
    const passage = await leadingPassage(documentOf(text), inCharacters(5));
    expect(passage.sentences).toEqual(["The rent is 900 euros."]);
  });
});

describe("the budget of words", () => {
  const words = (count: number) => Array.from({ length: count }, () => "word").join(" ");

  it("is what summaries of the set typically have, between 20 and 30", () => {
    expect(wordBudget([[words(21)], [words(26)], [words(90)]])).toBe(26);
    expect(wordBudget([[words(4), words(10)]])).toBe(20);
    expect(wordBudget([[words(100)]])).toBe(30);
  });
});
