import { isReadBefore, readingVersion } from "../../contract/documents.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { JobKind } from "../../contract/jobs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { untilIdle } from "../jobs/untilIdle.ts";
import type { Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { Readings } from "./readings.ts";

/** Reads documents again that an earlier version of reading read, in the background. */
export interface ReadAgain {
  /** Begins; nothing where there is nothing to do or it goes on already. */
  start(): void;
}

export interface ReadAgainDeps {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly readings: Pick<Readings, "again">;
  readonly logger: Logger;
  readonly changed: (what: "documents", id: string) => void;
}

/** What it does not wait for: the check of summaries waits for it. */
const behind: ReadonlySet<JobKind> = new Set(["reread", "recheck"]);

/**
 * One job at a time, which goes behind everything else: before each document it waits until no other job runs, and one that is started
 * stops the reading, which begins anew after it. A document is read whole or stays as it was, so that what was done is found done at
 * the next start. Where a file cannot be read any more the text of before stays, and the document says why.
 */
export function createReadAgain({ store, jobs, readings, logger, changed }: ReadAgainDeps): ReadAgain {
  let isRunning = false;

  return {
    start() {
      const ids = store.documents.readBefore(readingVersion);
      if (isRunning || ids.length === 0) return;
      isRunning = true;
      jobs.start({
        kind: "reread",
        subject: String(readingVersion),
        lane: "reread",
        usesModel: false,
        onShutdown: "leave",
        async run({ signal, emit }) {
          for (const [done, id] of ids.entries()) {
            emit({ type: "progress", stage: "reading", done, total: ids.length, leftMs: null });
            await readOne(id, signal);
          }
        },
        onEnd: () => void (isRunning = false),
      });
    },
  };

  async function readOne(id: string, signal: AbortSignal): Promise<void> {
    let isRead = false;
    while (!isRead) {
      await untilIdle(jobs, behind, signal);
      const document = store.documents.get(id);
      // In the bin, or read meanwhile.
      if (document?.status !== "ready" || !isReadBefore(document)) return;
      const other = new AbortController();
      const stopListening = jobs.onStart(({ kind }) => {
        if (!behind.has(kind)) other.abort(new AppError("CANCELLED"));
      });
      try {
        await readings.again(document, AbortSignal.any([signal, other.signal]));
        isRead = true;
      } catch (thrown) {
        signal.throwIfAborted();
        isRead = !other.signal.aborted;
        if (isRead) keepText(id, toAppError(thrown));
      } finally {
        stopListening();
      }
    }
  }

  function keepText(id: string, error: AppError): void {
    if (error.code === "DISK_FULL") throw error;
    logger.warn("A document was not read again", { documentId: id, code: error.code });
    // Removed for good meanwhile.
    if (!store.documents.get(id)) return;
    store.documents.setReadingProblem(id, error.toProblem());
    changed("documents", id);
  }
}
