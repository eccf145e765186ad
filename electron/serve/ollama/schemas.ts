import * as z from "zod";

// Fields that are not named here pass. How long a model is kept, and by how many threads or on which device it runs, is for the
// application to say and changes no answer, and so does a context that is larger or smaller: a prompt that does not fit is refused.

/** Only what asks for nothing. */
const neutral = (...values: readonly unknown[]) =>
  z
    .unknown()
    .refine((value) => value === null || values.includes(value), { error: "this cannot be done here" })
    .optional();

const options = z.looseObject({
  num_predict: z.int().optional(),
  temperature: z.number().min(0).optional(),
  seed: z.int().optional(),
  top_k: z.int().min(0).optional(),
  top_p: z.number().min(0).max(1).optional(),
  min_p: z.number().min(0).max(1).optional(),
  repeat_penalty: z.number().min(0).optional(),
  presence_penalty: z.number().min(-2).max(2).optional(),
  frequency_penalty: z.number().min(-2).max(2).optional(),
  stop: z
    .union([
      z
        .string()
        .min(1)
        .transform((one) => [one]),
      z.array(z.string().min(1)),
    ])
    .optional(),
  tfs_z: neutral(1),
  typical_p: neutral(1),
  mirostat: neutral(0),
  repeat_last_n: neutral(),
  penalize_newline: neutral(false),
  logits_all: neutral(false),
  embedding_only: neutral(false),
  vocab_only: neutral(false),
});

const format = z.union([z.literal(["json", ""]), z.record(z.string(), z.unknown())], {
  error: 'a format is "json" or a JSON schema',
});

const noImages = z.array(z.unknown()).max(0, { error: "no images can be seen here" }).nullish();

const shared = {
  model: z.string(),
  stream: z.boolean().optional(),
  format: format.nullish(),
  think: z.union([z.boolean(), z.enum(["low", "medium", "high", "max"])]).nullish(),
  logprobs: z.boolean().optional(),
  top_logprobs: z.int().min(0).max(20).optional(),
  options: options.nullish(),
};

const toolCall = z.looseObject({
  id: z.string().optional(),
  function: z.looseObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }),
});

const message = z.looseObject({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.string().optional(),
  images: noImages,
  tool_calls: z.array(toolCall).nullish(),
  tool_name: z.string().optional(),
  tool_call_id: z.string().optional(),
});

const tool = z.looseObject({
  type: z.literal("function"),
  function: z.looseObject({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/u),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
  }),
});

export const chatRequestSchema = z.looseObject({
  ...shared,
  messages: z.array(message).optional(),
  tools: z.array(tool).nullish(),
});

export const generateRequestSchema = z.looseObject({
  ...shared,
  prompt: z.string().optional(),
  system: z.string().optional(),
  raw: z.boolean().optional(),
  images: noImages,
  suffix: neutral(""),
  template: neutral(""),
  width: neutral(0),
  height: neutral(0),
  steps: neutral(0),
  context: z.array(z.unknown()).max(0, { error: "conversations are gone on with by /api/chat" }).nullish(),
});

export const embedRequestSchema = z.looseObject({
  model: z.string(),
  // Nothing has a model loaded.
  input: z.union([z.string().transform((one) => (one === "" ? [] : [one])), z.array(z.string())]),
  dimensions: z.int().min(1).optional(),
  /** a text that is too long is read as far as it can be; left out: it is refused, so that nobody misses what was not read */
  truncate: z.boolean().optional(),
});

export const embeddingsRequestSchema = z.looseObject({ model: z.string(), prompt: z.string() });

export const showRequestSchema = z
  .looseObject({ model: z.string().optional(), name: z.string().optional() })
  .transform(({ model, name }) => model ?? name ?? "");

export type ChatRequest = z.infer<typeof chatRequestSchema>;
export type OllamaGenerateRequest = z.infer<typeof generateRequestSchema>;
