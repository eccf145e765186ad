import { opendir } from "node:fs/promises";
import path from "node:path";
import { AppError, type ErrorCode, type Problem, toAppError } from "../../contract/errors.ts";
import { innerPath, isArchiveName, isNeverRead } from "../../contract/folders.ts";
import type { Settings } from "../../contract/settings.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import type { Clock, Logger, Paths, ProcessSpawner } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { type ArchiveFile, createArchives, titleOfArchive } from "./archives.ts";
import type { Documents, Taking } from "./createDocuments.ts";
import type { ReceivedFile } from "./originals.ts";
import { fileError } from "./fileErrors.ts";
import { listFolder } from "./listFolder.ts";
import type { OpenedArchive } from "./reading/archiveClient.ts";

/** Takes files, archives and folders into collections. */
export interface Intake {
  /**
   * Takes a file into a collection; an archive is unpacked into it. What cannot be taken is listed in the collection and thrown as well.
   * @param inner where it stood in its folder
   */
  file(id: string, inner: string, bytes: AsyncIterable<Uint8Array>): Promise<Taken>;
  /** Unpacks an archive into a new collection, as a job; what is an office document, a book or damaged becomes a document. */
  archive(
    name: string,
    bytes: AsyncIterable<Uint8Array>,
    password?: string,
    taking?: TakingTogether,
  ): Promise<ReceivedArchive>;
  /** As `archive`, for a file of this machine. @throws what `Documents.receivePath` throws */
  archivePath(file: string, password?: string, taking?: TakingTogether): Promise<ReceivedArchive>;
  /** True for what `archivePath` makes a collection of. */
  isArchive(file: string): Promise<boolean>;
  /**
   * Takes a file of this machine into a collection, an archive with all that is in it. What cannot be taken is listed in the collection.
   * @param inner where it stands in its folder
   * @param known the SHA-256 of its bytes where that is known: a document that is there already is not copied again
   * @throws DISK_FULL, DATA_DIR_UNWRITABLE, CANCELLED, and NOT_FOUND for the collection
   */
  path(
    id: string,
    inner: string,
    file: string,
    options: { readonly known?: string | null; readonly signal: AbortSignal },
  ): Promise<TakenFile>;
  /** Takes all files of a folder of this machine into a new collection, as a job. Links are not followed. */
  folder(folder: string, taking?: TakingTogether): Promise<{ collectionId: string; jobId: string }>;
  /** the job that fills the collection; null where none does */
  jobOf(id: string): string | null;
  /** Stops the jobs that fill the collection, at work or waiting. */
  stop(id: string): Promise<void>;
  /** Watches the readings that were left when the application closed as it watched them before. */
  resume(): void;
  /** Ends what is no job. */
  dispose(): void;
}

/** How files are taken in that come together. */
export interface TakingTogether extends Taking {
  /** Told the new collection before anything is in it; where `pass` is set it is not kept either. */
  readonly onOpened?: (collectionId: string) => void;
}

export interface Taken {
  /** null for an archive, whose documents its job adds */
  readonly documentId: string | null;
  readonly jobId: string;
}

/** What came of a file: of an archive several documents, or none, and why. */
export interface TakenFile {
  readonly documents: readonly { readonly documentId: string; readonly path: string; readonly jobId: string | null }[];
  readonly problem: Problem | null;
}

export interface ReceivedArchive {
  readonly collectionId: string | null;
  readonly documentId: string | null;
  readonly jobId: string;
}

export interface IntakeDeps {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly documents: Pick<Documents, "ready" | "receive" | "receivePath" | "remove" | "jobOf">;
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly paths: Paths;
  /** by which kept files are encrypted; null: they are not */
  readonly filesKey?: Buffer | null;
  readonly settings: () => Settings;
  /** Makes a collection and gives its id. @param passes it is not kept */
  readonly create: (title: string, passes: boolean) => string;
  readonly discard: (id: string) => void;
  readonly added: (id: string, documentId: string) => void;
  readonly changed: (id: string) => void;
}

/** What a job fills a collection from. */
interface Filling {
  /** made for this job, and gone with it where nothing came of it */
  readonly isNew: boolean;
  run(context: JobContext): Promise<void>;
  readonly kept?: ReceivedFile;
}

export function createIntake(deps: IntakeDeps): Intake {
  const { store, jobs, documents, logger, settings, changed } = deps;
  const limits = () => settings().readLimits;
  const archives = createArchives({
    ...deps,
    folder: path.join(deps.paths.data, "documents"),
    key: deps.filesKey ?? null,
    limits,
  });
  /** how what comes into a collection is taken in, where that is not as usual */
  const takings = new Map<string, TakingTogether>();
  /** jobs that fill a collection */
  const fillings = new Map<string, Set<string>>();

  return {
    async file(id, inner, bytes) {
      const within = innerPath(inner);
      try {
        return await (isArchiveName(within) ? takeArchive(id, within, bytes) : takeDocument(id, within, bytes));
      } catch (thrown) {
        skip(id, within, thrown);
        throw thrown;
      }
    },

    async archive(name, bytes, password, taking = {}) {
      await documents.ready();
      const kept = await archives.keep(bytes);
      return withKept(kept, async () => {
        if (await archives.isArchive(kept)) return unpackNew(name, kept, taking, kept);
        const received = await documents.receive({
          ...taking,
          name,
          bytes: kept.bytes(),
          password,
        });
        kept.delete();
        return { collectionId: null, ...received };
      });
    },

    async archivePath(file, password, taking = {}) {
      if (await archives.isArchive(file)) return unpackNew(path.basename(file), file, taking);
      return { collectionId: null, ...(await documents.receivePath(file, password, taking)) };
    },

    isArchive: (file) => archives.isArchive(file),

    async path(id, inner, file, { known = null, signal }) {
      const within = innerPath(inner);
      try {
        return { documents: await takePath(id, within, file, { known, signal }), problem: null };
      } catch (thrown) {
        skip(id, within, thrown);
        return { documents: [], problem: toAppError(fileError(thrown)).toProblem() };
      }
    },

    async folder(folder, taking = {}) {
      const root = path.resolve(folder);
      await opendir(root).then((opened) => opened.close(), rethrow);
      const id = open(path.basename(root) || root, taking);
      return {
        collectionId: id,
        jobId: fill(id, { isNew: true, run: (context) => fillFromFolder(id, root, context) }),
      };
    },

    jobOf: (id) => fillings.get(id)?.values().next().value ?? null,

    async stop(id) {
      await Promise.all([...(fillings.get(id) ?? [])].map((jobId) => jobs.cancel(jobId)));
    },

    resume() {
      for (const { id: documentId, status, readMs } of store.documents.list()) {
        const [id] = store.collections.of(documentId);
        const jobId = documents.jobOf(documentId);
        if (status !== "reading" || readMs !== null || id === undefined || jobId === null) continue;
        const member = store.collections.member(id, documentId);
        if (member) watchReading(id, member.path, documentId, jobId);
      }
    },

    dispose: () => archives.dispose(),
  };

  function open(title: string, taking: TakingTogether): string {
    const id = deps.create(title, taking.pass === true);
    takings.set(id, taking);
    taking.onOpened?.(id);
    return id;
  }

  function fill(id: string, { isNew, run, kept }: Filling): string {
    const isEmpty = (): boolean =>
      store.collections.members(id).length === 0 && store.collections.skipped(id).length === 0;
    const job = jobs.start({
      kind: "collect",
      subject: id,
      lane: "collect",
      usesModel: false,
      onShutdown: "cancel",
      async run(context) {
        await run(context);
        if (isEmpty()) throw new AppError("DOCUMENT_EMPTY", { data: { reason: "FOLDER" } });
        context.emit({ type: "item", item: { kind: "result", id } });
      },
      onEnd() {
        const others = fillings.get(id);
        others?.delete(job.id);
        if (others?.size === 0) {
          fillings.delete(id);
          takings.delete(id);
        }
        kept?.delete();
        if (isNew && isEmpty()) deps.discard(id);
        changed(id);
      },
    });
    fillings.set(id, (fillings.get(id) ?? new Set()).add(job.id));
    return job.id;
  }

  /** The file is opened when the job's turn has come, so that those that wait hold no process. */
  function unpack(id: string, folder: string, file: ArchiveFile, kept?: ReceivedFile, isNew = false): string {
    return fill(id, {
      isNew,
      ...(kept ? { kept } : {}),
      async run(context) {
        const opened = await archives.open(file, context.signal).catch(rethrow);
        if (!opened) throw new AppError("DOCUMENT_DAMAGED");
        await fillFromArchive(id, folder, opened, context);
      },
    });
  }

  function unpackNew(name: string, file: ArchiveFile, taking: TakingTogether, kept?: ReceivedFile): ReceivedArchive {
    const id = open(titleOfArchive(name), taking);
    return { collectionId: id, documentId: null, jobId: unpack(id, "", file, kept, true) };
  }

  async function fillFromArchive(
    id: string,
    folder: string,
    opened: OpenedArchive,
    { emit, signal }: Pick<JobContext, "emit" | "signal">,
  ): Promise<TakenFile["documents"]> {
    const taken: TakenFile["documents"][number][] = [];
    let done = 0;
    try {
      for await (const file of opened.files) {
        signal.throwIfAborted();
        const within = folder + file.path;
        if (file.problem) store.collections.skip(id, { path: within, problem: file.problem });
        else taken.push(...(await takeOrSkip(id, within, file.bytes)));
        done += 1;
        emit({ type: "progress", stage: "copying", done, total: 0, leftMs: null });
        changed(id);
      }
    } finally {
      await opened.close();
    }
    return taken;
  }

  async function fillFromFolder(id: string, root: string, { emit, signal }: JobContext): Promise<void> {
    const found = await listFolder(root, signal);
    for (const { inner, problem } of found.skipped)
      store.collections.skip(id, { path: inner, problem: problem.toProblem() });
    for (const [done, { inner, file }] of found.files.entries()) {
      signal.throwIfAborted();
      emit({ type: "progress", stage: "copying", done, total: found.files.length, leftMs: null });
      const within = innerPath(inner);
      try {
        await takePath(id, within, file, { known: null, signal });
      } catch (thrown) {
        skip(id, within, thrown);
      }
      changed(id);
    }
    emit({ type: "progress", stage: "copying", done: found.files.length, total: found.files.length, leftMs: 0 });
  }

  async function takePath(
    id: string,
    within: string,
    file: string,
    { known, signal }: { readonly known: string | null; readonly signal: AbortSignal },
  ): Promise<TakenFile["documents"]> {
    if (isNeverRead(within)) throw unsupported(within);
    const opened = isArchiveName(within) ? await archives.open(file, signal).catch(() => null) : null;
    if (opened) return fillFromArchive(id, `${within}/`, opened, { signal, emit: () => {} });
    if (known !== null && store.documents.get(known)?.status === "ready" && !store.documents.isPassing(known)) {
      join(id, within, known);
      return [{ documentId: known, path: within, jobId: null }];
    }
    const receive = () => documents.receivePath(file, undefined, takings.get(id));
    return [{ ...(await keep(id, within, receive)), path: within }];
  }

  /** An archive inside a folder that was dropped on the window: its bytes come from there. */
  async function takeArchive(id: string, within: string, bytes: AsyncIterable<Uint8Array>): Promise<Taken> {
    await documents.ready();
    const kept = await archives.keep(bytes);
    return withKept(kept, async () => {
      if (await archives.isArchive(kept)) {
        return { documentId: null, jobId: unpack(id, `${within}/`, kept, kept) };
      }
      const taken = await takeDocument(id, within, kept.bytes());
      kept.delete();
      return taken;
    });
  }

  async function takeDocument(id: string, within: string, bytes: AsyncIterable<Uint8Array>) {
    if (isNeverRead(within)) throw unsupported(within);
    return keep(id, within, () => documents.receive({ ...takings.get(id), name: path.posix.basename(within), bytes }));
  }

  async function takeOrSkip(
    id: string,
    within: string,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<TakenFile["documents"]> {
    try {
      return [{ ...(await takeDocument(id, within, bytes)), path: within }];
    } catch (thrown) {
      skip(id, within, thrown);
      return [];
    }
  }

  async function keep(
    id: string,
    within: string,
    receive: () => Promise<{ documentId: string; jobId: string }>,
  ): Promise<{ documentId: string; jobId: string }> {
    const { documentId, jobId } = await receive();
    return settle(id, within, documentId, jobId);
  }

  /** Adds the document and sees to it that what turns out to be no document at all does not stay in the library. */
  function settle(
    id: string,
    within: string,
    documentId: string,
    jobId: string,
  ): { documentId: string; jobId: string } {
    if (join(id, within, documentId)) watchReading(id, within, documentId, jobId);
    return { documentId, jobId };
  }

  /** False where the collection has it already, which is listed where it came from another place. */
  function join(id: string, within: string, documentId: string): boolean {
    if (store.collections.addMember(id, { documentId, path: within, state: "idle", problem: null })) {
      deps.added(id, documentId);
      return true;
    }
    const same = store.collections.member(id, documentId);
    if (same && same.path !== within) {
      const error = new AppError("FILE_DUPLICATE", { data: { same: same.path } });
      store.collections.skip(id, { path: within, problem: error.toProblem() });
    }
    return false;
  }

  function watchReading(id: string, within: string, documentId: string, jobId: string): void {
    jobs.finished(jobId).then(
      () => changed(id),
      (thrown: unknown) => leaveOut(id, within, documentId, toAppError(thrown)),
    );
  }

  function leaveOut(id: string, within: string, documentId: string, error: AppError): void {
    try {
      const isInAnother = store.collections.of(documentId).some((other) => other !== id);
      if (!noDocument.has(error.code) || isInAnother) return;
      const document = store.documents.get(documentId);
      // One that was read before stays, whatever happened to it now.
      if (!document || document.readMs !== null) return;
      store.transaction(() => {
        store.collections.skip(id, { path: within, problem: error.toProblem() });
        store.collections.removeMember(id, documentId);
      });
      // What is not kept goes by itself.
      if (!store.documents.isPassing(documentId)) documents.remove(documentId);
    } catch (thrown) {
      logger.warn("A file that is no document was not left out", { error: String(thrown) });
    } finally {
      changed(id);
    }
  }

  /** Lists what was not taken. What concerns all files ends the whole. */
  function skip(id: string, within: string, thrown: unknown): void {
    const error = toAppError(fileError(thrown));
    if (endsAll.has(error.code)) throw error;
    store.collections.skip(id, { path: within, problem: error.toProblem() });
    changed(id);
  }
}

/** Codes that say that a file is nothing to be read, rather than something that could not be read now. */
const noDocument: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["FORMAT_UNSUPPORTED", "DOCUMENT_EMPTY"]);
const endsAll: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "DISK_FULL",
  "DATA_DIR_UNWRITABLE",
  "CANCELLED",
  "NOT_FOUND",
]);

function unsupported(within: string): AppError {
  return new AppError("FORMAT_UNSUPPORTED", { data: { extension: path.posix.extname(within).slice(1) } });
}

/** A kept file is deleted where what it was kept for does not come about. */
async function withKept<T>(kept: ReceivedFile, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (thrown) {
    kept.delete();
    throw thrown;
  }
}

function rethrow(thrown: unknown): never {
  throw fileError(thrown);
}
