import { describe, expect, it } from "vitest";
import type { CountedSentence } from "../../../electron/core/summarize/chunks.ts";
import { asQuoted } from "../../../electron/core/summarize/draft.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "./textDocument.ts";

const text = "The mill was sold in May. The miller keeps the right to draw water. A new wheel is built of oak.";
const { sentences } = makeDocumentText(textDocument([text]));
const shown: readonly CountedSentence[] = sentences.map((sentence) => ({ ...sentence, tokens: 10 }));
const point = (words: string, ...cites: readonly number[]) => ({
  text: words,
  cites: cites.flatMap((place) => shown[place] ?? []),
  origin: "model" as const,
  isCut: false,
  confirmed: false,
});

describe("a point of a model that only quotes", () => {
  it("is the sentence it cites", () => {
    const quoted = asQuoted(point("The miller keeps the right to draw water.", 1), shown);
    expect(quoted).toMatchObject({
      text: "The miller keeps the right to draw water.",
      cites: [shown[1]],
      isCut: false,
    });
  });

  it("is whole, though the model was cut off", () => {
    const cut = { ...point("A new wheel is bui"), isCut: true };
    expect(asQuoted(cut, shown)).toMatchObject({
      text: "A new wheel is built of oak.",
      cites: [shown[2]],
      isCut: false,
    });
  });

  it("is left alone where it quotes nothing", () => {
    const nobodys = point("Penguins abound everywhere.");
    expect(asQuoted(nobodys, shown)).toBe(nobodys);
  });
});
