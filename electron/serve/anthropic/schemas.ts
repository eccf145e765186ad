import * as z from "zod";

// Fields that are not named here pass: clients send what newer servers know, and hints on caching, tiers and metering change no answer.

const text = z.looseObject({ type: z.literal("text"), text: z.string() });
/** Words, or blocks of text. */
const texts = blocksOr(text);

const citations = z.looseObject({ enabled: z.boolean().optional() }).nullish();

const source = z.discriminatedUnion(
  "type",
  [
    z.looseObject({ type: z.literal("text"), media_type: z.literal("text/plain"), data: z.string() }),
    z.looseObject({ type: z.literal("content"), content: texts }),
    z.looseObject({ type: z.literal("base64"), media_type: z.literal("application/pdf"), data: z.base64() }),
  ],
  { error: "a document comes as text, as content of text blocks, or as a PDF in base64" },
);

const document = z.looseObject({
  type: z.literal("document"),
  source,
  title: z.string().nullish(),
  context: z.string().nullish(),
  citations,
});

const toolResult = z.looseObject({
  type: z.literal("tool_result"),
  tool_use_id: z.string(),
  content: blocksOr(
    z.discriminatedUnion("type", [text, document], { error: "a tool answers with text or documents here" }),
  ).optional(),
  is_error: z.boolean().optional(),
});

const block = z.discriminatedUnion(
  "type",
  [
    text,
    document,
    toolResult,
    z.looseObject({
      type: z.literal("tool_use"),
      id: z.string(),
      name: z.string(),
      input: z.record(z.string(), z.unknown()),
    }),
    // What a model thought in earlier turns is not read again.
    z.looseObject({ type: z.literal("thinking"), thinking: z.string() }),
    z.looseObject({ type: z.literal("redacted_thinking") }),
  ],
  { error: "only text, document, tool_use, tool_result and thinking blocks can be read here, no images" },
);

const message = z.looseObject({ role: z.enum(["user", "assistant", "system"]), content: blocksOr(block) });

const tool = z.looseObject({
  type: z.literal("custom", { error: "only tools with an input_schema of their own can be called here" }).nullish(),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/u),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal("object") }),
});

const parallel = { disable_parallel_tool_use: z.boolean().optional() };
const toolChoice = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("auto"), ...parallel }),
  z.looseObject({ type: z.literal("any"), ...parallel }),
  z.looseObject({ type: z.literal("tool"), name: z.string(), ...parallel }),
  z.looseObject({ type: z.literal("none") }),
]);

const thinking = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("enabled"), budget_tokens: z.int().min(1) }),
  z.looseObject({ type: z.literal("adaptive") }),
  z.looseObject({ type: z.literal("disabled") }),
]);

const outputFormat = z
  .looseObject({ type: z.literal("json_schema"), schema: z.record(z.string(), z.unknown()) })
  .nullish();

const outputConfig = z.looseObject({
  effort: z.enum(["low", "medium", "high", "xhigh", "max"]).nullish(),
  format: outputFormat,
});

/** Nothing, or nothing that asks for anything. */
const none = (problem: string) => z.union([z.null(), z.array(z.never()).max(0)], { error: problem }).optional();

export const countRequestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  system: texts.optional(),
  tools: z.array(tool).optional(),
  tool_choice: toolChoice.optional(),
  thinking: thinking.optional(),
  output_config: outputConfig.optional(),
  // what clients called the format of output_config before it had that name
  output_format: outputFormat,
  mcp_servers: none("no servers of tools are asked from here"),
  // Earlier thoughts are not read anyway.
  context_management: z
    .looseObject({
      edits: z
        .array(
          z.looseObject({
            type: z.string().regex(/^clear_thinking_/u, { error: "nothing of a conversation is left out here" }),
          }),
        )
        .nullish(),
    })
    .nullish(),
  container: z.null({ error: "there are no containers here" }).optional(),
});

export const messagesRequestSchema = countRequestSchema.extend({
  max_tokens: z.int().min(1),
  stream: z.boolean().optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.int().min(0).optional(),
  stop_sequences: z.array(z.string().min(1)).optional(),
});

export type CountRequest = z.infer<typeof countRequestSchema>;
export type MessagesRequest = z.infer<typeof messagesRequestSchema>;
export type ContentBlock = z.infer<typeof block>;
export type DocumentBlock = z.infer<typeof document>;
export type SystemText = z.infer<typeof texts>;

/** Words alone are one block of text. */
function blocksOr<Block extends z.ZodType>(each: Block) {
  return z
    .preprocess((given) => (typeof given === "string" ? [{ type: "text", text: given }] : given), z.array(each))
    .describe("words, or blocks");
}
