import * as z from "zod";
import { citationSchema, documentIdSchema } from "./documents.ts";
import { problemSchema } from "./errors.ts";
import { modelNameSchema } from "./modelName.ts";
import { findingSchema } from "./findings.ts";
import { supportSchema, witnessSchema } from "./summaries.ts";

export const conversationSchema = z.object({
  id: z.string(),
  title: z.string(),
  pinned: z.boolean(),
  documentIds: z.array(documentIdSchema),
  /** last message of the branch that is shown; null in an empty conversation */
  leafId: z.string().nullable(),
  systemPrompt: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Conversation = z.infer<typeof conversationSchema>;

/** What the model was given to answer: shown with the answer, so that nothing is left out silently. */
export const contextReceiptSchema = z.object({
  /** oldest turns of the branch that no longer fitted */
  droppedTurns: z.number().int().nonnegative(),
  /** none: no document; whole: all text was in the context; passages: the best passages were */
  documents: z.enum(["none", "whole", "passages"]),
  passages: z.number().int().nonnegative(),
  promptTokens: z.number().int().nonnegative(),
  contextSize: z.number().int().nonnegative(),
  /** what was looked for in place of a question that leans on what was said before; null where the question stands by itself */
  question: z.string().nullable().default(null),
  /** what was looked for in vain, words and their synonyms; empty where something was found or nothing had to be */
  lookedFor: z.array(z.string()).default([]),
  /** servers of tools that the conversation may use and the answer did without; absent where there is none */
  toolsLeftOut: z
    .array(
      z.object({
        /** what the server is called */
        server: z.string(),
        /** why it could not be had; null: the model cannot call tools */
        problem: problemSchema.nullable(),
      }),
    )
    .optional(),
  /** servers that list more tools than a model can be offered; absent where there is none */
  toolsOver: z
    .array(
      z.object({
        /** what the server is called */
        server: z.string(),
        /** of its tools, the first of its list */
        offered: z.number().int().nonnegative(),
        all: z.number().int().positive(),
      }),
    )
    .optional(),
  /** the answer did without tools, whose descriptions leave too little room; absent where it did not */
  toolsTooLarge: z
    .object({
      /** that the descriptions take */
      tokens: z.number().int().nonnegative(),
      /** tokens of the model's context */
      contextSize: z.number().int().nonnegative(),
    })
    .optional(),
});
export type ContextReceipt = z.infer<typeof contextReceiptSchema>;
export type ToolsOver = NonNullable<ContextReceipt["toolsOver"]>;
export type ToolsLeftOut = NonNullable<ContextReceipt["toolsLeftOut"]>;

/** A sentence of an answer that states something, held against the documents. */
export const statementSchema = z.object({
  /** range of the text, in UTF-16 code units, end exclusive, without the marks of its citations */
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  /** what was checked, and what the findings' `words` are ranges of: the sentence on one line, without Markdown and what introduces it */
  claim: z.string(),
  support: supportSchema,
  /** what verified it; null where it is not verified */
  by: witnessSchema.nullable(),
  findings: z.array(findingSchema),
  /** the quotes it was held against, as indexes of the citations, in the order that the findings' `other` counts them */
  citations: z.array(z.number().int().nonnegative()),
});
export type Statement = z.infer<typeof statementSchema>;

/** What the model wrote to itself before its answer: shown folded, and no part of it. */
export const thoughtSchema = z.object({
  text: z.string(),
  /** milliseconds that it took to write */
  ms: z.number().nonnegative(),
  /**
   * Why it was ended for the model: its own tokens were used up (bound), it said the same over and over (loop), the model stopped
   * without an answer, which was asked for then (end). null: the model went on to its answer by itself.
   */
  cut: z.enum(["bound", "loop", "end"]).nullable(),
});
export type Thought = z.infer<typeof thoughtSchema>;

export const ratingSchema = z.enum(["good", "bad"]);
export type Rating = z.infer<typeof ratingSchema>;

/** A tool that an answer had do something. */
export const toolUseSchema = z.object({
  /** within the message */
  id: z.string(),
  serverId: z.string(),
  /** what the server was called then */
  server: z.string(),
  tool: z.string(),
  /** JSON, as the model wrote it */
  arguments: z.string(),
  /** where in the text, without its marks, in UTF-16 code units */
  at: z.number().int().nonnegative(),
  /** asking: waits for the person; failed: the tool says so; stopped: with the answer */
  state: z.enum(["asking", "running", "done", "failed", "refused", "stopped"]),
  /** the person may allow it for the rest of the conversation */
  offersAlways: z.boolean(),
  /** what the model was shown of its answer, and the characters of all of it */
  shown: z.string(),
  characters: z.number().int().nonnegative(),
});
export type ToolUse = z.infer<typeof toolUseSchema>;

/** Characters of a tool's answer that are kept; what is cut is marked. */
export const mostResultCharacters = 1_000_000;

/** always: for this tool in this conversation, as long as it says the same of itself */
export const toolDecisionSchema = z.enum(["once", "always", "no"]);
export type ToolDecision = z.infer<typeof toolDecisionSchema>;

export const messageSchema = z.object({
  id: z.string(),
  conversationId: z.string(),
  /** messages form a tree: an edit or a new answer is a sibling */
  parentId: z.string().nullable(),
  role: z.enum(["user", "assistant"]),
  text: z.string(),
  thought: thoughtSchema.nullable(),
  /** streaming: a job writes it now; partial: the process ended in the middle; stopped: by the user */
  status: z.enum(["done", "streaming", "partial", "stopped", "failed"]),
  citations: z.array(citationSchema),
  /** in the order of the text; empty where nothing was held against documents */
  statements: z.array(statementSchema),
  /** stretches of the documents that answer by themselves, best first: where no model wrote, or where it says that they say nothing */
  passages: z.array(citationSchema),
  context: contextReceiptSchema.nullable(),
  /** the tools that were called, in their order; absent where none was */
  toolUses: z.array(toolUseSchema).optional(),
  /** what the model is called that was asked, of several the first */
  model: z.string().nullable(),
  /** names the model for good, of a file its SHA-256; null where that was not kept */
  modelId: z.string().nullable(),
  /** those that wrote any of it, in their order; absent where none did, and of messages that were written before this was kept */
  wrote: z.array(modelNameSchema).optional(),
  /** the job that writes it while status is streaming */
  jobId: z.string().nullable(),
  problem: problemSchema.nullable(),
  completionTokens: z.number().int().nullable(),
  tokensPerSecond: z.number().nullable(),
  /** what the person thought of an answer; left out where nobody said */
  rating: ratingSchema.optional(),
  createdAt: z.number(),
});
export type Message = z.infer<typeof messageSchema>;

/**
 * In an answer's text a citation is written `[n]`, n from 1 into the message's `citations`.
 * The marks are put there by code from sentence ids; a mark without a citation is removed.
 */
export const contextPlanSchema = contextReceiptSchema.extend({
  /** token budget of the answer */
  answerBudget: z.number().int().nonnegative(),
});
export type ContextPlan = z.infer<typeof contextPlanSchema>;
