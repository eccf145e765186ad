import { type ComparedWord, comparedWords, isContent } from "./comparedWords.ts";

/** Sentences as claims are held against them, read once for all claims. */
export interface Passage {
  readonly sentences: readonly PassageSentence[];
  /** the sentences that have a word, by what words are found by */
  readonly sentencesWith: (key: string) => readonly number[];
}

export interface PassageSentence {
  readonly words: readonly ComparedWord[];
  /** positions of words by what they are found by */
  readonly positions: ReadonlyMap<string, readonly number[]>;
  /** positions of pronouns */
  readonly pronouns: readonly number[];
  /** what its pronouns may stand for: names of the sentences before, by what they are found by, with the sentence that has them */
  readonly antecedents: ReadonlyMap<string, number>;
}

/** Sentences before a pronoun in which what it stands for is looked for. */
const sentencesBack = 2;
/** Words of one thought stand within so many of each other. */
const closeWords = 8;
/** What it counts that a word stands in the same sentence as its neighbour of the claim: close to it, farther off, through a pronoun. */
const together = { close: 1, far: 0.8, pronoun: 0.7 } as const;

/**
 * Reads sentences for claims; null where the language has no lists.
 *
 * @param texts of sentences that follow one another
 * @param language BCP 47
 * @param known words that are names, folded
 */
export function passageOf(texts: readonly string[], language: string, known?: ReadonlySet<string>): Passage | null {
  const read = passages.get(texts);
  if (read?.language === language && read.known === known) return read.passage;
  const passage = readPassage(texts, language, known);
  passages.set(texts, { language, known, passage });
  return passage;
}

/** Every part of the check asks for the same quotes. */
const passages = new WeakMap<
  readonly string[],
  { readonly language: string; readonly known: ReadonlySet<string> | undefined; readonly passage: Passage | null }
>();

function readPassage(texts: readonly string[], language: string, known?: ReadonlySet<string>): Passage | null {
  const sentences: PassageSentence[] = [];
  const byKey = new Map<string, number[]>();
  for (const [index, text] of texts.entries()) {
    const words = comparedWords(text, language, known);
    if (!words) return null;
    const positions = new Map<string, number[]>();
    for (const { foundBy, position } of words) for (const key of foundBy) listOf(positions, key).push(position);
    for (const key of positions.keys()) listOf(byKey, key).push(index);
    const pronouns = words.filter(({ kind }) => kind === "pronoun").map(({ position }) => position);
    const earlier = pronouns.length === 0 ? [] : sentences.slice(-sentencesBack);
    const antecedents = new Map<string, number>();
    for (const [back, sentence] of earlier.entries()) {
      for (const word of sentence.words) {
        if (word.kind !== "name" && !(word.position === 0 && isContent(word))) continue;
        antecedents.set(word.stem, index - earlier.length + back);
      }
    }
    sentences.push({ words, positions, pronouns, antecedents });
  }
  return { sentences, sentencesWith: (key) => byKey.get(key) ?? [] };
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  if (list.length === 0) lists.set(key, list);
  return list;
}

/**
 * How much each word of a claim is supported by a sentence, 0 to 1: the share of the claim's other words, near ones counting most, that
 * stand in that sentence together with it. 0 where the sentence does not have it.
 *
 * @param content the content words of the claim in their order
 */
export function supportIn(sentence: PassageSentence, content: readonly ComparedWord[]): number[] {
  const places = content.map((word) => placesOf(sentence, word));
  return content.map((_, index) => {
    const own = places[index];
    if (!own) return 0;
    let share = content.length === 1 ? 1 : 0;
    let all = content.length === 1 ? 1 : 0;
    for (const [other, place] of places.entries()) {
      if (other === index) continue;
      const weight = 1 / Math.abs(other - index);
      all += weight;
      if (place) share += weight * togetherness(own, place);
    }
    return share / all;
  });
}

interface Places {
  readonly positions: readonly number[];
  readonly byPronoun: boolean;
}

function placesOf({ positions, pronouns, antecedents }: PassageSentence, word: ComparedWord): Places | null {
  const found = word.keys.flatMap((key) => positions.get(key) ?? []);
  if (found.length > 0) return { positions: found, byPronoun: false };
  return antecedents.has(word.stem) ? { positions: pronouns, byPronoun: true } : null;
}

function togetherness(a: Places, b: Places): number {
  let least = Infinity;
  for (const one of a.positions) {
    for (const other of b.positions) if (one !== other) least = Math.min(least, Math.abs(one - other));
  }
  // The same word twice in the claim and once in the sentence.
  if (least === Infinity) return 0;
  return (least <= closeWords ? together.close : together.far) * (a.byPronoun || b.byPronoun ? together.pronoun : 1);
}
