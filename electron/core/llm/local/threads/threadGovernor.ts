import type { Clock, PowerMonitor } from "../../../ports.ts";
import { isSameReason, type Reason, type ReasonDataOf, reasonOf } from "../../../../contract/reasons.ts";
import type { BatchTimes, ThreadCounts } from "../protocol.ts";
import { systemMeter, type CpuMeter } from "./cpuMeter.ts";
import { threadCap, type PowerYield, type WorkKind } from "./powerYield.ts";
import { followLoad, type SpareCores } from "./spareCores.ts";
import { createTuner, endTrial, tune, type Tuner, type TunerSample } from "./threadTuner.ts";

/**
 * How many threads inference gets. llama.cpp's threads wait for each other at every layer, so one thread that shares its
 * core with another program slows all of them: measured on 4 cores beside one busy program, 4 threads made 4.7 tokens a
 * second and 3 threads 86. So the count follows the cores that nobody else uses, and the time of a token tells what no meter
 * of the processor shows. Prompts are bound by arithmetic and answers by the memory, so each has its own count.
 */
export interface ThreadGovernor {
  readonly choice: ThreadChoice;
  /**
   * The engine's word: it worked.
   * @param cpuMs processor time since its start
   * @param work batches since the last pulse
   */
  onPulse(cpuMs: number, work: readonly BatchTimes[]): void;
  /** A new engine process: its processor time starts from zero. */
  onStart(): void;
  /** What the engine does: while it rests the machine's load is watched by a slow timer, while it works at its pulses. */
  setActivity(activity: "off" | "resting" | WorkKind): void;
  /** Cores useful for arithmetic, as llama.cpp counts them. */
  setMathCores(cores: number): void;
  setPinned(threads: number | null): void;
  dispose(): void;
}

export interface ThreadChoice {
  /** for the interface: threads that write, short trials left out */
  readonly count: number;
  /** in plain words, for people */
  readonly reason: Reason;
  /** threads that read prompts, where they are not `count` */
  readonly reading: number | null;
  /** for the engine process */
  readonly counts: ThreadCounts;
}

export function createThreadGovernor(deps: {
  readonly clock: Clock;
  readonly meter?: CpuMeter;
  readonly power?: PowerMonitor | undefined;
  readonly onChange: (choice: ThreadChoice) => void;
}): ThreadGovernor {
  const { clock, onChange, power } = deps;
  const meter = deps.meter ?? systemMeter();
  let cores = meter.usableCores;
  let pinned: number | null = null;
  let kind: WorkKind = "chat";
  let isWorking = false;
  let last = { at: clock.monotonic(), ...meter.read() };
  let engineCpuMs = 0;
  let load = followLoad(null, { cores, othersBusy: 0, from: last.at, at: last.at });
  let tuners = startTuners();
  let timer: { clear(): void } | null = null;
  let choice = choose();
  const stopListening = power?.onChange(() => adjust([]));

  function startTuners(): Record<keyof ThreadCounts, Tuner> {
    return { prefill: createTuner(load.spare, "arithmetic"), decode: createTuner(load.spare, "memory") };
  }

  function choose(): ThreadChoice {
    if (pinned !== null) {
      const reason = reasonOf("THREADS_SET", { used: pinned });
      return { count: pinned, reason, reading: null, counts: { prefill: pinned, decode: pinned } };
    }
    const { prefill, decode } = tuners;
    const reason = explain({ cores, load, decode, yielded: yielding() });
    const reading = prefill.settled === decode.settled ? null : prefill.settled;
    return { count: decode.settled, reason, reading, counts: { prefill: prefill.count, decode: decode.count } };
  }

  function yielding(): PowerYield | null {
    return power ? threadCap(power.read(), cores, kind) : null;
  }

  function update(): void {
    const before = choice;
    choice = choose();
    const isSame =
      isSameReason(before.reason, choice.reason) &&
      before.reading === choice.reading &&
      before.count === choice.count &&
      before.counts.prefill === choice.counts.prefill &&
      before.counts.decode === choice.counts.decode;
    if (!isSame) onChange(choice);
  }

  /** Lets the counts follow what is known of the load and, where there are any, of the batches since. */
  function adjust(work: readonly BatchTimes[]): void {
    const at = clock.monotonic();
    // The last pulse comes after the end; a trial begun by it would have nothing to be measured by.
    const sampleOf = (phase: keyof ThreadCounts): TunerSample | null => (isWorking ? mainSample(work, phase) : null);
    const cap = yielding()?.most ?? Infinity;
    const spare = Math.min(load.spare, cap);
    const isDisputed = load.isDisputed && spare < cap;
    const decode = tune(tuners.decode, { at, spare, isDisputed, sample: sampleOf("decode") });
    // What takes cores unseen takes them from prompts too, which give fewer occasions to find it out.
    const left = decode.limit?.by === "unseen" ? Math.min(spare, decode.limit.count) : spare;
    const prefill = tune(tuners.prefill, { at, spare: left, isDisputed, sample: sampleOf("prefill") });
    tuners = { prefill, decode };
    update();
  }

  /**
   * @param threads that the engine ran on all the time since the last sample; 0: it rested, or they changed
   * @returns whether enough time passed for the meter to say something
   */
  function sample(engineMs: number, threads: number): boolean {
    const now = { at: clock.monotonic(), ...meter.read() };
    const elapsed = now.at - last.at;
    // The counters of the system move in steps of 10 ms; over less than a tenth of a second they say nothing.
    if (elapsed < 100) return false;
    const wanted = othersWant({
      othersUsed: (now.busyMs - last.busyMs - engineMs) / elapsed,
      engineUsed: engineMs / elapsed,
      threads,
      logicalCores: now.logicalCores,
    });
    // Cores we may not use are there for the others first.
    const outside = Math.max(0, now.logicalCores - meter.usableCores);
    const othersBusy = Math.max(0, wanted - outside);
    load = followLoad(load, { cores, othersBusy, from: last.at, at: now.at });
    last = now;
    return true;
  }

  function schedule(): void {
    timer = clock.setTimeout(() => {
      sample(0, 0);
      adjust([]);
      schedule();
    }, REST_SAMPLE_MS);
  }

  function startAfresh(): void {
    load = followLoad(null, { cores, othersBusy: load.others, from: last.at, at: last.at });
    tuners = startTuners();
    adjust([]);
  }

  return {
    get choice() {
      return choice;
    },
    onPulse(cpuMs, work) {
      if (sample(cpuMs - engineCpuMs, threadsOf(work, choice.counts))) engineCpuMs = cpuMs;
      adjust(work);
    },
    onStart() {
      engineCpuMs = 0;
      // Another model has other times.
      startAfresh();
    },
    setActivity(activity) {
      timer?.clear();
      timer = null;
      if (activity === "resting") schedule();
      isWorking = activity === "chat" || activity === "background";
      if (activity === "chat" || activity === "background") kind = activity;
      else tuners = { prefill: endTrial(tuners.prefill), decode: endTrial(tuners.decode) };
      adjust([]);
    },
    setMathCores(count) {
      cores = Math.max(1, Math.min(count, meter.usableCores));
      startAfresh();
    },
    setPinned(threads) {
      if (threads === pinned) return;
      pinned = threads;
      startAfresh();
    },
    dispose() {
      timer?.clear();
      timer = null;
      stopListening?.();
    },
  };
}

const REST_SAMPLE_MS = 2000;

/**
 * Cores that other programs would use if we left them alone. On a machine without an idle core they get less than that:
 * schedulers give each thread about the same, so what ours got apiece tells how many others there are.
 */
export function othersWant(seen: {
  readonly othersUsed: number;
  readonly engineUsed: number;
  readonly threads: number;
  readonly logicalCores: number;
}): number {
  const { othersUsed, engineUsed, threads, logicalCores } = seen;
  const isFull = othersUsed + engineUsed >= FULL * logicalCores;
  const apiece = isFull && threads > 0 ? Math.max(0.1, Math.min(1, engineUsed / threads)) : 1;
  return Math.max(0, Math.min(logicalCores, othersUsed / apiece));
}

const FULL = 0.95;

/** The threads of batches that all ran on what is in use now; a batch from before the last change reaches into this pulse. */
function threadsOf(work: readonly BatchTimes[], counts: ThreadCounts): number {
  const [threads = 0, ...others] = new Set(work.map((times) => times.threads));
  const isCurrent = others.length === 0 && work.every((times) => times.threads === counts[times.phase]);
  return isCurrent ? threads : 0;
}

/** The batches of a phase that there were most of. */
function mainSample(work: readonly BatchTimes[], phase: keyof ThreadCounts): TunerSample | null {
  return work.filter((times) => times.phase === phase).toSorted((a, b) => b.batches - a.batches)[0] ?? null;
}

function explain(known: {
  readonly cores: number;
  readonly load: SpareCores;
  readonly decode: Tuner;
  readonly yielded: PowerYield | null;
}): Reason {
  const { cores, load, decode, yielded } = known;
  const count = decode.settled;
  const busy = Math.max(1, cores - load.spare);
  return reasonOf("THREADS_CHOSEN", { reason: why(), used: count, count: cores, busy });

  function why(): ReasonDataOf<"THREADS_CHOSEN">["reason"] {
    if (decode.limit && count < decode.spare) return decode.limit.by === "memory" ? "NO_FASTER" : "SLOWER";
    if (yielded && yielded.most < load.spare) return yielded.reason;
    if (count >= cores && load.spare >= cores) return "IDLE";
    return decode.bonus === 1 ? "BUSY_AT_TIMES" : "BUSY";
  }
}
