import type { GenerateResult, ModelSession, TokenLogprob, ToolCall } from "../../core/llm/languageModel.ts";
import { createCallTeller } from "../callTeller.ts";
import { toGenerate } from "./chatRequest.ts";
import { type ChatDeps, openGenerate } from "./openGenerate.ts";
import { type ChatRequest, refuseUnsupported } from "./chatSchema.ts";

/** A piece of an answer that is streamed: the object of one `data:` line. */
export type SendPiece = (piece: Readonly<Record<string, unknown>>) => void;

const unsupported = [
  "audio",
  "functions",
  "function_call",
  "prediction",
  "web_search_options",
  // What other servers hold answers to, or choose them by; forms come as response_format here.
  "grammar",
  "json_schema",
  "guided_json",
  "guided_regex",
  "guided_choice",
  "guided_grammar",
  "structured_outputs",
  "chat_template",
  "ignore_eos",
  "min_tokens",
  "repetition_penalty",
];

/**
 * Answers a request. Nothing is sent before the model begins, so that what is refused gets a status of its own.
 * @param send each piece as it comes; null where only the whole is asked for
 * @throws what opening the model and generating throw
 */
export async function answerChat(
  deps: ChatDeps,
  request: ChatRequest,
  signal: AbortSignal,
  send: SendPiece | null,
): Promise<Record<string, unknown>> {
  refuseUnsupported(request, unsupported);
  await using opened = await openGenerate(deps, request.model, signal, (usual) => toGenerate(request, usual));
  const { model, session, generate } = opened;
  const base = {
    id: `chatcmpl-${deps.ids.next()}`,
    created: Math.floor(deps.clock.now() / 1000),
    model: request.model ?? model.name,
  };
  const piece = (index: number, delta: object, more: object = {}) =>
    send?.({
      ...base,
      object: "chat.completion.chunk",
      choices: [{ index, delta, finish_reason: null, ...more }],
    });
  const results: Answer[] = [];
  for (let index = 0; index < (request.n ?? 1); index += 1) {
    const seeded = { ...generate, seed: generate.seed + index };
    results.push(await answerOnce(session, seeded, send && { piece: (delta, more) => piece(index, delta, more) }));
  }
  const usage = usageOf(results.map(({ result }) => result));
  if (send && request.stream_options?.include_usage === true) {
    send({ ...base, object: "chat.completion.chunk", choices: [], usage });
  }
  return {
    ...base,
    object: "chat.completion",
    choices: results.map(({ result, logprobs }, index) => ({
      index,
      message: {
        role: "assistant",
        content: result.text === "" && result.toolCalls?.length ? null : result.text,
        refusal: null,
        ...(result.thought && { reasoning_content: result.thought.text }),
        ...(result.toolCalls?.length && { tool_calls: result.toolCalls.map(wireCall) }),
      },
      logprobs: generate.logprobs === undefined ? null : { content: logprobs, refusal: null },
      finish_reason: finishReason(result),
    })),
    usage,
  };
}

interface Answer {
  readonly result: GenerateResult;
  readonly logprobs: readonly object[];
}

async function answerOnce(
  session: ModelSession,
  generate: Parameters<ModelSession["generate"]>[0],
  stream: { piece(delta: object, more?: object): void } | null,
): Promise<Answer> {
  const logprobs: object[] = [];
  const keep = (tokens: readonly TokenLogprob[]): object[] => {
    const wire = tokens.map(wireLogprob);
    logprobs.push(...wire);
    return wire;
  };
  if (!stream) {
    // Nothing was shown of it.
    const result = await session.generate(generate, {
      onRestart: () => void logprobs.splice(0),
      onLogprobs: (tokens) => void keep(tokens),
    });
    return { result, logprobs };
  }
  const { piece } = stream;
  let shown = "";
  let hasBegun = false;
  let pending: object[] = [];
  const say = (delta: object, more?: object): void => {
    piece(hasBegun ? delta : { role: "assistant", content: "", ...delta }, more);
    hasBegun = true;
  };
  const text = (grown: string): void => {
    shown += grown;
    say({ content: grown }, generate.logprobs === undefined ? {} : { logprobs: { content: pending, refusal: null } });
    pending = [];
  };
  const calls = createCallTeller(({ index, id, name, arguments: given }, isFirst) => {
    // Clients join what comes: an id or a name of later pieces, empty or not, would change them.
    const made = isFirst ? wireCall({ id, name, arguments: given }) : { function: { arguments: given } };
    say({ tool_calls: [{ index, ...made }] });
  });
  const result = await session.generate(generate, {
    onText: text,
    onThought: (thought) => say({ reasoning_content: thought }),
    onToolCallPiece: calls.grow,
    onLogprobs: (tokens) => void pending.push(...keep(tokens)),
  });
  if (result.text.startsWith(shown) && result.text.length > shown.length) text(result.text.slice(shown.length));
  calls.finish(result.toolCalls ?? []);
  if (!hasBegun) say({});
  const rest = pending.length > 0 ? { logprobs: { content: pending, refusal: null } } : {};
  piece({}, { finish_reason: finishReason(result), ...rest });
  return { result, logprobs };
}

function wireCall({ id, name, arguments: given }: ToolCall) {
  return { id, type: "function", function: { name, arguments: given } };
}

function wireLogprob({ token, logprob, top }: TokenLogprob) {
  const one = (each: { readonly token: string; readonly logprob: number }) => ({
    token: each.token,
    logprob: each.logprob,
    bytes: [...Buffer.from(each.token)],
  });
  return { ...one({ token, logprob }), top_logprobs: top.map(one) };
}

export function finishReason({ stop }: GenerateResult): "stop" | "length" | "tool_calls" {
  if (stop === "tools") return "tool_calls";
  return stop === "end" || stop === "stop" ? "stop" : "length";
}

/** What several answers to one prompt took: the prompt counts once. */
export function usageOf(results: readonly GenerateResult[]) {
  const promptTokens = results[0]?.promptTokens ?? 0;
  const evaluated = results[0]?.evaluatedPromptTokens ?? 0;
  const completionTokens = results.reduce((sum, each) => sum + each.completionTokens, 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: Math.max(0, promptTokens - evaluated) },
    completion_tokens_details: {
      reasoning_tokens: results.reduce((sum, { thought }) => sum + (thought?.tokens ?? 0), 0),
    },
  };
}
