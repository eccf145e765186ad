import { describe, expect, it } from "vitest";
import { delay, untilAborted } from "../../../electron/core/async/waiting.ts";
import { createFakeClock } from "../engine/fakeClock.ts";

describe("a delay", () => {
  it("ends at once, and sets no timer, where its signal has aborted before", async () => {
    const clock = createFakeClock();
    let timers = 0;
    const counting: typeof clock = {
      ...clock,
      setTimeout(run, ms) {
        timers += 1;
        return clock.setTimeout(run, ms);
      },
    };
    await delay(counting, 1000, AbortSignal.abort());
    expect(timers).toBe(0);
  });

  it("ends when its signal aborts, and when its time has come", async () => {
    const clock = createFakeClock();
    const abort = new AbortController();
    const ended: string[] = [];
    const stopped = delay(clock, 1000, abort.signal).then(() => ended.push("stopped"));
    const whole = delay(clock, 1000, new AbortController().signal).then(() => ended.push("whole"));
    abort.abort();
    await stopped;
    expect(ended).toEqual(["stopped"]);
    clock.advance(1000);
    await whole;
    expect(ended).toEqual(["stopped", "whole"]);
  });
});

describe("waiting until a signal aborts", () => {
  it("is over at once where it has aborted before, whatever the promise does then", async () => {
    const failing = Promise.withResolvers<never>();
    await expect(untilAborted(failing.promise, AbortSignal.abort())).rejects.toMatchObject({ code: "CANCELLED" });
    failing.reject(new Error("seen by nobody else"));
    await expect(untilAborted(Promise.resolve(1), undefined)).resolves.toBe(1);
  });
});
