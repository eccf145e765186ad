import { untilAborted } from "../../async/waiting.ts";

/** Everything that needs the loaded model at this moment, so that nothing takes its place before the end of it. */
export interface Workload {
  readonly size: number;
  /** Counts as work until the promise settles. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Counts as work from `take` until `release`. */
  hold(): Hold;
  /** Resolves when what is at work now has ended. @throws CANCELLED when the signal aborts */
  untilEnded(signal: AbortSignal): Promise<void>;
}

export interface Hold {
  /** without effect once released */
  take(): void;
  release(): void;
}

export interface WorkloadListeners {
  onBegin(): void;
  onEnd(): void;
}

export function createWorkload({ onBegin, onEnd }: WorkloadListeners): Workload {
  const running = new Set<Promise<unknown>>();

  function begin(work: Promise<unknown>): void {
    running.add(work);
    onBegin();
  }

  function end(work: Promise<unknown>): void {
    if (running.delete(work)) onEnd();
  }

  return {
    get size() {
      return running.size;
    },
    async during(work) {
      begin(work);
      try {
        return await work;
      } finally {
        end(work);
      }
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      let isReleased = false;
      return {
        take() {
          if (!isReleased) begin(promise);
        },
        release() {
          isReleased = true;
          resolve();
          end(promise);
        },
      };
    },
    untilEnded: async (signal) => void (await untilAborted(Promise.allSettled(running), signal)),
  };
}
