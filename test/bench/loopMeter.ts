import { renameSync, writeFileSync } from "node:fs";
import { type Histogram, monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";
import { isMainThread } from "node:worker_threads";

/**
 * Measures how late the event loop of a program is, put into it from outside: `node --import ./loopMeter.ts program.js`. The first
 * SIGUSR2 begins; at each further one what was measured since the last one, and since the first, is written to the file that
 * `LOOP_METER_FILE` names.
 */
export interface LoopReading {
  /** counts the readings, from 1 */
  readonly number: number;
  readonly since: LoopDelay;
  readonly all: LoopDelay;
}

/** Milliseconds beyond the interval of the timer that measures. */
export interface LoopDelay {
  readonly samples: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** of the whole time that was measured, the share in which the loop was later than 50 ms */
  readonly frozen: number;
}

const intervalMs = 2;
const frozenMs = 50;

export const readingSignal = "SIGUSR2";

const file = process.env["LOOP_METER_FILE"];
// Threads of the program inherit its options, and children its environment.
if (isMainThread && file !== undefined && process.execArgv.some((option) => option.includes("loopMeter"))) {
  const since = monitorEventLoopDelay({ resolution: intervalMs });
  const all = monitorEventLoopDelay({ resolution: intervalMs });
  let number = 0;
  process.on(readingSignal, () => {
    number += 1;
    since.disable();
    const reading: LoopReading = { number, since: delayOf(since), all: delayOf(all) };
    if (number === 1) all.enable();
    since.reset();
    since.enable();
    writeFileSync(`${file}.part`, JSON.stringify(reading));
    renameSync(`${file}.part`, file);
  });
}

function delayOf(histogram: Histogram): LoopDelay {
  const delay = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - intervalMs);
  const at = (percentile: number): number => (histogram.count > 0 ? delay(histogram.percentile(percentile)) : 0);
  return {
    samples: histogram.count,
    p50: at(50),
    p99: at(99),
    max: at(100),
    frozen: histogram.count > 0 ? frozenShare(histogram) : 0,
  };
}

/** Each sample lasted as long as it says; a thousand of them, evenly taken, stand for all. */
function frozenShare(histogram: Histogram): number {
  let frozen = 0;
  let whole = 0;
  for (let share = 1; share <= 1000; share += 1) {
    const ms = histogram.percentile(share / 10) / 1e6;
    whole += ms;
    if (ms - intervalMs > frozenMs) frozen += ms;
  }
  return frozen / whole;
}
