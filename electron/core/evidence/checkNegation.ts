import type { Finding } from "../../contract/findings.ts";
import { denies, hasNegation, knowsNegation } from "../text/negation.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import type { ClaimContext } from "./checked.ts";
import { type Clauses, isSameWord, spanOf, textAt } from "./clauses.ts";
import { comparable } from "./comparable.ts";
import { conditionsOf, isExcepted } from "./conditions.ts";
import { denialsOf, isDenied } from "./denial.ts";
import { closestPlace, quoteSpanOf } from "./places.ts";

/** What the quotes deny must not be affirmed, nor the reverse. */
export function checkNegation(claim: string, quotes: readonly string[], context: ClaimContext): Finding[] {
  const { language, written = language } = context;
  if (!sameLanguage(written, language)) return betweenLanguages(claim, quotes, context);
  const texts = comparable(claim, quotes, context);
  if (!texts) return [];
  const { said, read } = texts;
  const finding = deniedAlone(said, read) ?? deniedByQuotes(said, read);
  return finding ? [finding] : [];
}

/**
 * True where a claim and its quotes deny alike, as far as words tell: both or neither. False where the negations of either language
 * are not known.
 */
export function agreeInNegation(
  claim: string,
  quotes: readonly string[],
  { language, written = language }: ClaimContext,
): boolean {
  if (!knowsNegation(language) || !knowsNegation(written)) return false;
  return denies(claim, written) === quotes.some((quote) => denies(quote, language));
}

/** What denies in a language without a list of its negations cannot be told. */
function betweenLanguages(
  claim: string,
  quotes: readonly string[],
  { language, written = language }: ClaimContext,
): Finding[] {
  if (!knowsNegation(language) || !hasNegation(claim, written)) return [];
  return quotes.some((quote) => denies(quote, language)) ? [] : [{ code: "DENIED_BY_POINT_ALONE", data: {} }];
}

/** The claim denies what the quotes say; a denial of its own where they say nothing of the kind cannot be vouched for. */
function deniedAlone(said: Clauses, read: readonly Clauses[]): Finding | null {
  for (const { cue, denied, isNegation } of denialsOf(said)) {
    if (!isNegation) continue;
    const place = closestPlace(said, denied, read);
    if (place && !isDenied(place.clauses, place.range)) {
      const other = quoteSpanOf(place, place.range);
      return { code: "DENIED_BY_POINT_ALONE", data: {}, words: spanOf(said, cue), other };
    }
    if (read.some(deniesAnything)) continue;
    const words = spanOf(said, { from: Math.min(cue.from, denied.from), to: Math.max(cue.to, denied.to) });
    return { code: "DENIAL_NOT_IN_QUOTES", data: { text: textAt(said, words) }, words };
  }
  return null;
}

/** A quote denies what the claim says. */
function deniedByQuotes(said: Clauses, read: readonly Clauses[]): Finding | null {
  for (const [quote, clauses] of read.entries()) {
    for (const { cue, denied } of denialsOf(clauses)) {
      const word = clauses.words[denied.from];
      const from = word ? said.words.findIndex((own) => isSameWord(own, word, said.lexicon)) : -1;
      const range = { from, to: from + 1 };
      if (from < 0 || isDenied(said, range) || isLeft(said, clauses, word?.sentence)) continue;
      // The quotes may say the same word in another place.
      const place = closestPlace(said, range, read);
      const isPlace = place?.clauses === clauses && place.range.from === denied.from;
      if (!isPlace && !(cue.from > denied.from && isDeniedWhole(said, clauses))) continue;
      const denial = { from: Math.min(cue.from, denied.from), to: Math.max(cue.to, denied.to) };
      return {
        code: "DENIED_BY_QUOTES",
        data: {},
        words: spanOf(said, range),
        other: { ...spanOf(clauses, denial), quote },
      };
    }
  }
  return null;
}

/** "With consent" of what is not so without, "the ill" where none but the ill: what is said under its condition is not denied. */
function isLeft(said: Clauses, clauses: Clauses, sentence: number | undefined): boolean {
  return isExcepted(said, clauses, sentence, conditionsOf(said).length > 0 ? undefined : ["exception"]);
}

/** "Working at home does not": all of it is in the claim, which denies nothing. */
function isDeniedWhole(said: Clauses, { words, lexicon }: Clauses): boolean {
  const content = words.filter(({ hasContent }) => hasContent);
  return (
    content.length > 1 &&
    content.every((word) => said.words.some((own) => isSameWord(own, word, lexicon))) &&
    !deniesAnything(said)
  );
}

function deniesAnything(clauses: Clauses): boolean {
  const { text, words, lexicon } = clauses;
  return (
    denies(text, lexicon.language) ||
    lexicon.negations.in(words).some(({ value }) => value === "denies") ||
    lexicon.deniers.in(words).length > 0
  );
}
