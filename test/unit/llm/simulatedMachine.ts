import { createThreadGovernor, type ThreadChoice } from "../../../electron/core/llm/local/threads/threadGovernor.ts";
import type { PowerMonitor } from "../../../electron/core/ports.ts";
import { PULSE_MS, type ThreadCounts } from "../../../electron/core/llm/local/protocol.ts";
import { createFakeClock } from "../engine/fakeClock.ts";
import { randomNumbers } from "../../helpers/random.ts";

export interface Load {
  /** cores that other programs keep busy */
  others: number;
  /** cores that are gone without any meter showing it */
  unseen: number;
}

/**
 * A machine with a model that writes, after what was measured on 4 cores: 86 tokens a second with a core for each thread, a
 * twentieth of it as soon as one thread has to share (4 threads beside one busy program: 4.7; beside two: 2.3).
 */
export function simulateMachine(options: {
  cores: number;
  /** share by which a sample may be off, 0 to 1 */
  noise?: number;
  /** threads beyond which the memory is the limit */
  knee?: number;
  seed?: number;
  power?: PowerMonitor;
}) {
  const { cores, noise = 0.05, knee = Infinity } = options;
  const random = randomNumbers(options.seed ?? 1);
  const clock = createFakeClock();
  const load: Load = { others: 0, unseen: 0 };
  const changes: (ThreadChoice & { at: number })[] = [];
  let busyMs = 0;
  let engineMs = 0;
  let tokens = 0;
  const governor = createThreadGovernor({
    clock,
    meter: { usableCores: cores, read: () => ({ busyMs, logicalCores: cores }) },
    power: options.power,
    onChange: (choice) => changes.push({ ...choice, at: clock.monotonic() }),
  });

  /** Milliseconds of a token with so many threads. */
  function tokenMs(threads: number): number {
    const shared = Math.max(0, threads + load.others + load.unseen - cores);
    const seconds = clock.monotonic() / 1000;
    const alone = (36 * machine.slowdown * (1 + machine.slowdownPerSecond * seconds)) / Math.min(threads, knee);
    // One thread waits for nobody.
    if (threads === 1) return alone * Math.max(1, (1 + load.others + load.unseen) / cores);
    // Beyond the knee threads get in each other's way.
    const crowd = 1 + 0.05 * Math.max(0, threads - knee);
    return alone * crowd * (1 + 17 * Math.min(1, shared) + 8 * Math.max(0, shared - 1));
  }

  const machine = {
    governor,
    load,
    /** of everything, whatever the threads: another context, a hotter chip */
    slowdown: 1,
    slowdownPerSecond: 0,
    changes,
    clock,
    get tokens() {
      return tokens;
    },
    /** tokens that the best fixed number of threads would write in this time */
    bestIn: (ms: number) => Math.max(...Array.from({ length: cores }, (_, index) => ms / tokenMs(index + 1))),
    bestCount: () =>
      Array.from({ length: cores }, (_, index) => index + 1).reduce((a, b) => (tokenMs(b) < tokenMs(a) ? b : a)),
    /** Writes for so long, one token after another. */
    write: (ms: number, kind: "chat" | "background" = "chat") => work(ms, kind, "decode"),
    /** Reads prompts for so long. */
    read: (ms: number) => work(ms, "background", "prefill"),
    rest(ms: number) {
      governor.setActivity("resting");
      for (let passed = 0; passed < ms; passed += 100) {
        busyMs += load.others * 100;
        clock.advance(100);
      }
    },
  };
  return machine;

  function work(ms: number, kind: "chat" | "background", phase: keyof ThreadCounts): void {
    governor.setActivity(kind);
    const end = clock.monotonic() + ms;
    let nextPulse = clock.monotonic() + PULSE_MS;
    let batches: { threads: number; ms: number }[] = [];
    let threads = governor.choice.counts[phase];
    let batchMs = noisy(batchMsOf(phase, threads));
    let batchEnd = clock.monotonic() + batchMs;
    while (clock.monotonic() < end) {
      const until = Math.min(batchEnd, nextPulse);
      const passed = until - clock.monotonic();
      const crowded = Math.max(1, (threads + load.others + load.unseen) / cores);
      const othersMs = (load.others * passed * noisy(1)) / crowded;
      const ownMs = (threads * passed) / crowded;
      engineMs += ownMs;
      busyMs += ownMs + othersMs;
      clock.advance(passed);
      if (until === batchEnd) {
        batches.push({ threads, ms: batchMs });
        tokens += widths[phase];
        threads = governor.choice.counts[phase];
        batchMs = noisy(batchMsOf(phase, threads));
        batchEnd = until + batchMs;
      }
      if (until === nextPulse) {
        governor.onPulse(engineMs, summed(batches, phase));
        batches = [];
        nextPulse += PULSE_MS;
      }
    }
  }

  function batchMsOf(phase: keyof ThreadCounts, threads: number): number {
    return phase === "decode" ? tokenMs(threads) : widths.prefill * pieceTokenMs(threads);
  }

  /** Milliseconds of a token of a prompt: threads meet seldom, so that one in need of a core holds the others up for its share. */
  function pieceTokenMs(threads: number): number {
    const shared = Math.max(0, threads + load.others + load.unseen - cores);
    return (8 / threads) * (1 + Math.min(1, shared) + 0.5 * Math.max(0, shared - 1));
  }

  function noisy(value: number): number {
    return value * (1 + noise * (2 * random() - 1));
  }
}

/** tokens of a batch */
const widths = { prefill: 256, decode: 1 } as const;

function summed(batches: readonly { threads: number; ms: number }[], phase: keyof ThreadCounts) {
  return [...Map.groupBy(batches, ({ threads }) => threads)].map(([threads, alike]) => ({
    phase,
    width: widths[phase],
    threads,
    batches: alike.length,
    msPerToken:
      (alike.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(alike.length / 2)] ?? 0) / widths[phase],
  }));
}
