import { datesOf, type PartialDate } from "../../text/dates.ts";
import { primaryTag } from "../../text/languageTag.ts";
import { numbersOf } from "../../text/numbers.ts";

/** A date as ISO 8601, as far as it is known, and where it stands. */
export interface DateValue {
  readonly date: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Dates of a text that have a year, in its order; months and years alone only where no day is named. Of 03/04 the month comes first in
 * English, unless `dayFirst` says that the document writes days first.
 */
export function dateValuesOf(text: string, language: string, dayFirst = false): DateValue[] {
  const isMonthFirst = primaryTag(language) === "en" && !dayFirst;
  const found: DateValue[] = [];
  const add = (date: string | null, start: number, end: number): void => {
    if (date === null || found.some((other) => start < other.end && end > other.start)) return;
    found.push({ date, start, end });
  };
  for (const { pattern, read } of furtherNotations)
    for (const match of text.matchAll(pattern)) {
      add(isoOf(read(match, text, language)), match.index, match.index + match[0].length);
    }
  const dates = datesOf(text, language);
  for (const { options, start, end } of dates) {
    const isos = options.map(isoOf).filter((iso) => iso !== null);
    add((isMonthFirst ? isos.at(-1) : isos[0]) ?? null, start, end);
  }
  const inOrder = (): DateValue[] => found.toSorted((a, b) => a.start - b.start);
  const isDay = ({ date }: DateValue): boolean => date.length === 10;
  if (found.some(isDay)) return inOrder().filter(isDay);
  for (const match of text.matchAll(
    /(?<![\d./-])(?:(0?[1-9]|1[0-2])[/.]([12]\d{3})|([12]\d{3})-(0[1-9]|1[0-2]))(?![\d/-]|[.,]\d)/gu,
  )) {
    const [whole, month, year, yearFirst, monthBehind] = match;
    const iso = isoOf({ year: Number(year ?? yearFirst), month: Number(month ?? monthBehind) });
    add(iso, match.index, match.index + whole.length);
  }
  if (found.length > 0) return inOrder();
  for (const { text: written, year, start, end } of numbersOf(text, language)) {
    if (year === "no" || !/^(?:1[89]|20|21)\d\d$/u.test(written)) continue;
    if (dates.some((date) => start < date.end && end > date.start)) continue;
    if (year === "yes" || text.trim() === written || yearBefore.test(text.slice(0, start))) add(written, start, end);
  }
  return inOrder();
}

const yearBefore =
  /(?:^|\s)(?:in|since|year|jahr|im jahr|seit|en|année|desde|año|nel|dal|anno|em|ano|sinds|jaar|until|bis)\s$/iu;

interface Notation {
  readonly pattern: RegExp;
  read(match: RegExpMatchArray, text: string, language: string): PartialDate;
}

const monthYear = "([\\p{L}.]{3,12})(?:,|\\s+(?:del?|di|do)|,?\\s+in\\s+the\\s+year)?\\s+(?:year\\s+)?([12]\\d{3})";
const ordinalDays =
  "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first|twenty-second|twenty-third|twenty-fourth|twenty-fifth|twenty-sixth|twenty-seventh|twenty-eighth|twenty-ninth|thirtieth|thirty-first";
const ordinalNumbers = new Map(ordinalDays.split("|").map((word, index) => [word, index + 1]));

/** Notations of contracts and programs, besides those of running text. */
const furtherNotations: readonly Notation[] = [
  {
    pattern: new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?\\s+day\\s+of\\s+${monthYear}`, "giu"),
    read: ([, day, month, year], _, language) => withMonth(day, month, year, language),
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${ordinalDays})\\s+(?:day\\s+)?of\\s+${monthYear}`, "giu"),
    read: ([, day, month, year], _, language) =>
      withMonth(String(ordinalNumbers.get((day ?? "").toLowerCase()) ?? 0), month, year, language),
  },
  {
    pattern: new RegExp(
      `(?<!\\d)(\\d{1,2})[ºª°]?\\s+(?:d[ií]as?|giorn[oi])?\\s*del\\s+mes[e]?\\s+di?e?\\s+${monthYear}|(?<!\\d)(\\d{1,2})\\s+dias\\s+do\\s+mês\\s+de\\s+${monthYear}`,
      "giu",
    ),
    read: ([, day, month, year, otherDay, otherMonth, otherYear], _, language) =>
      withMonth(day ?? otherDay, month ?? otherMonth, year ?? otherYear, language),
  },
  {
    // "L’anno 2026, il giorno 12 marzo"
    pattern:
      /(?:anno|ano|año)\s+([12]\d{3}),?\s+(?:il|el|o|no|em|en)?\s*(?:giorno|d[ií]a|dia)\s+(\d{1,2})[°º]?\s+(?:del\s+mese\s+di\s+|de\s+|di\s+)?(\p{L}{4,10})/giu,
    read: ([, year, day, month], _, language) => withMonth(day, month, year, language),
  },
  {
    // "12-Mar-2026"
    pattern: /(?<![\p{L}\d-])(\d{1,2})[-/](\p{L}{3,9})[-/]((?:[12]\d)?\d\d)(?![\d-])/gu,
    read: ([, day, month, year], _, language) =>
      withMonth(day, month, (year ?? "").length === 2 ? `20${year ?? ""}` : year, language),
  },
  {
    // "12. 3. 2026"
    pattern: /(?<![\d.,])(\d{1,2})\.\s(\d{1,2})\.\s([12]\d{3})(?!\d)/gu,
    read: ([, day, month, year]) => ({ year: Number(year), month: Number(month), day: Number(day) }),
  },
];

function withMonth(
  day: string | undefined,
  month: string | undefined,
  year: string | undefined,
  language: string,
): PartialDate {
  const read = datesOf(`${day ?? ""} ${month ?? ""} ${year ?? ""}`, language)[0]?.options[0];
  return read?.day === undefined ? {} : read;
}

/** Null without a year and for days that no calendar has. */
function isoOf({ year, month, day }: PartialDate): string | null {
  if (year === undefined) return null;
  const full = year < 100 ? year + (year < 70 ? 2000 : 1900) : year;
  if (full < 1000 || full > 2999) return null;
  const two = (part: number): string => String(part).padStart(2, "0");
  if (month === undefined) return String(full);
  if (month < 1 || month > 12) return null;
  if (day === undefined) return `${String(full)}-${two(month)}`;
  const last = new Date(Date.UTC(full, month, 0)).getUTCDate();
  return day >= 1 && day <= last ? `${String(full)}-${two(month)}-${two(day)}` : null;
}

/** True where a text has a date such as 25/03/2026, and none such as 03/25/2026: it writes days first. */
export function writesDaysFirst(texts: Iterable<string>): boolean {
  let dayFirst = 0;
  let monthFirst = 0;
  for (const text of texts)
    for (const [, first, second] of text.matchAll(
      /(?<![\d./-])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?![\d/-])/gu,
    )) {
      if (Number(first) > 12 && Number(first) <= 31 && Number(second) <= 12) dayFirst += 1;
      if (Number(second) > 12 && Number(second) <= 31 && Number(first) <= 12) monthFirst += 1;
    }
  return dayFirst > 0 && monthFirst === 0;
}
