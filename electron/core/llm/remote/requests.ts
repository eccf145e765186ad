import prompts from "../../../../resources/prompts/endpoint.json" with { type: "json" };
import type { EndpointKind, FoundModel } from "../../../contract/endpoints.ts";
import { toAppError } from "../../../contract/errors.ts";
import type { ChatTurn, GenerateRequest, Sampling } from "../languageModel.ts";
import { toolFields, wireMessages } from "./toolMessages.ts";

/** A request for an answer in the fields of the protocol, and in those that the server is known to have beside them. */
export function chatBody(
  request: Pick<
    GenerateRequest,
    "turns" | "temperature" | "seed" | "plain" | "sampling" | "stop" | "tools" | "toolChoice" | "parallelToolCalls"
  >,
  {
    model,
    kind,
    found,
    maxTokens,
    thinks,
  }: {
    readonly model: string;
    readonly kind: EndpointKind;
    readonly found: Pick<FoundModel, "continues" | "thinks" | "refuses">;
    readonly maxTokens: number;
    /** it may think first */
    readonly thinks: boolean;
  },
): Record<string, unknown> {
  const body = {
    model,
    ...(request.plain
      ? { prompt: request.turns.map(({ text }) => text).join("") }
      : messagesOf(request.turns, kind, found.continues)),
    max_tokens: maxTokens,
    temperature: request.temperature,
    seed: request.seed,
    ...samplingFields(request.sampling),
    ...toolFields(request),
    ...(request.stop && request.stop.length > 0 ? { stop: request.stop } : {}),
    stream: true,
    stream_options: { include_usage: true },
    ...(request.plain ? {} : thinkingFields(kind, found.thinks, thinks)),
  };
  return without(body, found.refuses);
}

/** What every server of the protocol takes. */
function samplingFields({ topP, presencePenalty, frequencyPenalty }: Sampling = {}): Record<string, unknown> {
  return {
    ...(topP !== undefined && { top_p: topP }),
    ...(presencePenalty !== undefined && { presence_penalty: presencePenalty }),
    ...(frequencyPenalty !== undefined && { frequency_penalty: frequencyPenalty }),
  };
}

/** The first field of a request that is not passed on to an endpoint; null where all are. */
export function notPassedOn({ sampling = {}, logprobs, format }: GenerateRequest): string | null {
  const { topK, minP, repeatPenalty, logitBias } = sampling;
  const asked: readonly (readonly [string, boolean])[] = [
    ["top_k", topK !== undefined],
    ["min_p", minP !== undefined],
    ["repeat_penalty", repeatPenalty !== undefined],
    ["logit_bias", logitBias !== undefined],
    ["logprobs", logprobs !== undefined],
    ["JSON schema", format?.kind === "json"],
  ];
  return asked.find(([, isAsked]) => isAsked)?.[0] ?? null;
}

function messagesOf(turns: readonly ChatTurn[], kind: EndpointKind, continues: boolean): Record<string, unknown> {
  const messages = wireMessages(turns, kind);
  if (turns.at(-1)?.role !== "assistant" || turns.at(-1)?.toolCalls) return { messages };
  if (!continues) return { messages: [...messages, { role: "user", content: prompts.goOn }] };
  switch (kind) {
    case "vllm":
      return { messages, continue_final_message: true, add_generation_prompt: false };
    case "mistral":
      return { messages: messages.map((each, at) => (at === messages.length - 1 ? { ...each, prefix: true } : each)) };
    default:
      return { messages };
  }
}

function thinkingFields(kind: EndpointKind, does: boolean | null, may: boolean): Record<string, unknown> {
  if (does === false) return {};
  if (kind === "llamaServer" || kind === "vllm") return { chat_template_kwargs: { enable_thinking: may } };
  return does === true && !may ? { reasoning_effort: "none" } : {};
}

/** Fields that some servers do not know and that can be done without. */
const dispensable = [
  "stream_options",
  "seed",
  "temperature",
  "chat_template_kwargs",
  "reasoning_effort",
  "max_tokens",
  "logprobs",
  "top_logprobs",
  "parallel_tool_calls",
] as const;

/** The field of a request that it was refused for, where it can be done without; null for none. */
export function refusedField(thrown: unknown, body: Readonly<Record<string, unknown>>): string | null {
  const { code, data } = toAppError(thrown);
  const said = data?.["said"];
  if (code !== "ENDPOINT_NOT_SUPPORTED" || typeof said !== "string") return null;
  const named = (field: string): boolean => new RegExp(`(?<![a-z_])${field}(?![a-z_])`, "u").test(said);
  return dispensable.find((field) => field in body && named(field)) ?? null;
}

/** The request without what the server refuses; a bound of the answer goes by its other name then. */
export function without(body: Readonly<Record<string, unknown>>, refused: readonly string[]): Record<string, unknown> {
  const kept = Object.fromEntries(Object.entries(body).filter(([field]) => !refused.includes(field)));
  return refused.includes("max_tokens") && "max_tokens" in body
    ? { ...kept, max_completion_tokens: body["max_tokens"] }
    : kept;
}
