import { AppError, toAppError } from "../../contract/errors.ts";
import type { Job } from "../../contract/jobs.ts";
import type { Clock, IdSource, Logger } from "../ports.ts";
import { createEventLog, type EventLog, readEvents } from "./eventLog.ts";
import type { JobContext, JobEnd, Jobs, JobSpec } from "./jobs.ts";

/** How long the events of an ended job can still be replayed, in milliseconds. */
export const keptAfterEndMs = 10 * 60_000;

/**
 * @param deps.onProblem is told what was thrown where nobody waits for it
 * @throws CANCELLED from `start` once disposed.
 */
export function createJobs(deps: {
  clock: Clock;
  logger: Logger;
  ids: IdSource;
  onProblem?: (error: AppError) => void;
}): Jobs {
  const entries = new Map<string, Entry>();
  /** in the order of their ends: of ten thousand that were read from a folder only the oldest are looked at */
  const ended = new Set<Entry>();
  const lanes = new Map<JobSpec["lane"], Lane>();
  const listeners = new Set<(job: Job) => void>();
  let disposed = false;

  return {
    start(spec) {
      if (disposed) throw new AppError("CANCELLED");
      forgetOld();
      const entry = createEntry(deps.ids.next(), spec);
      entries.set(entry.id, entry);
      entry.log.append({ type: "started", kind: spec.kind, subject: spec.subject });
      if (spec.before) queueMicrotask(() => prepare(entry));
      else queueUp(entry);
      for (const listener of listeners) listener(toJob(entry));
      return toJob(entry);
    },
    onStart(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    list() {
      forgetOld();
      return [...entries.values()].map(toJob);
    },
    usingModel: () =>
      [...entries.values()].filter(({ status, spec }) => status === "running" && spec.usesModel).map(toJob),
    get(jobId) {
      forgetOld();
      const entry = entries.get(jobId);
      return entry ? toJob(entry) : null;
    },
    attach: (jobId, after = 0, signal) => readEvents(requireEntry(jobId).log, after, signal),
    async cancel(jobId) {
      const entry = requireEntry(jobId);
      stop(entry);
      await entry.ended;
    },
    async finished(jobId) {
      const error = await requireEntry(jobId).ended;
      if (error) throw error;
    },
    async dispose() {
      disposed = true;
      const all = [...entries.values()];
      for (const entry of all) {
        // What a person has stopped before stays stopped.
        entry.isLeft = entry.spec.onShutdown === "leave" && !entry.controller.signal.aborted;
        stop(entry);
      }
      await Promise.all(all.map((entry) => entry.ended));
      entries.clear();
      ended.clear();
    },
  };

  // At the next call and not by a timer, which would keep a finished command line waiting.
  function forgetOld(): void {
    const now = deps.clock.now();
    for (const entry of ended) {
      if (entry.endedAt === null || now - entry.endedAt < keptAfterEndMs) return;
      entries.delete(entry.id);
      ended.delete(entry);
    }
  }

  function requireEntry(jobId: string): Entry {
    forgetOld();
    const entry = entries.get(jobId);
    if (!entry) throw new AppError("NOT_FOUND");
    return entry;
  }

  function laneOf(name: JobSpec["lane"]): Lane {
    const lane = lanes.get(name) ?? { waiting: [], busy: false };
    lanes.set(name, lane);
    return lane;
  }

  function stop(entry: Entry): void {
    if (entry.status !== "running") return;
    entry.controller.abort(new AppError("CANCELLED"));
    const { waiting } = laneOf(entry.spec.lane);
    const index = waiting.indexOf(entry);
    if (index < 0) return;
    waiting.splice(index, 1);
    end(entry, new AppError("CANCELLED"));
  }

  function prepare(entry: Entry): void {
    void work(entry, (context) => entry.spec.before?.(context)).then((error) => {
      if (error) end(entry, error);
      else queueUp(entry);
    });
  }

  function queueUp(entry: Entry): void {
    const lane = laneOf(entry.spec.lane);
    lane.waiting.push(entry);
    if (lane.busy || lane.waiting.length > 1) {
      entry.log.append({ type: "progress", stage: "queued", done: 0, total: 0, leftMs: null });
    }
    // Not before the caller has the job's id in hand.
    queueMicrotask(() => advance(lane));
  }

  function advance(lane: Lane): void {
    if (lane.busy) return;
    const entry = lane.waiting.shift();
    if (!entry) return;
    lane.busy = true;
    void work(entry, (context) => entry.spec.run(context)).then((error) => {
      lane.busy = false;
      end(entry, error);
      advance(lane);
    });
  }

  async function work(
    entry: Entry,
    step: (context: JobContext) => Promise<void> | undefined,
  ): Promise<AppError | null> {
    const context: JobContext = {
      jobId: entry.id,
      signal: entry.controller.signal,
      emit(event) {
        if (entry.status === "running") entry.log.append(event);
        else deps.logger.warn("A job sent an event after its end", { jobId: entry.id, type: event.type });
      },
    };
    try {
      await step(context);
      // A job that winds up by itself when told to stop was stopped all the same.
      return context.signal.aborted ? new AppError("CANCELLED") : null;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!context.signal.aborted || error.code === "CANCELLED") return error;
      // Stopping often makes things fail that were under way; only what has a name of its own (a full disk) is told.
      if (error.code !== "INTERNAL") return error;
      deps.logger.warn("A job failed while it was being stopped", { jobId: entry.id, error: String(thrown) });
      return new AppError("CANCELLED", { cause: thrown });
    }
  }

  function end(entry: Entry, error: AppError | null): void {
    if (!error) {
      entry.status = "done";
      entry.log.append({ type: "done" });
    } else if (error.code === "CANCELLED") {
      entry.status = "cancelled";
      entry.log.append({ type: "cancelled" });
    } else {
      entry.status = "failed";
      entry.log.append({ type: "failed", problem: error.toProblem() });
      deps.logger.error("A job failed", {
        jobId: entry.id,
        kind: entry.spec.kind,
        code: error.code,
        message: error.message,
        ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
      });
    }
    entry.log.close();
    entry.endedAt = deps.clock.now();
    ended.add(entry);
    try {
      entry.spec.onEnd?.(endOf(entry, error));
    } catch (thrown) {
      const problem = toAppError(thrown);
      deps.logger.error("What a job came to could not be kept", {
        jobId: entry.id,
        kind: entry.spec.kind,
        code: problem.code,
        cause: describe(problem.cause ?? problem),
      });
      deps.onProblem?.(problem);
    }
    entry.settle(error);
  }
}

interface Lane {
  readonly waiting: Entry[];
  busy: boolean;
}

interface Entry {
  readonly id: string;
  readonly spec: JobSpec;
  readonly log: EventLog;
  readonly controller: AbortController;
  /** never rejects: null where the job is done, else its error */
  readonly ended: Promise<AppError | null>;
  readonly settle: (error: AppError | null) => void;
  status: Job["status"];
  /** milliseconds since 1970, null while it runs */
  endedAt: number | null;
  /** stopped because the application closes, to be done at the next start */
  isLeft: boolean;
}

function createEntry(id: string, spec: JobSpec): Entry {
  const { promise, resolve } = Promise.withResolvers<AppError | null>();
  return {
    id,
    spec,
    log: createEventLog(),
    controller: new AbortController(),
    ended: promise,
    settle: resolve,
    status: "running",
    endedAt: null,
    isLeft: false,
  };
}

function endOf({ isLeft }: Entry, error: AppError | null): JobEnd {
  if (!error) return { status: "done" };
  if (error.code !== "CANCELLED") return { status: "failed", error };
  return { status: isLeft ? "left" : "cancelled" };
}

function toJob(entry: Entry): Job {
  return { id: entry.id, kind: entry.spec.kind, subject: entry.spec.subject, status: entry.status };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
