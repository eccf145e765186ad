import * as z from "zod";
import { problemSchema } from "./errors.ts";
import { reasonSchema } from "./reasons.ts";

/** The `llama-server` of llama.cpp that a person named, which runs the models that are marked for it. */
export const llamaServerSchema = z.object({
  /** absolute; null: none is named */
  path: z.string().nullable(),
  /** as it says itself when it is asked */
  version: z.string().nullable(),
  /** off: it is started when a model that it runs is asked; failed: given up, with the problem */
  status: z.enum(["off", "starting", "ready", "restarting", "failed"]),
  /** the model that it has, or had when it was given up */
  modelId: z.string().nullable(),
  modelName: z.string().nullable(),
  /** program and arguments exactly as they were started; its key is none of them */
  command: z.array(z.string()).nullable(),
  /** why the model is shared out so; null where nothing was started */
  plan: z
    .object({
      reason: reasonSchema,
      /** tokens that a request can have */
      contextTokens: z.number().int(),
      /** requests at a time */
      parallel: z.number().int(),
    })
    .nullable(),
  /** times that it ended by itself and was started again, of this model */
  restarts: z.number().int(),
  problem: problemSchema.nullable(),
});
export type LlamaServer = z.infer<typeof llamaServerSchema>;

/** A command as it can be pasted into a shell. */
export function shownCommand(command: readonly string[]): string {
  return command
    .map((word) => (/^[\w@%+=:,./\\-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(" ");
}
