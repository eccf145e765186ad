import type { Support } from "../../contract/summaries.ts";
import { datesOf, isDateIn } from "../text/dates.ts";
import { namesMissing, namesOf } from "../text/names.ts";
import { deniedStems, denies, hasNegation, knowsNegation } from "../text/negation.ts";
import { currenciesOf, type NumberFact, numbersOf } from "../text/numbers.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import { wordsOf } from "../text/words.ts";

export interface Verdict {
  readonly support: Support;
  /** why it is not verified, in words; null when verified by code alone */
  readonly reason: string | null;
  /** weak for no other reason than that its words are not those of its quotes */
  readonly onlyWords?: true;
}

/**
 * Checks a point against its quotes, in code alone: every number, date, amount and name of the point must stand in the quotes,
 * what the quotes deny must not be affirmed or the reverse, and enough of the point's words must be theirs. Between two languages
 * words cannot be compared: a point whose numbers and dates are those of its quotes is weak at best.
 *
 * @param language BCP 47 of the quotes; decides number words, negations and whether capitals mean names
 * @param known words that are names in the document, so that they count at the beginning of a sentence too
 * @param written BCP 47 of the point, where it is not that of the quotes
 */
export function verifyPoint(
  text: string,
  quotes: readonly string[],
  language: string,
  known?: ReadonlySet<string>,
  written: string = language,
): Verdict {
  if (quotes.length === 0) return { support: "unsupported", reason: "It cites no sentence of the document." };
  // A sentence supports itself, however it is written.
  if (quotes.includes(text)) return verified;
  const isTranslated = !sameLanguage(written, language);
  const facts = checkNumbers(text, quotes, language, written);
  const missing = [...facts.missing];
  const doubts = [...facts.doubts];
  for (const name of namesMissing(namesOf(text, written, known), quotes)) {
    // Countries, offices and titles have names of their own in every language.
    if (isTranslated) doubts.push(`Its quotes do not name “${name.text}” in these letters.`);
    else missing.push(`“${name.text}”`);
  }
  const against: string[] = [];
  if (missing.length > 0) against.unshift(`${list(missing)} ${missing.length > 1 ? "are" : "is"} not in its quotes.`);
  const denial = checkNegation(text, quotes, language, written);
  if (denial) against.push(denial);
  if (repeatsItself(text)) against.push("It says the same again and again.");
  if (against.length > 0) return { support: "unsupported", reason: against.join(" ") };
  const onlyWords = doubts.length === 0;
  if (isTranslated) doubts.push("It is in another language than its quotes, so that its words cannot be compared.");
  else if (overlap(text, quotes, language) < leastOverlap) doubts.push("Few of its words stand in its quotes.");
  if (doubts.length === 0) return verified;
  return { support: "weak", reason: doubts.join(" "), ...(onlyWords ? { onlyWords } : {}) };
}

const verified: Verdict = { support: "verified", reason: null };

/** True where both tags name one language, or one of them none. */
export function sameLanguage(a: string, b: string): boolean {
  const [first, second] = [a, b].map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return first === second || [first, second].some((tag) => tag === "und" || tag === "");
}

/** Words in a row that no sentence has more than twice, unless what wrote it was caught in a loop; pairs of characters say less. */
const loopWords = { words: 6, pairs: 12 } as const;

function repeatsItself(text: string): boolean {
  const words = wordsOf(text);
  const inARow = words.every((word) => [...word].length <= 2) ? loopWords.pairs : loopWords.words;
  const times = new Map<string, number>();
  for (let place = 0; place + inARow <= words.length; place += 1) {
    const run = words.slice(place, place + inARow).join(" ");
    const count = (times.get(run) ?? 0) + 1;
    if (count > 2) return true;
    times.set(run, count);
  }
  return false;
}

/** Share of the point's content words that stand in the quotes, 0 to 1. */
export function overlap(text: string, quotes: readonly string[], language: string): number {
  const stops = stopWordsOf(language);
  const wanted = new Set(stemsOf(text, stops).map(root));
  if (wanted.size === 0) return 0;
  const found = new Set(quotes.flatMap((quote) => stemsOf(quote, stops)).map(root));
  let shared = 0;
  for (const stem of wanted) if (found.has(stem)) shared += 1;
  return shared / wanted.size;
}

/**
 * The place of the sentence nearest to what was written, -1 where none is nearer than `least`. What was written counts more than
 * what it left out: else a heading of two words is nearer than any sentence.
 *
 * @param least 0 to 1
 */
export function nearestTo(written: string, sentences: readonly string[], language: string, least = 0): number {
  let place = -1;
  let most = least;
  for (const [index, sentence] of sentences.entries()) {
    const nearness = (2 * overlap(written, [sentence], language) + overlap(sentence, [written], language)) / 3;
    if (nearness > most) [place, most] = [index, nearness];
  }
  return place;
}

const leastOverlap = 0.5;

/** Forms of a word differ more in a paraphrase than between sentences of one text. */
function root(stem: string): string {
  return stem.slice(0, 5);
}

interface NumberCheck {
  /** what stands nowhere in the quotes */
  readonly missing: readonly string[];

  /** sentences that only make it weak */
  readonly doubts: readonly string[];
}

function checkNumbers(text: string, quotes: readonly string[], language: string, written: string): NumberCheck {
  const missing: string[] = [];
  const doubts: string[] = [];
  const found = quotes.flatMap((quote) => numbersOf(quote, language));
  const values = new Set(found.flatMap((number) => number.values));
  const quoteDates = quotes.flatMap(datesOf);
  const dates = datesOf(text);
  for (const date of dates) if (!isDateIn(date, quoteDates, values)) missing.push(`the date “${date.text}”`);

  for (const number of numbersOf(text, written)) {
    if (dates.some(({ start, end }) => number.start < end && number.end > start)) continue;
    const same = found.filter((other) => other.values.some((value) => number.values.includes(value)));
    if (same.length === 0) addMissing(number);
    else if (number.percent && !same.some(({ percent }) => percent)) {
      doubts.push(`Its quotes do not say that ${number.text} is a percentage.`);
    }
  }
  for (const time of timesOf(text))
    if (!quotes.some((quote) => timesOf(quote).includes(time))) missing.push(`the time ${time}`);

  const named = new Set(quotes.flatMap((quote) => [...currenciesOf(quote)]));
  for (const currency of currenciesOf(text)) {
    if (named.has(currency)) continue;
    if (named.size > 0) missing.push(`the currency ${currency}`);
    else doubts.push(`Its quotes do not name the currency ${currency}.`);
  }
  return { missing, doubts };

  function addMissing(number: NumberFact): void {
    if (!number.word) missing.push(`the number “${number.text}”`);
    // A word may count what the quotes list one by one; it contradicts them only where they count themselves.
    else if (found.some((other) => isSmall(other))) missing.push(`the number “${number.text}”`);
    else doubts.push(`Its quotes do not say “${number.text}”.`);
  }
}

function isSmall({ values }: NumberFact): boolean {
  return values.some((value) => /^(?:[2-9]|1[0-2])$/u.test(value));
}

/** Times of day as h:mm. */
function timesOf(text: string): string[] {
  return [...text.matchAll(/(?<![\d:])([01]?\d|2[0-3])[:h]([0-5]\d)(?![\d:])/gu)].map(
    ([, hour, minute]) => `${String(Number(hour))}:${minute ?? ""}`,
  );
}

function checkNegation(text: string, quotes: readonly string[], language: string, written: string): string | null {
  if (!sameLanguage(written, language)) {
    // What denies in a language without a list of its negations cannot be told.
    if (!knowsNegation(language) || !hasNegation(text, written)) return null;
    return quotes.some((quote) => denies(quote, language)) ? null : "It denies something that its quotes do not deny.";
  }
  if (hasNegation(text, language)) {
    return quotes.some((quote) => denies(quote, language)) ? null : "It denies something that its quotes do not deny.";
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
    if (times <= timesDenied) return "Its quotes deny something that it affirms.";
  }
  return null;
}

/**
 * True where a point and its quotes deny alike, as far as words tell: both or neither. False where the negations of either language
 * are not known.
 */
export function agreeInNegation(text: string, quotes: readonly string[], language: string, written: string): boolean {
  if (!knowsNegation(language) || !knowsNegation(written)) return false;
  return denies(text, written) === quotes.some((quote) => denies(quote, language));
}

function list(things: readonly string[]): string {
  const sentence =
    things.length < 2 ? (things[0] ?? "") : `${things.slice(0, -1).join(", ")} and ${things.at(-1) ?? ""}`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
