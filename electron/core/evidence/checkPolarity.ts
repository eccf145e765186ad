import type { Finding } from "../../contract/findings.ts";
import { deniedStems, denies, hasNegation, knowsNegation } from "../text/negation.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import type { ClaimContext } from "./checked.ts";

/** What the quotes deny must not be affirmed, nor the reverse. */
export function checkPolarity(text: string, quotes: readonly string[], context: ClaimContext): Finding[] {
  const finding = contradiction(text, quotes, context);
  return finding ? [finding] : [];
}

function contradiction(
  text: string,
  quotes: readonly string[],
  { language, written = language }: ClaimContext,
): Finding | null {
  if (!sameLanguage(written, language)) {
    // What denies in a language without a list of its negations cannot be told.
    if (!knowsNegation(language) || !hasNegation(text, written)) return null;
    return quotes.some((quote) => denies(quote, language)) ? null : { code: "DENIED_BY_POINT_ALONE", data: {} };
  }
  if (hasNegation(text, language)) {
    return quotes.some((quote) => denies(quote, language)) ? null : { code: "DENIED_BY_POINT_ALONE", data: {} };
  }
  if (denies(text, language)) return null;
  const stops = stopWordsOf(language);
  const stems = new Set(stemsOf(text, stops));
  const stemsOfQuotes = quotes.flatMap((quote) => stemsOf(quote, stops));
  const denials = quotes.flatMap((quote) => deniedStems(quote, language));
  for (const denied of denials) {
    const shared = denied.filter((stem) => stems.has(stem));
    const [first] = shared;
    if (first === undefined || (shared.length < 2 && first !== denied[0])) continue;
    // The quotes may affirm the same word in another place.
    const times = stemsOfQuotes.filter((stem) => stem === first).length;
    const timesDenied = denials.flat().filter((stem) => stem === first).length;
    if (times <= timesDenied) return { code: "DENIED_BY_QUOTES", data: {} };
  }
  return null;
}

/**
 * True where a claim and its quotes deny alike, as far as words tell: both or neither. False where the negations of either language
 * are not known.
 */
export function agreeInNegation(
  text: string,
  quotes: readonly string[],
  { language, written = language }: ClaimContext,
): boolean {
  if (!knowsNegation(language) || !knowsNegation(written)) return false;
  return denies(text, written) === quotes.some((quote) => denies(quote, language));
}
