import type { Citation } from "../../electron/contract/documents.ts";
import type { Span } from "../../electron/contract/findings.ts";

/** Where a citation leads: to its quote, or to its page alone where the quote does not stand in this reading of the document. */
export function goalOf(
  { page, start, end, lost }: Citation,
  words: readonly Span[] = [],
): { readonly page: number; readonly start: number; readonly end: number; readonly words: readonly Span[] } {
  return lost === true ? { page, start: 0, end: 0, words: [] } : { page, start, end, words };
}
