import type { Document, OutlineEntry, Page } from "../../contract/documents.ts";
import type { Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import { titleOfName } from "../text/documentNames.ts";
import { type StoredPage, toPage } from "../store/storedPages.ts";
import { assertCoversPages, type DocumentText, makeDocumentText } from "../text/documentText.ts";

/** A document and its text as they stand in the library: cheap to read and to hand to a thread, which makes of it what it needs. */
export interface StoredText {
  readonly document: Document;
  readonly pages: readonly StoredPage[];
  readonly outline: readonly OutlineEntry[];
}

/**
 * What is stored of a document. A title that a model found is none of the document's own: what is made of the text, and what models are
 * told, stays the same as before it was found.
 */
export function storedText(store: Pick<Store, "documents">, named: Document): StoredText {
  const { id, title, name } = named;
  const document = store.documents.foundTitle(id) === title ? { ...named, title: titleOfName(name) } : named;
  return { document, pages: store.documents.storedPages(id), outline: store.documents.outline(id) };
}

export function pagesOf({ document, pages }: Pick<StoredText, "document" | "pages">, logger: Logger): Page[] {
  return pages.map((page) => toPage(page, document.id, logger));
}

/** @throws INTERNAL where the sentences do not hold all that was read */
export function textOf(stored: StoredText, logger: Logger): DocumentText {
  const pages = pagesOf(stored, logger);
  const source = makeDocumentText({ document: stored.document, pages, outline: stored.outline });
  assertCoversPages(source, pages);
  return source;
}
