import { describe, expect, it } from "vitest";
import { matchPaints } from "../../bench/paints.ts";
import type { ProbeRecord } from "../../bench/frameProbe.ts";

const question: ProbeRecord = {
  kind: "question",
  request: { turns: [{ role: "user", text: "Why?" }], maxTokens: 9, temperature: 0, seed: 1, priority: "chat" },
};
const records: readonly ProbeRecord[] = [
  question,
  { kind: "frame", at: 1000, text: "**One** " },
  { kind: "frame", at: 1016, text: "two" },
  { kind: "frame", at: 1040, text: ". Three" },
  { kind: "end", at: 1041, completionTokens: 5, decodeMs: 40 },
];

describe("pieces of text and the paints of a page", () => {
  it("belong together where the page shows as many letters as were written", () => {
    const paints = [
      { at: 1010, letters: 2 },
      { at: 1026, letters: 6 },
      { at: 1060, letters: 11 },
    ];
    const { delays, shown, written, request } = matchPaints(records, paints, "One two. Three");
    // The first paint came in the middle of the first piece, so the second one shows it whole.
    expect(delays).toEqual([26, 10, 32, 20]);
    expect(shown).toBeCloseTo(4000 / 60);
    expect(written).toBeCloseTo(100);
    expect(request.maxTokens).toBe(9);
  });

  it("do not pass where the page lacks a letter", () => {
    const paints = [{ at: 1060, letters: 10 }];
    expect(() => matchPaints(records, paints, "One two. Thre")).toThrow("10 of the 11 letters");
    expect(() => matchPaints(records, [{ at: 1060, letters: 8 }], "One two. Three")).toThrow("letters");
  });

  it("do not pass where nothing was written or painted", () => {
    expect(() => matchPaints([question], [], "")).toThrow("no text");
    expect(() => matchPaints(records, [], "One two. Three")).toThrow("no paint");
  });
});
