import { argumentsOf } from "../argumentsOf.ts";
import type { GenerateResult, ToolCallPiece } from "../../core/llm/languageModel.ts";
import type { WireCitation } from "./documents.ts";

export type MessageBlock =
  | { readonly type: "text"; text: string; citations: WireCitation[] | null }
  | { readonly type: "thinking"; thinking: string; readonly signature: "" }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; input: unknown };

export interface Usage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: 0;
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
}

export interface Message {
  readonly id: string;
  readonly type: "message";
  readonly role: "assistant";
  readonly model: string;
  readonly content: MessageBlock[];
  readonly stop_reason: "end_turn" | "max_tokens" | "stop_sequence" | "tool_use" | null;
  readonly stop_sequence: string | null;
  readonly usage: Usage;
}

/** An event of a stream, by its name and as it is written. */
export type Send = (event: string, data: Readonly<Record<string, unknown>>) => void;

/** Writes a message as it comes, event by event, and keeps the whole of it. */
export interface MessageWriter {
  /** @param inputTokens as far as it is known before */
  start(inputTokens: number): void;
  thought(text: string): void;
  text(text: string): void;
  /** A sentence with the places that vouch for it, which is a block of its own. */
  cited(text: string, citations: readonly WireCitation[]): void;
  /** A call of a tool begins or grows. */
  toolCall(piece: ToolCallPiece): void;
  end(result: GenerateResult): Message;
}

export function createMessageWriter({ id, model }: Pick<Message, "id" | "model">, send: Send): MessageWriter {
  const content: MessageBlock[] = [];
  let isOpen = false;
  const empty = { id, type: "message", role: "assistant", model, content } as const;

  function open(block: MessageBlock, shown: Readonly<Record<string, unknown>>): void {
    close();
    content.push(block);
    isOpen = true;
    send("content_block_start", { type: "content_block_start", index: content.length - 1, content_block: shown });
  }
  function close(): void {
    if (isOpen) send("content_block_stop", { type: "content_block_stop", index: content.length - 1 });
    isOpen = false;
  }
  function delta(change: Readonly<Record<string, unknown>>): void {
    send("content_block_delta", { type: "content_block_delta", index: content.length - 1, delta: change });
  }
  const emptyText = { type: "text", text: "", citations: null } as const;

  return {
    start(inputTokens) {
      const usage = usageOf({ promptTokens: inputTokens, evaluatedPromptTokens: inputTokens, completionTokens: 0 });
      const message = { ...empty, content: [], stop_reason: null, stop_sequence: null, usage };
      send("message_start", { type: "message_start", message });
    },
    thought(text) {
      let block = content.at(-1);
      if (!isOpen || block?.type !== "thinking") {
        block = { type: "thinking", thinking: "", signature: "" };
        open(block, { ...block });
      }
      block.thinking += text;
      delta({ type: "thinking_delta", thinking: text });
    },
    text(text) {
      if (text === "") return;
      let block = content.at(-1);
      if (!isOpen || block?.type !== "text" || block.citations !== null) {
        block = { ...emptyText };
        open(block, emptyText);
      }
      block.text += text;
      delta({ type: "text_delta", text });
    },
    cited(text, citations) {
      open({ type: "text", text, citations: [...citations] }, { ...emptyText, citations: [] });
      delta({ type: "text_delta", text });
      for (const citation of citations) delta({ type: "citations_delta", citation });
      close();
    },
    toolCall({ id: callId, name, arguments: text }) {
      const block = content.at(-1);
      if (!isOpen || block?.type !== "tool_use" || block.id !== callId) {
        open({ type: "tool_use", id: callId, name, input: {} }, { type: "tool_use", id: callId, name, input: {} });
      }
      if (text !== "") delta({ type: "input_json_delta", partial_json: text });
    },
    end(result) {
      close();
      for (const { id: callId, arguments: text } of result.toolCalls ?? []) {
        const block = content.find((each) => each.type === "tool_use" && each.id === callId);
        if (block?.type === "tool_use") block.input = argumentsOf(text);
      }
      const usage = usageOf(result);
      const stop = { stop_reason: stopReasonOf(result), stop_sequence: result.stopped ?? null };
      send("message_delta", { type: "message_delta", delta: stop, usage });
      send("message_stop", { type: "message_stop" });
      return { ...empty, ...stop, usage };
    },
  };
}

/** Of the prompt those that were kept from before count apart. */
function usageOf({
  promptTokens,
  evaluatedPromptTokens,
  completionTokens,
}: Pick<GenerateResult, "promptTokens" | "evaluatedPromptTokens" | "completionTokens">): Usage {
  return {
    input_tokens: evaluatedPromptTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: Math.max(0, promptTokens - evaluatedPromptTokens),
    output_tokens: completionTokens,
  };
}

function stopReasonOf({ stop }: Pick<GenerateResult, "stop">): NonNullable<Message["stop_reason"]> {
  if (stop === "tools") return "tool_use";
  if (stop === "stop") return "stop_sequence";
  return stop === "end" ? "end_turn" : "max_tokens";
}
