import { describe, expect, it } from "vitest";
import { bootstrapMean, bootstrapRatio, median } from "../../eval/figures.ts";

describe("bootstrapMean", () => {
  it("gives the same interval every time", () => {
    const values = [0.1, 0.4, 0.2, 0.9, 0.5];
    expect(bootstrapMean(values)).toEqual(bootstrapMean(values));
  });

  it("has no width where all values are alike", () => {
    expect(bootstrapMean([0.5, 0.5, 0.5])).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
  });

  it("comes near the interval of the normal distribution for many values", () => {
    // 0 and 1 in turns: a mean of 0.5 with a standard error of 0.5 / √400 = 0.025.
    const { mean, low, high } = bootstrapMean(Array.from({ length: 400 }, (_, place) => place % 2));
    expect(mean).toBe(0.5);
    expect(low).toBeGreaterThan(0.5 - 1.96 * 0.025 - 0.008);
    expect(low).toBeLessThan(0.5 - 1.96 * 0.025 + 0.008);
    expect(high).toBeGreaterThan(0.5 + 1.96 * 0.025 - 0.008);
    expect(high).toBeLessThan(0.5 + 1.96 * 0.025 + 0.008);
  });

  it("holds the mean inside", () => {
    const { mean, low, high } = bootstrapMean([0, 0, 0, 0, 1]);
    expect(low).toBeLessThanOrEqual(mean);
    expect(high).toBeGreaterThanOrEqual(mean);
  });

  it("is no number for no values", () => {
    expect(bootstrapMean([]).mean).toBeNaN();
  });
});

describe("median", () => {
  it("is the middle, or between the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe("bootstrapRatio", () => {
  it("has no width where each value is the same share of its other one, however these differ", () => {
    const { mean, low, high } = bootstrapRatio([2, 20, 200], [1, 10, 100]);
    expect([mean, low, high]).toEqual([2, 2, 2]);
  });

  it("is of the two means, with an interval around it", () => {
    const { mean, low, high } = bootstrapRatio([1, 2, 3, 6], [2, 2, 2, 2]);
    expect(mean).toBe(1.5);
    expect(low).toBeGreaterThanOrEqual(0.5);
    expect(low).toBeLessThan(1.5);
    expect(high).toBeGreaterThan(1.5);
    expect(high).toBeLessThanOrEqual(3);
  });

  it("refuses values without their others", () => {
    expect(() => bootstrapRatio([1, 2], [1])).toThrow(RangeError);
  });
});
