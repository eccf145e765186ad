import { describe, expect, it } from "vitest";
import type { CountedSentence } from "../../../electron/core/summarize/countedSentence.ts";
import { asQuoted, readPoints } from "../../../electron/core/summarize/draft.ts";
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

describe("a point as it is read from an answer", () => {
  const limits = { ended: true, characters: 90 };
  const texts = (answer: string, more: Partial<typeof limits> = {}): string[] =>
    readPoints(answer, shown, { ...limits, ...more }).map((read) => read.text);

  it("keeps a sign and an emphasis that stand without a mark of a list before them", () => {
    expect(texts("-5 degrees were measured. [1]")).toEqual(["-5 degrees were measured."]);
    expect(texts("**Mill:** sold in May [1]")).toEqual(["Mill: sold in May"]);
    expect(texts("-The mill was sold. [1]")).toEqual(["The mill was sold."]);
  });

  it("is without the label that the model put before it", () => {
    expect(texts("- Note 1: The mill was sold in May. [1]\n- Note 2: A new wheel is built of oak. [3]")).toEqual([
      "The mill was sold in May.",
      "A new wheel is built of oak.",
    ]);
    expect(texts("- Note 1: [1]")).toEqual([]);
  });

  it("ends at its last whole sentence where the grammar ended it in a word", () => {
    const long = "The mill was sold in May. The miller keeps the right to draw water from the river for ever a";
    expect(readPoints(`- ${long.slice(0, 90)} [1,2]`, shown, limits)).toEqual([
      { ...point("The mill was sold in May.", 0, 1) },
    ]);
    const one = "The mill was sold in May to a company that draws water and builds a new wheel made of oak an";
    expect(readPoints(`- ${one.slice(0, 90)} [1]`, shown, limits)).toMatchObject([{ isCut: true, cites: [shown[0]] }]);
  });

  it("ends at its last whole sentence where the answer was cut off in it", () => {
    const answer = "- A new wheel is built of oak. [3]\n- The mill was sold in May. The miller ke";
    expect(texts(answer, { ended: false })).toEqual(["A new wheel is built of oak.", "The mill was sold in May."]);
    expect(texts("- A new wheel is built of oak. [3]\n- The mill wa", { ended: false })).toEqual([
      "A new wheel is built of oak.",
    ]);
    // What an abbreviation ends is no sentence.
    expect(readPoints("- The mill belongs to Mr. Hob", shown, { ...limits, ended: false })).toMatchObject([
      { text: "The mill belongs to Mr. Hob", isCut: true },
    ]);
    expect(texts("- The mill was sold in May. It went to Hobson Inc. Oakvil", { ended: false })).toEqual([
      "The mill was sold in May.",
    ]);
  });
});
