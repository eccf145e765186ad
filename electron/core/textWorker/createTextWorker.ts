import { AppError, type Problem, problemToError } from "../../contract/errors.ts";
import type { Clock, Logger, Thread, ThreadStarter } from "../ports.ts";
import type { FromThread, RunOptions, TextTask, TextWorker, ToThread } from "./textTask.ts";

/** A thread that had nothing to do for this long gives its memory back, in milliseconds. */
const idleMs = 5 * 60_000;

export interface DisposableTextWorker extends TextWorker {
  /** What runs and what waits is cancelled. */
  dispose(): void;
}

/**
 * The thread for work on text, seen from who has the core. It is started when the first task comes. One task is with it at a time, so that
 * a task that is no longer wanted is taken from the queue, or ends with its thread; the next one gets a new thread.
 */
export function createTextWorker(deps: {
  readonly threads: ThreadStarter;
  readonly clock: Clock;
  readonly logger: Logger;
}): DisposableTextWorker {
  const { threads, clock, logger } = deps;
  const waiting: Record<"urgent" | "usual", Waiting[]> = { urgent: [], usual: [] };
  let held: Held | null = null;
  let idle: { clear(): void } | null = null;
  let count = 0;
  let isDisposed = false;

  return {
    run<Input, Output>(task: TextTask<Input, Output>, input: Input, options: RunOptions = {}): Promise<Output> {
      const { signal, urgent = false } = options;
      if (isDisposed || signal?.aborted) return Promise.reject(new AppError("CANCELLED"));
      return new Promise<Output>((resolve, reject) => {
        const own: Waiting = {
          message: { id: ++count, task: task.name, input },
          settle(outcome) {
            signal?.removeEventListener("abort", onAbort);
            if ("error" in outcome) reject(outcome.error);
            else resolve(outcome.output as Output);
          },
        };
        const onAbort = (): void => cancel(own);
        signal?.addEventListener("abort", onAbort, { once: true });
        waiting[urgent ? "urgent" : "usual"].push(own);
        advance();
      });
    },
    dispose() {
      isDisposed = true;
      idle?.clear();
      const all = [...(held?.current ? [held.current] : []), ...waiting.urgent.splice(0), ...waiting.usual.splice(0)];
      drop();
      for (const each of all) each.settle({ error: new AppError("CANCELLED") });
    },
  };

  function advance(): void {
    if (isDisposed || held?.current) return;
    const next = waiting.urgent.shift() ?? waiting.usual.shift();
    if (!next) return rest();
    idle?.clear();
    idle = null;
    held ??= start();
    held.current = next;
    try {
      held.thread.send(next.message);
    } catch (thrown) {
      // What cannot be copied is a mistake of the caller and no fault of the thread.
      held.current = null;
      next.settle({ error: thrown });
      advance();
    }
  }

  function start(): Held {
    const own: Held = { thread: threads.start("text"), current: null };
    own.thread.onMessage((message) => take(own, message as FromThread));
    own.thread.onExit((error) => {
      if (held !== own) return;
      held = null;
      logger.error("The thread for work on text ended", { error: String(error), task: own.current?.message.task });
      own.current?.settle({ error: new AppError("INTERNAL", { cause: error }) });
      advance();
    });
    return own;
  }

  function take(own: Held, message: FromThread): void {
    if (message.type === "log") {
      logger[message.level](message.message, message.data);
      return;
    }
    const { current } = own;
    if (held !== own || current?.message.id !== message.id) return;
    own.current = null;
    // The next one is under way before anybody works with what came of this one.
    advance();
    if (message.type === "done") current.settle({ output: message.output });
    else current.settle({ error: problemToError(message.problem as Problem, new Error(message.detail)) });
  }

  function cancel(own: Waiting): void {
    for (const queue of [waiting.urgent, waiting.usual]) {
      const index = queue.indexOf(own);
      if (index >= 0) queue.splice(index, 1);
    }
    const isRunning = held?.current === own;
    if (isRunning) drop();
    own.settle({ error: new AppError("CANCELLED") });
    if (isRunning) advance();
  }

  function drop(): void {
    const dropped = held;
    held = null;
    dropped?.thread.stop();
  }

  function rest(): void {
    if (!held || idle) return;
    idle = clock.setTimeout(() => {
      idle = null;
      if (!held?.current) drop();
    }, idleMs);
  }
}

interface Waiting {
  readonly message: ToThread;
  settle(outcome: { readonly output: unknown } | { readonly error: unknown }): void;
}

interface Held {
  readonly thread: Thread;
  /** the task that is with the thread */
  current: Waiting | null;
}
