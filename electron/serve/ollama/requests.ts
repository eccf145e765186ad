import { AppError } from "../../contract/errors.ts";
import type { AnswerFormat } from "../../core/llm/answerFormat.ts";
import type { ChatTurn, GenerateRequest, Sampling, ToolResult } from "../../core/llm/languageModel.ts";
import type { ChatRequest, OllamaGenerateRequest } from "./schemas.ts";

/** Where a request names none. */
export interface Defaults {
  readonly temperature: number;
  readonly seed: number;
  /** tokens that there is room for at most */
  readonly mostTokens: number;
}

/** Tokens that a model may think, by how hard it is asked to. */
const thoughts = { low: 1024, medium: 4096, high: 8192, max: 32_768 } as const;

/** The conversation; results of tools in a row are one turn, and belong to the calls before them by id, by name or by their order. */
export function chatTurns({ messages = [] }: Pick<ChatRequest, "messages">): ChatTurn[] {
  const turns: ChatTurn[] = [];
  let open: { readonly id: string; readonly name: string }[] = [];
  let made = 0;
  for (const [at, { role, content: text = "", tool_calls: called, ...message }] of messages.entries()) {
    if (role === "tool") {
      const { tool_call_id: id, tool_name: name } = message;
      const index = open.findIndex((call) =>
        id === undefined ? name === undefined || call.name === name : call.id === id,
      );
      const call = open[index];
      if (!call) {
        const problem = "no call of a tool before it is without its result";
        throw new AppError("INVALID_INPUT", { data: { field: `messages.${String(at)}`, problem } });
      }
      open = open.filter((_, other) => other !== index);
      const result: ToolResult = { id: call.id, name: call.name, text };
      const last = turns.at(-1);
      if (last?.toolResults && last.text === "") {
        turns[turns.length - 1] = { ...last, toolResults: [...last.toolResults, result] };
      } else turns.push({ role: "user", text: "", toolResults: [result] });
      continue;
    }
    const toolCalls = (called ?? []).map(({ id, function: { name, arguments: given } }) => {
      made += 1;
      return { id: id ?? `call_${String(made)}`, name, arguments: JSON.stringify(given) };
    });
    if (toolCalls.length > 0) open = toolCalls.map(({ id, name }) => ({ id, name }));
    turns.push({ role, text, ...(toolCalls.length > 0 && { toolCalls }) });
  }
  const last = turns.at(-1);
  return last?.role === "assistant" && last.text.trim() === "" && !last.toolCalls ? turns.slice(0, -1) : turns;
}

export function toChat(request: ChatRequest, defaults: Defaults): GenerateRequest {
  const tools = (request.tools ?? []).map(({ function: { name, description, parameters } }) => ({
    name,
    description: description ?? "",
    parameters: parameters ?? { type: "object", properties: {} },
  }));
  return { turns: chatTurns(request), ...shared(request, defaults), ...(tools.length > 0 && { tools }) };
}

export function toGenerate(request: OllamaGenerateRequest, defaults: Defaults): GenerateRequest {
  const { prompt = "", system = "", raw } = request;
  const asked = { role: "user", text: prompt } as const;
  if (raw === true) return { turns: [asked], plain: true, ...shared(request, defaults) };
  return {
    turns: system === "" ? [asked] : [{ role: "system", text: system }, asked],
    ...shared(request, defaults),
  };
}

function shared(
  { format, think, logprobs, top_logprobs: top, options }: ChatRequest | OllamaGenerateRequest,
  { temperature, seed, mostTokens }: Defaults,
): Omit<GenerateRequest, "turns"> {
  const { num_predict: asked = -1, temperature: warmth, seed: chosen, stop } = options ?? {};
  const sampling = options ? samplingOf(options) : {};
  const held = formatOf(format);
  return {
    maxTokens: asked > 0 ? asked : mostTokens,
    temperature: warmth ?? temperature,
    seed: chosen ?? seed,
    endsLoops: false,
    ...(stop && stop.length > 0 && { stop }),
    ...(Object.keys(sampling).length > 0 && { sampling }),
    ...(held && { format: held }),
    ...(think !== undefined &&
      think !== null &&
      think !== false && { thinking: { mostTokens: thoughts[think === true ? "medium" : think] } }),
    ...(logprobs === true && { logprobs: top ?? 0 }),
  };
}

/** Values by which a client says that there is no bound are left out. */
function samplingOf({
  top_k: topK,
  top_p: topP,
  min_p: minP,
  repeat_penalty: repeatPenalty,
  presence_penalty: presencePenalty,
  frequency_penalty: frequencyPenalty,
}: NonNullable<ChatRequest["options"]>): Sampling {
  return {
    ...(topK !== undefined && topK > 0 && { topK }),
    ...(topP !== undefined && topP > 0 && topP < 1 && { topP }),
    ...(minP !== undefined && minP > 0 && { minP }),
    ...(repeatPenalty !== undefined && repeatPenalty > 0 && repeatPenalty !== 1 && { repeatPenalty }),
    ...(presencePenalty !== undefined && presencePenalty !== 0 && { presencePenalty }),
    ...(frequencyPenalty !== undefined && frequencyPenalty !== 0 && { frequencyPenalty }),
  };
}

function formatOf(format: ChatRequest["format"]): AnswerFormat | null {
  if (format === undefined || format === null || format === "") return null;
  return { kind: "json", schema: format === "json" ? null : format };
}
