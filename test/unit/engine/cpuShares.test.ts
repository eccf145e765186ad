import { expect, it } from "vitest";
import { createCpuShares } from "../../../electron/engineProcess/cpuShares.ts";

it("shares the processor time of calls side by side out among them, and loses none", () => {
  let now = 100;
  const shares = createCpuShares(() => now);
  now = 150;
  const first = shares.begin();
  now = 160;
  const second = shares.begin();
  now = 180;
  expect(first()).toBe(20);
  now = 190;
  expect(second()).toBe(20);
  now = 500;
  const third = shares.begin();
  now = 501;
  expect(third()).toBe(1);
});
