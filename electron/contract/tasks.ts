import * as z from "zod";

/** What models are used for. Each task has models of its own where a person assigned some. */
export const taskSchema = z.enum([
  "summaries",
  "chat",
  /** answers over documents that nobody goes on from */
  "questions",
  "tables",
  /** names of documents, collections and conversations */
  "titles",
  /** whether a statement follows from a text */
  "checking",
  "embeddings",
  "reranking",
]);
export type Task = z.infer<typeof taskSchema>;
export const tasks = taskSchema.options;
