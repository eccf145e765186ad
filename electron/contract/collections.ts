import * as z from "zod";
import { documentIdSchema, documentSchema } from "./documents.ts";
import { documentFormatSchema } from "./formats.ts";
import { problemSchema } from "./errors.ts";
import {
  checkedSchema,
  isQuote,
  keyFactSchema,
  type Point,
  pointSchema,
  recipeSchema,
  reportSchema,
} from "./summaries.ts";

/** How far the summary of a document of a collection is. idle: nobody asked for it yet */
export const memberStateSchema = z.enum(["idle", "waiting", "running", "done", "failed"]);
export type MemberState = z.infer<typeof memberStateSchema>;

/** Documents that belong together, as a list shows them. */
export const collectionSchema = z.object({
  id: z.string(),
  title: z.string(),
  pinned: z.boolean(),
  /** in the order in which they are summarized */
  documentIds: z.array(documentIdSchema),
  /** paused: by the person, or by what `problem` tells; running: goes on at the next start as well */
  queue: z.enum(["idle", "running", "paused"]),
  problem: problemSchema.nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Collection = z.infer<typeof collectionSchema>;

/** A document of a collection. */
export const memberSchema = z.object({
  document: documentSchema,
  /** within the folder or archive it came from, "/" between folders; the file's name where there was none */
  path: z.string(),
  state: memberStateSchema,
  /** why its summary failed */
  problem: problemSchema.nullable(),
  /** the newest finished summary */
  summaryId: z.string().nullable(),
  /** the whole in one line: the first point of its summary or line of its digest; null before it was read */
  line: z.string().nullable(),
});
export type Member = z.infer<typeof memberSchema>;

/** A file of the folder or archive that was not taken, and why. */
export const skippedFileSchema = z.object({ path: z.string(), problem: problemSchema });
export type SkippedFile = z.infer<typeof skippedFileSchema>;

export const collectionDetailSchema = collectionSchema.extend({
  members: z.array(memberSchema),
  skipped: z.array(skippedFileSchema),
  /** the job that takes in its archive or folder; null where none does */
  intakeJobId: z.string().nullable(),
  /** the job of the queue; null where it does not run */
  queueJobId: z.string().nullable(),
});
export type CollectionDetail = z.infer<typeof collectionDetailSchema>;

/** A piece of a {@link collectionDetailSchema}. */
export const collectionPieceSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("collection"), collection: collectionDetailSchema.omit({ members: true }) }),
  z.object({ type: z.literal("members"), members: z.array(memberSchema) }),
]);
export type CollectionPiece = z.infer<typeof collectionPieceSchema>;

/** What a document adds to the summary of the collection. */
export const collectionPartSchema = z.object({
  documentId: documentIdSchema,
  title: z.string(),
  path: z.string(),
  format: documentFormatSchema,
  pages: z.number().int().nonnegative(),
  /**
   * where its points come from; paragraph: chosen by a model from its summary; none: it could not be read or has no text to
   * choose from
   */
  source: z.enum(["paragraph", "summary", "digest", "none"]),
  /** two to five where there are so many, in the order of the document */
  points: z.array(pointSchema),
  problem: problemSchema.nullable(),
});
export type CollectionPart = z.infer<typeof collectionPartSchema>;

/** How far the writing of the summary of a collection by a model is, and what it came to. */
export const collectionWritingSchema = z.object({
  /** interrupted: stopped, or the process ended in the middle; finished steps are kept and it can go on */
  status: z.enum(["running", "interrupted", "done", "failed"]),
  jobId: z.string().nullable(),
  problem: problemSchema.nullable(),
  /** of what was written last or is being written */
  recipe: recipeSchema,
  /** of what was written last; null where nothing was */
  check: checkedSchema.nullable(),
  /** what was written is of other documents or other summaries than those that are there now */
  stale: z.boolean(),
  /** most of what was written could not be verified, so that the chosen sentences are shown instead */
  worse: z.boolean(),
});
export type CollectionWriting = z.infer<typeof collectionWritingSchema>;

/**
 * The summary of a whole collection: made with a model from the points of all documents, those that lead in its words and the others in
 * theirs; or else the sentences that stand most in the middle of it, each of another document as far as can be. Then what every document
 * adds. Every citation names its document.
 */
export const collectionSummarySchema = z.object({
  collectionId: z.string(),
  title: z.string(),
  /** where the points come from; chosen: by code, word for word from the results of the documents */
  source: z.enum(["model", "chosen"]),
  /** null: nobody asked a model to write it */
  writing: collectionWritingSchema.nullable(),
  points: z.array(pointSchema),
  parts: z.array(collectionPartSchema),
  /** documents that are in it; `total` counts those that are not read yet or could not be */
  documents: z.object({ covered: z.number().int(), total: z.number().int() }),
});
export type CollectionSummary = z.infer<typeof collectionSummarySchema>;

/** True where points are sentences of the documents word for word, as those of a model are that only chooses. */
export function areQuotes(points: readonly Pick<Point, "text" | "citations">[]): boolean {
  return points.every(isQuote);
}

const collectionReportPointSchema = pointSchema.pick({
  role: true,
  text: true,
  citations: true,
  support: true,
  by: true,
  findings: true,
});

/** The machine-readable report of a collection: the last line of `summarize FOLDER --json`, and the JSON export. */
export const collectionReportSchema = z.object({
  collection: z.object({
    title: z.string(),
    documents: z.array(z.object({ sha256: documentIdSchema, path: z.string() })),
    skipped: z.array(skippedFileSchema),
    source: collectionSummarySchema.shape.source,
    /** of the model that wrote it; null where its sentences are chosen */
    recipe: recipeSchema.omit({ options: true }).nullable(),
    points: z.array(collectionReportPointSchema),
    parts: z.array(
      collectionPartSchema.pick({ documentId: true, source: true }).extend({
        points: z.array(collectionReportPointSchema),
      }),
    ),
  }),
});
export type CollectionReport = z.infer<typeof collectionReportSchema>;

/** The JSON export: the collection and the report of each document with its key facts. */
export const collectionExportSchema = collectionReportSchema.extend({
  format: z.literal("tramontane-collection"),
  version: z.literal(1),
  documents: z.array(z.object({ path: z.string(), report: reportSchema.nullable(), facts: z.array(keyFactSchema) })),
});
