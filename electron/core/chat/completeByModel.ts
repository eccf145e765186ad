import { toAppError } from "../../contract/errors.ts";
import type { ChatTurn, ModelSession } from "../llm/languageModel.ts";
import { fillTemplate } from "../llm/promptTemplate.ts";
import { withoutLabels } from "../llm/labels.ts";
import { stemOf } from "../text/stems.ts";
import { wordsOf } from "../text/words.ts";
import { prompts } from "./prompts.ts";

/** A question is no longer than this: far less than reading passages for the wrong one. */
const mostTokens = 48;
const longest = 240;
/** Letters from which a word says something of its own in most languages. */
const tellingLetters = 4;

/**
 * The newest question as it stands by itself, by the model; null where what it writes is no such question: words that nobody said, or
 * nothing more than was asked.
 *
 * @param turns up to the question
 * @throws CANCELLED
 */
export async function completeByModel(
  session: Pick<ModelSession, "generate">,
  turns: readonly ChatTurn[],
  question: string,
  signal: AbortSignal,
): Promise<string | null> {
  const asked: ChatTurn = { role: "user", text: fillTemplate(prompts.complete, { question }) };
  try {
    const { text, stop } = await session.generate({
      turns: [...turns.slice(0, -1), asked],
      maxTokens: mostTokens,
      temperature: 0,
      seed: 1,
    });
    const said = turns.map((turn) => turn.text).join("\n");
    return stop === "end" ? readCompleted(text, question, said) : null;
  } catch (thrown) {
    if (signal.aborted || toAppError(thrown).code !== "CONTEXT_TOO_SMALL") throw thrown;
    return null;
  }
}

/** @param said all that was said before it, and the question itself */
export function readCompleted(written: string, question: string, said: string): string | null {
  const text = withoutLabels(
    written.trim().replace(/^(?:question|frage|pregunta|domanda|pergunta|vraag)\s*[:：]\s*/iu, ""),
  );
  if (text === "" || text.length > longest || text.includes("\n")) return null;
  const known = new Set(wordsOf(`${said} ${question}`).map(stemOf));
  const own = wordsOf(text).filter((word) => word.length >= tellingLetters);
  const asked = new Set(wordsOf(question));
  const isKnown = own.every((word) => known.has(stemOf(word)));
  return isKnown && own.some((word) => !asked.has(word)) ? text : null;
}
