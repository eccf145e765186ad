import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { Chunk } from "./chunks.ts";
import type { CountedSentence } from "./countedSentence.ts";
import { mostCitations } from "../llm/answerFormat.ts";
import type { TokenBudget } from "../llm/tokenBudget.ts";

/** How many points an answer has and how long each may be. */
export interface PointBounds {
  readonly least: number;
  readonly most: number;
  /** words a point should have at most: what the prompt asks for */
  readonly words: number;
  /** characters a point has at most: what the format enforces */
  readonly characters: number;
}

/** How many points are asked of a chunk, of a merge in the middle of the tree and of the whole. */
const counts = {
  sentence: { chunk: 3, merge: 5, whole: 1, words: 40 },
  short: { chunk: 3, merge: 6, whole: 5, words: 25 },
  standard: { chunk: 4, merge: 9, whole: 9, words: 30 },
  detailed: { chunk: 7, merge: 14, whole: 16, words: 35 },
} as const;

/** Share of the context that an answer may take. */
const answerShare = 1 / 3;

/** For the chunk of a long document, or for the only chunk of a short one, whose points are the summary. */
export function mapBounds(options: SummaryOptions, chunk: Chunk, chunks: number, budget: TokenBudget): PointBounds {
  const wanted = counts[options.length];
  const most = chunks > 1 ? wanted.chunk : wanted.whole === 1 ? 1 : Math.max(wanted.chunk, wanted.whole - 2);
  // A few sentences do not hold many facts.
  const held = Math.max(1, Math.round(chunk.tokens / 90));
  return bounded(Math.min(most, held), wanted.words, budget);
}

export function mergeBounds(
  options: SummaryOptions,
  isLast: boolean,
  points: number,
  budget: TokenBudget,
): PointBounds {
  const wanted = counts[options.length];
  return bounded(Math.min(isLast ? wanted.whole : wanted.merge, points), wanted.words, budget);
}

/** Points beyond this many are merged once more even where a single node is left. */
export function wholeCount(options: SummaryOptions): number {
  return counts[options.length].whole;
}

/** Tokens that an answer in a model's own words takes at most. */
export function writtenTokens(bounds: PointBounds, { tokensPerCharacter }: TokenBudget): number {
  return Math.ceil(bounds.most * tokensOfPoint(bounds.characters, tokensPerCharacter));
}

/** Tokens that an answer made of these sentences takes at most. */
export function quotedTokens(bounds: PointBounds, cited: readonly CountedSentence[]): number {
  // Longer ones are quoted only where there are no others, see quotableOf.
  const short = cited.filter(({ text }) => text.length < bounds.characters);
  const sizes = (short.length > 0 ? short : cited).map(({ tokens }) => tokens + tokensAroundQuote);
  return sizes
    .toSorted((a, b) => b - a)
    .slice(0, bounds.most)
    .reduce((sum, tokens) => sum + tokens, 0);
}

/** The dash, the number in its brackets and the line break. */
export const tokensAroundQuote = 10;

function bounded(most: number, words: number, budget: TokenBudget): PointBounds {
  // Half as much again as six characters a word with its space; without spaces a word is about two characters.
  const characters = budget.unspaced ? words * 4 : words * 9;
  const fitting = Math.floor((budget.contextSize * answerShare) / tokensOfPoint(characters, budget.tokensPerCharacter));
  const count = Math.max(1, Math.min(most, fitting));
  return { least: count > 3 ? Math.ceil(count / 2) : 1, most: count, words, characters };
}

/** The marks and numbers of a citation take a few tokens besides the text. */
function tokensOfPoint(characters: number, perCharacter: number): number {
  return characters * perCharacter + 6 + mostCitations * 3;
}
