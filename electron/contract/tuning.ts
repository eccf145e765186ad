import * as z from "zod";
import { documentIdSchema } from "./documents.ts";

/** corrections: points of summaries that a person corrected; cells: of answer tables, corrected or in approved rows; answers: of chats, found good */
export const tuningKinds = ["corrections", "cells", "answers"] as const;
export const tuningKindSchema = z.enum(tuningKinds);
export type TuningKind = z.infer<typeof tuningKindSchema>;

/** What of it is to be given to a trainer. */
export const tuningChoiceSchema = z.object({
  kinds: z
    .array(tuningKindSchema)
    .min(1)
    .default([...tuningKinds]),
  /** only of these documents; null: of all, and of chats without any */
  documentIds: z.array(documentIdSchema).max(10_000).nullable().default(null),
  /** only of the documents of this collection */
  collectionId: z.string().nullable().default(null),
  /** milliseconds since 1970: only what a person did since then */
  since: z.number().nullable().default(null),
});
export type TuningChoice = z.infer<typeof tuningChoiceSchema>;

const turn = <Role extends string>(role: Role) =>
  z.strictObject({ role: z.literal(role), content: z.string().regex(/\S/u) });

/**
 * A line of the file, in the chat form that trainers take: what the model was told, then user and model in turns, at the end the answer
 * that is right.
 */
export const tuningLineSchema = z.strictObject({
  messages: z
    .array(z.discriminatedUnion("role", [turn("system"), turn("user"), turn("assistant")]))
    .min(2)
    .refine((messages) => {
      const turns = messages.filter(({ role }, place) => role !== "system" || place > 0);
      return turns.every(({ role }, place) => role === (place % 2 === 0 ? "user" : "assistant"));
    }, "expected user and assistant in turns")
    .refine((messages) => messages.at(-1)?.role === "assistant", "expected an answer at the end"),
});
export type TuningLine = z.infer<typeof tuningLineSchema>;

export const tuningPreviewSchema = z.object({
  /** lines of each kind, those that are there already left out */
  counts: z.record(tuningKindSchema, z.number().int()),
  lines: z.number().int(),
  /** of the file */
  bytes: z.number().int(),
  /** documents whose text stands in it */
  documents: z.number().int(),
  /** the first ones, as they stand in the file */
  first: z.array(z.string()).max(3),
});
export type TuningPreview = z.infer<typeof tuningPreviewSchema>;
