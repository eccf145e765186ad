import * as z from "zod";
import { type Citation, documentIdSchema } from "../../contract/documents.ts";

/** A quote of a document as programs are told of it. */
export const quoteSchema = z.object({
  quote: z.string(),
  /** counts from 1 */
  page: z.number().int().positive(),
  /** UTF-16 code units of the text of the page */
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
});

/** One of several documents. */
export const documentQuoteSchema = quoteSchema.extend({ document: documentIdSchema });

export function quoteOf({ quote, page, start, end }: Omit<Citation, "documentId">): z.output<typeof quoteSchema> {
  return { quote, page, start, end };
}

export function documentQuoteOf(citation: Citation): z.output<typeof documentQuoteSchema> {
  return { document: citation.documentId, ...quoteOf(citation) };
}
