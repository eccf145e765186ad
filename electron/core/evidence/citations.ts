import type { Citation } from "../../contract/documents.ts";
import { internalError } from "../../contract/errors.ts";
import type { DocumentText, Sentence } from "../text/documentText.ts";

/** The text of each page by its number. */
type PageTexts = Pick<DocumentText, "pageTexts">;

/**
 * The citation of a sentence, checked against the page's own text: a wrong citation is never shown.
 * @throws INTERNAL where the quote does not stand there word for word
 */
export function citationOf(
  source: PageTexts,
  { documentId, page, start, end, quote }: Pick<Sentence, "documentId" | "page" | "start" | "end" | "quote">,
): Citation {
  const citation = { documentId, page, start, end, quote };
  if (!stands(source, citation)) {
    throw internalError(`A quote does not stand at its index in the document. page ${String(page)}`);
  }
  return citation;
}

/** True where a quote stands word for word at its place. */
export function stands({ pageTexts }: PageTexts, { page, start, end, quote }: Citation): boolean {
  return pageTexts.get(page)?.slice(start, end) === quote;
}
