import type { Token } from "node-llama-cpp";
import { withSystemInUser } from "./jinjaFormat.ts";
import type { PromptDraft, PromptFormat, PromptMessage } from "./promptFormat.ts";
import type { PromptVocabulary } from "./vocabulary.ts";

/**
 * Mistral's formats with SentencePiece (7B v0.1 to v0.3, Mixtral, Codestral, Large), as mistral-common publishes their tokens: each
 * message is encoded by itself, so that each begins with a space of its own, and so does the answer. No template can say that.
 * @param withTools writes conversations with tools
 */
export function createMistralFormat(vocabulary: PromptVocabulary, withTools: PromptFormat | null = null): PromptFormat {
  const beginUser = vocabulary.control("[INST]");
  const endUser = vocabulary.control("[/INST]");
  const beginSystem = vocabulary.control("[SYSTEM_PROMPT]");
  const endSystem = vocabulary.control("[/SYSTEM_PROMPT]");
  const encode = (text: string): Token[] =>
    text === "" ? [] : vocabulary.tokenizeText(vocabulary.addsSpace ? text : ` ${text}`);
  const only = (token: Token | null | undefined): Token[] => (token === null || token === undefined ? [] : [token]);

  function encodeMessage({ role, content }: PromptMessage): Token[] {
    if (role === "system") return [...only(beginSystem), ...encode(content), ...only(endSystem)];
    if (role === "assistant") {
      const text = beginUser === null ? content : content.replace(/ +$/u, "");
      return [...encode(text), ...only(vocabulary.end?.token)];
    }
    if (beginUser === null || endUser === null) return encode(`[INST] ${content} [/INST]`);
    return [beginUser, ...encode(content), endUser];
  }

  return {
    calls: withTools?.calls ?? null,
    write(messages, thinks, tools = []): PromptDraft {
      if (withTools?.calls && (tools.length > 0 || messages.some(isOfTools))) {
        return withTools.write(messages, thinks, tools);
      }
      const placed = beginSystem === null ? withSystemInUser(messages) : messages;
      const tokens = [...only(vocabulary.begin?.token), ...placed.flatMap(encodeMessage)];
      return {
        text: `${vocabulary.begin?.text ?? ""}${placed.map((message) => writeMessage(message, vocabulary)).join("")}`,
        tokens: (end) => [...tokens, ...encode(end)],
      };
    },
    protect: (text) => text,
    answer: encode,
  };
}

function isOfTools({ toolCalls, toolResults }: PromptMessage): boolean {
  return toolCalls !== undefined || toolResults !== undefined;
}

function writeMessage({ role, content }: PromptMessage, { end }: PromptVocabulary): string {
  if (role === "system") return `[SYSTEM_PROMPT] ${content}[/SYSTEM_PROMPT]`;
  return role === "assistant" ? ` ${content}${end?.text ?? ""}` : `[INST] ${content}[/INST]`;
}

/**
 * Whether a template says the same, white space apart.
 * @param write the prompt of messages by the template
 */
export function isMistralFormat(
  vocabulary: PromptVocabulary,
  write: (messages: readonly PromptMessage[]) => PromptDraft,
): boolean {
  if (!vocabulary.isSentencePiece) return false;
  const talk: readonly PromptMessage[] = [
    { role: "system", content: "Zirconium" },
    { role: "user", content: "Quartzite" },
    { role: "assistant", content: "Feldspar" },
    { role: "user", content: "Muscovite" },
  ];
  const squeeze = ({ text }: PromptDraft): string => text.replaceAll(/\s+/gu, "");
  const begin = vocabulary.begin?.text ?? "";
  const written = squeeze(write(talk));
  return (
    squeeze(createMistralFormat(vocabulary).write(talk, true)) === (written.startsWith(begin) ? "" : begin) + written
  );
}
