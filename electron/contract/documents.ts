import * as z from "zod";
import { problemSchema } from "./errors.ts";
import { documentFormatSchema } from "./formats.ts";
import { pageLabelSchema } from "./pageLabels.ts";
import { reasonSchema } from "./reasons.ts";
import { tableSchema } from "./tables.ts";

/** A document is named by the SHA-256 of its bytes (64 hex digits): the same file dropped twice is one document. */
export const documentIdSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const blockKindSchema = z.enum([
  "heading",
  "paragraph",
  "listItem",
  "tableRow",
  // a line of a list of what the document holds, with or without the numbers of the pages
  "tableOfContents",
  "caption",
  "code",
  "turn",
  "footnote",
]);
export type BlockKind = z.infer<typeof blockKindSchema>;

/** A block of a page. `start`/`end` index into the page's text in UTF-16 code units, end exclusive. */
export const blockSchema = z.object({
  kind: blockKindSchema,
  /** 1 to 6, headings only */
  level: z.number().int().min(1).max(6).optional(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
});
export type Block = z.infer<typeof blockSchema>;

/** A sentence anchor: `p12.s3` is the third sentence of page 12. Range as in {@link blockSchema}. */
export const sentenceSchema = z.object({
  id: z.string().regex(/^p\d+\.s\d+$/),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
});
export type Sentence = z.infer<typeof sentenceSchema>;

/**
 * Where a stretch of the page's text stands on the rendered page: `[start, end, x, y, width, height]`, the range in
 * UTF-16 code units and the box in PDF points (1/72 inch) from the top left corner of the page as shown (rotation applied).
 */
export const runSchema = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);
export type Run = z.infer<typeof runSchema>;

/** A time as ISO 8601 writes it, as the file tells it: on the clock of its author where no zone is named. */
const isoDateSchema = z.string().regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/);

const remarkSchema = z.object({
  /** as the file names them; null where it does not */
  author: z.string().nullable(),
  date: isoDateSchema.nullable(),
  /** what a comment says, its paragraphs on lines of their own */
  text: z.string(),
});

/**
 * A comment or a tracked change: what stands beside the text and is no part of it. The text of a page is the one with all changes
 * accepted; what was deleted, or moved away, stands here alone.
 */
export const markupSchema = remarkSchema.extend({
  kind: z.enum(["comment", "insertion", "deletion", "moveFrom", "moveTo"]),
  /**
   * What it is about, as in {@link blockSchema}: empty at the place of what was deleted, and of a comment on no words. What goes on on
   * the next page ends with the page it begins on.
   */
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  /** what a comment says or what was deleted, paragraphs on lines of their own; empty for what was inserted, which stands in the page's text */
  text: z.string(),
  /** of comments that were marked as done */
  resolved: z.boolean().optional(),
  /** to a comment, the first one first */
  replies: z.array(remarkSchema).optional(),
});
export type Markup = z.infer<typeof markupSchema>;

/** A comment or a change of a document, with its page and the words there that it is about. */
export const placedMarkupSchema = markupSchema.extend({ page: z.number().int().positive(), about: z.string() });
export type PlacedMarkup = z.infer<typeof placedMarkupSchema>;

export const pageSchema = z.object({
  /** from 1 */
  number: z.number().int().positive(),
  /** what the page is called, where it is not called by its number */
  label: pageLabelSchema.nullable(),
  text: z.string(),
  blocks: z.array(blockSchema),
  /** every block of the kind `tableRow` is a row of one of them */
  tables: z.array(tableSchema),
  sentences: z.array(sentenceSchema),
  status: z.enum(["read", "ocr", "unread"]),
  /** why an unread page was not read; null for the others */
  reason: reasonSchema.nullable(),
  /** how sure the recogniser is of its letters on the whole, 0 to 1; only where `status` is `ocr` */
  confidence: z.number().min(0).max(1).optional(),
  /** size as shown, in PDF points; null where the format has no fixed pages */
  size: z.object({ width: z.number(), height: z.number() }).nullable(),
  runs: z.array(runSchema),
  /** comments and tracked changes, by where they begin; absent where there are none */
  markup: z.array(markupSchema).optional(),
  /** ranges of its text with numbers that are hard to read in its picture, as in {@link blockSchema}; absent where there are none */
  doubtful: z.array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()])).optional(),
});
export type Page = z.infer<typeof pageSchema>;

export const outlineEntrySchema = z.object({
  title: z.string(),
  level: z.number().int().min(1).max(6),
  page: z.number().int().positive(),
  /** where the heading starts in its page's text */
  start: z.number().int().nonnegative(),
});
export type OutlineEntry = z.infer<typeof outlineEntrySchema>;

export const unreadPageSchema = z.object({ page: z.number().int().positive(), reason: reasonSchema });

/** Of reading, raised whenever what is read of a file changes: documents that a lower one read are read again in the background. */
export const readingVersion = 3;

/** The reading that the text of a document is of. */
export const readingSchema = z.object({
  /** see `readingVersion` */
  version: z.number().int().positive(),
  /** why the file could not be read again, so that the text of the reading before stays; null where nothing is known against it */
  problem: problemSchema.nullable(),
});
export type Reading = z.infer<typeof readingSchema>;

/** True of a document whose text is of an earlier version of reading. */
export function isReadBefore({ reading }: { readonly reading: Reading }): boolean {
  return reading.version < readingVersion;
}

export const documentSchema = z.object({
  id: documentIdSchema,
  name: z.string(),
  format: documentFormatSchema,
  /** from the document's own metadata or first heading; the file name without extension where there is none */
  title: z.string(),
  bytes: z.number().int().nonnegative(),
  pages: z.number().int().nonnegative(),
  words: z.number().int().nonnegative(),
  /** BCP 47, "und" where it could not be told */
  language: z.string(),
  status: z.enum(["reading", "ready", "failed"]),
  problem: problemSchema.nullable(),
  unread: z.array(unreadPageSchema),
  /** what the reader wants a person to know, such as that the name says DOCX and the content is PDF */
  notes: z.array(reasonSchema),
  /** true where the original pages can be rendered (PDF); else the text is laid out */
  rendered: z.boolean(),
  pinned: z.boolean(),
  /** milliseconds since 1970 */
  createdAt: z.number(),
  updatedAt: z.number(),
  readMs: z.number().nullable(),
  reading: readingSchema,
});
export type Document = z.infer<typeof documentSchema>;

/** A quote that stands word for word in a page, unless it is lost: `pages[page].text.slice(start, end) === quote`. */
export const citationSchema = z.object({
  documentId: documentIdSchema,
  page: z.number().int().positive(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  quote: z.string(),
  /** true of a quote that stood in an earlier reading of the document and not in this one: page and range are of that one */
  lost: z.boolean().optional(),
});
export type Citation = z.infer<typeof citationSchema>;
