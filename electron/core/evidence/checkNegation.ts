import type { Finding } from "../../contract/findings.ts";
import { denies, hasNegation, knowsNegation } from "../text/negation.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import type { ClaimContext } from "./checked.ts";
import {
  type Clauses,
  clausesOf,
  hasSameWord,
  isSameWord,
  neighboursOf,
  spanOf,
  textAt,
  type WordRange,
} from "./clauses.ts";
import { denialsOf, isDenied } from "./denial.ts";

/** What the quotes deny must not be affirmed, nor the reverse. */
export function checkNegation(claim: string, quotes: readonly string[], context: ClaimContext): Finding[] {
  const { language, written = language } = context;
  if (!sameLanguage(written, language)) return betweenLanguages(claim, quotes, context);
  const said = clausesOf(claim, language);
  if (!said) return [];
  const read = quotes.map((quote) => clausesOf(quote, language)).filter((clauses) => clauses !== null);
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
    const place = closest(said, denied, read);
    if (place && !isDenied(place.clauses, place.range)) {
      const other = { ...spanOf(place.clauses, place.range), quote: place.quote };
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
      if (from < 0 || isDenied(said, range)) continue;
      // The quotes may say the same word in another place.
      const place = closest(said, range, read);
      if (place?.clauses !== clauses || place.range.from !== denied.from) continue;
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

function deniesAnything(clauses: Clauses): boolean {
  const { text, words, lexicon } = clauses;
  return (
    denies(text, lexicon.language) ||
    lexicon.negations.in(words).some(({ value }) => value === "denies") ||
    lexicon.deniers.in(words).length > 0
  );
}

interface Place {
  readonly quote: number;
  readonly clauses: Clauses;
  readonly range: WordRange;
}

/** Where the quotes say a word of the claim of the same thing; of several places the one with most of the words around it. */
function closest(said: Clauses, range: WordRange, read: readonly Clauses[]): Place | null {
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

/** Content words on either side that tell what a word is said of. */
const reach = 4;

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
