import { expect, it } from "vitest";
import { roughTime } from "../../../electron/words/roughTime.ts";

it.each([
  [0, "seconds", 1, 1],
  [44.9, "seconds", 45, 45],
  [45, "minutes", 1, 1],
  [100, "minutes", 2, 2],
  [5399, "minutes", 90, 90],
  [5400, "hours", 1.5, 1.5],
  [3600 * 5.4, "hours", 5, 5.4],
  [3600 * 26.44, "hours", 26, 26.4],
])("tells %d seconds in %s", (seconds, unit, count, figure) => {
  expect(roughTime(seconds)).toEqual({ unit, count, figure });
});
