import { fold } from "./fold.ts";

/** A date as far as a text gives it; `options` holds each way to read it (03/04 may be March or April). */
export interface DateFact {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly options: readonly PartialDate[];
}
export interface PartialDate {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
}

/** Dates in the notations of English, French, German, Spanish, Italian, Portuguese, Dutch, ISO 8601 and East Asia. */
export function datesOf(text: string): DateFact[] {
  let rest = text;
  const facts: DateFact[] = [];
  for (const { pattern, read } of notations) {
    for (const match of rest.matchAll(pattern)) {
      const options = read(match).filter(isPossible);
      if (options.length === 0) continue;
      const [found] = match;
      const end = match.index + found.trimEnd().length;
      facts.push({ text: found.trim(), start: match.index, end, options });
      rest = `${rest.slice(0, match.index)}${" ".repeat(found.length)}${rest.slice(match.index + found.length)}`;
    }
  }
  return facts.sort((a, b) => a.start - b.start);
}

/** True where the quotes' dates (and, for a year told apart from its day, their numbers) carry the date. */
export function isDateIn(date: DateFact, dates: readonly DateFact[], numbers: ReadonlySet<string>): boolean {
  return date.options.some((wanted) =>
    dates.some(({ options }) =>
      options.some(
        (found) =>
          (wanted.month === undefined || wanted.month === found.month) &&
          (wanted.day === undefined ||
            wanted.day === found.day ||
            (found.day === undefined && hasNumber(wanted.day))) &&
          (wanted.year === undefined || sameYear(wanted.year, found.year)),
      ),
    ),
  );

  function sameYear(wanted: number, found: number | undefined): boolean {
    return found === undefined ? hasNumber(wanted) : found === wanted || (found < 100 && wanted % 100 === found);
  }
  function hasNumber(value: number): boolean {
    return numbers.has(String(value));
  }
}

const monthNames: readonly string[] = [
  "january|jan|janvier|janv|januar|jänner|enero|ene|gennaio|gen|janeiro|januari",
  "february|feb|février|fevrier|févr|februar|febrero|febbraio|fevereiro|fev|februari",
  "march|mar|mars|märz|mär|marzo|março|marco|maart",
  "april|apr|avril|avr|abril|abr|aprile",
  "may|mai|mayo|maggio|mag|maio|mei",
  "june|jun|juin|juni|junio|giugno|giu|junho",
  "july|jul|juillet|juil|juli|julio|luglio|lug|julho",
  "august|aug|août|aout|agosto|ago|augustus",
  "september|sep|sept|septembre|septiembre|settembre|set|setembro",
  "october|oct|octobre|oktober|okt|octubre|ottobre|ott|outubro|out",
  "november|nov|novembre|noviembre|novembro",
  "december|dec|décembre|decembre|déc|dezember|dez|diciembre|dic|dicembre|dezembro",
];
const monthNumbers = new Map<string, number>(
  monthNames.flatMap((names, index) => names.split("|").map((name): [string, number] => [fold(name), index + 1])),
);
const anyMonth = monthNames
  .join("|")
  .split("|")
  .sort((a, b) => b.length - a.length)
  .join("|");
/** Names that are months and nothing else, so that they count without a day or a year. */
const plainMonth = monthNames
  .join("|")
  .split("|")
  .filter((name) => name.length > 4 && !["march", "marco", "mars"].includes(name))
  .sort((a, b) => b.length - a.length)
  .join("|");

const of = "(?:\\s+(?:of|de|del|di|d[’']))?";
const notations: readonly { readonly pattern: RegExp; read(match: RegExpMatchArray): PartialDate[] }[] = [
  {
    pattern: /(?<![\d.,/-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/-]|[.,]\d)/gu,
    read: ([, year, month, day]) => [{ year: Number(year), month: Number(month), day: Number(day) }],
  },
  {
    pattern: /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?/gu,
    read: ([, year, month, day]) => [{ year: Number(year), month: Number(month), ...dayOf(day) }],
  },
  {
    pattern: /(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]/gu,
    read: ([, month, day]) => [{ month: Number(month), day: Number(day) }],
  },
  {
    pattern: /(?<![\d.,/-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|[.,]\d)/gu,
    read: ([, first, , second, year]) => [
      { year: Number(year), month: Number(second), day: Number(first) },
      { year: Number(year), month: Number(first), day: Number(second) },
    ],
  },
  {
    pattern: new RegExp(
      `(?<![\\d.,/])(\\d{1,2})(?:st|nd|rd|th|er|\\.|[ºª°])?${of}\\s*(?<!\\p{L})(${anyMonth})(?!\\p{L})\\.?(?:,?${of}\\s+(\\d{4})(?!\\d))?`,
      "giu",
    ),
    read: ([, day, month, year]) => [{ ...monthOf(month), day: Number(day), ...yearOf(year) }],
  },
  {
    pattern: new RegExp(
      `(?<!\\p{L})(${anyMonth})(?!\\p{L})\\.?\\s+(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)?(?![\\d%]|[.,]\\d)(?:,?${of}\\s+(\\d{4})(?!\\d))?`,
      "giu",
    ),
    read: ([, month, day, year]) => [{ ...monthOf(month), day: Number(day), ...yearOf(year) }],
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${anyMonth})(?!\\p{L})\\.?,?${of}\\s+(\\d{4})(?!\\d)`, "giu"),
    read: ([, month, year]) => [{ ...monthOf(month), ...yearOf(year) }],
  },
  {
    pattern: /(?<!\p{L})(?:in|of|since|until|by|during|from|mid|early|late|last|next)[\s-]+(May|March)(?!\p{L})/gu,
    read: ([, month]) => [monthOf(month)],
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${plainMonth})(?!\\p{L})`, "giu"),
    read: ([, month]) => [monthOf(month)],
  },
];

function monthOf(name: string | undefined): PartialDate {
  const month = monthNumbers.get(fold(name ?? ""));
  return month === undefined ? {} : { month };
}
function dayOf(day: string | undefined): PartialDate {
  return day === undefined ? {} : { day: Number(day) };
}
function yearOf(year: string | undefined): PartialDate {
  return year === undefined ? {} : { year: Number(year) };
}

function isPossible({ year, month, day }: PartialDate): boolean {
  if (year === undefined && month === undefined && day === undefined) return false;
  return (month === undefined || (month >= 1 && month <= 12)) && (day === undefined || (day >= 1 && day <= 31));
}
