import { AppError } from "../../contract/errors.ts";
import type { ChatTurn, GenerateRequest, Sampling, Tool, ToolChoice } from "../../core/llm/languageModel.ts";
import type { ChatMessage, ChatRequest, WritingFields } from "./chatSchema.ts";

/**
 * The conversation as models are told it. Messages of one side in a row are one turn, since strict templates want them to take turns;
 * `developer` is `system`, and what stands of it behind the beginning joins the next turn of the user. A last turn of the assistant that
 * says nothing is left out.
 * @throws INVALID_INPUT where a result belongs to no call, or nobody but the assistant says anything
 */
export function toTurns(messages: readonly ChatMessage[]): ChatTurn[] {
  const turns = joinedTurns(messages);
  if (turns.every(({ role, text, toolResults }) => role === "assistant" || (text.trim() === "" && !toolResults))) {
    throw new AppError("INVALID_INPUT", { data: { field: "messages", problem: "there is nothing to answer" } });
  }
  return turns;
}

function joinedTurns(messages: readonly ChatMessage[]): ChatTurn[] {
  const calls = new Map<string, string>();
  const turns: ChatTurn[] = [];
  for (const [at, message] of messages.entries()) {
    const turn = turnOf(
      message,
      at,
      calls,
      turns.every(({ role }) => role === "system"),
    );
    const last = turns.at(-1);
    if (last?.role === turn.role) turns[turns.length - 1] = joined(last, turn);
    else turns.push(turn);
  }
  const last = turns.at(-1);
  return last?.role === "assistant" && last.text.trim() === "" && !last.toolCalls ? turns.slice(0, -1) : turns;
}

function turnOf(message: ChatMessage, at: number, calls: Map<string, string>, isBeginning: boolean): ChatTurn {
  const { content: text } = message;
  switch (message.role) {
    case "assistant": {
      const toolCalls = (message.tool_calls ?? []).map(({ id, function: { name, arguments: given } }) => {
        calls.set(id, name);
        return { id, name, arguments: given };
      });
      return { role: "assistant", text, ...(toolCalls.length > 0 && { toolCalls }) };
    }
    case "tool": {
      const { tool_call_id: id } = message;
      const name = calls.get(id);
      if (name === undefined) {
        const problem = `no tool call before it has the id ${id}`;
        throw new AppError("INVALID_INPUT", { data: { field: `messages.${String(at)}.tool_call_id`, problem } });
      }
      return { role: "user", text: "", toolResults: [{ id, name, text }] };
    }
    case "user":
      return { role: "user", text };
    default:
      return { role: isBeginning ? "system" : "user", text };
  }
}

function joined(first: ChatTurn, second: ChatTurn): ChatTurn {
  const toolCalls = [...(first.toolCalls ?? []), ...(second.toolCalls ?? [])];
  const toolResults = [...(first.toolResults ?? []), ...(second.toolResults ?? [])];
  return {
    role: first.role,
    text: [first.text, second.text].filter((text) => text !== "").join("\n\n"),
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(toolResults.length > 0 && { toolResults }),
  };
}

/** Tokens that a model may think, by the effort that is asked for. */
const thoughts = { none: 0, minimal: 512, low: 1024, medium: 4096, high: 8192, xhigh: 16_384 } as const;

/** Temperature and seed where a request names none; tokens that an answer has room for. */
export interface Usual {
  readonly temperature: number;
  readonly seed: number;
  readonly maxTokens: number;
}

export function toWriting(
  request: WritingFields,
  usual: Usual,
): Pick<GenerateRequest, "maxTokens" | "temperature" | "seed" | "sampling" | "stop" | "endsLoops"> {
  const { stop } = request;
  const sampling = samplingOf(request);
  return {
    maxTokens: request.max_tokens ?? usual.maxTokens,
    temperature: request.temperature ?? usual.temperature,
    seed: request.seed ?? usual.seed,
    endsLoops: false,
    ...(sampling && { sampling }),
    ...(typeof stop === "string" && { stop: [stop] }),
    ...(Array.isArray(stop) && stop.length > 0 && { stop }),
  };
}

export function toGenerate(request: ChatRequest, usual: Usual): GenerateRequest {
  const { response_format: form, tool_choice: choice, reasoning_effort: effort } = request;
  const tools = choice === "none" ? [] : toolsOf(request);
  const chosen: ToolChoice | null =
    choice === "required" ? choice : typeof choice === "object" && choice ? { name: choice.function.name } : null;
  if (typeof chosen === "object" && chosen && tools.every((tool) => tool.name !== chosen.name)) {
    const problem = `there is no tool ${chosen.name}`;
    throw new AppError("INVALID_INPUT", { data: { field: "tool_choice", problem } });
  }
  if ((request.top_logprobs ?? 0) > 0 && request.logprobs !== true) {
    throw new AppError("INVALID_INPUT", { data: { field: "top_logprobs", problem: "this needs logprobs to be true" } });
  }
  const mostTokens = effort ? thoughts[effort] : request.chat_template_kwargs?.enable_thinking === true ? 4096 : 0;
  if (chosen !== null && tools.length === 0) {
    throw new AppError("INVALID_INPUT", {
      data: { field: "tool_choice", problem: "there are no tools to choose from" },
    });
  }
  return {
    ...toWriting({ ...request, max_tokens: request.max_completion_tokens ?? request.max_tokens }, usual),
    turns: toTurns(request.messages),
    ...(form?.type === "json_object" && { format: { kind: "json" as const, schema: form.schema ?? null } }),
    ...(form?.type === "json_schema" && { format: { kind: "json" as const, schema: form.json_schema.schema } }),
    ...(request.logprobs === true && { logprobs: request.top_logprobs ?? 0 }),
    ...(mostTokens > 0 && { thinking: { mostTokens } }),
    ...(tools.length > 0 && { tools }),
    ...(tools.length > 0 && chosen !== null && { toolChoice: chosen }),
    ...(tools.length > 0 && request.parallel_tool_calls === false && { parallelToolCalls: false }),
  };
}

function toolsOf({ tools }: ChatRequest): Tool[] {
  return (tools ?? []).map(({ function: { name, description, parameters } }) => ({
    name,
    description: description ?? "",
    parameters: parameters ?? { type: "object", properties: {} },
  }));
}

function samplingOf(request: WritingFields): Sampling | null {
  const sampling: Sampling = {
    ...(typeof request.top_p === "number" && request.top_p > 0 && { topP: request.top_p }),
    ...(typeof request.top_k === "number" && request.top_k > 0 && { topK: request.top_k }),
    // The likeliest token alone.
    ...(request.top_p === 0 && { topK: 1 }),
    ...(typeof request.min_p === "number" && { minP: request.min_p }),
    ...(typeof request.presence_penalty === "number" && { presencePenalty: request.presence_penalty }),
    ...(typeof request.frequency_penalty === "number" && { frequencyPenalty: request.frequency_penalty }),
    ...(typeof request.repeat_penalty === "number" && { repeatPenalty: request.repeat_penalty }),
    ...(request.logit_bias && Object.keys(request.logit_bias).length > 0 && { logitBias: request.logit_bias }),
  };
  return Object.keys(sampling).length > 0 ? sampling : null;
}
