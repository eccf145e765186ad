import { describe, expect, it } from "vitest";
import { cutToWords, lead, lexRankBest, oracleBest, rougeOf, textRankBest } from "../../eval/baselines.ts";

/** One sentence shares words with all others, which share none among themselves. */
const star = [
  "Good morning to everyone here.",
  "The harbour closed for a week.",
  "A storm damaged many boats.",
  "The storm closed the harbour, damaged boats and delayed the ferry.",
  "The ferry was delayed until Monday.",
];
const centre = star[3];

describe("sentences chosen without a model", () => {
  it("lead is the first", () => {
    expect(lead(star)).toBe(star[0]);
    expect(lead([])).toBe("");
  });

  it("TextRank and LexRank choose the sentence that the others share most with", () => {
    expect(textRankBest(star, "en")).toBe(centre);
    expect(lexRankBest(star, "en")).toBe(centre);
  });

  it("TextRank does not choose a sentence for its stop words", () => {
    const sentences = [
      "It is what it is and that was that.",
      "The lease ends in May.",
      "The lease costs more after May.",
    ];
    expect(textRankBest(sentences, "en")).not.toBe(sentences[0]);
  });

  it("TextRank weighs what is shared by the length: of two with the same words in common the shorter", () => {
    const padded = "Glaciers melt while committees discuss budgets, elections, pensions, railways and museums.";
    expect(textRankBest([padded, "Glaciers melt quickly.", "Glaciers melt in summer."], "en")).not.toBe(padded);
  });

  it("takes the first sentence where nothing is shared or nothing is there", () => {
    const apart = ["Wind rises.", "Bread bakes.", "Trains leave."];
    expect(textRankBest(apart, "en")).toBe(apart[0]);
    expect(lexRankBest(apart, "en")).toBe(apart[0]);
    expect(textRankBest([], "en")).toBe("");
    expect(lexRankBest([], "en")).toBe("");
  });

  it("the oracle takes the sentence nearest to a summary, of several summaries whichever is nearest", () => {
    expect(oracleBest(star, ["Because of delays the ferry left on Monday."])).toBe(star[4]);
    expect(oracleBest(star, ["Nothing alike.", "Many boats were damaged by a storm."])).toBe(star[2]);
  });
});

describe("rougeOf", () => {
  it("scores against the nearest reference", () => {
    const text = "The ferry was delayed.";
    expect(rougeOf(["Something else.", text], text)).toEqual({ r1: 1, r2: 1, rl: 1 });
    expect(rougeOf([], text)).toEqual({ r1: 0, r2: 0, rl: 0 });
  });
});

describe("cutToWords", () => {
  it("keeps whole words up to the budget", () => {
    expect(cutToWords("  one two\nthree   four", 3)).toBe("one two three");
    expect(cutToWords("one", 3)).toBe("one");
  });
});
