import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";

/** Share of the point's content words that stand in the quotes, 0 to 1. */
export function overlap(text: string, quotes: readonly string[], language: string): number {
  const stops = stopWordsOf(language);
  const wanted = new Set(stemsOf(text, stops).map(root));
  if (wanted.size === 0) return 0;
  const quoted = new Set(quotes.flatMap((quote) => stemsOf(quote, stops)).map(root));
  let shared = 0;
  for (const stem of wanted) if (quoted.has(stem)) shared += 1;
  return shared / wanted.size;
}

/**
 * The index of the sentence nearest to what was written, -1 where none is nearer than `least`. What was written counts more than
 * what it left out: else a heading of two words is nearer than any sentence.
 *
 * @param least 0 to 1
 */
export function nearestTo(written: string, sentences: readonly string[], language: string, least = 0): number {
  let nearest = -1;
  let most = least;
  for (const [index, sentence] of sentences.entries()) {
    const nearness = (2 * overlap(written, [sentence], language) + overlap(sentence, [written], language)) / 3;
    if (nearness > most) [nearest, most] = [index, nearness];
  }
  return nearest;
}

/** Forms of a word differ more in a paraphrase than between sentences of one text. */
function root(stem: string): string {
  return stem.slice(0, 5);
}
