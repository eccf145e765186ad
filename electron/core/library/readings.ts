import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { Settings } from "../../contract/settings.ts";
import type { JobEnd, Jobs } from "../jobs/jobs.ts";
import { anchorsIn } from "../evidence/anchors.ts";
import type { Clock } from "../ports.ts";
import type { Citing, Store } from "../store/store.ts";
import { titleOfName } from "../text/documentNames.ts";
import { unreadOf } from "./unreadOf.ts";
import type { Originals } from "./originals.ts";
import { paceOf } from "./pace.ts";
import { makePassages } from "./passages.ts";
import type { Reader, ReadHandlers } from "./reading/reader.ts";

/** Milliseconds after which it is told again that more pages of a document can be looked at. */
const tellMs = 1000;

/** The jobs that read documents. */
export interface Readings {
  /**
   * Reads a document again that can be used meanwhile, as part of a job that nobody asked for. Its text of before stands until the new one
   * is whole, and then what cites it is anchored in that.
   * @throws what `Reader.read` throws, CANCELLED
   */
  again(document: Document, signal: AbortSignal): Promise<void>;
  /** Starts one and returns its job. One reading of a document at a time: a second wish joins the first, unless it brings a password. */
  start(document: Document, password?: string): string;
  /** the job of a reading that has not ended; null where there is none */
  jobOf(id: string): string | null;
  /** The job of a document that need not be read, for who asked for one: it ends at once. */
  finished(document: Document): string;
}

export interface ReadingsDeps {
  readonly store: Store;
  readonly reader: Reader;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly changed: (what: "documents" | Citing["what"], id: string) => void;
  readonly originals: Pick<Originals, "open">;
  /** told of every document that has a new text; `isAgain`: nobody asked for it */
  readonly onRead?: (id: string, isAgain: boolean) => void;
  /** told of every reading that gave none: stopped by a person, or failed */
  readonly onUnread?: (id: string, error: AppError) => void;
}

interface How {
  readonly signal: AbortSignal;
  readonly password?: string | undefined;
  readonly onProgress?: ReadHandlers["onProgress"];
  /** nobody asked for it */
  readonly isAgain?: boolean;
}

export function createReadings(deps: ReadingsDeps): Readings {
  const { store, jobs, clock, changed } = deps;
  const running = new Map<string, string>();

  return {
    start(document, password) {
      const { id } = document;
      const joined = running.get(id);
      if (joined !== undefined && password === undefined) return joined;
      // One that has just come says so already; each write waits for the disk.
      if (document.status !== "reading" || document.problem !== null) {
        store.documents.update(id, { status: "reading", problem: null });
      }
      changed("documents", id);
      const job = jobs.start({
        kind: "read",
        subject: id,
        lane: "read",
        usesModel: false,
        onShutdown: "leave",
        async run(context) {
          context.emit({ type: "progress", stage: "reading", done: 0, total: 0, leftMs: null });
          await read(document, {
            signal: context.signal,
            password,
            onProgress: paceOf(clock, context.emit),
          });
          context.emit({ type: "item", item: { kind: "result", id } });
        },
        onEnd(end) {
          if (running.get(id) === job.id) running.delete(id);
          settle(id, end);
        },
      });
      running.set(id, job.id);
      return job.id;
    },
    async again(document, signal) {
      await read(document, { signal, isAgain: true });
      changed("documents", document.id);
      deps.onRead?.(document.id, true);
    },
    jobOf: (id) => running.get(id) ?? null,
    finished({ id, pages }) {
      const job = jobs.start({
        kind: "read",
        subject: id,
        lane: "read",
        usesModel: false,
        onShutdown: "cancel",
        async run(context) {
          context.emit({ type: "progress", stage: "reading", done: pages, total: pages, leftMs: 0 });
          context.emit({ type: "item", item: { kind: "result", id } });
        },
      });
      return job.id;
    },
  };

  async function read(document: Document, { signal, password, onProgress, isAgain = false }: How): Promise<void> {
    const { id, name } = document;
    const started = clock.monotonic();
    // Of a reading that did not come to its end, what took longest is not done again.
    store.documents.clearUnfinished(id, "recognized");
    const recognized = store.documents.unfinishedPages(id);
    let told = Number.NEGATIVE_INFINITY;
    const result = await deps.reader.read(
      {
        load: async () => (await deps.originals.open(id)).whole(deps.settings().readLimits.fileMb),
        name,
        limits: deps.settings().readLimits,
        ...(password === undefined ? {} : { password }),
        recognized,
      },
      {
        signal,
        onPages(pages) {
          store.documents.addPages(id, pages);
          if (isAgain || clock.monotonic() - told < tellMs) return;
          told = clock.monotonic();
          changed("documents", id);
        },
        ...(onProgress && { onProgress }),
      },
    );
    if (signal.aborted) throw new AppError("CANCELLED");
    const pages = store.documents.unfinishedPages(id);
    const isCited = store.documents.hasText(id);
    const citing = store.transaction(() => {
      store.documents.setPassages(id, makePassages(pages, result.outline));
      store.documents.finish(
        id,
        {
          format: result.format,
          title: titleFor(store.documents.get(id) ?? document, result.title),
          pages: result.pages,
          words: result.words,
          language: result.language,
          unread: unreadOf(pages),
          notes: [...result.notes],
          rendered: result.rendered,
          readMs: Math.round(clock.monotonic() - started),
          outline: result.outline,
          readTitle: result.title,
        },
        isAgain,
      );
      return isCited ? store.citations.replace(id, anchorsIn(pages)) : [];
    });
    for (const each of citing) changed(each.what, each.id);
  }

  function settle(id: string, end: JobEnd): void {
    // The application closes: the row says that it is being read, and the next start reads it.
    if (end.status === "left") return;
    // Joined by a reading with a password, which tells how it ends.
    if (running.has(id)) return;
    if (end.status === "done") {
      changed("documents", id);
      deps.onRead?.(id, false);
      return;
    }
    const error = end.status === "failed" ? end.error : new AppError("CANCELLED");
    try {
      giveUp(id, error);
    } finally {
      changed("documents", id);
      deps.onUnread?.(id, error);
    }
  }

  /**
   * A name the person gave, before or meanwhile, is not overwritten by the reading; what a model found, or a reading of before, gives
   * way to the document's own.
   */
  function titleFor({ id, title, name, reading }: Document, own: string | null): string {
    const { documents } = store;
    // The first version did not keep which titles were its own: of those that it took from a heading it is known.
    const isHeading =
      reading.version === 1 && documents.outline(id).some((entry) => entry.page <= 2 && entry.title === title);
    const isGiven =
      ![titleOfName(name), documents.foundTitle(id), documents.readTitle(id)].includes(title) && !isHeading;
    return isGiven ? title : (own ?? title);
  }

  /**
   * A document that could not be read stays in the list with the reason. One that has a text of before keeps it; of the half that was
   * read now, recognised pages alone wait for the next attempt.
   */
  function giveUp(id: string, error: AppError): void {
    if (store.documents.get(id)?.status !== "reading") return;
    const hasText = store.documents.hasText(id);
    store.transaction(() => {
      store.documents.clearUnfinished(id, "recognized");
      store.documents.update(id, {
        status: hasText ? "ready" : "failed",
        // Who stopped it knows; that the old text stands is no problem.
        problem: hasText && error.code === "CANCELLED" ? null : error.toProblem(),
      });
      if (hasText && error.code !== "CANCELLED") store.documents.setReadingProblem(id, error.toProblem());
    });
  }
}
