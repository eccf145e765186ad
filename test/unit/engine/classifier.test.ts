import { expect, it } from "vitest";
import { sharesOf } from "../../../electron/engineProcess/classifier.ts";

it("makes shares of scores, and leaves those that are shares as they are", () => {
  const [first = 0, second = 0, third = 0] = sharesOf([0, Math.log(3), -1000]);
  expect(first).toBeCloseTo(0.25);
  expect(second).toBeCloseTo(0.75);
  expect(third).toBe(0);
  expect(sharesOf([0.2, 0.7, 0.1])).toEqual([0.2, 0.7, 0.1]);
  expect(sharesOf([1000, 1000])).toEqual([0.5, 0.5]);
});
