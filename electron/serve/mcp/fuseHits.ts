import type { SearchHit } from "../../contract/search.ts";

/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). */
const fusion = 60;
/** Words of a question that are looked for one by one at most. */
const mostWords = 12;

/** Words of a question that are worth being looked for by themselves: what is shorter is in every document. */
export function wordsToFind(query: string): string[] {
  const found = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu))];
  return found.toSorted((one, other) => other.length - one.length).slice(0, mostWords);
}

/** Hits of the words one by one, those first that more of the words find. */
export function fuseHits(hitsOfWords: readonly (readonly SearchHit[])[]): SearchHit[] {
  const found = new Map<string, { hit: SearchHit; words: number; score: number }>();
  for (const hits of hitsOfWords) {
    const seen = new Set<string>();
    for (const [rank, hit] of hits.entries()) {
      const key = `${hit.kind} ${hit.id} ${String(hit.page)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const known = found.get(key) ?? { hit, words: 0, score: 0 };
      found.set(key, { hit: known.hit, words: known.words + 1, score: known.score + 1 / (fusion + rank) });
    }
  }
  return [...found.values()]
    .toSorted((one, other) => other.words - one.words || other.score - one.score)
    .map(({ hit }) => hit);
}
