import { fold } from "../../text/fold.ts";
import { snowballStem } from "../../text/snowball.ts";

interface PhraseWord {
  readonly form: string;
  readonly stem: string;
}

interface Phrase<T> {
  readonly words: readonly PhraseWord[];
  readonly value: T;
}

/** A phrase of a list in a text: the words `[from, to)`. */
export interface PhraseMatch<T> {
  readonly value: T;
  readonly from: number;
  readonly to: number;
}

/** Finds the phrases of lists in words. */
export interface Phrases<T> {
  /** all in a text, the longest where several begin at a word; none over another */
  in(words: readonly PhraseWord[]): PhraseMatch<T>[];
  /** all of the phrases of one word, by what they are compared by */
  readonly single: ReadonlyMap<string, readonly T[]>;
}

/**
 * @param lists entries between spaces, their words joined by "_", each list with what it means
 * @param by whether the words are compared as they are written (folded) or by their stems
 * @param language BCP 47
 */
export function phrasesOf<T>(
  lists: readonly (readonly [T, string])[],
  by: "form" | "stem",
  language: string,
): Phrases<T> {
  const byFirst = new Map<string, Phrase<T>[]>();
  const single = new Map<string, T[]>();
  for (const [value, entries] of lists) {
    for (const entry of entries.split(" ").filter(Boolean)) {
      const words = entry.split("_").map((word) => ({ form: fold(word), stem: snowballStem(word, language) ?? word }));
      const first = words[0]?.[by];
      if (first === undefined) continue;
      const phrases = byFirst.get(first) ?? entryOf(byFirst, first);
      // Two entries of one stem are one.
      const isKnown = phrases.some((other) => other.value === value && isEqual(other.words, words));
      if (isKnown) continue;
      phrases.push({ words, value });
      if (words.length === 1) (single.get(first) ?? entryOf(single, first)).push(value);
    }
  }
  for (const phrases of byFirst.values()) phrases.sort((a, b) => b.words.length - a.words.length);
  return { in: find, single };

  function isEqual(one: readonly PhraseWord[], other: readonly PhraseWord[]): boolean {
    return one.length === other.length && one.every((word, index) => word[by] === other[index]?.[by]);
  }

  function find(words: readonly PhraseWord[]): PhraseMatch<T>[] {
    const matches: PhraseMatch<T>[] = [];
    for (let from = 0; from < words.length; from += 1) {
      const candidates = byFirst.get(words[from]?.[by] ?? "") ?? [];
      const phrase = candidates.find((candidate) =>
        candidate.words.every((word, offset) => words[from + offset]?.[by] === word[by]),
      );
      if (!phrase) continue;
      const to = from + phrase.words.length;
      // A word may be in several lists.
      for (const candidate of candidates) {
        if (candidate.words.length !== phrase.words.length) continue;
        if (candidate.words.every((word, offset) => words[from + offset]?.[by] === word[by])) {
          matches.push({ value: candidate.value, from, to });
        }
      }
      from = to - 1;
    }
    return matches;
  }
}

function entryOf<V>(map: Map<string, V[]>, key: string): V[] {
  const entry: V[] = [];
  map.set(key, entry);
  return entry;
}
