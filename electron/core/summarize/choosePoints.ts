import { cosine, lexRank, likeness, type SparseVector, tfIdf } from "../extract/lexrank.ts";
import type { Topic } from "../extract/topics.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import { countWords } from "../text/words.ts";

/** A point that may stand in the summary of the whole. */
export interface Choosable {
  readonly text: string;
  /** the part that it came from; parts share the places of the whole by their words */
  readonly part: number;
  /** how much the sentences that carry it are worth, in deviations of salience within the document; null where none carries it */
  readonly salience: number | null;
  readonly isVerified: boolean;
  /** its place among the points of its part, from 0 */
  readonly place: number;
  /** index of the section that carries it; null where none does */
  readonly section: number | null;
  /** a sentence that carries it is the first of its section, which says what that is about */
  readonly opens: boolean;
  /** it names what the document speaks of and says nothing of it, or it is a heading or an address */
  readonly isEmpty: boolean;
}

export interface Choice {
  /** points at most */
  readonly most: number;
  /** words of all together, at most */
  readonly words: number;
  /** what this kind of document must say */
  readonly topics: readonly Topic[];
  /** BCP 47 of the points */
  readonly language: string;
  /** words of each part */
  readonly parts: readonly number[];
  /** what the reader asks; empty for the whole */
  readonly focus?: string;
  /** where the parts are documents: what is known of them beside their points */
  readonly across?: AcrossDocuments;
}

/** What several documents say, as the choice among their points weighs it. */
export interface AcrossDocuments {
  /** each document has a point before any has a second, as far as the points reach and whatever the words are */
  readonly hearsEach: boolean;
  /** The documents besides its own that say the same as a point, and are heard with it. */
  saidIn(index: number): readonly number[];
  /**
   * How much a point repeats another, 0 to 1.
   * @param cosine of their words
   */
  repetition(index: number, other: number, cosine: number): number;
}

/**
 * What makes a point worth a place, in deviations of the salience of sentences. Weighed on nine documents with key facts or human
 * summaries: what is said is limited by what the parts said rather than by these.
 */
export const worth = {
  salience: 0.35,
  central: 0.5,
  centroid: 0.5,
  verified: 1.5,
  number: 0.3,
  first: 0.3,
  opens: 0.6,
  topic: 2.5,
  repeats: 2.5,
  crowded: 0.6,
  section: 1,
  long: 0.5,
  empty: 4,
  focus: 3,
};

/**
 * Chooses the points of the whole among those of its parts, word for word: one after the other, each for what it is worth less what it
 * repeats (maximal marginal relevance, Carbonell and Goldstein 1998), with a share for every part and rather of sections that none speaks
 * of yet. Points keep their order.
 *
 * @returns indices of the chosen points, ascending
 */
export function choosePoints(points: readonly Choosable[], choice: Choice, weights: typeof worth = worth): number[] {
  const stops = stopWordsOf(choice.language);
  const stems = points.map(({ text }) => stemsOf(text, stops));
  const lengths = points.map(({ text }) => countWords(text));
  const vectors = tfIdf(stems);
  const central = standardized(
    lexRank(
      vectors,
      points.map(() => 1),
    ),
  );
  const centroid = standardized(Float64Array.from(likenessToAll(vectors)));
  const salience = points.map(({ salience }) => Math.max(-2, Math.min(3, salience ?? -2)));
  const asked = new Set(stemsOf(choice.focus ?? "", stops));
  const worthOf = points.map(
    (point, index) =>
      weights.salience * (salience[index] ?? 0) +
      weights.central * (central[index] ?? 0) +
      weights.centroid * (centroid[index] ?? 0) +
      (point.isVerified ? weights.verified : 0) +
      (/\p{N}/u.test(point.text) ? weights.number : 0) +
      (point.place === 0 ? weights.first : 0) +
      (point.opens ? weights.opens : 0) -
      (point.isEmpty ? weights.empty : 0) +
      weights.focus * sharedWith(asked, stems[index] ?? []),
  );
  const total = choice.parts.reduce((sum, words) => sum + words, 0);
  // Of long points fewer fit: what one says more than others it has to say for their words.
  const fitting = choice.words / choice.most;
  const shareOf = (part: number): number => (choice.most * (choice.parts[part] ?? 0)) / Math.max(1, total);
  const chosen = new Set<number>();
  const missing = new Set(choice.topics);
  const taken = new Map<number, number>();
  const sections = new Set<number>();
  const heard = new Set<number>();
  const { across } = choice;
  const repeats = (index: number, other: number): number => {
    const near = likeness(vectors, index, other);
    return across ? across.repetition(index, other, near) : near;
  };
  let words = 0;
  while (chosen.size < choice.most) {
    let best = -1;
    let most = -Infinity;
    let isBestUnheard = false;
    for (const [index, point] of points.entries()) {
      const length = lengths[index] ?? 0;
      const isUnheard = across?.hearsEach === true && !heard.has(point.part);
      if (chosen.has(index) || (isBestUnheard && !isUnheard)) continue;
      if (chosen.size > 0 && !isUnheard && words + length > choice.words) continue;
      const repeated = [...chosen].reduce((near, other) => Math.max(near, repeats(index, other)), 0);
      if (repeated > sameStatement) continue;
      const crowd = Math.max(0, (taken.get(point.part) ?? 0) + 1 - Math.max(1, shareOf(point.part)));
      const news = [...missing].some((topic) => topic.isIn(point.text)) ? weights.topic : 0;
      const isFirst = point.section !== null && !sections.has(point.section);
      const excess = Math.max(0, length / fitting - 1);
      const value =
        (worthOf[index] ?? 0) +
        news +
        (isFirst ? weights.section : 0) -
        weights.repeats * repeated -
        weights.crowded * crowd -
        weights.long * excess;
      if (value > most || (isUnheard && !isBestUnheard)) [best, most, isBestUnheard] = [index, value, isUnheard];
    }
    const point = points[best];
    if (!point) break;
    chosen.add(best);
    words += lengths[best] ?? 0;
    if (point.section !== null) sections.add(point.section);
    taken.set(point.part, (taken.get(point.part) ?? 0) + 1);
    for (const part of [point.part, ...(across?.saidIn(best) ?? [])]) heard.add(part);
    for (const topic of missing) if (topic.isIn(point.text)) missing.delete(topic);
  }
  return [...chosen].sort((a, b) => a - b);
}

/** Two points this alike say the same. */
const sameStatement = 0.75;

/** The mean cosine of each with all others. */
function likenessToAll(vectors: readonly SparseVector[]): number[] {
  return vectors.map((vector, index) => {
    let sum = 0;
    for (const [place, other] of vectors.entries()) if (place !== index) sum += cosine(vector, other);
    return vectors.length > 1 ? sum / (vectors.length - 1) : 0;
  });
}

function sharedWith(asked: ReadonlySet<string>, stems: readonly string[]): number {
  return asked.size === 0 ? 0 : new Set(stems.filter((stem) => asked.has(stem))).size / asked.size;
}

/** With mean 0 and deviation 1. */
function standardized(values: Float64Array): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  return [...values].map((value) => (square > 0 ? (value - mean) / Math.sqrt(square) : 0));
}
