import path from "node:path";
import { type Document, readingVersion } from "../../contract/documents.ts";
import { type DocumentFormat, formatOfName } from "../../contract/formats.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { Logger, Paths } from "../ports.ts";
import { bytesOfFile } from "./bytesOfFile.ts";
import { titleOfName } from "../text/documentNames.ts";
import { findInPages, type Found } from "./find.ts";
import { createReadAgain } from "./readAgain.ts";
import { createReadings, type ReadingsDeps } from "./readings.ts";
import { createTurns } from "../async/createTurns.ts";
import { createOriginals, type OriginalFile, type ReceivedFile } from "./originals.ts";

export interface Received {
  readonly documentId: string;
  readonly jobId: string;
}

/** How a document is taken in. */
export interface Taking {
  /** it is not kept, where it is not in the library already */
  readonly pass?: boolean;
  /** Told its id as soon as it is there, before it can go away again. */
  readonly onTaken?: (id: string) => void;
}

export interface ReceivedBytes extends Taking {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly password?: string | undefined;
}

/** Takes documents in, has them read and keeps their originals. */
export interface Documents {
  /**
   * Copies the bytes into the data folder under their hash and starts the job that reads them; the job of a document that was read before
   * ends at once.
   * @throws FILE_TOO_LARGE, DOCUMENT_EMPTY, DISK_FULL, DATA_DIR_UNWRITABLE
   */
  receive(file: ReceivedBytes): Promise<Received>;
  /** As `receive`, for a file of this machine. @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_UNREADABLE, FILE_LINK_LOOP */
  receivePath(file: string, password?: string, taking?: Taking): Promise<Received>;
  /** Reads a protected document again with its password, which is not kept. @throws NOT_FOUND */
  unlock(id: string, password: string): Promise<{ jobId: string }>;
  /** @throws NOT_FOUND */
  reread(id: string): Promise<{ jobId: string }>;
  /** Reads what an earlier version of reading read once more, in the background; nothing where that goes on already. */
  readAgain(): void;
  /** the job of a reading that has not ended; null where there is none */
  jobOf(id: string): string | null;
  /** Resolves when the folder of the originals can be written. @throws DISK_FULL, DATA_DIR_UNWRITABLE */
  ready(): Promise<void>;
  /** The original. @throws NOT_FOUND, and what `Originals.open` throws */
  openFile(id: string): Promise<OriginalFile & { readonly format: DocumentFormat }>;
  /** Where the words stand, ignoring case and the kind of white space, in page order; at most 1,000. @throws NOT_FOUND */
  find(id: string, query: string): Found[];
  /** @throws NOT_FOUND */
  rename(id: string, title: string): void;
  /** @throws NOT_FOUND */
  pin(id: string, pinned: boolean): void;
  /** Deletes a document that is not kept, once it is not taken in just now; one that is kept stays. @param isNeeded asked at the last moment */
  discard(id: string, isNeeded: () => boolean): Promise<void>;
  /** Into the bin, from which `restore` brings it back. A reading of it that is going on is stopped. @throws NOT_FOUND */
  remove(id: string): void;
  /** Out of the bin; what was not kept is kept from now on. */
  restore(id: string): void;
  /** Deletes the originals of documents that left the bin. */
  purgeFiles(ids: readonly string[]): Promise<void>;
}

export interface DocumentsDeps extends Omit<ReadingsDeps, "originals"> {
  readonly logger: Logger;
  readonly paths: Paths;
  /** by which originals are encrypted; null: they are not */
  readonly filesKey?: Buffer | null;
}

export function createDocuments(deps: DocumentsDeps): Documents {
  const { store, jobs, clock, logger, paths, settings, changed } = deps;
  const originals = createOriginals(path.join(paths.data, "documents"), deps.filesKey ?? null);
  const readings = createReadings({ ...deps, originals });
  const turns = createTurns();
  const again = createReadAgain({ ...deps, readings });
  const prepared = originals.prepare().then(() => null, toAppError);

  return {
    receive,
    receivePath: (file, password, taking = {}) =>
      receive({
        ...taking,
        name: path.basename(file),
        bytes: bytesOfFile(file, settings().readLimits.fileMb),
        password,
      }),
    async unlock(id, password) {
      return { jobId: readings.start(requireDocument(id), password) };
    },
    async reread(id) {
      return { jobId: readings.start(requireDocument(id)) };
    },
    readAgain: () => again.start(),
    ready,
    jobOf: (id) => readings.jobOf(id),
    async openFile(id) {
      const { format } = requireDocument(id);
      return { ...(await originals.open(id)), format };
    },
    find: (id, query) => (requireDocument(id), findInPages(store.documents.allPages(id), query)),
    rename(id, title) {
      requireDocument(id);
      store.documents.update(id, { title });
      changed("documents", id);
    },
    pin(id, pinned) {
      requireDocument(id);
      store.documents.update(id, { pinned });
      changed("documents", id);
    },
    remove(id) {
      requireDocument(id);
      const jobId = readings.jobOf(id);
      if (jobId !== null)
        void jobs
          .cancel(jobId)
          .catch((error: unknown) => logger.warn("A reading could not be stopped", { error: String(error) }));
      store.documents.remove(id, clock.now());
      changed("documents", id);
    },
    discard: (id, isNeeded) => turns(() => discard(id, isNeeded)),
    restore: (id) => void restore(id),
    async purgeFiles(ids) {
      for (const id of ids) await originals.delete(id);
    },
  };

  function requireDocument(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND");
    return document;
  }

  function restore(id: string): Document {
    const wasPassing = store.documents.isPassing(id);
    store.documents.restore(id);
    changed("documents", id);
    const document = requireDocument(id);
    // What follows a reading was left undone.
    if (wasPassing && document.status === "ready") deps.onRead?.(id, false);
    // It was thrown away before it had been read.
    if (document.status === "reading") readings.start(document);
    return document;
  }

  /** A document that lies in the bin, as it was; null for one that is not there either. */
  function bringBack(id: string): Document | null {
    return store.documents.isRemoved(id) ? restore(id) : null;
  }

  async function ready(): Promise<void> {
    const problem = await prepared;
    if (problem) throw problem;
  }

  async function discard(id: string, isNeeded: () => boolean): Promise<void> {
    if (!store.documents.isPassing(id) || isNeeded()) return;
    const jobId = readings.jobOf(id);
    if (jobId !== null) await jobs.cancel(jobId);
    const isDeleted = store.documents.discard(id);
    changed("documents", id);
    if (isDeleted) await originals.delete(id);
  }

  async function receive({ name, bytes, password, pass = false, onTaken }: ReceivedBytes): Promise<Received> {
    await ready();
    const received = await originals.receive(bytes, settings().readLimits.fileMb);
    // No other document of these bytes goes away between its file and its row.
    return await turns(async () => {
      await originals.keep(received);
      const taken = takeIn(received, { name, password, pass });
      onTaken?.(taken.documentId);
      return taken;
    });
  }

  function takeIn(
    { id, size }: Pick<ReceivedFile, "id" | "size">,
    { name, password, pass }: Omit<ReceivedBytes, "bytes" | "onTaken">,
  ): Received {
    const isBinned = store.documents.isRemoved(id);
    if (pass === true && isBinned) store.documents.pass(id, clock.now());
    if (pass !== true && store.documents.isPassing(id)) restore(id);
    const isPassing = store.documents.isPassing(id) || (pass === true && store.documents.get(id) === null);
    const before = store.documents.get(id) ?? bringBack(id);
    if (before?.status === "ready") {
      // What could not be read again comes with its bytes, and it may be with its password.
      const isHeld = before.reading.problem !== null;
      return { documentId: id, jobId: isHeld ? readings.start(before, password) : readings.finished(before) };
    }
    const running = readings.jobOf(id);
    if (before?.status === "reading" && running !== null) return { documentId: id, jobId: running };
    const now = clock.now();
    const document: Document = {
      id,
      name,
      format: before?.format ?? formatOfName(name) ?? "text",
      title: titleOfName(name),
      bytes: size,
      pages: 0,
      words: 0,
      language: "und",
      status: "reading",
      problem: null,
      unread: [],
      notes: [],
      rendered: false,
      pinned: before?.pinned ?? false,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
      readMs: null,
      reading: { version: readingVersion, problem: null },
    };
    store.transaction(() => {
      store.documents.put(document);
      // Until it is read nobody else knows of it.
      if (isPassing && isBinned) store.documents.remove(id, now);
      if (isPassing) store.documents.pass(id, now);
    });
    return { documentId: id, jobId: readings.start(document, password) };
  }
}
