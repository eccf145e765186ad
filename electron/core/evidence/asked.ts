import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import { type ComparedWord, comparedWords, isContent } from "./comparedWords.ts";

/** One word of a question: it is there where one of its keys is. */
export interface AskedWord {
  readonly keys: readonly string[];
  /** beside the other words of the question, 0 to 1 */
  readonly counts: number;
}

/** The words of a question that say something by themselves, each with its stem and its synonyms. @param language BCP 47 */
export function askedWords(question: string, language: string): AskedWord[] {
  const compared = comparedWords(question, language);
  const keys = compared
    ? compared.filter(isContent).map((word) => word.keys)
    : stemsOf(question, stopWordsOf(language)).map((stem) => [stem]);
  return keys.map((own) => ({ keys: own, counts: 1 }));
}

/** What the words of a sentence are found by. @param language BCP 47 */
export function findableKeys(sentence: string, language: string): ReadonlySet<string> {
  const compared = comparedWords(sentence, language);
  const keys = (word: ComparedWord): readonly string[] => [...word.keys, ...word.foundBy];
  return new Set(compared ? compared.filter(isContent).flatMap(keys) : stemsOf(sentence, stopWordsOf(language)));
}

/** What is rare among these sentences tells most; what is in none of them is missed most. */
export function weightsAmong(sentences: readonly ReadonlySet<string>[]): (word: AskedWord) => number {
  return ({ keys: own, counts }) => {
    const holding = sentences.filter((keys) => own.some((key) => keys.has(key))).length;
    return counts * Math.log(1 + (sentences.length + 1) / (holding + 0.5));
  };
}

/** The share of a question's words, by their weights, that stand in these sentences together, 0 to 1. */
export function shareAnswered(
  asked: readonly AskedWord[],
  sentences: readonly ReadonlySet<string>[],
  weightOf: (word: AskedWord) => number,
): number {
  const all = asked.reduce((sum, word) => sum + weightOf(word), 0);
  const held = asked.filter((word) => sentences.some((own) => word.keys.some((key) => own.has(key))));
  return all === 0 ? 0 : held.reduce((sum, word) => sum + weightOf(word), 0) / all;
}
