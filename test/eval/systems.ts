import { countWords } from "../../electron/core/text/words.ts";
import { cutToWords, lead, lexRankBest, oracleBest, type Rouge, rougeOf, textRankBest } from "./baselines.ts";
import { meanOf } from "./figures.ts";
import type { Answer } from "./model.ts";
import type { Passage } from "./passages.ts";

/** Ways to say in one sentence what a passage is about; `any` is the mean over all its sentences, `oracle` knows the summary. */
export const systemNames = ["any", "first", "textRank", "lexRank", "written", "shown", "oracle"] as const;
export type SystemName = (typeof systemNames)[number];

export interface Sentence {
  /** cut to the budget; empty for the mean over many */
  readonly text: string;
  readonly words: number;
  readonly rouge: Rouge;
}

/** What every system says of a passage, cut to the same number of words, with its scores; the model's where it has one. */
export function compareSystems(
  { document, sentences }: Passage,
  budget: number,
  answer: Answer | null,
): Partial<Record<SystemName, Sentence>> {
  const { references } = document;
  const { language } = document.source;
  const cut = sentences.map((sentence) => cutToWords(sentence, budget));
  const judge = (sentence: string): Sentence => {
    const text = cutToWords(sentence, budget);
    return { text, words: countWords(text), rouge: rougeOf(references, text) };
  };
  return {
    any: meanSentence(cut.map(judge)),
    first: judge(lead(sentences)),
    textRank: judge(textRankBest(sentences, language)),
    lexRank: judge(lexRankBest(sentences, language)),
    ...(answer === null ? {} : { written: judge(answer.written.first), shown: judge(answer.shown.first) }),
    oracle: judge(oracleBest(cut, references)),
  };
}

function meanSentence(sentences: readonly Sentence[]): Sentence {
  const mean = (value: (sentence: Sentence) => number): number => meanOf(sentences.map(value));
  return {
    text: "",
    words: mean(({ words }) => words),
    rouge: { r1: mean(({ rouge }) => rouge.r1), r2: mean(({ rouge }) => rouge.r2), rl: mean(({ rouge }) => rouge.rl) },
  };
}
