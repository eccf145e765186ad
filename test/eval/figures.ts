import { seededRandom } from "../../electron/engineProcess/choosing.ts";

/** A mean with the bounds of its 95 % interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of values and its 95 % interval by the percentile bootstrap (Efron 1979): means of samples drawn with replacement.
 * The same values always give the same interval. NaN where there are no values.
 */
export function bootstrapMean(values: readonly number[], resamples = 1000, seed = 1): Interval {
  const mean = meanOf(values);
  if (values.length === 0) return { mean, low: mean, high: mean };
  const random = randomNumbers(seed);
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw += 1) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  }).sort((a, b) => a - b);
  return { mean, low: percentile(means, 0.025), high: percentile(means, 0.975) };
}

/**
 * The mean of values to the mean of others of the same documents, with its 95 % interval by the bootstrap over the documents, so that
 * what a document does to both is no noise.
 */
export function bootstrapRatio(
  values: readonly number[],
  others: readonly number[],
  resamples = 1000,
  seed = 1,
): Interval {
  if (values.length !== others.length) throw new RangeError("Values must come in pairs.");
  const mean = meanOf(values) / meanOf(others);
  if (values.length === 0) return { mean, low: mean, high: mean };
  const random = randomNumbers(seed);
  const ratios = Array.from({ length: resamples }, () => {
    let [sum, other] = [0, 0];
    for (let draw = 0; draw < values.length; draw += 1) {
      const place = Math.floor(random() * values.length);
      sum += values[place] ?? 0;
      other += others[place] ?? 0;
    }
    return sum / other;
  }).sort((a, b) => a - b);
  return { mean, low: percentile(ratios, 0.025), high: percentile(ratios, 0.975) };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/** Between two neighbours where the place falls between them; NaN of nothing. */
export function percentile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** Uniform numbers from 0 up to 1 from a seed, as the engine draws them. */
export const randomNumbers = seededRandom;
