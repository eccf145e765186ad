import { createReadStream } from "node:fs";
import { opendir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError, type ErrorCode, toAppError } from "../../contract/errors.ts";
import {
  deepestFolder,
  innerPath,
  isArchiveName,
  isNeverRead,
  isSystemName,
  mostFiles,
} from "../../contract/folders.ts";
import type { Settings } from "../../contract/settings.ts";
import { openArchive, type OpenedArchive } from "./reading/archiveClient.ts";
import type { Documents } from "./createDocuments.ts";
import { fileError } from "./fileErrors.ts";
import { receiveBytes } from "./receiveBytes.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import type { Clock, Logger, Paths, ProcessSpawner } from "../ports.ts";
import type { Store } from "../store/store.ts";

export interface Intake {
  /**
   * Takes a file into a collection; an archive is unpacked into it. What cannot be taken is listed in the collection and thrown as well.
   * @param inner where it stood in its folder
   */
  file(id: string, inner: string, bytes: AsyncIterable<Uint8Array>): Promise<Taken>;
  /** Unpacks an archive into a new collection, as a job; what is an office document, a book or damaged becomes a document. */
  archive(name: string, bytes: AsyncIterable<Uint8Array>): Promise<ReceivedArchive>;
  /** As `archive`, for a file of this machine. @throws what `Documents.receivePath` throws */
  archivePath(file: string, password?: string): Promise<ReceivedArchive>;
  /** Takes all files of a folder of this machine into a new collection, as a job. Links are not followed. */
  folder(folder: string): Promise<{ collectionId: string; jobId: string }>;
  /** the job that fills the collection; null where none does */
  jobOf(id: string): string | null;
}

export interface Taken {
  /** null for an archive, whose documents its job adds */
  readonly documentId: string | null;
  readonly jobId: string;
}

export interface ReceivedArchive {
  readonly collectionId: string | null;
  readonly documentId: string | null;
  readonly jobId: string;
}

export function createIntake(deps: {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly documents: Pick<Documents, "receive" | "receivePath" | "remove">;
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly paths: Paths;
  readonly settings: () => Settings;
  readonly create: (title: string) => string;
  readonly discard: (id: string) => void;
  readonly added: (id: string, documentId: string) => void;
  readonly changed: (id: string) => void;
}): Intake {
  const { store, jobs, documents, clock, logger, settings, changed } = deps;
  const running = new Map<string, string>();

  return {
    async file(id, inner, bytes) {
      const place = innerPath(inner);
      try {
        return await (isArchiveName(place) ? takeArchive(id, place, bytes) : takeDocument(id, place, bytes));
      } catch (thrown) {
        skip(id, place, thrown);
        throw thrown;
      }
    },

    async archive(name, bytes) {
      const { file, opened } = await storeArchive(bytes);
      if (opened) return fill(name, opened);
      return { collectionId: null, ...(await documents.receive({ name, bytes: createReadStream(file) })) };
    },

    async archivePath(file, password) {
      const opened = await openFile(file).catch(() => null);
      if (opened) return fill(path.basename(file), opened);
      return { collectionId: null, ...(await documents.receivePath(file, password)) };
    },

    async folder(folder) {
      const root = path.resolve(folder);
      await opendir(root).then((opened) => opened.close(), rethrow);
      const id = deps.create(path.basename(root) || root);
      return { collectionId: id, jobId: start(id, (context) => fillFromFolder(id, root, context)) };
    },

    jobOf: (id) => running.get(id) ?? null,
  };

  function start(id: string, run: (context: JobContext) => Promise<void>): string {
    const job = jobs.start({
      kind: "collect",
      subject: id,
      lane: "collect",
      usesModel: false,
      onShutdown: "cancel",
      async run(context) {
        await run(context);
        const isEmpty = store.collections.members(id).length === 0 && store.collections.skipped(id).length === 0;
        if (isEmpty) {
          deps.discard(id);
          throw new AppError("DOCUMENT_EMPTY", { data: { reason: "FOLDER" } });
        }
        context.emit({ type: "item", item: { kind: "result", id } });
      },
      onEnd() {
        if (running.get(id) === job.id) running.delete(id);
        changed(id);
      },
    });
    running.set(id, job.id);
    return job.id;
  }

  async function fillFromArchive(
    id: string,
    folder: string,
    opened: OpenedArchive,
    { emit, signal }: Pick<JobContext, "emit" | "signal">,
  ): Promise<void> {
    const onAbort = (): void => opened.close();
    signal.addEventListener("abort", onAbort);
    let done = 0;
    try {
      for await (const file of opened.files) {
        signal.throwIfAborted();
        const place = folder + file.path;
        if (file.problem) store.collections.skip(id, { path: place, problem: file.problem });
        else await takeOrSkip(id, place, file.bytes);
        done += 1;
        emit({ type: "progress", stage: "copying", done, total: 0, leftMs: null });
        changed(id);
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      opened.close();
    }
  }

  async function fillFromFolder(id: string, root: string, { emit, signal }: JobContext): Promise<void> {
    const found = await listFolder(root, signal);
    for (const { inner, problem } of found.skipped)
      store.collections.skip(id, { path: inner, problem: problem.toProblem() });
    for (const [done, { inner, file }] of found.files.entries()) {
      signal.throwIfAborted();
      emit({ type: "progress", stage: "copying", done, total: found.files.length, leftMs: null });
      const place = innerPath(inner);
      try {
        if (isNeverRead(place)) throw unsupported(place);
        const opened = isArchiveName(place) ? await openFile(file).catch(() => null) : null;
        if (opened) await fillFromArchive(id, `${place}/`, opened, { signal, emit: () => {} });
        else await keep(id, place, () => documents.receivePath(file));
      } catch (thrown) {
        skip(id, place, thrown);
      }
      changed(id);
    }
    emit({ type: "progress", stage: "copying", done: found.files.length, total: found.files.length, leftMs: 0 });
  }

  function fill(name: string, opened: OpenedArchive): ReceivedArchive {
    const id = deps.create(path.basename(name).replace(/\.zip$/iu, "") || name);
    const jobId = start(id, (context) => fillFromArchive(id, "", opened, context));
    return { collectionId: id, documentId: null, jobId };
  }

  /** An archive inside a folder that was dropped on the window: its bytes come from there. */
  async function takeArchive(id: string, place: string, bytes: AsyncIterable<Uint8Array>): Promise<Taken> {
    const { file, opened } = await storeArchive(bytes);
    if (!opened) return takeDocument(id, place, createReadStream(file));
    return { documentId: null, jobId: start(id, (context) => fillFromArchive(id, `${place}/`, opened, context)) };
  }

  /** Keeps the bytes among the documents until it is known what they are; an archive itself is not kept. */
  async function storeArchive(
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<{ file: string; opened: OpenedArchive | null }> {
    const folder = path.join(deps.paths.data, "documents");
    const { id: hash } = await receiveBytes({ bytes, folder, limitMb: settings().readLimits.fileMb });
    const file = path.join(folder, hash);
    const opened = await openFile(file).catch((thrown: unknown) => {
      // A damaged archive is told as a damaged document, in the place where that is seen.
      logger.info("A file named as an archive was not opened as one", { code: toAppError(thrown).code });
      return null;
    });
    if (opened && !store.documents.get(hash)) await rm(file, { force: true });
    return { file, opened };
  }

  async function takeDocument(id: string, place: string, bytes: AsyncIterable<Uint8Array>) {
    if (isNeverRead(place)) throw unsupported(place);
    return keep(id, place, () => documents.receive({ name: path.posix.basename(place), bytes }));
  }

  async function takeOrSkip(id: string, place: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      await takeDocument(id, place, bytes);
    } catch (thrown) {
      skip(id, place, thrown);
    }
  }

  async function keep(
    id: string,
    place: string,
    receive: () => Promise<{ documentId: string; jobId: string }>,
  ): Promise<{ documentId: string; jobId: string }> {
    const { documentId, jobId } = await receive();
    return settle(id, place, documentId, jobId);
  }

  /** Adds the document and sees to it that what turns out to be no document at all does not stay in the library. */
  function settle(id: string, place: string, documentId: string, jobId: string): { documentId: string; jobId: string } {
    const isAdded = store.collections.addMember(id, { documentId, path: place, state: "idle", problem: null });
    if (!isAdded) {
      const same = store.collections.members(id).find((member) => member.documentId === documentId);
      if (same && same.path !== place) {
        const error = new AppError("FILE_DUPLICATE", { data: { same: same.path } });
        store.collections.skip(id, { path: place, problem: error.toProblem() });
      }
      return { documentId, jobId };
    }
    deps.added(id, documentId);
    jobs.finished(jobId).then(
      () => changed(id),
      (thrown: unknown) => leaveOut(id, place, documentId, toAppError(thrown)),
    );
    return { documentId, jobId };
  }

  function leaveOut(id: string, place: string, documentId: string, error: AppError): void {
    try {
      if (!noDocument.has(error.code) || store.collections.of(documentId).length > 1) return;
      const document = store.documents.get(documentId);
      // One that was read before stays, whatever happened to it now.
      if (!document || document.readMs !== null) return;
      store.transaction(() => {
        store.collections.skip(id, { path: place, problem: error.toProblem() });
        store.collections.removeMember(id, documentId);
      });
      documents.remove(documentId);
    } catch (thrown) {
      logger.warn("A file that is no document was not left out", { error: String(thrown) });
    } finally {
      changed(id);
    }
  }

  /** Lists what was not taken. What concerns all files ends the whole. */
  function skip(id: string, place: string, thrown: unknown): void {
    const error = toAppError(fileError(thrown));
    if (endsAll.has(error.code)) throw error;
    store.collections.skip(id, { path: place, problem: error.toProblem() });
    changed(id);
  }

  async function openFile(file: string): Promise<OpenedArchive | null> {
    const { readLimits } = settings();
    const { size } = await stat(file);
    if (size > readLimits.fileMb * 2 ** 20) {
      throw new AppError("FILE_TOO_LARGE", { data: { bytes: size, limitMb: readLimits.fileMb } });
    }
    const bytes = await readFile(file);
    if (!isZip(bytes)) return null;
    return openArchive({ spawner: deps.spawner, clock }, { bytes, limits: readLimits });
  }
}

/** True for the first bytes of a ZIP file, also of an empty one. */
export function isZip(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(4, bytes.byteLength)).toString("latin1");
  return head === "PK\u0003\u0004" || head === "PK\u0005\u0006";
}

/** Codes that say that a file is nothing to be read, rather than something that could not be read now. */
const noDocument: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["FORMAT_UNSUPPORTED", "DOCUMENT_EMPTY"]);
const endsAll: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "DISK_FULL",
  "DATA_DIR_UNWRITABLE",
  "CANCELLED",
  "NOT_FOUND",
]);

function unsupported(place: string): AppError {
  return new AppError("FORMAT_UNSUPPORTED", { data: { extension: path.posix.extname(place).slice(1) } });
}

interface FoundFiles {
  readonly files: { readonly inner: string; readonly file: string }[];
  readonly skipped: { readonly inner: string; readonly problem: AppError }[];
}

/** Files of a folder and the folders in it, by name. Links and what is no file (a pipe, a device) are left out. */
async function listFolder(root: string, signal: AbortSignal): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], skipped: [] };
  const walk = async (folder: string, inner: string, depth: number): Promise<void> => {
    signal.throwIfAborted();
    const entries = [];
    try {
      for await (const entry of await opendir(folder)) entries.push(entry);
    } catch (thrown) {
      found.skipped.push({ inner, problem: fileError(thrown) });
      return;
    }
    for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))) {
      if (isSystemName(entry.name)) continue;
      const place = inner === "" ? entry.name : `${inner}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < deepestFolder) await walk(path.join(folder, entry.name), place, depth + 1);
        else
          found.skipped.push({
            inner: place,
            problem: new AppError("READ_NESTING_LIMIT", { data: { deepest: deepestFolder } }),
          });
      } else if (entry.isFile()) {
        if (found.files.length < mostFiles) found.files.push({ inner: place, file: path.join(folder, entry.name) });
        else if (!found.skipped.some(({ problem }) => problem.code === "READ_ENTRY_LIMIT"))
          found.skipped.push({ inner: place, problem: new AppError("READ_ENTRY_LIMIT", { data: { mostFiles } }) });
      }
    }
  };
  await walk(root, "", 0);
  return found;
}

function rethrow(thrown: unknown): never {
  throw fileError(thrown);
}
