import { describe, expect, it } from "vitest";
import { findWords } from "../../../../renderer/features/reader/wordInk.ts";

/** Columns of ink drawn as letters: `#` black, `+` the grey rim of a letter, anything else white. */
const columns = (drawn: string) => [...drawn].map((sign) => (sign === "#" ? 250 : sign === "+" ? 100 : 0));
const wordsIn = (drawn: string, words: number) =>
  findWords(columns(drawn), words)?.map(([from, to]) => drawn.slice(from, to)) ?? null;

describe("findWords", () => {
  it("cuts a line at the gaps between its words, however far it was justified", () => {
    expect(wordsIn(" ##.#.##...#.#......###.# ", 3)).toEqual(["##.#.##", "#.#", "###.#"]);
  });

  it("tells small type apart by the grey at its rims", () => {
    expect(wordsIn("##+##..##+.##", 2)).toEqual(["##+##", "##+.##"]);
  });

  it("gives up where a gap between letters is as wide as one between words", () => {
    expect(wordsIn("##..##..##", 2)).toBeNull();
  });

  it("gives up where there are fewer stretches of ink than words", () => {
    expect(wordsIn("#####", 2)).toBeNull();
    expect(wordsIn(".....", 1)).toBeNull();
  });
});
