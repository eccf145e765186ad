import { constants } from "node:fs";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { AppEvent } from "../../contract/app.ts";
import type { Document, DocumentFormat, Page } from "../../contract/documents.ts";
import { formatOfName } from "../../contract/formats.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { Settings } from "../../contract/settings.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import type { Clock, Logger, Paths } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { fileError } from "./fileErrors.ts";
import { findInPages, type Found } from "./find.ts";
import { makePassages } from "./passages.ts";
import type { Reader, ReadStage } from "./reading/reader.ts";
import { receiveBytes } from "./receiveBytes.ts";

export interface Received {
  readonly documentId: string;
  readonly jobId: string;
}

/** Takes documents in, has them read and keeps their originals. */
export interface Documents {
  /**
   * Copies the bytes into the data folder under their hash and starts the job that reads them; the job of a document that was read before
   * ends at once.
   * @throws FILE_TOO_LARGE, DOCUMENT_EMPTY, DISK_FULL, DATA_DIR_UNWRITABLE
   */
  receive(file: { name: string; bytes: AsyncIterable<Uint8Array>; password?: string | undefined }): Promise<Received>;
  /** As `receive`, for a file of this machine. @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_UNREADABLE, FILE_LINK_LOOP */
  receivePath(file: string, password?: string): Promise<Received>;
  /** Reads a protected document again with its password, which is not kept. @throws NOT_FOUND */
  unlock(id: string, password: string): Promise<{ jobId: string }>;
  /** @throws NOT_FOUND */
  reread(id: string): Promise<{ jobId: string }>;
  /** The original, for serving. `size` in bytes. @throws NOT_FOUND */
  openFile(id: string): Promise<{ path: string; size: number; format: DocumentFormat }>;
  /** Where the words stand, ignoring case and the kind of white space, in page order; at most 1,000. @throws NOT_FOUND */
  find(id: string, query: string): Found[];
  /** @throws NOT_FOUND */
  rename(id: string, title: string): void;
  /** @throws NOT_FOUND */
  pin(id: string, pinned: boolean): void;
  /** Into the bin, from which `restore` brings it back. A reading of it that is going on is stopped. @throws NOT_FOUND */
  remove(id: string): void;
  restore(id: string): void;
  /** Deletes the originals of documents that left the bin. */
  purgeFiles(ids: readonly string[]): Promise<void>;
}

export function createDocuments(deps: {
  store: Store;
  reader: Reader;
  jobs: Jobs;
  clock: Clock;
  logger: Logger;
  paths: Paths;
  settings: () => Settings;
  changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  /** told of every document once it has been read anew */
  onRead?: (id: string) => void;
}): Documents {
  const { store, reader, jobs, clock, logger, paths, settings, changed } = deps;
  const folder = path.join(paths.data, "documents");
  const fileOf = (id: string) => path.join(folder, id);
  /** the reading of a document that has not ended */
  const readings = new Map<string, string>();
  const ready = prepareFolder();

  return {
    receive: (file) => receive(file.name, file.bytes, file.password),
    async receivePath(file, password) {
      const bytes = await openBytes(file, settings().readLimits.fileMb);
      return receive(path.basename(file), bytes, password);
    },
    async unlock(id, password) {
      return { jobId: startReading(found(id), password) };
    },
    async reread(id) {
      return { jobId: startReading(found(id)) };
    },
    async openFile(id) {
      const { format } = found(id);
      try {
        const { size } = await stat(fileOf(id));
        return { path: fileOf(id), size, format };
      } catch (error) {
        throw fileError(error);
      }
    },
    find: (id, query) => (found(id), findInPages(store.documents.allPages(id), query)),
    rename(id, title) {
      found(id);
      store.documents.update(id, { title });
      changed("documents", id);
    },
    pin(id, pinned) {
      found(id);
      store.documents.update(id, { pinned });
      changed("documents", id);
    },
    remove(id) {
      found(id);
      const jobId = readings.get(id);
      if (jobId)
        void jobs
          .cancel(jobId)
          .catch((error: unknown) => logger.warn("A reading could not be stopped", { error: String(error) }));
      store.documents.remove(id, clock.now());
      changed("documents", id);
    },
    restore(id) {
      store.documents.restore(id);
      changed("documents", id);
    },
    async purgeFiles(ids) {
      for (const id of ids) await rm(fileOf(id), { force: true });
    },
  };

  function found(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND");
    return document;
  }

  /** What a copy that was broken off left behind goes away. */
  async function prepareFolder(): Promise<AppError | null> {
    try {
      await mkdir(folder, { recursive: true });
      for (const name of await readdir(folder)) {
        if (name.startsWith("incoming-")) await rm(path.join(folder, name), { force: true });
      }
      return null;
    } catch (error) {
      const known = fileError(error);
      return known.code === "DISK_FULL" ? known : new AppError("DATA_DIR_UNWRITABLE", { cause: error });
    }
  }

  async function receive(name: string, bytes: AsyncIterable<Uint8Array>, password?: string): Promise<Received> {
    const problem = await ready;
    if (problem) throw problem;
    const { id, size } = await receiveBytes({ bytes, folder, limitMb: settings().readLimits.fileMb });
    const known = store.documents.get(id);
    if (known?.status === "ready") return { documentId: id, jobId: finishedJob(known) };
    const running = readings.get(id);
    if (known?.status === "reading" && running && jobs.get(running)?.status === "running") {
      return { documentId: id, jobId: running };
    }
    const now = clock.now();
    const document: Document = {
      id,
      name,
      format: known?.format ?? formatOfName(name) ?? "text",
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
      pinned: known?.pinned ?? false,
      createdAt: known?.createdAt ?? now,
      updatedAt: now,
      readMs: null,
    };
    store.documents.put(document);
    return { documentId: id, jobId: startReading(document, password) };
  }

  function finishedJob(document: Document): string {
    const job = jobs.start({
      kind: "read",
      subject: document.id,
      lane: "read",
      usesModel: false,
      async run(context) {
        context.emit({ type: "progress", stage: "reading", done: document.pages, total: document.pages, leftMs: 0 });
        context.emit({ type: "item", item: { kind: "result", id: document.id } });
      },
    });
    return job.id;
  }

  /** One reading of a document at a time: a second wish joins the first, unless it brings a password. */
  function startReading(document: Document, password?: string): string {
    const { id } = document;
    const running = readings.get(id);
    if (running && password === undefined && jobs.get(running)?.status === "running") return running;
    store.documents.update(id, { status: "reading", problem: null });
    changed("documents", id);
    const job = jobs.start({
      kind: "read",
      subject: id,
      lane: "read",
      usesModel: false,
      run: (context) => readDocument(context, document, password),
    });
    readings.set(id, job.id);
    const ended = () => {
      if (readings.get(id) === job.id) readings.delete(id);
      settleUnread(id);
      if (jobs.get(job.id)?.status === "done") deps.onRead?.(id);
    };
    jobs.finished(job.id).then(ended, ended);
    return job.id;
  }

  /** A reading that was cancelled before its turn came leaves no document that seems to be read for ever. */
  function settleUnread(id: string): void {
    if (readings.has(id)) return;
    try {
      if (store.documents.get(id)?.status !== "reading") return;
      store.documents.update(id, { status: "failed", problem: new AppError("CANCELLED").toProblem() });
      changed("documents", id);
    } catch (error) {
      logger.warn("The state of a document could not be saved", { error: String(error) });
    }
  }

  async function readDocument(context: JobContext, document: Document, password?: string): Promise<void> {
    const { id, name } = document;
    const started = clock.monotonic();
    let at: { readonly done: number; readonly time: number } | null = null;
    const progress = (done: number, total: number, stage: ReadStage) => {
      const now = clock.monotonic();
      // What was recognised before is skipped in no time: only what is done from here on tells the pace.
      at ??= { done, time: stage === "recognizing" ? now : started };
      const fresh = done - at.done;
      const leftMs = fresh > 0 && total > 0 ? Math.round(((now - at.time) / fresh) * (total - done)) : null;
      context.emit({ type: "progress", stage, done, total, leftMs });
    };
    try {
      // Of a reading that did not come to its end, what took longest is not done again; a wish to read anew is one.
      const recognized = document.status === "ready" ? [] : store.documents.allPages(id).filter(isRecognized);
      store.documents.clearPages(id, ...(recognized.length > 0 ? (["recognized"] as const) : []));
      context.emit({ type: "progress", stage: "reading", done: 0, total: 0, leftMs: null });
      const result = await reader.read(
        {
          path: fileOf(id),
          name,
          limits: settings().readLimits,
          ...(password === undefined ? {} : { password }),
          recognized,
        },
        {
          signal: context.signal,
          onPages: (pages) => store.documents.addPages(id, pages),
          onProgress: progress,
        },
      );
      const pages = store.documents.allPages(id);
      store.transaction(() => {
        store.documents.setPassages(id, makePassages(pages, result.outline));
        store.documents.finish(id, {
          format: result.format,
          title: chosenTitle(document) ?? result.title ?? titleOfName(name),
          pages: result.pages,
          words: result.words,
          language: result.language,
          unread: pages.filter(({ status }) => status === "unread").map(toUnread),
          notes: [...result.notes],
          rendered: result.rendered,
          readMs: Math.round(clock.monotonic() - started),
          outline: result.outline,
        });
      });
      changed("documents", id);
      context.emit({ type: "item", item: { kind: "result", id } });
    } catch (thrown) {
      const error = toAppError(thrown);
      fail(id, error);
      throw error;
    }
  }

  /**
   * A document that could not be read stays in the list with the reason, without the half of its text that was read;
   * recognised pages wait for the next attempt.
   */
  function fail(id: string, error: AppError): void {
    try {
      store.transaction(() => {
        store.documents.clearPages(id, "recognized");
        store.documents.update(id, { status: "failed", problem: error.toProblem() });
      });
    } catch (failure) {
      logger.error("The failure of a reading could not be saved", { code: error.code, error: String(failure) });
    }
    changed("documents", id);
  }
}

/** A name the person gave is not overwritten by another reading. */
function chosenTitle(document: Document): string | null {
  return document.readMs !== null && document.title !== titleOfName(document.name) ? document.title : null;
}

function isRecognized(page: Page): boolean {
  return page.status === "ocr";
}

function toUnread(page: Page): { page: number; reason: string } {
  return { page: page.number, reason: page.reason ?? "This page could not be read." };
}

async function openBytes(file: string, limitMb: number): Promise<AsyncIterable<Uint8Array>> {
  try {
    // Not blocking: a named pipe must not hang the application.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const info = await handle.stat();
    if (!info.isFile()) {
      await handle.close();
      throw new AppError(info.isDirectory() ? "FILE_IS_DIRECTORY" : "FILE_UNREADABLE");
    }
    if (info.size > limitMb * 2 ** 20) {
      await handle.close();
      throw new AppError("FILE_TOO_LARGE", { data: { bytes: info.size, limitMb } });
    }
    return readAll(handle.createReadStream());
  } catch (error) {
    throw fileError(error);
  }
}

async function* readAll(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw fileError(error);
  }
}

function titleOfName(name: string): string {
  const title = name.replace(/\.[A-Za-z0-9]{1,8}$/u, "").trim();
  return title === "" ? name : title;
}
