import { AppError, toAppError } from "../../contract/errors.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import { pausesQueue } from "../jobs/pausesQueue.ts";
import { createQueueJobs, type QueueJobs } from "../jobs/queueJobs.ts";
import type { Clock, Logger } from "../ports.ts";
import type { StoredMember, Store } from "../store/store.ts";
import type { Summaries } from "../summarize/summarize.ts";

/** The summary under way keeps its finished parts when it is stopped, and goes on from them. */
export interface Queue extends Pick<QueueJobs, "stop" | "jobOf"> {
  /** Goes on with what waits and can be summarized now, unless it is paused or runs already. */
  kick(id: string): void;
}

/**
 * The summaries of a collection, one after the other. What is to be done stands in the library, so that it can be reordered while it
 * runs and goes on after a restart; a run is a job that takes the first that waits until none is left.
 */
export function createQueue(deps: {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly summaries: Pick<Summaries, "start" | "resume" | "list">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly options: (id: string) => SummaryOptions;
  readonly changed: (id: string) => void;
  /** Nothing waits any more, and something was done. */
  readonly onRest?: (id: string) => void;
}): Queue {
  const { store, jobs, summaries, clock, logger, changed } = deps;
  const running = createQueueJobs(jobs, {
    isOn: (id) => store.collections.queueOf(id) === "running",
    goOn: kick,
    pause,
    changed,
  });

  return { kick, stop: running.stop, jobOf: running.jobOf };

  function kick(id: string): void {
    if (store.collections.queueOf(id) !== "running") return;
    settleUnreadable(id);
    if (running.has(id)) return;
    releaseRunning(id);
    if (!nextOf(id)) return rest(id);
    running.start(id, { kind: "queue", lane: "queue", usesModel: true, run: (context) => run(id, context) });
  }

  /** Without a job nothing is summarized: the last write of the job before failed, as on a full disk. */
  function releaseRunning(id: string): void {
    for (const { state, documentId } of store.collections.members(id)) {
      if (state === "running") set(id, documentId, { state: "waiting", problem: null });
    }
  }

  function pause(id: string, error: AppError | null): void {
    store.collections.update(id, { queue: "paused", problem: error?.toProblem() ?? null });
    changed(id);
  }

  async function run(id: string, context: JobContext): Promise<void> {
    const pace = { words: 0, ms: 0 };
    for (;;) {
      context.signal.throwIfAborted();
      tellProgress(id, context, pace);
      const next = nextOf(id);
      if (!next) break;
      const begun = clock.monotonic();
      const isOn = await summarize(id, next, context.signal);
      if (!isOn) return;
      pace.ms += clock.monotonic() - begun;
      pace.words += wordsOf(next);
    }
    rest(id);
    if (pace.words > 0 && store.collections.get(id)?.queue === "idle") deps.onRest?.(id);
  }

  /** False where the model is at fault: every other document would fail as well, so the queue waits for the person. */
  async function summarize(id: string, { documentId }: StoredMember, signal: AbortSignal): Promise<boolean> {
    set(id, documentId, { state: "running", problem: null });
    let stop: (() => void) | null = null;
    try {
      const options = deps.options(id);
      const unfinished = summaries
        .list(documentId)
        .find((summary) => summary.status === "interrupted" && isSame(summary.options, options));
      const { jobId } = unfinished
        ? await summaries.resume(unfinished.id)
        : await summaries.start(documentId, options, null);
      stop = () =>
        void jobs
          .cancel(jobId)
          .catch((error: unknown) => logger.warn("A summary could not be stopped", { error: String(error) }));
      signal.addEventListener("abort", stop);
      if (signal.aborted) stop();
      await jobs.finished(jobId);
      set(id, documentId, { state: "done", problem: null });
      return true;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (signal.aborted) {
        set(id, documentId, { state: "waiting", problem: null });
        throw new AppError("CANCELLED", { cause: thrown });
      }
      if (pausesQueue.has(error.code)) {
        set(id, documentId, { state: "waiting", problem: null });
        pause(id, error);
        return false;
      }
      // Stopped by itself: nobody asked for it any more.
      if (error.code === "CANCELLED") set(id, documentId, { state: "idle", problem: null });
      else set(id, documentId, { state: "failed", problem: error.toProblem() });
      return true;
    } finally {
      if (stop) signal.removeEventListener("abort", stop);
    }
  }

  function set(id: string, documentId: string, patch: Pick<StoredMember, "state" | "problem">): void {
    try {
      store.collections.updateMember(id, documentId, patch);
    } catch (thrown) {
      // Taken out of the collection while it was summarized.
      if (toAppError(thrown).code !== "NOT_FOUND") throw thrown;
    }
    changed(id);
  }

  /** The first that waits and was read. */
  function nextOf(id: string): StoredMember | null {
    const [documentId] = store.collections.waiting(id, "ready", 1);
    return documentId === undefined ? null : store.collections.member(id, documentId);
  }

  /** What could not be read cannot be summarized: it does not wait for ever. */
  function settleUnreadable(id: string): void {
    for (const documentId of store.collections.waiting(id, "failed", Number.MAX_SAFE_INTEGER)) {
      const problem = store.documents.get(documentId)?.problem;
      set(id, documentId, { state: "failed", problem: problem ?? new AppError("INTERNAL").toProblem() });
    }
  }

  /** Idle once nothing waits; while something is still being read the queue stays on for it. */
  function rest(id: string): void {
    if (store.collections.queueOf(id) !== "running") return;
    if (store.collections.waiting(id, null, 1).length > 0) return;
    store.collections.update(id, { queue: "idle", problem: null });
    changed(id);
  }

  function tellProgress(id: string, { emit }: JobContext, pace: { words: number; ms: number }): void {
    const members = store.collections.members(id).filter(({ state }) => state !== "idle");
    const left = members.filter(({ state }) => state === "waiting" || state === "running");
    const words = left.reduce((sum, member) => sum + wordsOf(member), 0);
    emit({
      type: "progress",
      stage: "mapping",
      done: members.length - left.length,
      total: members.length,
      leftMs: pace.words > 0 ? Math.round((pace.ms / pace.words) * words) : null,
    });
  }

  /** A short document takes its time too: the prompts alone are some hundred words. */
  function wordsOf({ documentId }: StoredMember): number {
    return (store.documents.get(documentId)?.words ?? 0) + 300;
  }
}

function isSame(a: SummaryOptions, b: SummaryOptions): boolean {
  const keys = Object.keys(b) as (keyof SummaryOptions)[];
  return keys.every((key) => a[key] === b[key]);
}
