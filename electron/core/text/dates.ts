import { fold } from "./fold.ts";
import { primaryTag } from "./languageTag.ts";

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

/**
 * Dates in the notations of English, French, German, Spanish, Italian, Portuguese, Dutch, ISO 8601 and East Asia.
 *
 * @param language BCP 47, where it is known: only in English may 03/04 be March, and only in German is "3.10." a date
 */
export function datesOf(text: string, language = "und"): DateFact[] {
  let rest = text;
  const facts: DateFact[] = [];
  const tag = primaryTag(language);
  const hasDigits = /\d/u.test(text);
  const hasMonth = monthWord.test(text);
  for (const { pattern, needs, read } of notations) {
    if ((needs !== "month" && !hasDigits) || (needs !== "digits" && !hasMonth)) continue;
    for (const match of rest.matchAll(pattern)) {
      const options = read(match, tag).filter(isPossible);
      if (needs !== "digits" && !isMonthOf(match, tag)) continue;
      if (options.length === 0) continue;
      const [found] = match;
      const end = match.index + found.trimEnd().length;
      facts.push({ text: found.trim(), start: match.index, end, options });
      rest = `${rest.slice(0, match.index)}${" ".repeat(found.length)}${rest.slice(match.index + found.length)}`;
    }
  }
  return facts.sort((a, b) => a.start - b.start);
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

/** The beginning of every name of a month: most sentences have none, and the long patterns are not tried on them. */
const monthWord =
  /(?<!\p{L})(?:jan|jän|ene|gen|feb|fev|fév|mar|mär|maa|apr|avr|abr|may|mai|mag|mei|jun|jui|giu|jul|lug|aug|aoû|aou|ago|sep|set|oct|okt|ott|out|nov|dec|déc|dez|dic)/iu;

const of = "(?:\\s+(?:of|de|del|di|d[’']))?";
const ordinal = "(?:st|nd|rd|th|er|\\.|[ºª°])?";
const year = "(?:,?(?:\\s+(?:of|de|del|di|d[’']))?\\s+(\\d{4})(?!\\d))?";
const joins = "\\s?(?:[-–/,&]|to|until|and|or|through|und|bis(?:\\szum)?|oder|et|au|ou|y|al?|o|e|en|tot)\\s?";
/** Short names that are words besides: months where a preposition stands before them. */
const shortMonths =
  "May|March|June|July|Mai|mai|mei|mayo|maio|maggio|Juni|juni|junio|giugno|Juli|juli|julio|luglio|juin|mars|März|marzo|março|maart|avril|abril|août";
const monthPrepositions =
  "in|of|for|since|until|to|by|during|from|mid|early|late|last|next|this|before|after|im|für|vor|nach|seit|ab|bis|anfang|mitte|ende|en|depuis|dès|pour|avant|après|début|fin|de|para|desde|hasta|a|nel|dal|dallo|da|di|fino a|em|até|sinds|voor|vanaf|tot|per";

interface Notation {
  readonly pattern: RegExp;
  /** what a text must have for the pattern to match */
  readonly needs: "digits" | "month" | "both";
  read(match: RegExpMatchArray, tag: string): PartialDate[];
}

const notations: readonly Notation[] = [
  {
    pattern: /(?<![\d.,/-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/-]|[.,]\d)/gu,
    needs: "digits",
    read: ([, year, month, day]) => [{ year: Number(year), month: Number(month), day: Number(day) }],
  },
  {
    pattern: /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?/gu,
    needs: "digits",
    read: ([, year, month, day]) => [{ year: Number(year), month: Number(month), ...dayOf(day) }],
  },
  {
    pattern: /(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]/gu,
    needs: "digits",
    read: ([, month, day]) => [{ month: Number(month), day: Number(day) }],
  },
  {
    pattern: /(?<![\d.,/-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|[.,]\d)/gu,
    needs: "digits",
    read: ([, first, mark, second, year], tag) => {
      const dayFirst = { year: Number(year), month: Number(second), day: Number(first) };
      const monthFirst = { year: Number(year), month: Number(first), day: Number(second) };
      // Dots are written between day and month, nowhere between month and day.
      const isDayFirst = (mark === "." || dayFirstLanguages.has(tag)) && isPossible(dayFirst);
      return isDayFirst ? [dayFirst] : [dayFirst, monthFirst];
    },
  },
  {
    pattern: /(?<![\d.,/-])([0-3]?\d)\.([01]?\d)\.(?![\d/-])/gu,
    needs: "digits",
    read: ([, day, month], tag) => (tag === "de" ? [{ month: Number(month), day: Number(day) }] : []),
  },
  {
    // The further days of "May 7 and 14" and "May 3-5, 2024".
    pattern: new RegExp(
      `(?<=(?<!\\p{L})(${anyMonth})\\.?\\s+\\d{1,2}(?:st|nd|rd|th)?(?:,\\s?\\d{1,2}(?:st|nd|rd|th)?)*(?:,?\\sand\\s|\\s?[-–]\\s?|,\\s?|\\sto\\s))(\\d{1,2})(?:st|nd|rd|th)?(?![\\d%:]|[.,]\\d|\\s\\p{L})${year}`,
      "giu",
    ),
    needs: "both",
    read: ([, month, day, year]) => [{ ...monthOf(month), day: Number(day), ...yearOf(year) }],
  },
  {
    // The first day of "3 to 5 May 2024", the second is read by the next one.
    pattern: new RegExp(
      `(?<![\\d.,/])(\\d{1,2})${ordinal}(?=(?:${joins}(?:the\\s)?\\d{1,2}${ordinal})+${of}\\s*(${anyMonth})(?!\\p{L})\\.?${year})`,
      "giu",
    ),
    needs: "both",
    read: ([, day, month, year]) => [{ ...monthOf(month), day: Number(day), ...yearOf(year) }],
  },
  {
    pattern: new RegExp(
      `(?<![\\d.,/])(\\d{1,2})${ordinal}${of}\\s*(?<!\\p{L})(${anyMonth})(?!\\p{L})\\.?${year}`,
      "giu",
    ),
    needs: "both",
    read: ([, day, month, year]) => [{ ...monthOf(month), day: Number(day), ...yearOf(year) }],
  },
  {
    pattern: new RegExp(
      `(?<!\\p{L})(${anyMonth})(?!\\p{L})\\.?\\s+(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th)?(?![\\d%]|[.,]\\d)${year}`,
      "giu",
    ),
    needs: "both",
    read: ([, month, day, year]) => [{ ...monthOf(month), day: Number(day), ...yearOf(year) }],
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${anyMonth})(?!\\p{L})\\.?,?${of}\\s+(\\d{4})(?!\\d)`, "giu"),
    needs: "both",
    read: ([, month, year]) => [{ ...monthOf(month), ...yearOf(year) }],
  },
  {
    pattern: new RegExp(`(?<=(?<!\\p{L})(?:${anyCase(monthPrepositions)})[\\s-]+)(${shortMonths})(?!\\p{L})`, "gu"),
    needs: "month",
    read: ([, month]) => [monthOf(month)],
  },
  {
    pattern: new RegExp(`(?<!\\p{L})(${plainMonth})(?!\\p{L})`, "giu"),
    needs: "month",
    read: ([, month]) => [monthOf(month)],
  },
];

/** Words as they stand within a sentence, at its beginning and in capitals. */
function anyCase(words: string): string {
  const initial = words.replaceAll(/(?<=^|\|)\p{L}/gu, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return `${initial}|${words.toUpperCase()}`;
}

const dayFirstLanguages: ReadonlySet<string> = new Set(["de", "fr", "es", "it", "pt", "nl"]);

/** Short names that are words of the other languages: "out 12", "two years ago, 5 men". */
const ownMonths: Readonly<Record<string, string>> = {
  out: "pt",
  set: "it pt",
  ago: "es it pt",
  mag: "it",
  gen: "it",
  dic: "es it",
  ene: "es",
  lug: "it",
  giu: "it",
  ott: "it",
  jan: "en de pt nl fr",
  mar: "en es it pt",
  mars: "fr",
  dec: "en nl",
  marco: "pt",
  marzo: "es it",
};
const knownTags: ReadonlySet<string> = new Set(["en", "de", "fr", "es", "it", "pt", "nl"]);

function isMonthOf(match: RegExpMatchArray, tag: string): boolean {
  if (!knownTags.has(tag)) return true;
  return match.slice(1).every((group: string | undefined) => {
    const languages = group === undefined ? undefined : ownMonths[fold(group)];
    return languages === undefined || languages.includes(tag);
  });
}

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
