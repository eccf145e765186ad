import { cosine, type SparseVector } from "../../electron/core/extract/lexrank.ts";
import { pickSentences } from "../../electron/core/extract/digest.ts";
import type { DocumentText, Sentence } from "../../electron/core/text/documentText.ts";
import { lexRankScores, textRankScores, vectorsOf } from "./baselines.ts";
import { randomNumbers } from "./figures.ts";
import { countsOf, nGrams, tokensOf } from "./rouge.ts";

/**
 * Ways to choose sentences of a whole document. `digest` is the product's, as many of its sentences as the budget holds;
 * `shown` is what the window shows, the digest of standard length in the order of the document; `oracle` knows the summary.
 */
export const selectorNames = [
  "random",
  "lead",
  "textRank",
  "lexRank",
  "lexRankMmr",
  "digest",
  "shown",
  "oracle",
] as const;
export type SelectorName = (typeof selectorNames)[number];

/** What a system took of a document: sentences in its order, the last of those chosen cut off at the budget. */
export interface Extract {
  readonly texts: readonly string[];
  readonly sentences: readonly Sentence[];
}

/** What each system would take, best first; each is worked out when asked for. */
export function rankings(
  source: DocumentText,
  references: readonly string[],
  budget: number,
): Readonly<Record<SelectorName, () => readonly Sentence[]>> {
  const prose = source.sentences.filter(({ kind }) => kind !== "heading");
  const sentences = prose.length > 0 ? prose : [...source.sentences];
  const texts = sentences.map(({ text }) => text);
  const at = (places: readonly number[]): Sentence[] => places.flatMap((place) => sentences[place] ?? []);
  return {
    random: () => {
      const random = randomNumbers(sentences.length);
      return at(byScore(sentences.map(() => random())));
    },
    lead: () => sentences,
    textRank: () => at(byScore(textRankScores(texts, source.language))),
    lexRank: () => at(byScore(lexRankScores(vectorsOf(texts, source.language)))),
    lexRankMmr: () => {
      const vectors = vectorsOf(texts, source.language);
      return at(marginalRelevance(lexRankScores(vectors), vectors, budget));
    },
    // More lines than fit: a line has hardly fewer than five words.
    digest: () => pickSentences(source, "standard", Math.ceil(budget / 5) + 1),
    shown: () => pickSentences(source, "standard").sort((a, b) => a.index - b.index),
    oracle: () => at(greedyOracle(texts, references, budget)),
  };
}

/** The first of a ranking that fill the budget, in the order of the document. */
export function extractOf(ranked: readonly Sentence[], budget: number): Extract {
  const taken: { sentence: Sentence; text: string }[] = [];
  let left = budget;
  for (const sentence of ranked) {
    if (left <= 0) break;
    const words = sentence.text.split(/\s+/u).filter((word) => word !== "");
    taken.push({ sentence, text: words.slice(0, left).join(" ") });
    left -= words.length;
  }
  taken.sort((a, b) => a.sentence.index - b.sentence.index);
  return { texts: taken.map(({ text }) => text), sentences: taken.map(({ sentence }) => sentence) };
}

function byScore(scores: readonly number[]): number[] {
  // Scores that differ by rounding only are the same: the earlier sentence comes first.
  return [...scores.keys()].sort((a, b) => {
    const difference = (scores[b] ?? 0) - (scores[a] ?? 0);
    return Math.abs(difference) > 1e-9 ? difference : a - b;
  });
}

/** Maximal marginal relevance (Carbonell and Goldstein 1998) with the usual weight of 0.7 on relevance, and nothing else. */
function marginalRelevance(scores: readonly number[], vectors: readonly SparseVector[], budget: number): number[] {
  const top = Math.max(...scores) || 1;
  const nearest = scores.map(() => 0);
  const left = new Set(scores.keys());
  const picked: number[] = [];
  while (picked.length < budget && left.size > 0) {
    let best = -1;
    let bestValue = -Infinity;
    for (const place of left) {
      const value = (0.7 * (scores[place] ?? 0)) / top - 0.3 * (nearest[place] ?? 0);
      if (value <= bestValue) continue;
      best = place;
      bestValue = value;
    }
    const vector = vectors[best];
    if (!vector) break;
    left.delete(best);
    picked.push(best);
    for (const place of left) {
      const other = vectors[place];
      if (other) nearest[place] = Math.max(nearest[place] ?? 0, cosine(vector, other));
    }
  }
  return picked;
}

/**
 * Sentences that raise R1 + R2 against the references most, one after another, until the budget is full or nothing more is
 * gained: near what no choice of sentences can exceed. Against several references the best of them counts.
 */
function greedyOracle(texts: readonly string[], references: readonly string[], budget: number): number[] {
  let best: { places: number[]; value: number } = { places: [], value: -1 };
  for (const reference of references) {
    const found = greedyFor(texts, reference, budget);
    if (found.value > best.value) best = found;
  }
  return best.places;
}

function greedyFor(texts: readonly string[], reference: string, budget: number): { places: number[]; value: number } {
  const wanted = tokensOf(reference);
  const wantedOf = [1, 2].map((n) => countsOf(nGrams(wanted, n)));
  const cut = texts.map((text) => text.split(/\s+/u).filter((word) => word !== ""));
  const places: number[] = [];
  const gramsOf = [1, 2].map((n) => cut.map((words) => nGrams(tokensOf(words.join(" ")), n)));
  const held = [new Map<string, number>(), new Map<string, number>()];
  const hits = [0, 0];
  let tokens = 0;
  let left = budget;
  let value = 0;
  const gain = (grams: readonly string[], order: 0 | 1): number => {
    const counts = new Map<string, number>();
    let gained = 0;
    for (const gram of grams) {
      const want = wantedOf[order]?.get(gram) ?? 0;
      if (want === 0) continue;
      const have = (held[order]?.get(gram) ?? 0) + (counts.get(gram) ?? 0);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
      if (have < want) gained += 1;
    }
    return gained;
  };
  const left2 = new Set(cut.keys());
  while (left > 0) {
    let best: { place: number; value: number; grams: readonly (readonly string[])[] } | null = null;
    for (const place of left2) {
      const words = cut[place] ?? [];
      const grams =
        words.length > left
          ? [1, 2].map((n) => nGrams(tokensOf(words.slice(0, left).join(" ")), n))
          : [gramsOf[0]?.[place] ?? [], gramsOf[1]?.[place] ?? []];
      const ones = grams[0] ?? [];
      const all = tokens + ones.length;
      const r1 = (2 * ((hits[0] ?? 0) + gain(ones, 0))) / (wanted.length + all);
      const r2 = (2 * ((hits[1] ?? 0) + gain(grams[1] ?? [], 1))) / Math.max(1, wanted.length + all - 2);
      if (r1 + r2 > (best?.value ?? value)) best = { place, value: r1 + r2, grams };
    }
    if (!best) break;
    for (const order of [0, 1] as const) {
      const grams = best.grams[order] ?? [];
      hits[order] = (hits[order] ?? 0) + gain(grams, order);
      for (const gram of grams) held[order]?.set(gram, (held[order].get(gram) ?? 0) + 1);
    }
    tokens += best.grams[0]?.length ?? 0;
    left -= cut[best.place]?.length ?? 0;
    left2.delete(best.place);
    places.push(best.place);
    value = best.value;
  }
  return { places, value };
}
