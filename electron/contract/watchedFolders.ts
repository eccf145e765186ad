import * as z from "zod";
import { documentIdSchema } from "./documents.ts";
import { problemSchema } from "./errors.ts";
import { summaryOptionsSchema } from "./summaryOptions.ts";

/** Files of one folder that are followed. */
export const mostWatchedFiles = 50_000;

/** What is done with what comes into a folder that is followed. */
export const folderRulesSchema = z.object({
  /** Each document is summarized as soon as it is read. */
  summarize: z.boolean().default(false),
  /** of these summaries */
  options: summaryOptionsSchema.default(() => summaryOptionsSchema.parse({})),
  /** the answer table that gets a row for each document; null for none */
  tableId: z.string().nullable().default(null),
  /** beside: each summary also stands as Markdown next to its file */
  result: z.enum(["library", "beside"]).default("library"),
  /**
   * what becomes of a document whose file is deleted. leave: it leaves the collection and stays in the library; keep: it stays in both;
   * remove: it goes into the bin, unless it was in the library before its file came or is in another collection
   */
  deleted: z.enum(["leave", "keep", "remove"]).default("leave"),
});
export type FolderRules = z.infer<typeof folderRulesSchema>;

/** A folder with the folders in it that a collection follows. */
export const watchedFolderSchema = z.object({
  /** of its collection */
  id: z.string(),
  path: z.string(),
  rules: folderRulesSchema,
  /**
   * off: nobody looks (the terminal looks when it is asked); looking: it is compared with what is known; settling: files that are new or
   * changed are looked at until they stand still; taking: they are taken in; still: it is as it is known; missing: it is not there
   */
  state: z.enum(["off", "looking", "settling", "taking", "still", "missing"]),
  /** interval: the system does not tell of changes there, so that it is looked at every minute */
  by: z.enum(["events", "interval"]),
  /** of the files that are taken in now; null in any other state */
  progress: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  /** files that are still being written */
  unsettled: z.number().int(),
  /** files that are known, those that were skipped among them */
  files: z.number().int(),
  /** milliseconds since 1970; null before the first look */
  lookedAt: z.number().nullable(),
  /** what keeps it from being followed, or a rule from being kept */
  problem: problemSchema.nullable(),
});
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;

export const folderEventKindSchema = z.enum(["new", "changed", "moved", "deleted", "skipped"]);
export type FolderEventKind = z.infer<typeof folderEventKindSchema>;

/** What happened to a file of a folder that is followed. */
export const folderEventSchema = z.object({
  /** milliseconds since 1970 */
  at: z.number(),
  kind: folderEventKindSchema,
  /** within the folder, "/" between folders */
  path: z.string(),
  /** where it stood before it was moved */
  before: z.string().nullable(),
  /** null for an archive, and where nothing came of the file */
  documentId: documentIdSchema.nullable(),
  /** as the document is called now; null where it is not in the library any more */
  title: z.string().nullable(),
  /** the whole in one line: the first point of its summary or line of its digest; null where there is none */
  line: z.string().nullable(),
});
export type FolderEvent = z.infer<typeof folderEventSchema>;

/** A day of the calendar on this computer: "2026-12-02". */
export const daySchema = z.iso.date();

/** What a day brought into a folder. */
export const folderDaySchema = z.object({
  day: daySchema,
  /** the first that happened first, 500 at most */
  events: z.array(folderEventSchema),
  /** how many there are */
  total: z.number().int(),
  /** the nearest days before and after it on which anything happened; null where there are none */
  before: daySchema.nullable(),
  after: daySchema.nullable(),
});
export type FolderDay = z.infer<typeof folderDaySchema>;
