import type { Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { createLookup, createLookupGain } from "../../../electron/engineProcess/lookup.ts";

const tokens = (...numbers: number[]): Token[] => numbers.map((number) => number as Token);

describe("looking up what follows", () => {
  it("guesses what came after the same tokens before, the further the more of them are the same", () => {
    const lookup = createLookup();
    lookup.reset(tokens(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2, 3));
    expect(lookup.guess(8)).toEqual([4, 5, 6, 7, 8, 9]);
    expect(lookup.guess(1)).toEqual([4]);
    lookup.reset(tokens(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3));
    expect(lookup.guess(8)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it("guesses nothing from two tokens, nor without an earlier place", () => {
    const lookup = createLookup();
    lookup.reset(tokens(1, 2, 3, 4, 9, 2, 3));
    expect(lookup.guess(4)).toEqual([]);
    lookup.reset(tokens(1, 2, 3));
    expect(lookup.guess(4)).toEqual([]);
    lookup.reset([]);
    expect(lookup.guess(4)).toEqual([]);
  });

  it("prefers the longer match, and of equal ones the newest", () => {
    const lookup = createLookup();
    lookup.reset(tokens(8, 1, 2, 3, 40, 7, 1, 2, 3, 50, 6, 1, 2, 3, 60, 7, 1, 2, 3));
    expect(lookup.guess(1)).toEqual([50]);
    lookup.reset(tokens(1, 2, 3, 40, 9, 1, 2, 3, 50, 0, 1, 2, 3));
    expect(lookup.guess(1)).toEqual([50]);
  });

  it("follows what is pushed", () => {
    const lookup = createLookup();
    lookup.reset(tokens(1, 2, 3, 4, 5));
    expect(lookup.guess(2)).toEqual([]);
    lookup.push(tokens(1, 2));
    lookup.push(tokens(3));
    expect(lookup.guess(2)).toEqual([4, 5]);
  });
});

/** Evaluations of which each costs 20 ms and `perGuess` for every guessed token, where `right` of the guesses are true. */
function run(evaluations: number, perGuess: number, right: (guessed: number) => number) {
  const gain = createLookupGain();
  let written = 0;
  let ms = 0;
  let guessing = 0;
  for (let count = 0; count < evaluations; count += 1) {
    const guessed = gain.length;
    const step = { guessed, written: 1 + right(guessed), ms: 20 + perGuess * guessed };
    gain.observe(step);
    written += step.written;
    ms += step.ms;
    if (guessed > 0) guessing += 1;
  }
  return { speed: (written / ms) * 20, guessing, length: gain.length };
}

describe("gain of guessing", () => {
  it("guesses on and further while it pays", () => {
    const { speed, length } = run(300, 1, (guessed) => guessed);
    expect(speed).toBeGreaterThan(4);
    expect(length).toBeGreaterThan(8);
  });

  it("turns itself off where guesses are wrong, and costs less than three in a hundred then", () => {
    const { speed, guessing } = run(3000, 5, () => 0);
    expect(speed).toBeGreaterThan(0.97);
    expect(guessing).toBeLessThan(80);
    expect(guessing).toBeGreaterThan(6);
  });

  it("turns itself off where guesses cost as much as they save", () => {
    const { speed } = run(3000, 25, (guessed) => guessed);
    expect(speed).toBeGreaterThan(0.97);
  });

  it("comes back when guesses become right again", () => {
    const gain = createLookupGain();
    for (let count = 0; count < 400; count += 1)
      gain.observe({ guessed: gain.length, written: 1, ms: 20 + 5 * gain.length });
    let guessing = 0;
    for (let count = 0; count < 2000; count += 1) {
      const guessed = gain.length;
      if (guessed > 0) guessing += 1;
      gain.observe({ guessed, written: 1 + guessed, ms: 20 + guessed });
    }
    expect(guessing).toBeGreaterThan(1000);
  });

  it("is not misled by single evaluations that met something else on the machine", () => {
    const gain = createLookupGain();
    let guessing = 0;
    for (let count = 0; count < 1000; count += 1) {
      const guessed = gain.length;
      if (guessed > 0) guessing += 1;
      gain.observe({ guessed, written: 1 + guessed, ms: count % 5 === 0 ? 400 : 20 + guessed });
    }
    expect(guessing).toBeGreaterThan(900);
  });
});
