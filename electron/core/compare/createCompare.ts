import type { AppEvent } from "../../contract/app.ts";
import { type Comparison, isLight, type PreviousVersion } from "../../contract/compare.ts";
import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { ExportedFile, ExportFormatOf } from "../../contract/exports.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { Exporter } from "../export/export.ts";
import { createVersionFinder, linkPrevious } from "../library/library.ts";
import { storedText } from "../textWorker/storedText.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { sketchTask } from "../textWorker/textTasks.ts";
import { compareTexts } from "./compareTexts.ts";

/** Compares documents of the library, and knows which is a new version of which. */
export interface Compare {
  /** @throws NOT_FOUND, DOCUMENT_NOT_READY, INVALID_INPUT where both are one */
  run(beforeId: string, afterId: string): Promise<Comparison>;
  /** @throws as `run` does */
  export(beforeId: string, afterId: string, format: ExportFormatOf<"comparison">): Promise<ExportedFile>;
  /** The document this one is a new version of, and how much changed; null for none. @throws NOT_FOUND, DOCUMENT_NOT_READY */
  previous(id: string): Promise<PreviousVersion | null>;
  /** Says by hand what a document is a version of, or with null that it is none. @throws NOT_FOUND, INVALID_INPUT for a circle */
  setPrevious(id: string, previousId: string | null): Promise<void>;
  /** Looks whether a document that was just read is a new version of one that is there. @throws CANCELLED where the application closes */
  recognize(id: string): Promise<void>;
  /** Resolves when a document is not being recognised, whatever came of it. */
  recognized(id: string): Promise<void>;
}

/** Comparisons kept, so that a list, its header and its export do not each make their own. */
const kept = 4;

export function createCompare(deps: {
  store: Store;
  clock: Clock;
  changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  exporter: Exporter;
  textWorker: TextWorker;
}): Compare {
  const { store, clock, changed, exporter, textWorker } = deps;
  const comparisons = new Map<string, Promise<Comparison>>();
  const recognizing = new Map<string, Promise<void>>();
  const versions = createVersionFinder({
    store,
    sketch: (id) => textWorker.run(sketchTask, store.documents.texts(id)),
  });

  return {
    run,
    export: async (beforeId, afterId, format) => exporter("comparison", format, await run(beforeId, afterId)),
    async previous(id) {
      await recognized(id);
      requireReadyDocument(id);
      const previousId = store.documents.previous(id);
      const document = previousId === null ? null : store.documents.get(previousId);
      if (document?.status !== "ready") return null;
      const { changes } = await run(document.id, id);
      const meaning = changes.filter((change) => !isLight(change)).length;
      return { id: document.id, title: document.title, name: document.name, changes: changes.length, meaning };
    },
    async setPrevious(id, previousId) {
      await recognized(id);
      linkPrevious(store, id, previousId);
      changed("documents", id);
    },
    recognize(id) {
      const made = recognize(id).finally(() => {
        if (recognizing.get(id) === made) recognizing.delete(id);
      });
      recognizing.set(id, made);
      return made;
    },
    recognized,
  };

  async function recognize(id: string): Promise<void> {
    const previousId = await versions.findPrevious(id);
    if (previousId === null) return;
    store.documents.setPrevious(id, previousId);
    changed("documents", id);
  }

  async function recognized(id: string): Promise<void> {
    // Who asked for it is told how it failed.
    await recognizing.get(id)?.catch(() => {});
  }

  async function run(beforeId: string, afterId: string): Promise<Comparison> {
    if (beforeId === afterId) {
      throw new AppError("INVALID_INPUT", { data: { reason: "SAME_DOCUMENT" } });
    }
    const before = requireReadyDocument(beforeId);
    const after = requireReadyDocument(afterId);
    const key = [before, after].map(({ id, updatedAt, title }) => `${id} ${String(updatedAt)} ${title}`).join(" ");
    const known = comparisons.get(key);
    if (known) return known;
    const made = make(before, after);
    comparisons.set(key, made);
    // One that came to nothing is made again when it is next asked for.
    made.catch(() => {
      if (comparisons.get(key) === made) comparisons.delete(key);
    });
    const oldest = comparisons.keys().next().value;
    if (comparisons.size > kept && oldest !== undefined) comparisons.delete(oldest);
    return made;
  }

  async function make(before: Document, after: Document): Promise<Comparison> {
    const comparedOf = (document: Document) => ({ document, text: storedText(store, document) });
    return compareTexts({ textWorker, clock }, { before: comparedOf(before), after: comparedOf(after) });
  }

  function requireReadyDocument(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND");
    if (document.status !== "ready") throw new AppError("DOCUMENT_NOT_READY", { data: { name: document.name } });
    return document;
  }
}
