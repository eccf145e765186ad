import { type AppError, toAppError } from "../../contract/errors.ts";
import type { StoredDownload } from "../store/store.ts";
import { fetchModel, type FetchModelContext, type Running } from "./fetchModel.ts";
import { createPace } from "./pace.ts";

/** Fetches one model after the other, in the order of the rows, of those that it is told to fetch. */
export interface Queue {
  readonly running: Running | null;
  /** Others wait for the next start of the application. */
  isWanted(id: string): boolean;
  want(id: string): void;
  /** Resolves when nothing is written any more. */
  leave(id: string): Promise<void>;
  /** What it failed with, where that could not be stored. */
  unstoredProblemOf(id: string): AppError | null;
  dispose(): Promise<void>;
}

interface QueueDeps extends FetchModelContext {
  readonly downloadLimit: () => number | null;
  /** before the first is fetched */
  readonly prepared: Promise<void>;
}

export function createQueue(deps: QueueDeps): Queue {
  const { store, clock, logger, partials, changed } = deps;
  const wanted = new Set<string>();
  const unstored = new Map<string, AppError>();
  let running: (Running & { readonly ended: Promise<void> }) | null = null;
  let isDisposed = false;
  let working = Promise.resolve();

  return {
    get running() {
      return running;
    },
    isWanted: (id) => wanted.has(id),
    want(id) {
      unstored.delete(id);
      wanted.add(id);
      changed("downloads", id);
      working = working.then(work).catch((thrown: unknown) => {
        logger.error("The queue of downloads stopped", { error: String(thrown) });
      });
    },
    async leave(id) {
      // Before it is stopped: what ended and is wanted is begun again at once.
      wanted.delete(id);
      unstored.delete(id);
      if (running?.id !== id) return;
      running.abort.abort();
      await running.ended;
    },
    unstoredProblemOf: (id) => unstored.get(id) ?? null,
    async dispose() {
      isDisposed = true;
      running?.abort.abort();
      await working;
    },
  };

  async function work(): Promise<void> {
    await deps.prepared;
    for (;;) {
      const next = isDisposed
        ? undefined
        : store.downloads.list().find(({ id, state }) => state === "waiting" && wanted.has(id));
      if (!next) return;
      await run(next);
    }
  }

  async function run(row: StoredDownload): Promise<void> {
    const ended = Promise.withResolvers<void>();
    const now = {
      id: row.id,
      abort: new AbortController(),
      ended: ended.promise,
      pace: createPace(clock, deps.downloadLimit),
      stage: "running" as const,
      problem: null,
      received: row.files.map((_, index) => partials.bytesOf(row, index)),
    };
    running = now;
    changed("downloads", row.id);
    try {
      const fetched = await fetchModel(row, now, deps);
      store.downloads.setState(row.id, { state: "done", ...fetched });
      wanted.delete(row.id);
    } catch (thrown) {
      if (!now.abort.signal.aborted) fail(row.id, thrown);
    } finally {
      running = null;
      ended.resolve();
      changed("downloads", row.id);
    }
  }

  function fail(id: string, thrown: unknown): void {
    const error = toAppError(thrown);
    wanted.delete(id);
    logger.warn("A model was not fetched", { id, error: error.message });
    try {
      store.downloads.setState(id, { state: "failed", problem: error.toProblem() });
    } catch (second) {
      // On a disk that is full the row stays as it is: the download waits for the next start.
      logger.error("What became of a download could not be stored", { id, error: String(second) });
      unstored.set(id, error);
    }
  }
}
