import { expect, it } from "vitest";
import { createPace } from "../../../electron/core/downloads/pace.ts";
import { hastyClock } from "./stand.ts";

const { signal } = new AbortController();

it("heeds another limit at once, and holds nothing against what came under the one before", async () => {
  const clock = hastyClock();
  let limit: number | null = 10_000;
  const pace = createPace(clock, () => limit);
  const taken = pace.take(1_000_000, signal);
  limit = 1_000_000;
  await taken;
  await pace.take(500_000, signal);
  const waited = clock.waited.reduce((sum, ms) => sum + ms, 0);
  expect(waited).toBeGreaterThanOrEqual(500);
  expect(waited).toBeLessThan(1100);
});

it("is silent where nothing comes, and not while the limit holds it back", async () => {
  const clock = hastyClock();
  const silences: number[] = [];
  const pace = createPace(
    {
      ...clock,
      setTimeout(run, ms) {
        silences.push(pace.silence());
        return clock.setTimeout(run, ms);
      },
    },
    () => 10_000,
  );
  await pace.take(100_000, signal);
  expect(Math.max(...silences, pace.silence())).toBe(0);
  await new Promise<void>((resolve) => void clock.setTimeout(resolve, 6000));
  expect([pace.silence(), pace.speed()]).toEqual([6, 6250]);
  pace.begin();
  expect([pace.silence(), pace.speed()]).toEqual([0, null]);
});
