import { AppError, problemToError } from "../../../contract/errors.ts";
import type { ReadLimits } from "../../../contract/settings.ts";
import type { Clock, Logger, ProcessSpawner } from "../../ports.ts";
import { uncaughtLine } from "../../uncaughtInChild.ts";
import { type FromReader, memoryLimitLine, type ToReader } from "./readerProtocol.ts";
import { readerOptions } from "./readerOptions.ts";
import { residentBytes } from "./residentBytes.ts";

/** How often the child's memory is looked at while something is asked of it, in milliseconds. */
const watchMs = 100;
/** The last lines of stderr may come so many milliseconds after the exit. */
const lastLinesMs = 50;
const megabyte = 2 ** 20;

type Answer = Exclude<FromReader, { type: "ready" | "failed" }>;

export interface Question<T> {
  readonly message: ToReader;
  readonly signal?: AbortSignal | undefined;
  /** within which the answer comes, unless `extend` gives it more; the start of the process does not count */
  readonly seconds: number;
  /** within which the answer comes, however often it is given more; by default there is no end */
  readonly totalSeconds?: number;
  /**
   * Called with each message. `{ answer }` settles the question; null says that more is to come. What it throws settles the question
   * too, and ends the process, which is in the middle of it.
   */
  onMessage(message: Answer, extend: (seconds: number) => void): { readonly answer: T } | null;
}

/**
 * A reader process, which whoever started it throws away with `stop`. It answers one question at a time. Seconds and memory are
 * enforced from here, because a parser that hangs or swells does not listen: a crossed limit or a cancelled question ends it.
 */
export interface ReaderChild {
  readonly memoryMb: number;
  /** false once it has ended or is being ended */
  readonly isUsable: boolean;
  /** resolves when the process has ended */
  readonly ended: Promise<void>;
  /** bytes of memory it holds; 0 where the platform does not tell */
  residentBytes(): number;
  /** @throws READ_TIMEOUT, READ_MEMORY_LIMIT, READER_CRASHED, CANCELLED, what the reader answers, and what `onMessage` throws */
  ask<T>(question: Question<T>): Promise<T>;
  /** Ends the process at once; a question that waits fails with CANCELLED. */
  stop(): void;
}

export function startReaderChild(
  { spawner, clock, logger }: { spawner: ProcessSpawner; clock: Clock; logger: Logger },
  { memoryMb }: Pick<ReadLimits, "memoryMb">,
): ReaderChild {
  const child = spawner.spawn("reader", readerOptions(memoryMb));
  const ended = Promise.withResolvers<void>();
  let failure: AppError | null = null;
  let lastLine = "";
  let waiting: { message(message: FromReader): void; fail(error: unknown): void } | null = null;
  const memoryError = (): AppError => new AppError("READ_MEMORY_LIMIT", { data: { limitMb: memoryMb } });

  child.onMessage((message) => waiting?.message(message as FromReader));
  child.onStderr((line) => {
    if (line.startsWith(uncaughtLine)) logger.error("The reader process did not catch an error", { line });
    if (!isOutOfMemory(lastLine)) lastLine = line;
  });
  child.onExit(({ code, signal }) => {
    const wasStopped = failure !== null;
    failure ??= new AppError("READER_CRASHED");
    ended.resolve();
    if (wasStopped) return;
    clock.setTimeout(() => {
      if (!waiting) return;
      logger.warn("The reader process ended while it read", { how: signal ?? `code ${code ?? "unknown"}`, lastLine });
      waiting.fail(isOutOfMemory(lastLine) ? memoryError() : failure);
    }, lastLinesMs);
  });

  return {
    memoryMb,
    get isUsable() {
      return failure === null;
    },
    ended: ended.promise,
    residentBytes: () => residentBytes(child.pid) ?? 0,
    ask,
    stop: () => stop(new AppError("CANCELLED")),
  };

  function stop(error: unknown): void {
    failure ??= new AppError("CANCELLED");
    child.kill();
    waiting?.fail(error);
  }

  function ask<T>({ message, signal, seconds, totalSeconds, onMessage }: Question<T>): Promise<T> {
    if (failure) return Promise.reject(failure);
    if (signal?.aborted) return Promise.reject(new AppError("CANCELLED"));
    return new Promise((resolve, reject) => {
      const onAbort = (): void => stop(new AppError("CANCELLED"));
      const onDeadline = (): void => stop(new AppError("READ_TIMEOUT", { data: { limitSeconds: seconds } }));
      let deadline = clock.setTimeout(onDeadline, seconds * 1000);
      const onTotal = (): void =>
        stop(new AppError("READ_TIMEOUT", { data: { reason: "TOTAL", limitSeconds: totalSeconds ?? 0 } }));
      const total = totalSeconds === undefined ? null : clock.setTimeout(onTotal, totalSeconds * 1000);
      let watch = clock.setTimeout(look, watchMs);
      function look(): void {
        const resident = residentBytes(child.pid);
        if (resident !== null && resident > memoryMb * megabyte) stop(memoryError());
        else watch = clock.setTimeout(look, watchMs);
      }
      const extend = (more: number): void => {
        deadline.clear();
        deadline = clock.setTimeout(onDeadline, more * 1000);
      };
      const settle = (end: () => void): void => {
        deadline.clear();
        total?.clear();
        watch.clear();
        signal?.removeEventListener("abort", onAbort);
        waiting = null;
        end();
      };
      waiting = {
        message(answer) {
          if (answer.type === "ready") return extend(seconds);
          if (answer.id !== message.id) return;
          if (answer.type === "failed") return settle(() => reject(problemToError(answer.problem)));
          try {
            const settled = onMessage(answer, extend);
            if (settled) settle(() => resolve(settled.answer));
          } catch (thrown) {
            stop(thrown);
          }
        },
        fail: (error) => settle(() => reject(error)),
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      child.send(message);
    });
  }
}

function isOutOfMemory(line: string): boolean {
  return line.includes(memoryLimitLine) || /heap out of memory|Allocation failed|allocation failure/i.test(line);
}
