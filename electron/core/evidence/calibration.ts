import type { Calibration } from "../../contract/models.ts";

/** Probabilities that a witness gave the two statements of a calibration pair, 0 to 1. */
export interface JudgedPair {
  readonly true: number;
  readonly false: number;
}

/**
 * Share of false statements that a witness may let through. Claims that differ from their text in one word of many are harder than the
 * pairs: of 50 such false ones that code had left open, a model of 1.5 billion weights let 11 through at a threshold for 15 of 100, with
 * 27 of 47 true ones, and 2 at one for 10, with 19.
 */
const mostFalse = 0.1;
/** How often, at most, a witness that lets more through would look so good on the pairs by chance. */
const mostChance = 0.1;
/** Below this it guesses: with sixty pairs chance alone comes to it once in 400 times. */
const leastAuc = 0.65;

/**
 * Calibrates a witness: the lowest threshold at which the pairs leave no more than one chance in ten that more than 10 of 100 false
 * statements pass. With so few pairs as ship, the share seen to pass has to be well below that: of 60 at most two (the one-sided bound
 * of C. J. Clopper and E. S. Pearson, 1934).
 */
export function calibrate(pairs: readonly JudgedPair[]): Calibration {
  const trueOnes = pairs.map((pair) => pair.true);
  const falseOnes = pairs.map((pair) => pair.false);
  const auc = shareAbove(trueOnes, falseOnes);
  const told = meanOf(pairs.map((pair) => half(pair.true, pair.false)));
  const threshold = thresholdOf(falseOnes);
  const trueKept = threshold === null ? 0 : meanOf(trueOnes.map((each) => Number(each >= threshold)));
  const seen = { pairs: pairs.length, told, auc };
  if (threshold === null || auc < leastAuc || trueKept === 0) {
    return { ...seen, threshold: null, trueKept: 0, falsePassed: 0 };
  }
  return { ...seen, threshold, trueKept, falsePassed: meanOf(falseOnes.map((each) => Number(each >= threshold))) };
}

/** Pairs after which it can be told that a witness guesses, so that the rest need not be asked. */
const leastPairs = 20;
/** Guessing lies within it of one half with so few pairs; a witness that is of use was never below. */
const hopelessAuc = 0.55;

/** True where the pairs so far leave no hope that the witness tells true from false. */
export function isHopeless(pairs: readonly JudgedPair[]): boolean {
  if (pairs.length < leastPairs) return false;
  return (
    shareAbove(
      pairs.map((pair) => pair.true),
      pairs.map((pair) => pair.false),
    ) < hopelessAuc
  );
}

/** Just above the highest false one that must not pass; null where even letting none pass says too little. */
function thresholdOf(falseOnes: readonly number[]): number | null {
  const most = mostPassing(falseOnes.length);
  if (most < 0) return null;
  const falling = falseOnes.toSorted((a, b) => b - a);
  const kept = falling[most] ?? 0;
  // Between it and the next one, but no nearer to it than a model's arithmetic differs from one computer to another.
  const next = falling.slice(0, most).findLast((each) => each > kept) ?? 1;
  const threshold = Math.max(kept + (next - kept) / 2, Math.min(kept + leastStep, 1), leastThreshold);
  return threshold > kept ? threshold : null;
}

const leastStep = 0.001;
/** What a model finds less likely than not it has not found. */
const leastThreshold = 0.5;

/** How many of so many false statements may pass; -1: even none would prove nothing. */
function mostPassing(count: number): number {
  let most = -1;
  while (most + 1 < count && chanceOfAtMost(most + 1, count, mostFalse) <= mostChance) most += 1;
  return most;
}

/** The chance that at most `k` of `n` happen where each happens with this probability (binomial). */
function chanceOfAtMost(k: number, n: number, probability: number): number {
  let term = (1 - probability) ** n;
  let sum = term;
  for (let i = 1; i <= k; i += 1) {
    term *= ((n - i + 1) / i) * (probability / (1 - probability));
    sum += term;
  }
  return sum;
}

function shareAbove(high: readonly number[], low: readonly number[]): number {
  return meanOf(high.flatMap((one) => low.map((other) => half(one, other))));
}

function half(one: number, other: number): number {
  return one > other ? 1 : one === other ? 0.5 : 0;
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
