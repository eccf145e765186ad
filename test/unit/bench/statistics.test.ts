import { describe, expect, it } from "vitest";
import { percentile95, ratiosOf, showRatio, showSpread, spreadOf, threeFigures } from "../../bench/statistics.ts";

describe("statistics of the bench", () => {
  it("takes quartiles between neighbours, whatever the order", () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({
      median: 2.5,
      lowerQuartile: 1.75,
      upperQuartile: 3.25,
      values: [4, 1, 3, 2],
    });
    expect(spreadOf([7])).toMatchObject({ median: 7, lowerQuartile: 7, upperQuartile: 7 });
    expect(spreadOf([]).median).toBeNaN();
  });

  it("finds what 95 of 100 do not exceed", () => {
    expect(percentile95(Array.from({ length: 101 }, (_, place) => 100 - place))).toBe(95);
  });

  it("divides round by round and refuses rounds that have no other side", () => {
    expect(ratiosOf([1, 9], [2, 3])).toEqual([0.5, 3]);
    expect(() => ratiosOf([1], [1, 2])).toThrow(RangeError);
  });

  it("shows figures as they are read in a table", () => {
    expect(showRatio(spreadOf([0.97, 0.98, 1]))).toBe("0.98× (quartiles 0.97 to 0.99)");
    expect(showRatio(spreadOf([0.0021]), 3)).toBe("0.002× (quartiles 0.002 to 0.002)");
    expect(showSpread(spreadOf([412.4, 0.01234]))).toBe("206 (103 to 309)");
    expect([1234.5, 45.67, 0.01234, 0].map(threeFigures)).toEqual(["1235", "45.7", "0.012", "0"]);
  });
});
