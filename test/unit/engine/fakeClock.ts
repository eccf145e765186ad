import type { Clock } from "../../../electron/core/ports.ts";

/** A clock that stands still until it is moved; timers run in order as it passes them. */
export function createFakeClock(): Clock & { advance(ms: number): void; readonly waiting: number } {
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
    /** timers that are set */
    get waiting() {
      return timers.length;
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
