import { supportOf } from "../evidence/support.ts";
import { isAgainst } from "../evidence/verify.ts";
import { askModel, isUnreadable } from "./askModel.ts";
import type { DraftClaim } from "./draft.ts";
import type { RunInput } from "./runSteps.ts";
import { translateQuestion } from "./writers/questions.ts";

/** Lines of one question. */
export const linesAtATime = 8;
/** Tokens of a line in another language at most, for each character of the line. */
const tokensPerCharacter = 0.75;

/**
 * The statements in another language, each with the sentences that carried it in the language of the document: they were found where words
 * can be compared. One that comes back with another number, or not at all, stays as it is.
 *
 * @param language BCP 47 of what is read
 */
export async function translateDrafts(
  input: RunInput,
  drafts: readonly DraftClaim[],
  language: string,
): Promise<DraftClaim[]> {
  const translated: DraftClaim[] = [];
  for (let from = 0; from < drafts.length; from += linesAtATime) {
    const lot = drafts.slice(from, from + linesAtATime);
    const texts = lot.map(({ text }) => text);
    const lines = await askModel(
      input,
      {
        key: "translate",
        turns: translateQuestion(texts, language),
        again: translateQuestion(texts, language),
        maxTokens: Math.ceil(texts.join("\n").length * tokensPerCharacter) + 16,
        seed: input.seed,
        onWriter: (by) => input.writers?.add(`translate:${String(from)}`, by),
      },
      (answer) => readLines(answer),
    ).catch(unchanged);
    for (const [index, draft] of lot.entries()) {
      const text = lines.get(index + 1);
      const other = text ? { ...draft, text } : draft;
      const verdict = supportOf(other, { ...input, written: language });
      translated.push(isAgainst(verdict) ? draft : other);
    }
  }
  return translated;
}

/** A model that does not translate has said what it says in the language of the document. */
function unchanged(thrown: unknown): Map<number, string> {
  if (!isUnreadable(thrown)) throw thrown;
  return new Map();
}

/** Lines by the number before them; null where there is none. */
function readLines(answer: string): Map<number, string> | null {
  const lines = new Map<number, string>();
  for (const line of answer.split("\n")) {
    const match = /^\s*(\d{1,2})[.):]\s+(\S.*)$/u.exec(line);
    if (match) lines.set(Number(match[1]), (match[2] ?? "").trim());
  }
  return lines.size > 0 ? lines : null;
}
