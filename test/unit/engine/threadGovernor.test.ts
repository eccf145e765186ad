import { describe, expect, it } from "vitest";
import {
  CALM_SAMPLES,
  createThreadGovernor,
  decideThreads,
  type ThreadChoice,
} from "../../../electron/core/engine/threadGovernor.ts";
import { createFakeClock } from "./fakeClock.ts";

describe("decideThreads", () => {
  const cases: {
    cores: number;
    others: number;
    current: number | null;
    calm?: number;
    pinned?: number;
    count: number;
  }[] = [
    // a fresh start takes what is free
    { cores: 4, others: 0, current: null, count: 4 },
    { cores: 4, others: 0.2, current: null, count: 4 },
    { cores: 4, others: 1, current: null, count: 3 },
    { cores: 4, others: 2, current: null, count: 2 },
    { cores: 4, others: 4, current: null, count: 1 },
    { cores: 1, others: 1, current: null, count: 1 },
    { cores: 2, others: 0.67, current: null, count: 1 },
    // down at once; 4 threads leave one busy program 0.8 of a core and two 1.33
    { cores: 4, others: 0.8, current: 4, count: 3 },
    { cores: 4, others: 1.33, current: 4, count: 2 },
    { cores: 8, others: 5, current: 8, count: 3 },
    // up only after some calm
    { cores: 4, others: 0, current: 2, calm: 0, count: 2 },
    { cores: 4, others: 0, current: 2, calm: CALM_SAMPLES - 1, count: 4 },
    { cores: 4, others: 0.9, current: 2, calm: CALM_SAMPLES - 1, count: 3 },
    // a core that is neither free nor busy changes nothing
    { cores: 4, others: 0.2, current: 3, calm: CALM_SAMPLES, count: 3 },
    { cores: 4, others: 0.25, current: 4, count: 4 },
    // the settings are the law
    { cores: 4, others: 3, current: 2, pinned: 6, count: 6 },
    { cores: 4, others: 0, current: 4, pinned: 1, count: 1 },
  ];
  it.each(cases)(
    "$cores cores, others use $others, now $current: $count",
    ({ cores, others, current, calm, pinned, count }) => {
      const decision = decideThreads({
        cores,
        othersBusy: others,
        current,
        pinned: pinned ?? null,
        calmSamples: calm ?? 0,
      });
      expect(decision.count).toBe(count);
    },
  );

  it("forgets the calm as soon as a core is taken again", () => {
    const calm = decideThreads({ cores: 4, othersBusy: 0, current: 3, pinned: null, calmSamples: 0 });
    expect(calm).toMatchObject({ count: 3, calmSamples: 1 });
    const taken = decideThreads({ cores: 4, othersBusy: 0.9, current: 3, pinned: null, calmSamples: 1 });
    expect(taken).toMatchObject({ count: 3, calmSamples: 0 });
  });

  it("says why", () => {
    const reason = (othersBusy: number): string =>
      decideThreads({ cores: 4, othersBusy, current: null, pinned: null, calmSamples: 0 }).reason;
    expect(reason(0)).toBe("4 of 4 cores: no other program is busy");
    expect(reason(1.9)).toBe("2 of 4 cores: other programs keep about 2 busy");
  });
});

describe("the governor", () => {
  it("does not take the engine's own work for another program's", () => {
    const machine = createMachine(4);
    machine.work({ engine: 4, others: 0 }, 500);
    expect(machine.governor.choice.count).toBe(4);
  });

  it("gives way to another program within one pulse and comes back after it is gone", () => {
    const machine = createMachine(4);
    machine.work({ engine: 3.2, others: 0.8 }, 500);
    expect(machine.governor.choice.count).toBe(3);
    machine.work({ engine: 3, others: 1 }, 2000);
    expect(machine.governor.choice.count).toBe(3);
    machine.work({ engine: 3, others: 0 }, 1000);
    expect(machine.governor.choice.count).toBe(3);
    machine.work({ engine: 3, others: 0 }, 500);
    expect(machine.governor.choice.count).toBe(4);
    expect(machine.changes.map((change) => change.count)).toEqual(expect.arrayContaining([3, 4]));
  });

  it("watches the machine while the engine rests", () => {
    const machine = createMachine(4);
    machine.rest({ others: 2 }, 2000);
    expect(machine.governor.choice.count).toBe(2);
  });

  it("keeps the count of the settings whatever else runs", () => {
    const machine = createMachine(4);
    machine.governor.setPinned(4);
    machine.work({ engine: 2, others: 2 }, 2000);
    expect(machine.governor.choice).toEqual({ count: 4, reason: "Set to 4 in the settings" });
    machine.governor.setPinned(null);
    expect(machine.governor.choice.count).toBe(2);
  });

  it("counts cores as llama.cpp does, where that is fewer", () => {
    const machine = createMachine(8);
    machine.governor.setMathCores(4);
    expect(machine.governor.choice.count).toBe(4);
  });

  /** A machine whose cores are kept busy by the engine and by others, as many as said. */
  function createMachine(logicalCores: number) {
    const clock = createFakeClock();
    const changes: ThreadChoice[] = [];
    let busyMs = 1000;
    let engineMs = 0;
    const governor = createThreadGovernor({
      clock,
      meter: { usableCores: logicalCores, read: () => ({ busyMs, logicalCores }) },
      onChange: (choice) => changes.push(choice),
    });
    return {
      governor,
      changes,
      work(load: { engine: number; others: number }, ms: number) {
        governor.setActivity("working");
        for (let passed = 0; passed < ms; passed += 500) {
          busyMs += (load.engine + load.others) * 500;
          engineMs += load.engine * 500;
          clock.advance(500);
          governor.onPulse(engineMs);
        }
      },
      rest(load: { others: number }, ms: number) {
        governor.setActivity("resting");
        for (let passed = 0; passed < ms; passed += 500) {
          busyMs += load.others * 500;
          clock.advance(500);
        }
      },
    };
  }
});
