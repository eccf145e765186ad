import { describe, expect, it } from "vitest";
import {
  addCall,
  type CallSample,
  correctionOf,
  estimateRates,
  knownRates,
  learnCalls,
  learnOutcome,
  learnSteps,
  stepRates,
} from "../../../electron/core/forecast/speeds.ts";
import type { CallSums, StepSums } from "../../../electron/core/store/store.ts";

/** A call at 2 ms a token of its prompt and 10 ms a token of its answer. */
const call: CallSample = { prefillTokens: 1000, prefillMs: 2000, decodeTokens: 100, decodeMs: 1000, overheadMs: 30 };

/** One call after those before. */
function learnCall(sums: CallSums | null, sample: CallSample, at: number, probed = false): CallSums {
  return learnCalls(sums, addCall(null, sample, { at, usual: sums, probed }));
}

function after(calls: readonly CallSample[]): CallSums {
  let sums: CallSums | null = null;
  for (const each of calls) sums = learnCall(sums, each, 5);
  if (!sums) throw new Error("no calls");
  return sums;
}

describe("the speed of a model", () => {
  it("is what its calls took by their tokens", () => {
    const rates = knownRates({ alone: after([call, call, call]), parallel: null }, "instruct")?.alone;
    expect(rates?.prefill).toBeCloseTo(2);
    expect(rates?.decode).toBeCloseTo(10);
    expect(rates?.overhead).toBeCloseTo(30);
  });

  it("weighs a long call more than a short one", () => {
    const short = { ...call, prefillTokens: 10, prefillMs: 200 };
    expect(knownRates({ alone: after([short, call]), parallel: null }, "instruct")?.alone.prefill).toBeCloseTo(2.17, 1);
  });

  it("is that of all calls of a run, not of its last ones", () => {
    const deep = { ...call, prefillMs: 6000 };
    let run: CallSums | null = null;
    for (const each of [...Array.from({ length: 60 }, () => call), ...Array.from({ length: 20 }, () => deep)]) {
      run = addCall(run, each, { at: 5, usual: null });
    }
    if (!run) throw new Error("no calls");
    const known = learnCalls(after(Array.from({ length: 20 }, () => deep)), run);
    expect(knownRates({ alone: known, parallel: null }, "instruct")?.alone.prefill).toBeCloseTo(3, 1);
  });

  it("follows a machine that has become slower within some dozen calls", () => {
    const slow = { ...call, prefillMs: 4000, decodeMs: 2000 };
    const sums = after([...Array.from({ length: 50 }, () => call), ...Array.from({ length: 40 }, () => slow)]);
    expect(knownRates({ alone: sums, parallel: null }, "instruct")?.alone.decode).toBeGreaterThan(18);
    expect(sums.calls).toBeLessThan(21);
  });

  it("lets one call in whose middle the computer slept count little", () => {
    const usual = Array.from({ length: 10 }, () => call);
    const asleep = { ...call, decodeMs: 8 * 3_600_000 };
    expect(
      knownRates({ alone: after([...usual, asleep, ...usual]), parallel: null }, "instruct")?.alone.decode,
    ).toBeLessThan(25);
  });

  it("forgets a trial at the first call of real work, and takes no trial for better than that", () => {
    const trial = learnCall(null, { ...call, prefillMs: 9000 }, 1, true);
    expect(trial.probed).toBe(true);
    const worked = learnCall(trial, call, 2);
    expect(worked).toEqual(learnCall(null, call, 2));
    expect(knownRates({ alone: trial, parallel: after([call]) }, "instruct")?.alone.prefill).toBe(2);
  });

  it("of parallel calls follows from that of single calls where only one of them is known", () => {
    const single = knownRates({ alone: after([call]), parallel: null }, "instruct");
    expect(single?.parallel.prefill).toBe(2);
    expect(single?.parallel.decode).toBeLessThan(10);
    // What is chosen is evaluated like a prompt.
    expect(knownRates({ alone: after([call]), parallel: null }, "starter")?.parallel.decode).toBe(10);
    const together = knownRates({ alone: null, parallel: after([call]) }, "instruct");
    expect(together?.alone.decode).toBeGreaterThan(10);
    expect(knownRates({ alone: null, parallel: null }, "instruct")).toBeNull();
  });

  it("that was never measured is told from the model nearest in size, else from the bytes alone", () => {
    const sums = after([call]);
    const others = [
      { bytes: 1e9, sums },
      { bytes: 1e6, sums: after([{ ...call, decodeMs: 1 }]) },
    ];
    expect(estimateRates(2e9, others, "instruct").alone).toMatchObject({ prefill: 4, decode: 20 });
    const alone = estimateRates(4e9, [], "instruct").alone;
    expect(alone.decode).toBe(400);
    expect(alone.prefill).toBeLessThan(alone.decode);
  });
});

describe("what the steps of a summary come to", () => {
  const run: StepSums = {
    plannedPrompt: 1000,
    readPrompt: 800,
    plannedAnswer: 400,
    writtenAnswer: 100,
    points: 10,
    repairPrompt: 300,
    repairAnswer: 50,
    repairCalls: 4,
    pricedMs: 2000,
    tookMs: 2600,
  };

  it("is learned as shares of what was planned", () => {
    expect(stepRates(learnSteps(null, run), "instruct")).toEqual({
      prompt: 0.8,
      answer: 0.25,
      repair: { prompt: 30, answer: 5, calls: 0.4 },
      cost: 1.3,
    });
    expect(stepRates({ ...run, pricedMs: 0, tookMs: 0 }, "instruct").cost).toBe(1);
    expect(stepRates({ ...run, tookMs: 1e9 }, "instruct").cost).toBe(2);
  });

  it("moves towards newer runs, by one that is unlike all others but little", () => {
    const wordy = { ...run, writtenAnswer: 400 };
    const share = (sums: StepSums): number => stepRates(sums, "instruct").answer;
    let sums = learnSteps(learnSteps(null, run), wordy);
    expect(share(sums)).toBeGreaterThan(0.25);
    expect(share(sums)).toBeLessThan(0.25 * 1.3);
    for (let more = 0; more < 20; more += 1) sums = learnSteps(sums, wordy);
    expect(share(sums)).toBeGreaterThan(0.9);
  });

  it("has no repairs where none were seen", () => {
    for (const style of ["starter", "instruct"] as const)
      expect(stepRates(null, style).repair).toEqual({ prompt: 0, answer: 0, calls: 0 });
  });
});

describe("the correction of forecasts", () => {
  const none = { bias: 0, spread: null, runs: 0 };

  it("moves towards what runs took by what was expected", () => {
    const once = learnOutcome(none, 100, 150);
    expect(correctionOf(once.bias)).toBeCloseTo(Math.sqrt(1.5));
    let often = once;
    for (let run = 0; run < 20; run += 1) often = learnOutcome(often, 100, 150);
    expect(correctionOf(often.bias)).toBeCloseTo(1.5, 2);
    expect(often.spread).toBeLessThan(0.01);
    const apart = learnOutcome(often, 100, 75);
    expect(apart.bias).toBeLessThan(often.bias);
    expect(apart.spread).toBeGreaterThan(0.1);
  });

  it("never halves more than once nor doubles more than once", () => {
    const after = (expected: number, actual: number): number => {
      let known: ReturnType<typeof learnOutcome> = none;
      for (let run = 0; run < 30; run += 1) known = learnOutcome(known, expected, actual);
      return correctionOf(known.bias);
    };
    expect(after(1, 1e9)).toBeCloseTo(2, 2);
    expect(after(1e9, 1)).toBeCloseTo(0.5, 2);
    expect(correctionOf(9)).toBe(2);
  });

  it("learns nothing from a run that took no time", () => {
    expect(learnOutcome(none, 0, 100)).toEqual(none);
    expect(learnOutcome(none, 100, 0)).toEqual(none);
  });
});
