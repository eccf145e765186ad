import type { Token } from "node-llama-cpp";

export interface PromptMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** A prompt up to where the answer begins. */
export interface PromptDraft {
  readonly text: string;
  /** @param end goes on behind the text, as if the model had begun so; "" for none */
  tokens(end: string): Token[];
}

/** The way in which one model wants a conversation written. */
export interface PromptFormat {
  /**
   * @param thinks false: without a thought, where the format has a way to ask for that
   * @throws Error where the format refuses these messages
   */
  write(messages: readonly PromptMessage[], thinks: boolean): PromptDraft;
  /** A text of a message as it may stand in the prompt: what looks like a control token in it stays text. */
  protect(text: string): string;
  /** The tokens of an answer that begins with this text. */
  answer(text: string): Token[];
}
