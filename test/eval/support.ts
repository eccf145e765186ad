import { plainNames, plainNumbers, holdsName, holdsNumber } from "./plainFacts.ts";
import { tokensOf } from "./rouge.ts";

/** Words that say nothing of what a sentence is about. */
const functionWords = new Set(
  tokensOf(
    "a an and are as at be been but by can could did do does for from had has have he her him his how i if in into is it its may " +
      "me might more most my no nor not of on or our out shall she should so some such than that the their them then there these " +
      "they this those to too up us was we were what when which while who why will with would you your",
    { stem: false },
  ),
);

/** Share of a point's words that its quotes must hold to support it. */
const leastShared = 0.6;

/**
 * Whether quotes say what a point says, as far as words tell: a stand-in for a judge of entailment. All its numbers and names are
 * theirs, and most of its other words, by their stems; words of other scripts than Latin do not count.
 */
export function supports(point: string, quotes: readonly string[]): boolean {
  if (quotes.length === 0) return false;
  if (!plainNumbers(point).every((fact) => holdsNumber(quotes, fact))) return false;
  if (!plainNames(point).every((name) => holdsName(quotes, name))) return false;
  const wanted = contentOf(point);
  const held = new Set(quotes.flatMap(contentOf));
  const shared = wanted.filter((stem) => held.has(stem)).length;
  return wanted.length === 0 ? quotes.some((quote) => quote.includes(point)) : shared >= wanted.length * leastShared;
}

function contentOf(text: string): string[] {
  const words = tokensOf(text.normalize("NFKC"), { stem: false }).filter((word) => !functionWords.has(word));
  return [...new Set(words.flatMap((word) => tokensOf(word)))];
}

/**
 * Citations judged as by ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations", section 4.3):
 * a point is supported where its quotes together support it; a citation of it counts where its quote does so alone, or where
 * the others do not without it.
 */
export function judgeCitations(point: string, quotes: readonly string[]): { supported: boolean; precise: number } {
  const supported = supports(point, quotes);
  if (!supported) return { supported, precise: 0 };
  const precise = quotes.filter((quote, place) => {
    const others = quotes.filter((_, other) => other !== place);
    return supports(point, [quote]) || !supports(point, others);
  });
  return { supported, precise: precise.length };
}
