import type { AppEvent } from "../../contract/app.ts";
import { type Comparison, isLight, type PreviousVersion } from "../../contract/compare.ts";
import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { ExportedFile, ExportFormatOf } from "../../contract/exports.ts";
import type { Clock } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { Exporter } from "../export/exporter.ts";
import { makeDocumentText } from "../text/documentText.ts";
import { compareSources } from "./compareSources.ts";
import type { Side } from "./statements.ts";
import { findPrevious, linkPrevious } from "../library/library.ts";

/** Compares documents of the library, and knows which is a new version of which. */
export interface Compare {
  /** @throws NOT_FOUND, DOCUMENT_NOT_READY, INVALID_INPUT where both are one */
  run(beforeId: string, afterId: string): Comparison;
  /** @throws as `run` does */
  export(beforeId: string, afterId: string, format: ExportFormatOf<"comparison">): Promise<ExportedFile>;
  /** The document this one is a new version of, and how much changed; null for none. @throws NOT_FOUND, DOCUMENT_NOT_READY */
  previous(id: string): PreviousVersion | null;
  /** Says by hand what a document is a version of, or with null that it is none. @throws NOT_FOUND, INVALID_INPUT for a circle */
  setPrevious(id: string, previousId: string | null): void;
  /** Looks whether a document that was just read is a new version of one that is there. */
  recognize(id: string): void;
}

/** Comparisons kept, so that a list, its header and its export do not each make their own. */
const kept = 4;

export function createCompare(deps: {
  store: Store;
  clock: Clock;
  changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  exporter: Exporter;
}): Compare {
  const { store, clock, changed, exporter } = deps;
  const comparisons = new Map<string, Comparison>();

  return {
    run,
    export: async (beforeId, afterId, format) => exporter("comparison", format, run(beforeId, afterId)),
    previous(id) {
      readyDocument(id);
      const previousId = store.documents.previous(id);
      const document = previousId === null ? null : store.documents.get(previousId);
      if (document?.status !== "ready") return null;
      const { changes } = run(document.id, id);
      const meaning = changes.filter((change) => !isLight(change)).length;
      return { id: document.id, title: document.title, name: document.name, changes: changes.length, meaning };
    },
    setPrevious(id, previousId) {
      linkPrevious(store, id, previousId);
      changed("documents", id);
    },
    recognize(id) {
      const previousId = findPrevious(store, id);
      if (previousId === null) return;
      store.documents.setPrevious(id, previousId);
      changed("documents", id);
    },
  };

  function run(beforeId: string, afterId: string): Comparison {
    if (beforeId === afterId) {
      throw new AppError("INVALID_INPUT", { data: { reason: "SAME_DOCUMENT" } });
    }
    const before = readyDocument(beforeId);
    const after = readyDocument(afterId);
    const key = [before, after].map(({ id, readMs, title }) => `${id} ${String(readMs)} ${title}`).join(" ");
    const known = comparisons.get(key);
    if (known) return known;
    const begun = clock.monotonic();
    const result = compareSources(sideOf(before), sideOf(after));
    const comparison: Comparison = {
      before: factsOf(before),
      after: factsOf(after),
      changes: [...result.changes],
      statements: result.statements,
      unread: { before: before.unread, after: after.unread },
      compareMs: Math.round(clock.monotonic() - begun),
    };
    comparisons.set(key, comparison);
    const oldest = comparisons.keys().next().value;
    if (comparisons.size > kept && oldest !== undefined) comparisons.delete(oldest);
    return comparison;
  }

  function sideOf(document: Document): Side {
    const pages = store.documents.allPages(document.id);
    const outline = store.documents.outline(document.id);
    return {
      source: makeDocumentText({ document, pages, outline }),
      pages: new Map(pages.map((page) => [page.number, page])),
    };
  }

  function readyDocument(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND");
    if (document.status !== "ready") throw new AppError("DOCUMENT_NOT_READY", { data: { name: document.name } });
    return document;
  }
}

function factsOf({ id, name, title, pages, language }: Document): Comparison["before"] {
  return { id, name, title, pages, language };
}
