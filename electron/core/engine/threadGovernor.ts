import os from "node:os";
import type { Clock } from "../ports.ts";

/**
 * How many threads inference gets. llama.cpp's threads wait for each other at every layer, so one thread that shares its
 * core with another program slows all of them: measured on 4 cores beside one busy program, 4 threads made 4.7 tokens a
 * second and 3 threads 86. So the count follows the cores that nobody else uses.
 */
export interface ThreadGovernor {
  readonly choice: ThreadChoice;
  /** The engine's word: it worked, and has used this much processor time since its start. */
  onPulse(cpuMs: number): void;
  /** A new engine process: its processor time starts from zero. */
  onStart(): void;
  /** What the engine does: while it rests the machine's load is watched by a slow timer, while it works at its pulses. */
  setActivity(activity: "off" | "resting" | "working"): void;
  /** Cores useful for arithmetic, as llama.cpp counts them. */
  setMathCores(cores: number): void;
  setPinned(threads: number | null): void;
}

export interface ThreadChoice {
  readonly count: number;
  /** in plain words, for people */
  readonly reason: string;
}

/** Processor time of the whole machine in milliseconds since its start, and its logical cores. */
export interface CpuMeter {
  read(): { readonly busyMs: number; readonly logicalCores: number };
  /** logical cores this process may use (affinity, container limits) */
  readonly usableCores: number;
}

export function createThreadGovernor(deps: {
  readonly clock: Clock;
  readonly meter?: CpuMeter;
  readonly onChange: (choice: ThreadChoice) => void;
}): ThreadGovernor {
  const { clock, onChange } = deps;
  const meter = deps.meter ?? systemMeter();
  let cores = meter.usableCores;
  let pinned: number | null = null;
  let calmSamples = 0;
  let last = { at: clock.monotonic(), ...meter.read() };
  let engineCpuMs = 0;
  let others: number | null = null;
  let timer: { clear(): void } | null = null;
  let choice = decide(null);

  function decide(current: number | null): ThreadChoice {
    const decision = decideThreads({ cores, othersBusy: others ?? 0, current, pinned, calmSamples });
    calmSamples = decision.calmSamples;
    return { count: decision.count, reason: decision.reason };
  }

  function update(current: number | null): void {
    const next = decide(current);
    const changed = next.count !== choice.count || next.reason !== choice.reason;
    choice = next;
    if (changed) onChange(choice);
  }

  function sample(engineMs: number): void {
    const now = { at: clock.monotonic(), ...meter.read() };
    const elapsed = now.at - last.at;
    // The counters of the system move in steps of 10 ms; over less than a tenth of a second they say nothing.
    if (elapsed < 100) return;
    const busy = (now.busyMs - last.busyMs - engineMs) / elapsed;
    // Cores we may not use are there for the others first.
    const outside = Math.max(0, now.logicalCores - meter.usableCores);
    others = Math.max(0, Math.min(now.logicalCores, busy) - outside);
    last = now;
    update(choice.count);
  }

  function schedule(): void {
    timer = clock.setTimeout(() => {
      sample(0);
      schedule();
    }, REST_SAMPLE_MS);
  }

  return {
    get choice() {
      return choice;
    },
    onPulse(cpuMs) {
      const used = cpuMs - engineCpuMs;
      const before = last.at;
      sample(used);
      if (last.at !== before) engineCpuMs = cpuMs;
    },
    onStart() {
      engineCpuMs = 0;
    },
    setActivity(activity) {
      timer?.clear();
      timer = null;
      if (activity === "resting") schedule();
    },
    setMathCores(count) {
      cores = Math.max(1, Math.min(count, meter.usableCores));
      update(null);
    },
    setPinned(threads) {
      pinned = threads;
      update(null);
    },
  };
}

const REST_SAMPLE_MS = 2000;

/** Samples in a row that must show a free core before it is taken: 1.5 s at the pace of the engine's pulses. */
export const CALM_SAMPLES = 3;

/**
 * One step of the governor. Down at once, because a crowded core costs most of the speed; up only after some calm, and
 * only when the core is clearly free, because a wrong step up costs more than a late one.
 * @param input.othersBusy cores that other programs kept busy since the last sample, 0 to all of them
 * @param input.current null to start afresh
 */
export function decideThreads(input: {
  readonly cores: number;
  readonly othersBusy: number;
  readonly current: number | null;
  readonly pinned: number | null;
  readonly calmSamples: number;
}): ThreadChoice & { readonly calmSamples: number } {
  const { cores, othersBusy, current, pinned } = input;
  if (pinned !== null) return { count: pinned, reason: `Set to ${pinned} in the settings`, calmSamples: 0 };
  const target = spareCores(cores, othersBusy, 0.3);
  if (current === null || target < current) return { ...described(target, cores, othersBusy), calmSamples: 0 };
  const raised = Math.min(cores, Math.max(current, spareCores(cores, othersBusy, 0.15)));
  if (raised === current) return { ...described(Math.min(current, cores), cores, othersBusy), calmSamples: 0 };
  const calmSamples = input.calmSamples + 1;
  if (calmSamples < CALM_SAMPLES) return { ...described(current, cores, othersBusy), calmSamples };
  return { ...described(raised, cores, othersBusy), calmSamples: 0 };
}

/** Another program that takes less than `tolerance` of a core does not cost us one. */
function spareCores(cores: number, othersBusy: number, tolerance: number): number {
  return Math.max(1, cores - Math.ceil(Math.max(0, othersBusy - tolerance)));
}

function described(count: number, cores: number, othersBusy: number): ThreadChoice {
  const all = cores === 1 ? "The one core" : `${count} of ${cores} cores`;
  if (count >= cores) return { count, reason: `${all}: no other program is busy` };
  const rounded = Math.max(1, Math.round(othersBusy));
  return { count, reason: `${all}: other programs keep about ${rounded} busy` };
}

function systemMeter(): CpuMeter {
  return {
    usableCores: os.availableParallelism(),
    read() {
      const cpus = os.cpus();
      let busyMs = 0;
      for (const { times } of cpus) busyMs += times.user + times.nice + times.sys + times.irq;
      return { busyMs, logicalCores: Math.max(1, cpus.length) };
    },
  };
}
