import { describe, expect, it } from "vitest";
import { createThreadGovernor, othersWant } from "../../../electron/core/llm/local/threads/threadGovernor.ts";
import type { PowerMonitor, PowerState } from "../../../electron/core/ports.ts";
import { createFakeClock } from "../engine/fakeClock.ts";
import { simulateMachine } from "./simulatedMachine.ts";
import { words } from "../../helpers/words.ts";
import { reasonOf } from "../../../electron/contract/reasons.ts";

const MINUTE = 60_000;

describe("the governor beside other programs", () => {
  const cases = [2, 4, 8, 16].flatMap((cores) =>
    [0, 0.2, 0.5, 1, 1.5, 2, cores - 1, cores].filter((others) => others <= cores).map((others) => ({ cores, others })),
  );
  it.each(cases)(
    "$cores cores, $others taken: writes nearly as fast as the best count, and stays",
    ({ cores, others }) => {
      for (const seed of [1, 2, 3]) {
        const machine = simulateMachine({ cores, noise: 0.1, seed });
        machine.write(5000);
        machine.load.others = others;
        machine.write(3000);
        const [before, changes] = [machine.tokens, machine.changes.length];
        machine.write(MINUTE);
        expect((machine.tokens - before) / machine.bestIn(MINUTE)).toBeGreaterThan(0.93);
        // Trials are short and grow rare; the count people see stands still.
        const counts = machine.changes.slice(changes).map(({ count }) => count);
        expect(new Set([...counts, machine.governor.choice.count]).size).toBeLessThanOrEqual(
          cores > 4 && others === 0.2 ? 3 : 2,
        );
        expect(counts.length).toBeLessThanOrEqual(14);
      }
    },
  );

  it.each([2, 4, 8, 16])("%i cores: gives way within two seconds, and comes back within two", (cores) => {
    for (const others of [1, cores / 2, cores - 1]) {
      const machine = simulateMachine({ cores, noise: 0.1, seed: others });
      machine.write(5000);
      expect(machine.governor.choice.count).toBe(cores);
      machine.load.others = others;
      machine.write(2000);
      expect(machine.governor.choice.count).toBe(cores - others);
      machine.load.others = 0;
      machine.write(2000);
      expect(machine.governor.choice.count).toBe(cores);
    }
  });

  it("does not flutter with a program that works every other two seconds", () => {
    const machine = simulateMachine({ cores: 4, noise: 0.1 });
    for (let round = 0; round < 30; round++) {
      machine.load.others = round % 2;
      machine.write(2000);
    }
    const late = machine.changes.filter(({ at }) => at > 30_000);
    const flips = late.filter(({ count }, index) => index > 0 && count !== late[index - 1]?.count);
    expect(flips.length).toBeLessThanOrEqual(6);
  });

  it("gives up one more thread than it needs to for a moment at most", () => {
    const machine = simulateMachine({ cores: 4, noise: 0 });
    machine.write(60 * MINUTE);
    // Trials with a thread less, each after twice the pause of the one before.
    expect(machine.changes.filter(({ counts }) => counts.decode < 4).length).toBeLessThan(12);
    expect(machine.tokens / machine.bestIn(60 * MINUTE)).toBeGreaterThan(0.995);
  });

  it("watches the machine while the engine rests", () => {
    const machine = simulateMachine({ cores: 4 });
    machine.load.others = 2;
    machine.rest(2000);
    expect(machine.governor.choice.count).toBe(2);
    machine.load.others = 0;
    machine.rest(2000);
    expect(machine.governor.choice.count).toBe(4);
  });

  it("says how many it uses, and why", () => {
    const machine = simulateMachine({ cores: 4, noise: 0 });
    expect(words.reason(machine.governor.choice.reason)).toBe("4 of 4 cores: no other program is busy");
    machine.load.others = 2;
    machine.write(2000);
    expect(words.reason(machine.governor.choice.reason)).toBe("2 of 4 cores: other programs keep about 2 busy");
  });

  it("keeps the count of the settings whatever else runs", () => {
    const machine = simulateMachine({ cores: 4 });
    machine.governor.setPinned(4);
    machine.load.others = 2;
    machine.write(20_000);
    expect(machine.governor.choice).toEqual({
      count: 4,
      reason: reasonOf("THREADS_SET", { used: 4 }),
      reading: null,
      counts: { prefill: 4, decode: 4 },
    });
    machine.governor.setPinned(null);
    expect(machine.governor.choice.count).toBe(2);
  });

  it("counts cores as llama.cpp does, where that is fewer", () => {
    const machine = simulateMachine({ cores: 8 });
    machine.governor.setMathCores(4);
    expect(machine.governor.choice.count).toBe(4);
    machine.governor.setMathCores(16);
    expect(machine.governor.choice.count).toBe(8);
  });
});

describe("the governor by the time of a token", () => {
  it.each([
    { cores: 2, unseen: 1 },
    { cores: 4, unseen: 1 },
    { cores: 4, unseen: 2 },
    { cores: 8, unseen: 1 },
    { cores: 8, unseen: 4 },
    { cores: 16, unseen: 8 },
  ])("$cores cores, $unseen stolen unseen: finds out, and writes on", ({ cores, unseen }) => {
    for (const seed of [1, 2, 3]) {
      const machine = simulateMachine({ cores, noise: 0.1, seed });
      machine.write(5000);
      machine.load.unseen = unseen;
      machine.write(3500);
      expect(machine.governor.choice.count).toBeLessThanOrEqual(cores - unseen);
      const before = machine.tokens;
      machine.write(MINUTE);
      expect((machine.tokens - before) / machine.bestIn(MINUTE)).toBeGreaterThan(0.9);
      expect(machine.governor.choice.count).toBe(cores - unseen);
      expect(words.reason(machine.governor.choice.reason)).toMatch(/although no program is seen to be busy$/u);
      expect(machine.governor.choice.counts.prefill).toBe(cores - unseen);
      machine.load.unseen = 0;
      machine.write(MINUTE);
      expect(machine.governor.choice.count).toBe(cores);
    }
  });

  it("learns over many short answers, and forgets nothing when the next one is asked for", () => {
    const machine = simulateMachine({ cores: 8, knee: 5, noise: 0.01 });
    for (let answer = 0; answer < 60; answer++) {
      machine.governor.setPinned(null);
      machine.write(3000);
      machine.rest(5000);
      expect(machine.governor.choice.counts.decode).toBe(machine.governor.choice.count);
    }
    expect(machine.governor.choice.count).toBe(5);
  });

  it.each([2, 4, 8])("%i cores: reads with all of them, and tries no fewer without a reason", (cores) => {
    const machine = simulateMachine({ cores, noise: 0.1 });
    machine.read(5 * MINUTE);
    expect(machine.changes.filter(({ counts }) => counts.prefill < cores)).toEqual([]);
  });

  it("gives way while it reads too, to what is seen and to what is not", () => {
    const machine = simulateMachine({ cores: 4, noise: 0.1 });
    machine.read(10_000);
    machine.load.others = 1;
    machine.read(2000);
    expect(machine.governor.choice.counts.prefill).toBe(3);
    machine.load.others = 0;
    machine.read(3000);
    expect(machine.governor.choice.counts.prefill).toBe(4);
    machine.load.unseen = 1;
    // a piece of a prompt takes half a second, and the first trial upward comes five seconds after
    machine.read(8000);
    expect(machine.governor.choice.counts.prefill).toBe(3);
    machine.load.unseen = 0;
    machine.read(MINUTE);
    expect(machine.governor.choice.counts.prefill).toBe(4);
  });

  it("finds out what was stolen before it began", () => {
    const machine = simulateMachine({ cores: 4, noise: 0.1 });
    machine.load.unseen = 1;
    machine.write(10_000);
    expect(machine.governor.choice.count).toBe(3);
  });

  it("uses no more threads to write than the memory feeds, and all of them to read", () => {
    const machine = simulateMachine({ cores: 8, knee: 5, noise: 0.01 });
    machine.write(5 * MINUTE);
    expect(machine.governor.choice.count).toBe(5);
    expect(machine.governor.choice.counts.prefill).toBe(8);
    expect(words.reason(machine.governor.choice.reason)).toBe("5 of 8 cores: with more it writes no faster");
  });

  it("does not take the growth of a context for stolen cores", () => {
    const machine = simulateMachine({ cores: 4, noise: 0.1 });
    machine.slowdownPerSecond = 0.008;
    machine.write(2 * MINUTE);
    expect(machine.changes.filter(({ count }) => count < 4)).toEqual([]);
  });

  it("takes a model that became slower for good as it is, after few trials", () => {
    const machine = simulateMachine({ cores: 4, noise: 0.1 });
    machine.write(5000);
    machine.slowdown = 2.5;
    const changes = machine.changes.length;
    machine.write(5 * MINUTE);
    expect(machine.governor.choice.count).toBe(4);
    expect(machine.changes.slice(changes).filter(({ counts }) => counts.decode < 4).length).toBeLessThanOrEqual(10);
  });
});

describe("the governor by battery and heat", () => {
  it("leaves a battery half of the cores while nobody waits, and a quarter while somebody does", () => {
    const power = createPower({ onBattery: true, isHot: null });
    const machine = simulateMachine({ cores: 4, power });
    machine.write(3000, "background");
    expect(machine.governor.choice).toMatchObject({
      count: 2,
      reason: { data: { reason: "BATTERY_BACKGROUND", used: 2, count: 4 } },
      counts: { prefill: 2, decode: 2 },
    });
    machine.write(3000, "chat");
    expect(machine.governor.choice).toMatchObject({
      count: 3,
      reason: { data: { reason: "BATTERY", used: 3, count: 4 } },
    });
    power.become({ onBattery: false, isHot: null });
    expect(machine.governor.choice.count).toBe(4);
  });

  it("does with half while the computer is hot", () => {
    const power = createPower({ onBattery: null, isHot: null });
    const machine = simulateMachine({ cores: 8, power });
    machine.write(1000);
    expect(machine.governor.choice.count).toBe(8);
    power.become({ onBattery: null, isHot: true });
    machine.write(1000);
    expect(machine.governor.choice).toMatchObject({ count: 4, reason: { data: { reason: "HOT", used: 4, count: 8 } } });
    machine.load.others = 6;
    machine.write(2000);
    expect(words.reason(machine.governor.choice.reason)).toBe("2 of 8 cores: other programs keep about 6 busy");
  });

  it("keeps one thread on the smallest machine, and what the settings say on any", () => {
    const power = createPower({ onBattery: true, isHot: true });
    const machine = simulateMachine({ cores: 1, power });
    machine.write(1000, "background");
    expect(machine.governor.choice.count).toBe(1);
    const pinned = simulateMachine({ cores: 4, power });
    pinned.governor.setPinned(4);
    pinned.write(1000, "background");
    expect(pinned.governor.choice.count).toBe(4);
  });

  it("listens no longer when it is disposed", () => {
    const power = createPower({ onBattery: false, isHot: null });
    const governor = createThreadGovernor({
      clock: createFakeClock(),
      meter: { usableCores: 4, read: () => ({ busyMs: 0, logicalCores: 4 }) },
      power,
      onChange: () => {},
    });
    expect(power.listeners).toBe(1);
    governor.dispose();
    expect(power.listeners).toBe(0);
  });

  function createPower(
    first: PowerState,
  ): PowerMonitor & { become(state: PowerState): void; readonly listeners: number } {
    let state = first;
    const listeners = new Set<() => void>();
    return {
      read: () => state,
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      become(next) {
        state = next;
        for (const listener of listeners) listener();
      },
      get listeners() {
        return listeners.size;
      },
    };
  }
});

describe("othersWant", () => {
  it.each([
    // no core is idle: 4 threads leave one busy program 0.8 of a core, and two 1.33
    { othersUsed: 0.8, engineUsed: 3.2, threads: 4, logicalCores: 4, wanted: 1 },
    { othersUsed: 1.33, engineUsed: 2.67, threads: 4, logicalCores: 4, wanted: 2 },
    { othersUsed: 0.67, engineUsed: 1.33, threads: 2, logicalCores: 2, wanted: 1 },
    // there are idle cores, so they have what they want, however little the engine used
    { othersUsed: 0.8, engineUsed: 1, threads: 4, logicalCores: 4, wanted: 0.8 },
    { othersUsed: 3.9, engineUsed: 0.1, threads: 0, logicalCores: 4, wanted: 3.9 },
    { othersUsed: -0.1, engineUsed: 4, threads: 4, logicalCores: 4, wanted: 0 },
    { othersUsed: 3.5, engineUsed: 0.5, threads: 4, logicalCores: 4, wanted: 4 },
  ])("$othersUsed used beside $threads threads on $logicalCores cores: $wanted", ({ wanted, ...seen }) => {
    expect(othersWant(seen)).toBeCloseTo(wanted, 1);
  });
});
