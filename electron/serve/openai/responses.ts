import * as z from "zod";
import { AppError } from "../../contract/errors.ts";
import type { ChatTurn, GenerateRequest, GenerateResult } from "../../core/llm/languageModel.ts";
import { createCallTeller } from "../callTeller.ts";
import { toGenerate, toTurns } from "./chatRequest.ts";
import {
  type ChatMessage,
  chatSchema,
  refuseUnsupported,
  textPart as wordsPart,
  verbosity,
  writingFields,
} from "./chatSchema.ts";
import { type ChatDeps, type OpenedGenerate, openGenerate } from "./openGenerate.ts";
import { onceOnly } from "../onceOnly.ts";

const words = z.union([z.string(), z.array(z.unknown())]);

const responseItem = z.union([
  z.looseObject({ type: z.literal("function_call"), call_id: z.string(), name: z.string(), arguments: z.string() }),
  z.looseObject({ type: z.literal("function_call_output"), call_id: z.string(), output: words }),
  // What a model thought in earlier turns is not read again.
  z.looseObject({ type: z.literal("reasoning") }),
  z.looseObject({
    type: z.literal("message").optional(),
    role: z.enum(["system", "developer", "user", "assistant"]),
    content: words,
  }),
]);

export const responsesSchema = z.looseObject({
  model: writingFields.model,
  stream: writingFields.stream,
  temperature: writingFields.temperature,
  top_p: writingFields.top_p,
  input: z.union([z.string(), z.array(responseItem).min(1)]),
  instructions: z.string().nullish(),
  include: z.array(z.string()).nullish(),
  max_output_tokens: z.int().min(1).nullish(),
  tools: z
    .array(
      z.looseObject({
        type: z.literal("function", { error: "only functions can be called here" }),
        name: z.string(),
        description: z.string().nullish(),
        parameters: z.record(z.string(), z.unknown()).nullish(),
      }),
    )
    .nullish(),
  tool_choice: z
    .union([z.enum(["none", "auto", "required"]), z.looseObject({ type: z.literal("function"), name: z.string() })])
    .nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  /** auto: the oldest items are left out of a conversation that is too long; it is refused otherwise */
  truncation: z.enum(["auto", "disabled"]).nullish(),
  store: z
    .literal(false, { error: "nothing of an answer is kept here; send the whole conversation with store: false" })
    .nullish(),
  reasoning: z.looseObject({ effort: chatSchema.shape.reasoning_effort }).nullish(),
  text: z
    .looseObject({
      verbosity,
      format: z
        .union([
          z.looseObject({ type: z.enum(["text", "json_object"]) }),
          z.looseObject({ type: z.literal("json_schema"), schema: z.record(z.string(), z.unknown()) }),
        ])
        .nullish(),
    })
    .nullish(),
});
type Item = z.infer<typeof responseItem>;
export type ResponsesRequest = z.infer<typeof responsesSchema>;

/** Nothing of a request is kept, so that no other can lean on it. */
const unsupported = [
  "previous_response_id",
  "conversation",
  "background",
  "prompt",
  "top_logprobs",
  "context_management",
];

/** what a client may ask to be told besides, where there is none of it in any answer from here */
const emptyHere = new Set(["reasoning.encrypted_content"]);

/** An event of a stream, by its name; what it holds has the same name and a number of its own. */
export type SendEvent = (type: string, data: Readonly<Record<string, unknown>>) => void;

/**
 * Answers a request of the Responses API, without keeping anything of it.
 * @param send each event as it comes; null where only the whole is asked for
 * @throws what opening the model and generating throw; INVALID_INPUT
 */
export async function answerResponse(
  deps: ChatDeps,
  request: ResponsesRequest,
  signal: AbortSignal,
  send: SendEvent | null,
): Promise<Record<string, unknown>> {
  refuseUnsupported(request, unsupported);
  const wanted = request.include?.find((each) => !emptyHere.has(each));
  if (wanted !== undefined) {
    const problem = `${wanted} cannot be told here`;
    throw new AppError("INVALID_INPUT", { data: { reason: "NOT_SUPPORTED", field: "include", problem } });
  }
  await using opened = await openGenerate(deps, request.model, signal, (usual) => toGenerate(asChat(request), usual));
  const { session, model } = opened;
  const { generate, dropped } = await fitted(opened, request);
  const base = {
    id: `resp_${deps.ids.next()}`,
    object: "response",
    created_at: Math.floor(deps.clock.now() / 1000),
    model: request.model ?? model.name,
    instructions: request.instructions ?? null,
    error: null,
    metadata: request.metadata ?? {},
    background: false,
    previous_response_id: null,
    store: false,
    truncation: request.truncation ?? "disabled",
    /** our own: the oldest that were left out */
    dropped_input_items: dropped,
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    tool_choice: request.tool_choice ?? "auto",
    tools: request.tools ?? [],
    temperature: generate.temperature,
    top_p: request.top_p ?? 1,
  };
  let number = 0;
  const tell = (type: string, data: Readonly<Record<string, unknown>>): void => {
    send?.(type, { type, sequence_number: number, ...data });
    number += 1;
  };
  const output: Record<string, unknown>[] = [];
  const id = `msg_${deps.ids.next()}`;
  let text: string | null = null;
  const place = { item_id: id, output_index: 0, content_index: 0 };
  const begin = onceOnly(() => {
    const response = { ...base, status: "in_progress", output: [], usage: null, incomplete_details: null };
    tell("response.created", { response });
    tell("response.in_progress", { response });
  });
  const grow = (delta: string): void => {
    begin();
    if (text === null) {
      text = "";
      tell("response.output_item.added", { output_index: 0, item: messageItem(id, "in_progress", null) });
      tell("response.content_part.added", { ...place, part: textPart("") });
    }
    text += delta;
    tell("response.output_text.delta", { ...place, delta, logprobs: [] });
  };
  const endText = onceOnly(() => {
    if (text === null) return;
    tell("response.output_text.done", { ...place, text, logprobs: [] });
    tell("response.content_part.done", { ...place, part: textPart(text) });
    tell("response.output_item.done", { output_index: 0, item: messageItem(id, "completed", text) });
    output.push(messageItem(id, "completed", text));
  });
  let open: CallItem | null = null;
  /** @param status incomplete where it was cut off */
  const endCall = (status: "completed" | "incomplete"): void => {
    if (!open) return;
    const { arguments: given, name, id: itemId } = open;
    const at = output.length;
    tell("response.function_call_arguments.done", { item_id: itemId, output_index: at, name, arguments: given });
    tell("response.output_item.done", { output_index: at, item: { ...open, status } });
    output.push({ ...open, status });
    open = null;
  };
  const calls = createCallTeller(({ id: callId, name, arguments: delta }, isFirst) => {
    begin();
    endText();
    if (isFirst) {
      endCall("completed");
      open = callItem(`fc_${deps.ids.next()}`, callId, name);
      tell("response.output_item.added", { output_index: output.length, item: { ...open } });
    }
    if (!open || delta === "") return;
    open.arguments += delta;
    tell("response.function_call_arguments.delta", { item_id: open.id, output_index: output.length, delta });
  });
  const result = await session.generate(
    generate,
    send ? { onText: grow, onToolCallPiece: calls.grow } : { onRestart() {} },
  );
  begin();
  const isCut = result.stop === "length" || result.stop === "loop";
  const shown: string = text ?? "";
  if (result.text.startsWith(shown) && result.text.length > shown.length) grow(result.text.slice(shown.length));
  endText();
  calls.finish(result.toolCalls ?? []);
  endCall(isCut ? "incomplete" : "completed");
  const response = {
    ...base,
    status: isCut ? "incomplete" : "completed",
    incomplete_details: isCut ? { reason: "max_output_tokens" } : null,
    output,
    usage: usageOfResponse(result),
  };
  tell(isCut ? "response.incomplete" : "response.completed", { response });
  return response;
}

/**
 * The request as it fits the model: without the oldest items, where that was asked for.
 * @throws CONTEXT_TOO_SMALL where it does not fit
 */
async function fitted(
  { session, generate }: OpenedGenerate,
  request: ResponsesRequest,
): Promise<{ readonly generate: GenerateRequest; readonly dropped: number }> {
  const { contextTokens } = session;
  const count = (turns: readonly ChatTurn[]): Promise<number> => session.countTurns(turns, generate.tools);
  const promptTokens = await count(generate.turns);
  if (promptTokens + Math.min(generate.maxTokens, leastAnswer) <= contextTokens) return { generate, dropped: 0 };
  const tooLong = (field: string): AppError =>
    new AppError("CONTEXT_TOO_SMALL", { data: { promptTokens, contextSize: contextTokens, field } });
  if (request.truncation !== "auto") throw tooLong("truncation");
  const { input } = request;
  const most = contextTokens - Math.min(generate.maxTokens, Math.max(leastAnswer, Math.floor(contextTokens / 4)));
  const shorter = typeof input === "string" ? [] : shortened(input);
  // The first that fits: each is shorter than the one before it.
  let [from, to] = [0, shorter.length];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if ((await count(turnsOf(request, shorter[middle] ?? []))) <= most) to = middle;
    else from = middle + 1;
  }
  const kept = shorter[from];
  if (!kept) throw tooLong("input");
  return { generate: { ...generate, turns: turnsOf(request, kept) }, dropped: input.length - kept.length };
}

/** tokens of the shortest answer that a model begins, with what it keeps free */
const leastAnswer = 36;

const turnsOf = (request: ResponsesRequest, input: readonly Item[]): ChatTurn[] =>
  toTurns(asChat({ ...request, input: [...input] }).messages);

/**
 * A conversation without more and more of its beginning. What is left begins with what a user says, as templates want it; instructions
 * stay, and what a tool answered goes with its call.
 */
function shortened(items: readonly Item[]): Item[][] {
  return items.flatMap((begin, at) => {
    if (at === 0 || !isMessage(begin) || begin.role !== "user") return [];
    const isSaid = (item: Item): boolean => !isMessage(item) || item.role === "user" || item.role === "assistant";
    const [before, rest] = [items.slice(0, at), items.slice(at)];
    if (!before.some(isSaid)) return [];
    const calls = new Set(rest.map((item) => (item.type === "function_call" ? item.call_id : null)));
    const isWhole = (item: Item): boolean => item.type !== "function_call_output" || calls.has(item.call_id);
    return [[...before.filter((item) => !isSaid(item)), ...rest.filter(isWhole)]];
  });
}

function isMessage(item: Item): item is Extract<Item, { readonly role: string }> {
  return item.type === undefined || item.type === "message";
}

function asChat(request: ResponsesRequest) {
  const { tool_choice: choice, text, input, instructions } = request;
  const format = text?.format;
  const messages: ChatMessage[] = [
    ...(instructions ? [{ role: "system" as const, content: instructions }] : []),
    ...(typeof input === "string" ? [{ role: "user" as const, content: input }] : input.flatMap(messageOf)),
  ];
  return {
    messages,
    temperature: request.temperature,
    top_p: request.top_p,
    max_tokens: request.max_output_tokens,
    reasoning_effort: request.reasoning?.effort,
    parallel_tool_calls: request.parallel_tool_calls,
    tools: request.tools?.map(({ name, description, parameters }) => ({
      type: "function" as const,
      function: { name, description, parameters },
    })),
    tool_choice:
      typeof choice === "object" && choice ? { type: "function" as const, function: { name: choice.name } } : choice,
    ...(format?.type === "json_object" && { response_format: { type: "json_object" as const } }),
    ...(format?.type === "json_schema" && {
      response_format: { type: "json_schema" as const, json_schema: { schema: format.schema } },
    }),
  };
}

function messageOf(given: z.infer<typeof responseItem>, at: number): ChatMessage[] {
  switch (given.type) {
    case "reasoning":
      return [];
    case "function_call":
      return [
        {
          role: "assistant",
          content: "",
          tool_calls: [{ id: given.call_id, function: { name: given.name, arguments: given.arguments } }],
        },
      ];
    case "function_call_output":
      return [
        { role: "tool", tool_call_id: given.call_id, content: textOf(given.output, `input.${String(at)}.output`) },
      ];
    default:
      return [{ role: given.role, content: textOf(given.content, `input.${String(at)}.content`) }];
  }
}

/** @throws INVALID_INPUT where there is anything but text */
function textOf(given: z.infer<typeof words>, field: string): string {
  if (typeof given === "string") return given;
  const parts = z.array(wordsPart).safeParse(given);
  if (parts.success) return parts.data.map(({ text }) => text).join("");
  const problem = "only text can be read here, no images, sounds or files";
  throw new AppError("INVALID_INPUT", { data: { field, problem } });
}

interface CallItem {
  readonly id: string;
  readonly type: "function_call";
  readonly status: "in_progress";
  readonly call_id: string;
  readonly name: string;
  arguments: string;
}

function callItem(id: string, callId: string, name: string): CallItem {
  return { id, type: "function_call", status: "in_progress", call_id: callId, name, arguments: "" };
}

function textPart(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function messageItem(id: string, status: "in_progress" | "completed", text: string | null) {
  return { id, type: "message", role: "assistant", status, content: text === null ? [] : [textPart(text)] };
}

function usageOfResponse({ promptTokens, evaluatedPromptTokens, completionTokens, thought }: GenerateResult) {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: Math.max(0, promptTokens - evaluatedPromptTokens) },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: thought?.tokens ?? 0 },
    total_tokens: promptTokens + completionTokens,
  };
}
