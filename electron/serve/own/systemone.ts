import * as z from "zod";
import type { ChatTurn } from "../../core/llm/languageModel.ts";

/* Typed questions about one state, answered with probabilities and without any text: the System One form, `POST /v1/systemone`. */

/** Text as it is, or JSON. */
const contentSchema = z.union([z.string().min(1), z.record(z.string(), z.unknown()), z.array(z.unknown())]);

export const questionSchema = z.discriminatedUnion("type", [
  /** which of these; a choice without a description describes itself */
  z.object({
    type: z.literal("choice"),
    instructions: contentSchema,
    criteria: z
      .record(z.string().min(1), contentSchema.nullable())
      .refine((criteria) => Object.keys(criteria).length >= 2 && Object.keys(criteria).length <= 256, {
        error: "expected 2 to 256 choices",
      }),
  }),
  /** which level, the lowest first */
  z.object({ type: z.literal("score"), instructions: contentSchema, criteria: z.array(contentSchema).min(2).max(10) }),
  /** whether it is so */
  z.object({
    type: z.literal("noul"),
    instructions: contentSchema,
    criteria: z.object({ true: contentSchema.optional(), false: contentSchema.optional() }).optional(),
  }),
]);
export type Question = z.infer<typeof questionSchema>;

export const systemoneSchema = z.object({
  model: z.string().optional(),
  state: contentSchema,
  questions: z
    .record(z.string().min(1), questionSchema)
    .refine((questions) => Object.keys(questions).length >= 1 && Object.keys(questions).length <= 256, {
      error: "expected 1 to 256 questions",
    }),
});

/** A question as a model is asked it. */
export interface Decision {
  readonly turns: readonly ChatTurn[];
  /** what it may answer, in the order of the criteria; of a yes or no, yes first */
  readonly choices: readonly string[];
}

const chances = z.record(z.string(), z.number());
const systemoneAnswer = z.discriminatedUnion("type", [
  z.object({ type: z.literal("noul"), noul: z.number() }),
  z.object({ type: z.literal("choice"), choice: z.string(), probabilities: chances, confidence: z.number() }),
  z.object({
    type: z.literal("score"),
    /** 0 to the number of levels less one */
    score: z.number(),
    legend: z.record(z.string(), z.string()),
    probabilities: chances,
    confidence: z.number(),
  }),
]);
export const systemoneAnswerSchema = z.object({
  model: z.string(),
  /** by the ids of the questions */
  answers: z.record(z.string(), systemoneAnswer),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
});
export type SystemoneAnswer = z.output<typeof systemoneAnswer>;

/** The state comes first, so that what was read of it serves every question. */
export function decisionOf(state: z.infer<typeof contentSchema>, question: Question): Decision {
  const options = optionsOf(question);
  const choices = question.type === "noul" ? ["Yes", "No"] : options.map((_, index) => labelOf(index, options.length));
  const listed = options.map((option, index) => `${choices[index] ?? ""}. ${option}`).join("\n");
  const text = `${textOf(state)}\n\nQuestion: ${textOf(question.instructions)}\n\n${listed}\n\nAnswer with ${
    question.type === "noul" ? "Yes or No" : "the letters of the best answer"
  } alone.`;
  return { turns: [{ role: "user", text }], choices };
}

/** @param probabilities of the choices of the decision, summing to 1 */
export function answerOf(question: Question, probabilities: readonly number[]): SystemoneAnswer {
  switch (question.type) {
    case "noul":
      return { type: "noul", noul: probabilities[0] ?? 0 };
    case "choice": {
      const names = Object.keys(question.criteria);
      const best = probabilities.indexOf(Math.max(...probabilities));
      return {
        type: "choice",
        choice: names[best] ?? "",
        probabilities: Object.fromEntries(names.map((name, index) => [name, probabilities[index] ?? 0])),
        confidence: aboveEven(probabilities),
      };
    }
    case "score":
      return {
        type: "score",
        score: probabilities.reduce((sum, each, level) => sum + each * level, 0),
        legend: Object.fromEntries(question.criteria.map((level, index) => [String(index), textOf(level)])),
        probabilities: Object.fromEntries(probabilities.map((each, level) => [String(level), each])),
        confidence: nearness(probabilities),
      };
  }
}

function optionsOf(question: Question): string[] {
  switch (question.type) {
    case "noul":
      return [question.criteria?.true ?? "It is so.", question.criteria?.false ?? "It is not so."].map(textOf);
    case "choice":
      return Object.entries(question.criteria).map(([name, about]) => (about === null ? name : textOf(about)));
    case "score":
      return question.criteria.map(textOf);
  }
}

/** A, B, C; AA, AB where letters do not suffice. */
function labelOf(index: number, count: number): string {
  const letter = (at: number): string => String.fromCharCode(65 + at);
  return count <= 26 ? letter(index) : letter(Math.floor(index / 26)) + letter(index % 26);
}

function textOf(content: z.infer<typeof contentSchema>): string {
  return typeof content === "string" ? content : JSON.stringify(content, null, 1);
}

/** How far the likeliest stands above all being alike, 0 to 1. */
function aboveEven(probabilities: readonly number[]): number {
  const even = 1 / probabilities.length;
  return Math.min(1, Math.max(0, (Math.max(...probabilities) - even) / (1 - even)));
}

/** How near the levels lie to the likeliest, against all being alike: 0 to 1. */
function nearness(probabilities: readonly number[]): number {
  const best = probabilities.indexOf(Math.max(...probabilities));
  const apart = probabilities.reduce((sum, each, level) => sum + each * Math.abs(level - best), 0);
  const middle = (probabilities.length - 1) / 2;
  const even = probabilities.reduce((sum, _, level) => sum + Math.abs(level - middle), 0) / probabilities.length;
  return Math.min(1, Math.max(0, 1 - apart / even));
}
