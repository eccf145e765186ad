import type { QuoteSpan } from "../../contract/findings.ts";
import { type Clauses, hasSameWord, isSameWord, neighboursOf, spanOf, type WordRange } from "./clauses.ts";

/** A word of a quote that says the same as one of a claim. */
export interface Place {
  readonly quote: number;
  readonly clauses: Clauses;
  readonly range: WordRange;
}

/** Content words on either side that tell what a word is said of. */
const reach = 4;

/** Where the quotes say a word of the claim of the same thing; of several places the one with most of the words around it. */
export function closestPlace(said: Clauses, range: WordRange, read: readonly Clauses[]): Place | null {
  const own = said.words[range.from];
  if (!own) return null;
  let best: Place | null = null;
  let most = 0;
  for (const [quote, clauses] of read.entries()) {
    for (const [from, word] of clauses.words.entries()) {
      if (!isSameWord(own, word, said.lexicon)) continue;
      const place = { from, to: from + 1 };
      const likeness = likenessOf(said, range, clauses, place);
      if (likeness > most) [best, most] = [{ quote, clauses, range: place }, likeness];
    }
  }
  return best;
}

/** The characters of words of a quote, and of which. */
export function quoteSpanOf({ quote, clauses }: Place, range: WordRange): QuoteSpan {
  return { ...spanOf(clauses, range), quote };
}

/** How much two words are said of the same thing; 0 where fewer than half of the words around the one are around the other. */
function likenessOf(said: Clauses, range: WordRange, read: Clauses, place: WordRange): number {
  const around = neighboursOf(said, range, "sentence", reach);
  const own = [...around.before, ...around.after];
  const sharedIn = (within: "clause" | "sentence"): number => {
    const theirs = neighboursOf(read, place, within, reach * 2);
    return own.filter((word) => hasSameWord([...theirs.before, ...theirs.after], word, said.lexicon)).length;
  };
  const shared = sharedIn("sentence");
  if (own.length > 0 && (shared === 0 || shared < own.length / 2)) return 0;
  const next = neighboursOf(read, place, "clause", 1).after[0];
  const isNext = next !== undefined && hasSameWord(around.after.slice(0, 1), next, said.lexicon);
  return 1 + shared + sharedIn("clause") + (isNext ? 1 : 0);
}
