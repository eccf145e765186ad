import { wordsOf } from "./words.ts";

/** Words that carry content, cut to their stems: stop words and single letters are left out. */
export function stemsOf(text: string, stops: ReadonlySet<string>): string[] {
  const stems: string[] = [];
  for (const word of wordsOf(text)) if (!stops.has(word) && word.length > 1) stems.push(stemOf(word));
  return stems;
}

/**
 * A word without its ending, the same way in every language: the first six letters, a plural's "s" taken off before.
 * Truncation is as good as a stemmer for comparing sentences (McNamee & Mayfield 2004 found the same for retrieval) and
 * needs no language.
 */
export function stemOf(word: string): string {
  const singular = word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
  return singular.length > 6 ? singular.slice(0, 6) : singular;
}
