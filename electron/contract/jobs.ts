import * as z from "zod";
import { bundleReportSchema } from "./bundle.ts";
import { checkedClaimSchema } from "./check.ts";
import { problemSchema } from "./errors.ts";
import { digestSchema, pointSchema, summarySectionSchema } from "./summaries.ts";

export const jobKindSchema = z.enum([
  "read",
  "collect",
  "queue",
  /** the questions of an answer table */
  "table",
  "summarize",
  /** the summary of a set */
  "merge",
  "check",
  "reply",
  "title",
  /** what a model is asked beside a summary that it has written */
  "asides",
  "index",
  /** of summaries that an earlier version of the check judged */
  "recheck",
  /** of documents that an earlier version read */
  "reread",
  "importModel",
  /** what is carried to a computer without a network is written, checked or taken in */
  "bundle",
  /** a model is tried on statements of which it is known whether they follow */
  "calibrate",
  /** a model does work of which the right answers are known */
  "trial",
]);
export type JobKind = z.infer<typeof jobKindSchema>;

/** Parts of a result as they are finished. */
export const jobItemSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("digest"), digest: digestSchema }),
  /** a section of the summary, replaced whole each time one of its chunks is done */
  z.object({ kind: z.literal("section"), section: summarySectionSchema }),
  z.object({ kind: z.literal("points"), points: z.array(pointSchema) }),
  /** the next claims of a check, in their order */
  z.object({ kind: z.literal("checked"), claims: z.array(checkedClaimSchema) }),
  /** the id of the thing the job made: a document, a model, a message */
  z.object({ kind: z.literal("result"), id: z.string() }),
  z.object({ kind: z.literal("bundle"), report: bundleReportSchema }),
]);
export type JobItem = z.infer<typeof jobItemSchema>;

export const jobStageSchema = z.enum([
  "queued",
  "indexing",
  "copying",
  /** the bytes of files are held against their SHA-256 */
  "hashing",
  "reading",
  /** the text of scanned pages is being told from their pictures */
  "recognizing",
  "digest",
  "loading",
  "mapping",
  /** the questions of a table are being put to its documents; counted in cells */
  "answering",
  "merging",
  "verifying",
  "prompt",
  /** the model writes to itself; `done` are the milliseconds since it began */
  "thinking",
  "writing",
  "calibrating",
  /** a model does what it is tried with; counted in answers */
  "trying",
]);
export type JobStage = z.infer<typeof jobStageSchema>;

/** What a job does with one event; `seq` counts from 1 within the job and orders a replay. */
export const jobEventBodySchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("started"), kind: jobKindSchema, subject: z.string() }),
  z.object({
    type: z.literal("progress"),
    stage: jobStageSchema,
    done: z.number(),
    /** 0 while it is not known */
    total: z.number(),
    /** estimate of what is left of the whole job; null while there is nothing to go by */
    leftMs: z.number().nullable(),
    /** of the file that is worked on, where there are many */
    file: z.string().optional(),
  }),
  z.object({ type: z.literal("delta"), text: z.string() }),
  /** what the model thinks grew by this */
  z.object({ type: z.literal("thought"), text: z.string() }),
  z.object({ type: z.literal("item"), item: jobItemSchema }),
  z.object({ type: z.literal("done") }),
  z.object({ type: z.literal("failed"), problem: problemSchema }),
  z.object({ type: z.literal("cancelled") }),
]);
export type JobEventBody = z.infer<typeof jobEventBodySchema>;
export const jobEventSchema = z.intersection(z.object({ seq: z.number().int() }), jobEventBodySchema);
export type JobEvent = z.infer<typeof jobEventSchema>;

export const jobSchema = z.object({
  id: z.string(),
  kind: jobKindSchema,
  /** the document, message, model or collection the job works on */
  subject: z.string(),
  status: z.enum(["running", "done", "failed", "cancelled"]),
});
export type Job = z.infer<typeof jobSchema>;
