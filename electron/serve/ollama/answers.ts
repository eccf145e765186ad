import { argumentsOf } from "../argumentsOf.ts";
import type { GenerateResult, TokenLogprob, ToolCall } from "../../core/llm/languageModel.ts";

/** What is told of an answer at a time. */
export interface Piece {
  readonly text?: string;
  readonly thought?: string;
  readonly toolCalls?: readonly ToolCall[];
  readonly logprobs?: readonly TokenLogprob[];
}

/** How a route that answers tells a piece. */
export type Shape = (piece: Piece) => Readonly<Record<string, unknown>>;

export const chatShape: Shape = ({ text = "", thought, toolCalls = [], logprobs }) => ({
  message: {
    role: "assistant",
    content: text,
    ...(thought !== undefined && { thinking: thought }),
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(({ id, name, arguments: given }, index) => ({
        id,
        function: { index, name, arguments: argumentsOf(given) },
      })),
    }),
  },
  ...(logprobs && { logprobs: logprobs.map(wireLogprob) }),
});

export const generateShape: Shape = ({ text = "", thought, logprobs }) => ({
  response: text,
  ...(thought !== undefined && { thinking: thought }),
  ...(logprobs && { logprobs: logprobs.map(wireLogprob) }),
});

function wireLogprob({ token, logprob, top }: TokenLogprob) {
  const likely = top.map((other) => ({ token: other.token, logprob: other.logprob }));
  return { token, logprob, ...(likely.length > 0 && { top_logprobs: likely }) };
}

const nanoseconds = 1_000_000;

/** A time of this many milliseconds, as this form counts. */
export function duration(ms: number): number {
  return Math.round(ms * nanoseconds);
}

/** What ends an answer: why, and what it took, in nanoseconds and tokens. */
export function closing(
  result: GenerateResult,
  { totalMs, loadMs }: { readonly totalMs: number; readonly loadMs: number },
): Readonly<Record<string, unknown>> {
  const isCut = result.stop === "length" || result.stop === "loop";
  return {
    done: true,
    done_reason: isCut ? "length" : "stop",
    total_duration: duration(totalMs),
    load_duration: duration(loadMs),
    prompt_eval_count: result.promptTokens,
    prompt_eval_duration: duration(result.prefillMs),
    eval_count: result.completionTokens,
    eval_duration: duration(result.decodeMs),
  };
}
