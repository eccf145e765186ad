import { describe, expect, it } from "vitest";
import type { Piece } from "../../../electron/core/summarize/chunks.ts";
import { asQuoted } from "../../../electron/core/summarize/draft.ts";
import { makeSource } from "../../../electron/core/summarize/source.ts";
import { textDocument } from "./textDocument.ts";

const text = "The mill was sold in May. The miller keeps the right to draw water. A new wheel is built of oak.";
const { units } = makeSource(textDocument([text]));
const shown: readonly Piece[] = units.map((unit) => ({ ...unit, tokens: 10 }));
const point = (words: string, ...cites: readonly number[]) => ({
  text: words,
  cites: cites.flatMap((place) => shown[place] ?? []),
  cut: false,
});

describe("a point of a very small model", () => {
  it("is the sentence nearest to its words, whatever number it wrote", () => {
    const quoted = asQuoted(point("The miller keeps the right to keep the water of of oak.", 0), shown, "en");
    expect(quoted.text).toBe("The miller keeps the right to draw water.");
    expect(quoted.cites).toEqual([shown[1]]);
  });

  it("is the sentence it cites where its words are nobody's, and is left alone where it cites nothing", () => {
    expect(asQuoted(point("Penguins abound everywhere.", 2), shown, "en").text).toBe("A new wheel is built of oak.");
    expect(asQuoted(point("Penguins abound everywhere."), shown, "en").text).toBe("Penguins abound everywhere.");
  });

  it("is whole, though the model was cut off", () => {
    const cut = { ...point("A new wheel is bui", 0), cut: true };
    expect(asQuoted(cut, shown, "en")).toEqual({ text: "A new wheel is built of oak.", cites: [shown[2]], cut: false });
  });
});
