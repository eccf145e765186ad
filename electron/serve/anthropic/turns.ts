import { AppError } from "../../contract/errors.ts";
import type {
  ChatTurn,
  GenerateRequest,
  Tool,
  ToolCall,
  ToolChoice,
  ToolResult,
} from "../../core/llm/languageModel.ts";
import type { ContentBlock, CountRequest, MessagesRequest, SystemText } from "./schemas.ts";

/** A line that Claude Code puts at the head of its system prompt, another one for every request: no prefix would be kept with it. */
const billing = /^x-anthropic-billing-header:[^\n]*(?:\n|$)/u;

/** The system prompt; "" where there is none. */
export function systemText(system: SystemText | undefined): string {
  return (system ?? [])
    .map(({ text }, index) => (index === 0 ? text.replace(billing, "") : text))
    .filter((text) => text !== "")
    .join("\n\n");
}

/**
 * The conversation as models are told it: messages of one role in a row are one turn, thoughts of before are left out, and so is a last
 * turn of the assistant that says nothing.
 *
 * @param materialOf the text of the document at this place, "" to leave it out
 * @throws INVALID_INPUT where a result belongs to no call
 */
export function toTurns(
  { system, messages }: Pick<CountRequest, "system" | "messages">,
  materialOf: (index: number) => string,
): ChatTurn[] {
  const calls = new Map<string, string>();
  const before = systemText(system);
  const turns: MutableTurn[] = before === "" ? [] : [emptyTurn("system", [before])];
  let document = 0;
  for (const [at, { role, content }] of messages.entries()) {
    const last = turns.at(-1);
    const turn = last?.role === role && !(role === "system" && at === 0) ? last : emptyTurn(role, []);
    if (turn !== last) turns.push(turn);
    for (const [index, block] of content.entries()) add(turn, block, `messages.${String(at)}.content.${String(index)}`);
  }
  const shown = turns.map(({ role, texts, toolCalls, toolResults }) => ({
    role,
    text: texts.filter((text) => text !== "").join("\n\n"),
    ...(toolCalls.length > 0 && { toolCalls }),
    ...(toolResults.length > 0 && { toolResults }),
  }));
  return shown.filter(
    ({ role, text, ...rest }, index) =>
      role === "user" || text.trim() !== "" || "toolCalls" in rest || index < shown.length - 1,
  );

  function add(turn: MutableTurn, block: ContentBlock, field: string): void {
    switch (block.type) {
      case "text":
        turn.texts.push(block.text);
        break;
      case "document":
        turn.texts.push(materialOf(document));
        document += 1;
        break;
      case "tool_use":
        calls.set(block.id, block.name);
        turn.toolCalls.push({ id: block.id, name: block.name, arguments: JSON.stringify(block.input) });
        break;
      case "tool_result": {
        const name = calls.get(block.tool_use_id);
        if (name === undefined) {
          const problem = `no tool_use before it has the id ${block.tool_use_id}`;
          throw new AppError("INVALID_INPUT", { data: { field: `${field}.tool_use_id`, problem } });
        }
        const parts = (block.content ?? []).map((inner) => {
          if (inner.type === "text") return inner.text;
          document += 1;
          return materialOf(document - 1);
        });
        const text = parts.filter((part) => part !== "").join("\n\n");
        turn.toolResults.push({ id: block.tool_use_id, name, text: block.is_error === true ? `Error: ${text}` : text });
        break;
      }
      case "thinking":
      case "redacted_thinking":
        break;
    }
  }
}

interface MutableTurn {
  readonly role: ChatTurn["role"];
  readonly texts: string[];
  readonly toolCalls: ToolCall[];
  readonly toolResults: ToolResult[];
}

function emptyTurn(role: ChatTurn["role"], texts: string[]): MutableTurn {
  return { role, texts, toolCalls: [], toolResults: [] };
}

/** True where a conversation is made of more than words. */
export function usesTools({ tools, messages }: Pick<CountRequest, "tools" | "messages">): boolean {
  const isOfTools = ({ type }: ContentBlock): boolean => type === "tool_use" || type === "tool_result";
  return (tools ?? []).length > 0 || messages.some(({ content }) => content.some(isOfTools));
}

/** Tokens that a model may think where the request leaves it to the model, by its effort. */
const thoughts = { low: 1024, medium: 4096, high: 8192, xhigh: 16_384, max: 32_768 } as const;

/** All but the turns. @param temperature where the request names none */
export function toGenerate(
  request: MessagesRequest,
  { temperature, seed }: { readonly temperature: number; readonly seed: number },
): Omit<GenerateRequest, "turns"> {
  const { top_p: topP, top_k: topK, thinking, output_config: output, tool_choice: choice } = request;
  const format = output?.format ?? request.output_format;
  const sampling = {
    ...(topP !== undefined && topP > 0 && { topP }),
    ...(topK !== undefined && topK > 0 && { topK }),
    // The likeliest token alone.
    ...(topP === 0 && { topK: 1 }),
  };
  const tools = choice?.type === "none" ? [] : toTools(request);
  const chosen = toolChoiceOf(choice);
  return {
    maxTokens: request.max_tokens,
    temperature: request.temperature ?? temperature,
    seed,
    endsLoops: false,
    ...(request.stop_sequences && request.stop_sequences.length > 0 && { stop: request.stop_sequences }),
    ...(Object.keys(sampling).length > 0 && { sampling }),
    ...(format && { format: { kind: "json" as const, schema: format.schema } }),
    ...(thinking?.type === "enabled" && { thinking: { mostTokens: thinking.budget_tokens } }),
    ...(thinking?.type === "adaptive" && { thinking: { mostTokens: thoughts[output?.effort ?? "high"] } }),
    ...(tools.length > 0 && { tools }),
    ...(tools.length > 0 && chosen !== undefined && { toolChoice: chosen }),
    ...(tools.length > 0 &&
      choice !== undefined &&
      choice.type !== "none" &&
      choice.disable_parallel_tool_use === true && { parallelToolCalls: false }),
  };
}

export function toTools({ tools }: Pick<CountRequest, "tools">): Tool[] {
  return (tools ?? []).map(({ name, description, input_schema: parameters }) => ({
    name,
    description: description ?? "",
    parameters,
  }));
}

function toolChoiceOf(choice: CountRequest["tool_choice"]): ToolChoice | undefined {
  if (choice?.type === "any") return "required";
  return choice?.type === "tool" ? { name: choice.name } : undefined;
}
