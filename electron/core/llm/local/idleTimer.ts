import type { Clock } from "../../ports.ts";

/** Tells when nothing was done for a while. */
export interface IdleTimer {
  /** Begins to count anew. */
  restart(): void;
  stop(): void;
}

export interface IdleTimerDeps {
  readonly clock: Clock;
  /** milliseconds without work, asked for at each restart; Infinity: never */
  readonly afterMs: () => number;
  readonly isBusy: () => boolean;
  /** asked for when the time is over */
  readonly canRest: () => boolean;
  /** `isStill` says whether nothing has begun since, for who has to wait before he acts */
  readonly onIdle: (isStill: () => boolean) => void;
}

export function createIdleTimer({ clock, afterMs, isBusy, canRest, onIdle }: IdleTimerDeps): IdleTimer {
  let current: { clear(): void } | null = null;

  return {
    restart() {
      stop();
      const after = afterMs();
      if (isBusy() || !Number.isFinite(after)) return;
      const timer = clock.setTimeout(() => {
        const isStill = (): boolean => current === timer && !isBusy() && canRest();
        if (isStill()) onIdle(isStill);
      }, after);
      current = timer;
    },
    stop,
  };

  function stop(): void {
    current?.clear();
    current = null;
  }
}
