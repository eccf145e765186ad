import type { Token } from "node-llama-cpp";
import type { Tool } from "../../core/llm/languageModel.ts";
import {
  findOwnCalls,
  type FormOptions,
  shortId,
  type TemplateMessage,
  toWireCall,
  toWireTool,
} from "../tools/callForm.ts";
import type { ChatTemplate } from "./jinja.ts";
import type { PromptDraft, PromptFormat, PromptMessage } from "./promptFormat.ts";
import type { PromptVocabulary } from "./vocabulary.ts";

/**
 * Writes what a chat template makes of the messages.
 * @throws Error where the template has no use for what a user says
 */
export function createJinjaFormat(
  template: ChatTemplate,
  vocabulary: PromptVocabulary,
  thought: FormOptions["thought"] = null,
): PromptFormat {
  const { begin, end } = vocabulary;
  const render = (messages: readonly TemplateMessage[], absent: object, thinks = true, opens = true): string =>
    template.render({
      messages,
      add_generation_prompt: opens,
      bos_token: begin?.text ?? "",
      eos_token: end?.text ?? "",
      ...absent,
      ...(thinks ? {} : withoutThinking),
    });
  // What Hugging Face passes as None, a template for tools cannot do with.
  const [absent, keepsSystem] = firstThatWorks([{ tools: null, documents: null }, {}], (values) =>
    placesSystem((messages) => render(messages.map(plain), values)),
  );
  const own = findOwnCalls(
    (messages, { tools, opens }) => render(messages, { ...absent, ...(tools && { tools }) }, true, opens),
    { endIn: (text) => vocabulary.endIn(text), thought },
  );

  function plain({ role, content }: PromptMessage): TemplateMessage {
    return { role, content: vocabulary.protect(content) };
  }

  /** What tools answered are messages of their own. */
  function withTools(message: PromptMessage): TemplateMessage[] {
    const { toolCalls = [], toolResults = [], content } = message;
    const calls = toolCalls.map(({ id, name, arguments: given }) =>
      toWireCall(
        { id: shortId(id), name: vocabulary.protect(name), args: protectAll(readArguments(given)) },
        own?.asText ?? false,
      ),
    );
    return [
      ...toolResults.map(({ id, name, text }) => ({
        role: "tool",
        tool_call_id: shortId(id),
        name: vocabulary.protect(name),
        content: vocabulary.protect(text),
      })),
      ...(content === "" && toolResults.length > 0
        ? []
        : [{ ...plain(message), ...(calls.length > 0 && { tool_calls: calls }) }]),
    ];
  }

  /** All texts of a JSON value, as they may stand in the prompt. */
  function protectAll(value: unknown): unknown {
    if (typeof value === "string") return vocabulary.protect(value);
    if (Array.isArray(value)) return value.map(protectAll);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [vocabulary.protect(key), protectAll(each)]));
  }

  return {
    calls: own?.form ?? null,
    write(messages, thinks, tools = []): PromptDraft {
      const placed = keepsSystem ? messages : withSystemInUser(messages);
      const offered = tools.length === 0 ? {} : { tools: tools.map((tool: Tool) => protectAll(toWireTool(tool))) };
      const text = render(placed.flatMap(withTools), { ...absent, ...offered }, thinks);
      return { text, tokens: (more) => beginOnce(vocabulary, vocabulary.tokenize(text + more)) };
    },
    protect: (text) => vocabulary.protect(text),
    answer: (text) => vocabulary.tokenizeBehind(text),
  };
}

/** Arguments as an object; what a program wrote of them that is none stands as text. */
function readArguments(given: string): unknown {
  try {
    return JSON.parse(given === "" ? "{}" : given);
  } catch {
    return given;
  }
}

/** @throws what `attempt` throws of the last */
function firstThatWorks<Value, Result>(values: readonly Value[], attempt: (value: Value) => Result): [Value, Result] {
  let problem: unknown;
  for (const value of values) {
    try {
      return [value, attempt(value)];
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

/** What templates ask whether to think. */
const withoutThinking = { enable_thinking: false, thinking: false };

/** The first token once: as the template has it, and where it has none as the vocabulary wants it. */
export function beginOnce({ begin, addsBegin }: PromptVocabulary, tokens: Token[]): Token[] {
  if (!begin) return tokens;
  const other = tokens.findIndex((token) => token !== begin.token);
  const count = other === -1 ? tokens.length : other;
  return count > 1 || (count === 0 && addsBegin) ? [begin.token, ...tokens.slice(count)] : tokens;
}

const probe = { system: "Zirconium", first: "Quartzite", answer: "Feldspar", second: "Muscovite" } as const;

/**
 * Whether the format has a place for a system message that stays where it is. One that refuses it, leaves it out or moves it along
 * with the last question (which would have everything read again) gets it before the first question instead.
 * @throws Error where it leaves out what a user says
 */
function placesSystem(render: (messages: readonly PromptMessage[]) => string): boolean {
  const talk: readonly PromptMessage[] = [
    { role: "user", content: probe.first },
    { role: "assistant", content: probe.answer },
    { role: "user", content: probe.second },
  ];
  try {
    const text = render([{ role: "system", content: probe.system }, ...talk]);
    const system = text.indexOf(probe.system);
    if (system !== -1 && isInOrder(text)) return system < text.indexOf(probe.first);
  } catch {
    // It may do so for the system message.
  }
  if (!isInOrder(render(talk))) throw new Error("The template leaves out what is said.");
  return false;
}

function isInOrder(text: string): boolean {
  const places = [probe.first, probe.answer, probe.second].map((said) => text.indexOf(said));
  return places.every((place, index) => place > (places[index - 1] ?? -1));
}

export function withSystemInUser(messages: readonly PromptMessage[]): readonly PromptMessage[] {
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const rest = messages.filter(({ role }) => role !== "system");
  const first = rest.findIndex(({ role }) => role === "user");
  if (system.length === 0) return rest;
  if (first === -1) return [{ role: "user", content: system.join("\n\n") }, ...rest];
  return rest.map((message, index) =>
    index === first ? { ...message, content: [...system, message.content].join("\n\n") } : message,
  );
}
