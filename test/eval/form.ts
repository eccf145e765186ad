import type { CountedSentence } from "../../electron/core/summarize/countedSentence.ts";
import { type DraftClaim, readPoints, withoutRepeats } from "../../electron/core/summarize/draft.ts";
import type { PointPrompt } from "../../electron/core/summarize/writers/prompts.ts";
import type { Support } from "../../electron/contract/summaries.ts";
import { verifyPoint } from "../../electron/core/evidence/verify.ts";
import type { GenerateResult } from "../../electron/core/llm/languageModel.ts";
import { countsOf, nGrams, tokensOf } from "./rouge.ts";

/** Whether an answer of the map step has the form it should have. */
export interface Form {
  /** it came to its end by itself: neither the limit of its length nor the characters that the grammar allows a point cut it off */
  readonly ended: boolean;
  /** it does not say the same again and again, see {@link isLoop} */
  readonly noLoop: boolean;
  /** every point cites something, and everything cited is a sentence of the prompt */
  readonly validIds: boolean;
}

export interface RawAnswer {
  readonly text: string;
  readonly stop: GenerateResult["stop"];
}

export function formOf({ text, stop }: RawAnswer, { cited, bounds }: Pick<PointPrompt, "cited" | "bounds">): Form {
  const points = readPoints(text, cited, { ended: stop === "end", characters: bounds.characters });
  const filled = linesOf(text).some((line) => [...line.replace(/^- | \[[^\]]*\]?$/gu, "")].length >= bounds.characters);
  return {
    ended: stop === "end" && !filled,
    noLoop: !isLoop(points.map((point) => point.text).join("\n")),
    validIds: points.length > 0 && citesValidIds(text, cited),
  };
}

/** Four words in a row that come more than twice, or one word that makes more than 40 % of ten words or more. */
export function isLoop(text: string): boolean {
  const words = tokensOf(text, { stem: false });
  const most = (items: readonly string[]): number => Math.max(0, ...countsOf(items).values());
  return most(nGrams(words, 4)) > 2 || (words.length >= 10 && most(words) > words.length * 0.4);
}

/** Numbers of an answer's citations that stand for no sentence are dropped when it is read: none may be missing then. */
function citesValidIds(answer: string, cited: readonly CountedSentence[]): boolean {
  return linesOf(answer).every((line) => {
    const ids = new Set(/\[([\d,\s]*)\]?\s*$/u.exec(line)?.[1]?.match(/\d+/gu));
    const resolved = readPoints(line, cited, { ended: true, characters: Infinity }).flatMap(({ cites }) => cites);
    return ids.size > 0 && resolved.length === ids.size;
  });
}

function linesOf(answer: string): string[] {
  return answer.split("\n").filter((line) => line.trim() !== "");
}

/** What code says of a point. */
export interface PointCheck {
  readonly text: string;
  /** the whole point stands word for word in a sentence it cites */
  readonly verbatim: boolean;
  readonly support: Support;
}

export interface CheckContext {
  readonly language: string;
  /** words that are names in the document */
  readonly known: ReadonlySet<string>;
}

/** Points as the product would keep and judge them. */
export function checkPoints(drafts: readonly DraftClaim[], { language, known }: CheckContext): PointCheck[] {
  return withoutRepeats(drafts, language).map((draft) => {
    const { text, cites } = draft;
    const quotes = cites.map((piece) => piece.text);
    return {
      text,
      verbatim: cites.some((piece) => piece.text.includes(text)),
      support: verifyPoint(text, quotes, language, { known }).support,
    };
  });
}
