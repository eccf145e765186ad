/**
 * A halt of the sequences of a context, for what needs the context between two batches. node-llama-cpp holds on to a context from
 * batch to batch as long as anything is queued (`dispatchPendingBatch`): of several sequences that write one always is, so that an
 * answer that ended, or the next prompt, had to wait until a single sequence was left.
 */
export interface BatchPause {
  /** Runs work that needs the context, as soon as the batch under way is evaluated. */
  take<T>(work: () => Promise<T>): Promise<T>;
  /** Somebody needs the context: nothing is to be queued until then. */
  readonly isWanted: boolean;
  /** Resolves when nobody does any more. */
  over(): Promise<void>;
}

export function createBatchPause(): BatchPause {
  let wanted = 0;
  let whenOver: (() => void)[] = [];
  return {
    async take(work) {
      wanted += 1;
      try {
        return await work();
      } finally {
        wanted -= 1;
        if (wanted === 0) {
          const told = whenOver;
          whenOver = [];
          for (const resolve of told) resolve();
        }
      }
    },
    get isWanted() {
      return wanted > 0;
    },
    over: () => (wanted === 0 ? Promise.resolve() : new Promise((resolve) => whenOver.push(resolve))),
  };
}
