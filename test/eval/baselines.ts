import { lexRank, type SparseVector, tfIdf } from "../../electron/core/extract/lexrank.ts";
import { stemsOf } from "../../electron/core/text/stems.ts";
import { stopWordsOf } from "../../electron/core/text/stopWords.ts";
import { rougeL, rougeN, tokensOf } from "./rouge.ts";

/** F1 of ROUGE-1, ROUGE-2 and ROUGE-L, each 0 to 1. */
export interface Rouge {
  readonly r1: number;
  readonly r2: number;
  readonly rl: number;
}

/** Against the reference with the highest R1 + R2: a summary need not say the same as all who wrote one. */
export function rougeOf(references: readonly string[], candidate: string): Rouge {
  let best: Rouge = { r1: 0, r2: 0, rl: 0 };
  for (const [place, reference] of references.entries()) {
    const score: Rouge = {
      r1: rougeN(reference, candidate, 1).f1,
      r2: rougeN(reference, candidate, 2).f1,
      rl: rougeL(reference, candidate).f1,
    };
    if (place === 0 || score.r1 + score.r2 > best.r1 + best.r2) best = score;
  }
  return best;
}

/** The first words of a text, as many as fit the budget. */
export function cutToWords(text: string, words: number): string {
  return text
    .split(/\s+/u)
    .filter((word) => word !== "")
    .slice(0, words)
    .join(" ");
}

/** The first sentence. */
export function lead(sentences: readonly string[]): string {
  return sentences[0] ?? "";
}

/**
 * The sentence that TextRank (Mihalcea and Tarau 2004) ranks highest: PageRank over the words that sentences share, divided by
 * the logarithms of their lengths. Words are Porter stems without stop words.
 */
export function textRankBest(sentences: readonly string[], language: string): string {
  return sentences[placeOfHighest(textRankScores(sentences, language))] ?? "";
}

export function textRankScores(sentences: readonly string[], language: string): number[] {
  const stops = stopWordsOf(language);
  const bags = sentences.map((sentence) => {
    const words = tokensOf(sentence, { stem: false }).filter((word) => !stops.has(word));
    return tokensOf(words.join(" "));
  });
  return pageRank(overlapGraph(bags));
}

/** The sentence that LexRank (Erkan and Radev 2004) ranks highest, by the code of the digest without its preferences. */
export function lexRankBest(sentences: readonly string[], language: string): string {
  const vectors = vectorsOf(sentences, language);
  return sentences[placeOfHighest(lexRankScores(vectors))] ?? "";
}

export function vectorsOf(sentences: readonly string[], language: string): SparseVector[] {
  const stops = stopWordsOf(language);
  return tfIdf(sentences.map((sentence) => stemsOf(sentence, stops)));
}

export function lexRankScores(vectors: readonly SparseVector[]): number[] {
  return [
    ...lexRank(
      vectors,
      vectors.map(() => 1),
    ),
  ];
}

/** The sentence with the highest R1 + R2 against the references: what no choice of one sentence can exceed. */
export function oracleBest(sentences: readonly string[], references: readonly string[]): string {
  const sums = sentences.map((sentence) => {
    const { r1, r2 } = rougeOf(references, sentence);
    return r1 + r2;
  });
  return sentences[placeOfHighest(sums)] ?? "";
}

const damping = 0.85;

/** Of each sentence, the others it shares words with and |words shared| / (log |words of one| + log |words of the other|). */
function overlapGraph(bags: readonly (readonly string[])[]): ReadonlyMap<number, number>[] {
  const having = new Map<string, number[]>();
  for (const [place, bag] of bags.entries()) {
    for (const word of new Set(bag)) {
      const places = having.get(word);
      if (places) places.push(place);
      else having.set(word, [place]);
    }
  }
  return bags.map((bag, from) => {
    const shared = new Map<number, number>();
    for (const word of new Set(bag)) {
      for (const to of having.get(word) ?? []) if (to !== from) shared.set(to, (shared.get(to) ?? 0) + 1);
    }
    const edges = new Map<number, number>();
    for (const [to, count] of shared) {
      const scale = Math.log(bag.length) + Math.log(bags[to]?.length ?? 0);
      if (scale > 0) edges.set(to, count / scale);
    }
    return edges;
  });
}

/** Weighted PageRank of a symmetric graph, in the form of the paper: (1 - d) + d * sum. */
function pageRank(graph: readonly ReadonlyMap<number, number>[]): number[] {
  const totals = graph.map((edges) => [...edges.values()].reduce((sum, weight) => sum + weight, 0));
  let scores = graph.map(() => 1);
  for (let round = 0; round < 100; round += 1) {
    const before = scores;
    scores = graph.map((edges) => {
      let sum = 0;
      for (const [other, weight] of edges) sum += (weight / (totals[other] ?? 1)) * (before[other] ?? 0);
      return 1 - damping + damping * sum;
    });
    if (scores.every((score, place) => Math.abs(score - (before[place] ?? 0)) < 1e-6)) break;
  }
  return scores;
}

/** The first of the highest; scores that differ by rounding only are the same. */
function placeOfHighest(scores: ArrayLike<number>): number {
  let best = 0;
  for (let place = 1; place < scores.length; place += 1) {
    if ((scores[place] ?? 0) > (scores[best] ?? 0) + 1e-9) best = place;
  }
  return best;
}
