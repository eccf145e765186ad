import type { Token } from "node-llama-cpp";
import type { Tool, ToolCall, ToolResult } from "../../core/llm/languageModel.ts";
import type { CallForm } from "../tools/callForm.ts";

export interface PromptMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
  /** of the assistant, behind its content */
  readonly toolCalls?: readonly ToolCall[];
  /** of the user, before the content, which may be empty then */
  readonly toolResults?: readonly ToolResult[];
}

/** A prompt up to where the answer begins. */
export interface PromptDraft {
  readonly text: string;
  /** @param end goes on behind the text, as if the model had begun so; "" for none */
  tokens(end: string): Token[];
}

/** The way in which one model wants a conversation written. */
export interface PromptFormat {
  /** how calls of tools are written; null: it has no place for tools */
  readonly calls: CallForm | null;
  /**
   * @param thinks false: without a thought, where the format has a way to ask for that
   * @param tools that are offered; none where they are left out, and where `calls` is null
   * @throws Error where the format refuses these messages
   */
  write(messages: readonly PromptMessage[], thinks: boolean, tools?: readonly Tool[]): PromptDraft;
  /** A text of a message as it may stand in the prompt: what looks like a control token in it stays text. */
  protect(text: string): string;
  /** The tokens of an answer that begins with this text. */
  answer(text: string): Token[];
}
