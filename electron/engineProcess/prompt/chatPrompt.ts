import type {
  ChatHistoryItem,
  ChatModelResponse,
  ChatModelSegment,
  ChatWrapper,
  ChatWrapperGenerateContextStateOptions,
  ChatWrapperGeneratedContextState,
  ChatWrapperSettings,
  Token,
} from "node-llama-cpp";
import type { NativeModule } from "../nativeModule.ts";
import type { Tool } from "../../core/llm/languageModel.ts";
import type { CallForm } from "../tools/callForm.ts";
import type { PromptDraft, PromptFormat, PromptMessage } from "./promptFormat.ts";
import type { ThoughtMarks } from "./thoughts.ts";

/** How a conversation is put to one model, down to the tokens. */
export interface ChatPrompt extends ChatWrapper {
  /** what stands around a thought; null where the model is not known to write any */
  readonly thoughtMarks: ThoughtMarks | null;
  /** false: the model continues text, and nothing says how a conversation would look to it */
  readonly hasChatPrompt: boolean;
  /** how it writes calls of tools; null: it has no place for tools */
  readonly calls: CallForm | null;
  /**
   * The tokens up to where the answer begins, or goes on.
   * @param answer what is to be continued; "" for none
   * @param tools that are offered, none where `calls` is null
   * @throws Error where the format refuses these messages
   */
  tokens(messages: readonly PromptMessage[], answer: string, tools: readonly Tool[]): readonly Token[];
  /** whether the prompt of this history ends inside a thought, which the model goes on with */
  opensThought(history: readonly ChatHistoryItem[]): boolean;
  /** the tokens of an answer that begins with this text, as the model would write them */
  tokenizeAnswer(text: string): Token[];
  /** true: as the file has it; false: a prompt after which the answer begins, without a thought */
  withThinking(on: boolean): ChatPrompt;
}

export interface ChatPromptOptions {
  readonly format: PromptFormat;
  readonly thoughtMarks: ThoughtMarks | null;
  readonly hasChatPrompt: boolean;
}

export function createChatPrompt(native: NativeModule, options: ChatPromptOptions): ChatPrompt {
  const { ChatWrapper, LlamaText, SpecialTokensText } = native;
  const { format, thoughtMarks: marks, hasChatPrompt } = options;

  class FormatPrompt extends ChatWrapper implements ChatPrompt {
    override readonly wrapperName = "FormatPrompt";
    override readonly settings: ChatWrapperSettings;
    readonly thoughtMarks = marks;
    readonly hasChatPrompt = hasChatPrompt;
    readonly calls = format.calls;
    readonly #thinks: boolean;
    /** The same conversation is asked for again, when its answer begins: a long document is not read twice. */
    #last: { readonly key: string; readonly text: string; readonly tokens: Token[] } | null = null;
    #other: ChatPrompt | null = null;

    constructor(thinks: boolean, other: ChatPrompt | null) {
      super();
      this.#thinks = thinks;
      this.#other = other;
      this.settings = {
        ...ChatWrapper.defaultSettings,
        segments: marks
          ? {
              thought: {
                prefix: LlamaText(new SpecialTokensText(marks.open.text)),
                suffix: LlamaText(new SpecialTokensText(marks.close.text)),
                openOnResponseStart: thinks && endsInThought(format.write([{ role: "user", content: "?" }], true)),
              },
            }
          : {},
      };
    }

    override generateContextState({
      chatHistory,
    }: ChatWrapperGenerateContextStateOptions): ChatWrapperGeneratedContextState {
      const { text, tokens } = this.#write(toMessages(chatHistory), []);
      const contextText = LlamaText(text);
      // The text alone does not say which parts of it are tokens of control.
      Object.defineProperty(contextText, "tokenize", { value: () => [...tokens] });
      return {
        contextText,
        stopGenerationTriggers: [LlamaText(new native.SpecialToken("EOS"))],
        ...(marks?.answer === undefined ? {} : { ignoreStartText: [LlamaText(new SpecialTokensText(marks.answer))] }),
      };
    }

    opensThought(history: readonly ChatHistoryItem[]): boolean {
      return this.#thinks && endsInThought(format.write(toMessages(history).messages, true));
    }

    tokenizeAnswer(text: string): Token[] {
      return format.answer(text);
    }

    withThinking(on: boolean): ChatPrompt {
      if (on === this.#thinks || marks === null) return this;
      this.#other ??= new FormatPrompt(on, this);
      return this.#other;
    }

    tokens(messages: readonly PromptMessage[], answer: string, tools: readonly Tool[]): readonly Token[] {
      return this.#write({ messages, answer, thought: null }, tools).tokens;
    }

    #write(conversation: Conversation, tools: readonly Tool[]): { readonly text: string; readonly tokens: Token[] } {
      const key = JSON.stringify([conversation, tools]);
      if (this.#last?.key === key) return this.#last;
      const { messages, answer, thought } = conversation;
      let draft = format.write(messages, this.#thinks, tools);
      let lead = "";
      if (marks) {
        if (this.#thinks && thought) {
          lead = `${endsInThought(draft) ? "" : marks.open.text}${format.protect(thought.text)}${thought.ended ? marks.close.text : ""}`;
        } else if (!this.#thinks || answer !== "") {
          draft = format.write(messages, false, tools);
          lead = endsInThought(draft) ? `\n${marks.close.text}\n\n` : (marks.answer ?? "");
        }
      }
      const end = lead + format.protect(answer);
      const made = { key, text: draft.text + end, tokens: draft.tokens(end) };
      this.#last = made;
      return made;
    }
  }

  function endsInThought({ text }: PromptDraft): boolean {
    if (!marks) return false;
    const at = text.lastIndexOf(marks.open.text);
    return at !== -1 && text.slice(at + marks.open.text.length).trim() === "";
  }

  return new FormatPrompt(true, null);
}

interface Conversation {
  readonly messages: readonly PromptMessage[];
  /** what is to be continued */
  readonly answer: string;
  readonly thought: { readonly text: string; readonly ended: boolean } | null;
}

function toMessages(history: readonly ChatHistoryItem[]): Conversation {
  const messages: PromptMessage[] = [];
  let answer = "";
  let thought: Conversation["thought"] = null;
  for (const [index, item] of history.entries()) {
    if (item.type !== "model") {
      messages.push({ role: item.type, content: plainText(item.text) });
      continue;
    }
    const text = item.response.filter((part) => typeof part === "string").join("");
    if (index < history.length - 1) {
      messages.push({ role: "assistant", content: text });
      continue;
    }
    answer = text;
    // The thoughts of earlier answers are nothing to go on with.
    const thoughts = item.response.filter(isThought);
    const last = thoughts.at(-1);
    if (last) thought = { text: thoughts.map((part) => part.text).join(""), ended: last.ended };
  }
  return { messages, answer, thought };
}

function isThought(part: ChatModelResponse["response"][number]): part is ChatModelSegment {
  return typeof part !== "string" && part.type === "segment" && part.segmentType === "thought";
}

function plainText(text: string | readonly unknown[]): string {
  return typeof text === "string" ? text : text.filter((part) => typeof part === "string").join("");
}
