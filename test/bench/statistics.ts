import { percentile } from "../eval/figures.ts";

/** The middle of some values and where the middle half of them lies; NaN of nothing. */
export interface Spread {
  readonly median: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly values: readonly number[];
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: percentile(sorted, 0.5),
    lowerQuartile: percentile(sorted, 0.25),
    upperQuartile: percentile(sorted, 0.75),
    values,
  };
}

/** The value that 95 of 100 do not exceed, between two neighbours where it falls between them; NaN of nothing. */
export function percentile95(values: readonly number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.95,
  );
}

/**
 * What each round's value is to the other side's of the same round: what slowed the machine for a while slowed both,
 * which a ratio of two medians does not know.
 */
export function ratiosOf(values: readonly number[], others: readonly number[]): number[] {
  if (values.length !== others.length) throw new RangeError("Rounds of both sides must come in pairs.");
  return values.map((value, round) => value / (others[round] ?? NaN));
}

/** e.g. "0.98× (quartiles 0.96 to 1.00)" */
export function showRatio({ median, lowerQuartile, upperQuartile }: Spread, decimals = 2): string {
  const [middle, lower, upper] = [median, lowerQuartile, upperQuartile].map((value) => value.toFixed(decimals));
  return `${middle}× (quartiles ${lower} to ${upper})`;
}

/** e.g. "412 (398 to 420)": the median and the quartiles, to three figures */
export function showSpread({ median, lowerQuartile, upperQuartile }: Spread): string {
  return `${threeFigures(median)} (${threeFigures(lowerQuartile)} to ${threeFigures(upperQuartile)})`;
}

export function threeFigures(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = value === 0 ? 0 : 2 - Math.floor(Math.log10(Math.abs(value)));
  return value.toFixed(Math.min(3, Math.max(0, digits)));
}
