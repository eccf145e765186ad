import { AppError } from "../../contract/errors.ts";
import type { Context, ConversationContext } from "./context.ts";
import type { Answer } from "./marks.ts";
import type { TokenCounter } from "./tokens.ts";

/** A model that was taught no answers finds no end either: after so many tokens it rests, and can be asked to go on. */
export const mostCompletionTokens = 256;

/**
 * What a model is given that goes on with a text: the newest text alone, word for word, and what it wrote of it before.
 * @throws CONTEXT_TOO_SMALL where it does not fit
 */
export async function textToComplete(
  tokens: Pick<TokenCounter, "contextSize" | "countTexts">,
  turns: ConversationContext["turns"],
  started: Readonly<Answer> | null,
): Promise<Context> {
  const newest = turns.findLast(({ role }) => role === "user");
  if (!newest) throw new AppError("INVALID_INPUT", { data: { reason: "NO_QUESTION" } });
  const { contextSize } = tokens;
  const texts = [newest.text, ...(started ? [joined(newest.text, started.text)] : [])];
  const promptTokens = (await tokens.countTexts(texts)).reduce((sum, count) => sum + count, 1);
  const room = contextSize - Math.min(mostCompletionTokens, Math.floor(contextSize / 4));
  if (promptTokens > room) {
    const missing = promptTokens - room;
    throw new AppError("CONTEXT_TOO_SMALL", { data: { reason: "PROMPT", promptTokens, contextSize, room, missing } });
  }
  return {
    turns: texts.map((text, index) => ({ role: index === 0 ? "user" : "assistant", text })),
    answerBudget: Math.min(mostCompletionTokens, contextSize - promptTokens),
    receipt: {
      droppedTurns: 0,
      documents: "none",
      passages: 0,
      promptTokens,
      contextSize,
      question: null,
      lookedFor: [],
    },
  };
}

/** What was written begins without the space that stood before its first word. */
function joined(text: string, rest: string): string {
  return /[^\s\p{Ps}-]$/u.test(text) && /^[\p{L}\p{N}]/u.test(rest) ? ` ${rest}` : rest;
}
