import { expect, it } from "vitest";
import { sureTime } from "../../../electron/core/sureTime.ts";

const dayMs = 24 * 60 * 60_000;
const now = Date.UTC(2026, 5, 1);

it("is the time of the clock from start to start, and at the first", () => {
  expect(sureTime(now, null)).toBe(now);
  expect(sureTime(now, now - dayMs)).toBe(now);
  // The clock was wrong the time before.
  expect(sureTime(now, now + 3650 * dayMs)).toBe(now);
});

it("is that of the start before where the clock may have leapt, until another start is as late", () => {
  const leapt = now + 3650 * dayMs;
  expect(sureTime(leapt, now)).toBe(now);
  expect(sureTime(leapt + 1, leapt)).toBe(leapt + 1);
});
