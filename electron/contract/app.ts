import * as z from "zod";
import { engineStateSchema } from "./models.ts";
import { problemSchema } from "./errors.ts";

/** Something that happened and must be told, such as a library restored from its backup, until it is put away by its id. */
export const noticeSchema = problemSchema.extend({ id: z.string() });
export type Notice = z.infer<typeof noticeSchema>;

export const appInfoSchema = z.object({
  version: z.string(),
  door: z.enum(["window", "browser", "terminal"]),
  platform: z.string(),
  engine: engineStateSchema,
  /** oldest first */
  notices: z.array(noticeSchema),
  samples: z.array(z.object({ name: z.string(), title: z.string() })),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

/** What changed, so that a view can ask again. The first event is always the engine's state. */
export const appEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("engine"), engine: engineStateSchema }),
  z.object({
    type: z.literal("changed"),
    what: z.enum([
      "documents",
      "collections",
      "watchedFolders",
      "tables",
      "tableTemplates",
      "summaries",
      "conversations",
      "messages",
      "models",
      "connections",
      "endpoints",
      "llamaServer",
      "mcpServers",
      "serving",
      "downloads",
      "costs",
      "settings",
      "notices",
    ]),
    id: z.string().nullable(),
  }),
]);
export type AppEvent = z.infer<typeof appEventSchema>;

/**
 * Answer of `POST /files?name=…` with the file's bytes as body. A GGUF becomes a model, a ZIP archive that is no office document or
 * book a collection, anything else a document. With `collection=ID&path=…` the document joins that collection.
 */
export const receivedFileSchema = z.object({
  kind: z.enum(["document", "model", "collection"]),
  /** the document's id (its SHA-256), known at once; null for a collection and for a model, whose job tells it */
  documentId: z.string().nullable(),
  collectionId: z.string().nullable().default(null),
  jobId: z.string(),
});
export type ReceivedFile = z.infer<typeof receivedFileSchema>;
