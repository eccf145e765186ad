import type { Clock } from "../ports.ts";

/** Calls of a moment as one. */
export interface Recently {
  /** Runs at once, or as soon as it did not run for that long. */
  call(): void;
  /** Runs what waits at once. */
  flush(): void;
}

/** @param ms between two runs, at least */
export function createRecently(clock: Clock, ms: number, run: () => void): Recently {
  let last: number | null = null;
  let timer: { clear(): void } | null = null;

  function runNow(): void {
    timer?.clear();
    timer = null;
    last = clock.monotonic();
    run();
  }

  return {
    call() {
      if (timer) return;
      const left = last === null ? 0 : last + ms - clock.monotonic();
      if (left <= 0) runNow();
      else timer = clock.setTimeout(runNow, left);
    },
    flush() {
      if (timer) runNow();
    },
  };
}
