import { describe, expect, it } from "vitest";
import { type Progress, leftWords, progressSteps } from "../../../../renderer/features/summary/progressSteps.ts";

const start: Progress = { pages: 0, read: false, digestReady: false, job: null, summarizing: true };
const line = (progress: Progress) =>
  progressSteps(progress)
    .filter(({ state }) => state !== "waiting")
    .map(({ key, state }) => `${key}:${state}`);

describe("progressSteps", () => {
  it("counts pages while the document is read", () => {
    const job = { stage: "reading", done: 40, total: 212, leftMs: null } as const;
    expect(progressSteps({ ...start, job })[0]).toMatchObject({
      key: "readingOf",
      values: { done: 40, total: 212 },
      state: "current",
    });
  });

  it("shows the part in work, not the number finished, and the time left", () => {
    const job = { stage: "mapping", done: 13, total: 31, leftMs: 170_000 } as const;
    const steps = progressSteps({ ...start, pages: 212, read: true, digestReady: true, job });
    expect(steps.map(({ state }) => state)).toEqual(["done", "done", "current", "waiting", "waiting"]);
    expect(steps[2]).toMatchObject({
      key: "part",
      values: { part: 14, total: 31 },
      left: { key: "leftMinutes", values: { count: 3 } },
    });
  });

  it("never counts past the last part", () => {
    const job = { stage: "mapping", done: 31, total: 31, leftMs: null } as const;
    expect(progressSteps({ ...start, read: true, job })[2]?.values).toEqual({ part: 31, total: 31 });
  });

  it("goes on over loading, merging and checking", () => {
    const ready = { ...start, pages: 3, read: true, digestReady: true };
    const at = (stage: "loading" | "merging" | "verifying") =>
      line({ ...ready, job: { stage, done: 0, total: 0, leftMs: null } });
    expect(at("loading").at(-1)).toBe("loading:current");
    expect(at("merging").at(-1)).toBe("merging:current");
    expect(at("verifying")).toEqual([
      "read:done",
      "digestReady:done",
      "parts:done",
      "merging:done",
      "verifying:current",
    ]);
  });

  it("promises no summary where none is being made", () => {
    const steps = progressSteps({ ...start, pages: 3, read: true, digestReady: true, summarizing: false });
    expect(steps.map(({ key, state }) => `${key}:${state}`)).toEqual(["read:done", "digestReady:done"]);
  });
});

describe("leftWords", () => {
  it("speaks in round numbers", () => {
    expect(leftWords(20_000)).toEqual({ key: "leftSoon" });
    expect(leftWords(61_000)).toEqual({ key: "leftMinutes", values: { count: 1 } });
    expect(leftWords(20 * 60_000)).toEqual({ key: "leftMinutes", values: { count: 20 } });
    expect(leftWords(3 * 3_600_000)).toEqual({ key: "leftHours", values: { count: 3 } });
  });

  it("says nothing where there is nothing to go by", () => {
    expect(leftWords(null)).toBeNull();
    expect(leftWords(Number.POSITIVE_INFINITY)).toBeNull();
  });
});
