import { expect, onTestFinished, test, vi } from "vitest";
import { createPaced } from "../../../../renderer/lib/paced.ts";

function open(ms: number) {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const begun: number[] = [];
  const start = performance.now();
  const ask = createPaced(() => {
    begun.push(performance.now() - start);
    return new Promise((resolve) => setTimeout(resolve, ms));
  });
  return { ask, begun };
}

test("what is asked for while it goes on is done once more, after a rest of three times as long", async () => {
  const { ask, begun } = open(100);
  ask();
  for (let times = 0; times < 5; times += 1) ask();
  await vi.advanceTimersByTimeAsync(399);
  ask();
  expect(begun).toEqual([0]);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toEqual([0, 400]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(begun).toEqual([0, 400]);
});

test("after a rest it is done at once", async () => {
  const { ask, begun } = open(100);
  ask();
  await vi.advanceTimersByTimeAsync(1000);
  ask();
  expect(begun).toEqual([0, 1000]);
});
