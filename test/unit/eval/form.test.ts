import { describe, expect, it } from "vitest";
import type { CountedSentence } from "../../../electron/core/summarize/countedSentence.ts";
import { readPoints } from "../../../electron/core/summarize/draft.ts";
import { checkPoints, formOf, isLoop } from "../../eval/form.ts";

const sentences = [
  "The rent is 900 euros a month.",
  "The tenant pays for small repairs up to 100 euros.",
  "The notice period is three months for both sides.",
];
const cited = sentences.map(pieceOf);
const bounds = { least: 1, most: 4, words: 30, characters: 80 };
const formFor = (text: string, stop: "end" | "length" = "end") => formOf({ text, stop }, { cited, bounds });

function pieceOf(text: string, index: number): CountedSentence {
  const start = index * 100;
  return {
    documentId: "d",
    index,
    page: 1,
    start,
    end: start + text.length,
    quote: text,
    text,
    kind: "paragraph",
    block: 0,
    section: 0,
    tokens: 10,
  };
}

describe("the form of an answer", () => {
  it("is good where it ends, does not loop and cites sentences of its prompt", () => {
    const text = "- The rent is 900 euros a month. [1]\n- Both sides have a notice period of three months. [3, 2]";
    expect(formFor(text)).toEqual({ ended: true, noLoop: true, validIds: true });
  });

  it("has no end of its own where its length or the characters of a point cut it off", () => {
    expect(formFor("- The rent is 900 euros a month. [1]\n- Both si", "length").ended).toBe(false);
    expect(formFor(`- ${"rain ".repeat(16)} [1]`).ended).toBe(false);
    expect(formFor(`- ${"n".repeat(79)} [1]`).ended).toBe(true);
  });

  it.each([
    ["a number beyond the sentences", "- The rent is 900 euros. [4]"],
    ["one of several beyond them", "- The rent is 900 euros. [1,7]"],
    ["no number at all", "- The rent is 900 euros."],
    ["a point without among others", "- The rent is 900 euros. [1]\n- Small repairs are paid."],
    ["nothing", ""],
  ])("has no valid citations with %s", (_, text) => {
    expect(formFor(text).validIds).toBe(false);
  });

  it("does not mind a number that is named twice", () => {
    expect(formFor("- The rent is 900 euros. [1,1]").validIds).toBe(true);
  });
});

describe("isLoop", () => {
  it.each([
    ["the number of the number of the number of the number of", true],
    ["yes yes yes yes yes no maybe so it was", true],
    ["The rent is due in May. The rent is due in June, says the lease.", false],
    ["rain rain rain", false],
    ["", false],
  ])("%s: %s", (text, expected) => {
    expect(isLoop(text)).toBe(expected);
  });
});

describe("checkPoints", () => {
  const check = (text: string) =>
    checkPoints(readPoints(text, cited, { ended: true, characters: Infinity }), {
      language: "en",
      known: new Set(),
    });

  it("tells what is copied from what is said anew, and what code cannot support", () => {
    const points = check(
      "- The rent is 900 euros a month. [1]\n- Each month the rent is 900 euros. [1]\n- The rent is 950 euros a month. [1]",
    );
    expect(points.map(({ verbatim, support }) => [verbatim, support])).toEqual([
      [true, "verified"],
      [false, "verified"],
      [false, "contradicted"],
    ]);
  });

  it("counts a point that is said twice once, as the product keeps it", () => {
    expect(check("- The rent is 900 euros a month. [1]\n- The rent is 900 euros a month. [1]")).toHaveLength(1);
  });
});
