import { describe, expect, it } from "vitest";
import { oneLine, oneSpaced } from "../../../electron/core/text/oneLine.ts";
import { estimateWords, lettersAndStops, writtenWords } from "../../../electron/core/text/words.ts";

describe("words as they are written", () => {
  it("keep their capitals, what stands inside them and their place", () => {
    const text = "“O’Brien-Smith & Co., B12.”";
    const words = writtenWords(text);
    expect(words.map(({ word }) => word)).toEqual(["O’Brien-Smith", "Co", "B12"]);
    for (const { word, start, end } of words) expect(text.slice(start, end)).toBe(word);
  });

  it("are letters alone, with the marks that end a clause, where rules look at the words that follow one another", () => {
    expect(lettersAndStops("Not 12 cats, e\u0301tage: half-full!")).toEqual([
      "Not",
      "cats",
      ",",
      "e\u0301tage",
      ":",
      "half",
      "full",
    ]);
  });
});

describe("an estimate of words", () => {
  it("counts what stands between spaces", () => {
    expect(estimateWords("The rent is 1,240 euros.")).toBe(5);
  });

  it("takes two characters for a word in a script without spaces", () => {
    expect(estimateWords("租金为每月一千二百四十欧元并应于每月第三个工作日支付".repeat(2))).toBe(26);
  });
});

describe("a text on one line", () => {
  it("has one space for each run of white space, and none around it", () => {
    expect(oneLine(" a\n b\u00a0\t c ")).toBe("a b c");
  });

  it("keeps one space at each end where it is a piece of a longer text", () => {
    expect(oneSpaced(" a\n b\u00a0 ")).toBe(" a b ");
  });
});
