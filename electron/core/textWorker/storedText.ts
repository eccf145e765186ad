import type { Document, OutlineEntry, Page } from "../../contract/documents.ts";
import type { Logger } from "../ports.ts";
import type { DocumentQueries } from "../store/store.ts";
import { titleOfName } from "../text/documentNames.ts";
import { type StoredPage, toPage } from "../store/storedPages.ts";
import {
  assertCoversPages,
  type DocumentText,
  type DocumentTextInput,
  makeDocumentText,
} from "../text/documentText.ts";

/** What the text of a document is made from: cheap to hand to a thread, which makes of it what it needs. */
export interface TextParts {
  readonly document: DocumentTextInput["document"];
  readonly pages: readonly StoredPage[];
  readonly outline: readonly OutlineEntry[];
}

/** A document and its text as they stand in the library. */
export interface StoredText extends TextParts {
  readonly document: Document;
}

/** Whatever keeps the texts of documents: the library, or less. */
export interface StoredTexts {
  readonly documents: Pick<DocumentQueries, "foundTitle" | "storedPages" | "outline">;
}

/**
 * What is stored of a document. A title that a model found is none of the document's own: what is made of the text, and what models are
 * told, stays the same as before it was found.
 */
export function storedText(store: StoredTexts, named: Document): StoredText {
  const { id, title, name } = named;
  const document = store.documents.foundTitle(id) === title ? { ...named, title: titleOfName(name) } : named;
  return { document, pages: store.documents.storedPages(id), outline: store.documents.outline(id) };
}

export function pagesOf({ document, pages }: Pick<TextParts, "document" | "pages">, logger: Logger): Page[] {
  return pages.map((page) => toPage(page, document.id, logger));
}

/** @throws INTERNAL where the sentences do not hold all that was read */
export function textOf(stored: TextParts, logger: Logger): DocumentText {
  const pages = pagesOf(stored, logger);
  const source = makeDocumentText({ document: stored.document, pages, outline: stored.outline });
  assertCoversPages(source, pages);
  return source;
}
