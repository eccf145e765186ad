import { createHash } from "node:crypto";
import type { EndpointKind } from "../../../contract/endpoints.ts";
import { toAppError } from "../../../contract/errors.ts";
import type { ChatTurn, GenerateRequest, Tool, ToolCall } from "../languageModel.ts";

/** The fields of a request that offer tools; none where it offers none. */
export function toolFields({
  tools = [],
  toolChoice = "auto",
  parallelToolCalls = true,
}: Pick<GenerateRequest, "tools" | "toolChoice" | "parallelToolCalls">): Record<string, unknown> {
  if (tools.length === 0) return {};
  return {
    tools: wireTools(tools),
    ...(toolChoice !== "auto" && {
      tool_choice: toolChoice === "required" ? "required" : { type: "function", function: { name: toolChoice.name } },
    }),
    ...(!parallelToolCalls && { parallel_tool_calls: false }),
  };
}

export function wireTools(tools: readonly Tool[]): object[] {
  return tools.map(({ name, description, parameters }) => ({
    type: "function",
    function: { name, description, parameters },
  }));
}

/** The turns as messages: what tools answered are messages of their own. */
export function wireMessages(turns: readonly ChatTurn[], kind: EndpointKind): Record<string, unknown>[] {
  const idOf = kind === "mistral" ? mistralId : (id: string) => id;
  return turns.flatMap(({ role, text, toolCalls = [], toolResults = [] }) => {
    const results = toolResults.map(({ id, text: content }) => ({ role: "tool", tool_call_id: idOf(id), content }));
    if (text === "" && results.length > 0) return results;
    const message =
      toolCalls.length === 0
        ? { role, content: text }
        : { role, content: text === "" ? null : text, tool_calls: toolCalls.map((call) => wireCall(call, idOf)) };
    return [...results, message];
  });
}

function wireCall({ id, name, arguments: given }: ToolCall, idOf: (id: string) => string): object {
  // Servers read it to write their prompt, and would refuse the whole conversation for one that a model wrote wrongly.
  return { id: idOf(id), type: "function", function: { name, arguments: isJsonObject(given) ? given : "{}" } };
}

/** Mistral refuses a call that has another id than nine letters and digits. */
function mistralId(id: string): string {
  return /^[a-z\d]{9}$/iu.test(id) ? id : createHash("sha256").update(id).digest("hex").slice(0, 9);
}

export function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Turns that speak of tools are counted by some servers only where their template does. */
export function speaksOfTools(turns: readonly ChatTurn[]): boolean {
  return turns.some(({ toolCalls, toolResults }) => toolCalls !== undefined || toolResults !== undefined);
}

/** Whether a request with tools was refused because the server or the model has none, not for what one of them is. */
export function refusesTools(thrown: unknown): boolean {
  const { code, data } = toAppError(thrown);
  const said = data?.["said"];
  return (
    (code === "ENDPOINT_NOT_SUPPORTED" || code === "ENDPOINT_FAILED") && typeof said === "string" && saysNoTools(said)
  );
}

/**
 * What servers say to a request with tools where they, or the model, have none: Ollama "… does not support tools", vLLM "“auto” tool
 * choice requires --enable-auto-tool-choice …", llama-server "tools param requires --jinja flag", OpenRouter "No endpoints found that
 * support tool use", others that they do not know the field.
 */
export function saysNoTools(message: string): boolean {
  return noTools.some((pattern) => pattern.test(message));
}

const what = String.raw`(?<![\w-])["'“\x60]?(?:tools?|tool[ _-]?(?:use|call(?:s|ing)?)|function[ _-]?call(?:s|ing)?|functions)(?![\w-])["'”\x60]?`;
/** words that may stand before it, so that a schema of a tool, or what is in it, is not taken for it */
const before = String.raw`(?:[\s:[(]+(?:the|use|of|using|any|native|parameters?|params?|fields?|arguments?))*[\s:[(]+`;
/** the field itself, not a tool in it */
const field = String.raw`(?<![\w-])tools(?![\w-])(?!["'\]]*[.,[]\s*["']?\d)`;
const noTools = [
  new RegExp(
    String.raw`(?:not|n't|no longer)\s+(?:\w+\s+){0,2}support(?:ed|s|ing)?${before}${what}(?![\s-]*(?:schema|param|named|with))`,
    "iu",
  ),
  new RegExp(
    String.raw`${what}\s+(?:(?:is|are) (?:currently )?(?:not (?:supported|available|enabled)|unsupported)|not supported)`,
    "iu",
  ),
  new RegExp(String.raw`\bno\b[^.]{0,60}\bsupports?${before}${what}`, "iu"),
  new RegExp(String.raw`\btools? (?:choice|param)\w*\s+requires? --`, "iu"),
  new RegExp(String.raw`(?:unrecognized|unknown|unsupported|unexpected)[^.]{0,40}${field}`, "iu"),
  new RegExp(String.raw`${field}.{0,40}(?:not permitted|not allowed|unrecognized|unknown)`, "iu"),
];
