import * as z from "zod";
import { problemSchema } from "./errors.ts";

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

/** Why these models do a task. */
export const taskReasonSchema = z.enum([
  /** a person assigned them to it */
  "assigned",
  /** a person assigned them to the task that it goes with, `from` */
  "otherTask",
  /** the default model of the settings */
  "default",
  /** found best for it of those that were tried here */
  "trials",
  /** the newest of several that fit */
  "newest",
  /** there is no other */
  "only",
  /** no file of this computer can, and an endpoint may */
  "endpoint",
  /** nobody is named: who wrote a text gives it its title */
  "writer",
]);
export type TaskReason = z.infer<typeof taskReasonSchema>;

/** One of the models that are assigned to a task. */
const assignedModelSchema = z.object({
  modelId: z.string(),
  /** null where nothing of that id is known any more */
  name: z.string().nullable(),
  shares: z.boolean(),
  /** what keeps it from its work; null: nothing */
  problem: problemSchema.nullable(),
  /** it failed with `problem` a moment ago, is passed over for a while and then tried again */
  isResting: z.boolean(),
});
export type AssignedModel = z.infer<typeof assignedModelSchema>;

/** What a task comes to at this moment. */
export const taskUseSchema = z.object({
  task: taskSchema,
  /** in their order, as far as a person assigned any */
  assigned: z.array(assignedModelSchema),
  /** those that would be asked, the first asked first */
  models: z.array(z.object({ id: z.string(), name: z.string() })),
  /** null where none would be */
  reason: taskReasonSchema.nullable(),
  /** the task whose models do it, of "otherTask" */
  from: taskSchema.nullable(),
  /** what keeps the task from being done; null also where nothing is there for it */
  problem: problemSchema.nullable(),
});
export type TaskUse = z.infer<typeof taskUseSchema>;
