import type { Clock } from "../../../electron/core/ports.ts";

interface FakeClock extends Clock {
  advance(ms: number): void;
  /** timers that are set */
  readonly waiting: number;
  /** milliseconds until the first of them runs; null where none is set */
  readonly nextMs: number | null;
}

/** A clock that stands still until it is moved; timers run in order as it passes them. */
export function createFakeClock(): FakeClock {
  let time = 0;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => time,
    monotonic: () => time,
    setTimeout(run, ms) {
      const timer = { at: time + ms, run };
      timers.push(timer);
      return { clear: () => void (timers = timers.filter((entry) => entry !== timer)) };
    },
    get waiting() {
      return timers.length;
    },
    get nextMs() {
      return timers.length === 0 ? null : Math.max(0, Math.min(...timers.map(({ at }) => at)) - time);
    },
    advance(ms) {
      const end = time + ms;
      while (true) {
        const due = timers.filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        time = Math.max(time, due.at);
        due.run();
      }
      time = end;
    },
  };
}

/**
 * A clock that passes to its next timer as soon as nothing else is to be done: what takes seconds by it takes none, and always the same
 * happens first, however busy the machine is. For what waits for timers of this clock alone.
 */
export function createSkippingClock(): Clock {
  const clock = createFakeClock();
  let isWatching = false;
  const watch = (turnsLeft: number): void => {
    if (turnsLeft > 0) return void setImmediate(() => watch(turnsLeft - 1));
    isWatching = false;
    if (clock.nextMs === null) return;
    clock.advance(clock.nextMs);
    begin();
  };
  const begin = (): void => {
    if (isWatching) return;
    isWatching = true;
    watch(idleTurns);
  };
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    setTimeout(run, ms) {
      begin();
      return clock.setTimeout(run, ms);
    },
  };
}

/** turns of the event loop in which whatever can go on does */
const idleTurns = 5;
