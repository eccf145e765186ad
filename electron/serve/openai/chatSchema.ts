import * as z from "zod";
import { AppError } from "../../contract/errors.ts";

// Fields that are not named here pass: `user`, `metadata`, `store` and hints of newer clients change no answer.

const text = z.looseObject({ type: z.enum(["text", "input_text", "output_text"]), text: z.string() });
/** what a model said where it would not answer: clients send it back with the conversation */
const refused = z
  .looseObject({ type: z.literal("refusal"), refusal: z.string() })
  .transform(({ refusal }) => ({ type: "text" as const, text: refusal }));
export const textPart = z.union([text, refused]);
/** Words, or parts of text; null and left out say nothing. */
const content = z
  .union([z.string(), z.array(textPart)], { error: "only text can be read here, no images, sounds or files" })
  .nullish()
  .transform((given) => (typeof given === "string" ? given : (given ?? []).map((part) => part.text).join("")));

const name = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/u);

const toolCall = z.looseObject({
  id: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

const message = z.discriminatedUnion("role", [
  z.looseObject({ role: z.enum(["system", "developer", "user"]), content }),
  z.looseObject({ role: z.literal("assistant"), content, tool_calls: z.array(toolCall).nullish() }),
  z.looseObject({ role: z.literal("tool"), content, tool_call_id: z.string() }),
]);
export type ChatMessage = z.infer<typeof message>;

const tool = z.looseObject({
  type: z.literal("function", { error: "only functions can be called here" }),
  function: z.looseObject({
    name,
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
  }),
});

const responseFormat = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("text") }),
  z.looseObject({ type: z.literal("json_object"), schema: z.record(z.string(), z.unknown()).nullish() }),
  z.looseObject({
    type: z.literal("json_schema"),
    json_schema: z.looseObject({ schema: z.record(z.string(), z.unknown()) }),
  }),
]);

/** How tokens are chosen, as all routes that write have it. */
export const writingFields = {
  model: z.string().optional(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  // −1: no bound, as vLLM has it
  top_k: z.int().min(-1).nullish(),
  min_p: z.number().min(0).max(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(16)]).nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  repeat_penalty: z.number().gt(0).max(10).nullish(),
  logit_bias: z.record(z.string().regex(/^\d+$/u), z.number().min(-100).max(100)).nullish(),
  max_tokens: z.int().min(1).nullish(),
  n: z.int().min(1).max(16).nullish(),
};

/** How much a model says is its own affair, but for the middle, which asks for nothing. */
export const verbosity = z
  .literal("medium", { error: "how much a model says cannot be set here; a message can ask it to be brief" })
  .nullish();

export const chatSchema = z.looseObject({
  ...writingFields,
  verbosity,
  messages: z.array(message).min(1),
  modalities: z.array(z.literal("text", { error: "answers are text alone here" })).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: z
    .union([
      z.enum(["none", "auto", "required"]),
      z.looseObject({ type: z.literal("function"), function: z.looseObject({ name }) }),
    ])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  reasoning_effort: z.enum(["none", "minimal", "low", "medium", "high", "xhigh"]).nullish(),
  chat_template_kwargs: z.looseObject({ enable_thinking: z.boolean().optional() }).nullish(),
});
export type ChatRequest = z.infer<typeof chatSchema>;
export type WritingFields = z.infer<z.ZodObject<typeof writingFields>>;

/** Fields of the protocol that nothing here does, and which a client would miss. @throws INVALID_INPUT naming the first that is given */
export function refuseUnsupported(body: Readonly<Record<string, unknown>>, fields: readonly string[]): void {
  const field = fields.find((each) => {
    const value = body[each];
    const asksForNothing = value === undefined || value === null || value === false || value === "" || value === 0;
    return !asksForNothing && !(Array.isArray(value) && value.length === 0);
  });
  if (field !== undefined) {
    const problem = "this cannot be done here";
    throw new AppError("INVALID_INPUT", { data: { reason: "NOT_SUPPORTED", field, problem } });
  }
}
