import { fold } from "./fold.ts";
import { numberWordsOf } from "./numberWords.ts";

/** A length of time that a text names: "three months", "14 Tage", "zweijährig". */
export interface DurationFact {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** ISO 8601: "P3M", "P14D", "PT24H" */
  readonly iso: string;
}

/**
 * Lengths of time in figures and words of the seven languages, those that follow one another as one ("two years and six months"). Of "3 to
 * 6 months" both ends. Ages and "two years ago" are none.
 *
 * @param language BCP 47; decides the words for numbers
 */
export function durationsOf(text: string, language: string): DurationFact[] {
  const counts = numberWordsOf(text, language).filter(({ kind }) => kind === "count");
  const found: Part[] = [];
  for (const match of text.matchAll(wordPattern)) {
    const [word] = match;
    const unit = unitOf(fold(word), language);
    if (unit === null) continue;
    const start = match.index;
    const end = start + word.length;
    if (unit.count !== null) {
      found.push({ start, end, unit: unit.unit.name, count: unit.count * unit.unit.times });
      continue;
    }
    found.push(...partsBefore(text, start, end, unit.unit, counts));
  }
  return joined(
    text,
    found.filter(({ end }) => !isElse.test(text.slice(end, end + 12))),
  );
}

/** Days of an ISO 8601 duration, a year as 365 and a month as a twelfth of it; null where it is none. */
export function daysOf(iso: string): number | null {
  const match = isoPattern.exec(iso);
  if (!match || iso === "P" || iso.endsWith("T")) return null;
  const [years, months, weeks, days, hours, minutes] = match.slice(1).map((part?: string) => Number(part ?? 0));
  const all =
    (years ?? 0) * 365 +
    (months ?? 0) * (365 / 12) +
    (weeks ?? 0) * 7 +
    (days ?? 0) +
    (hours ?? 0) / 24 +
    (minutes ?? 0) / 1440;
  return Number(all.toFixed(4));
}

const isoPattern =
  /^P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?)?$/u;

type UnitName = "Y" | "M" | "W" | "D" | "H" | "m";

interface Part {
  readonly start: number;
  readonly end: number;
  readonly unit: UnitName;
  readonly count: number;
}

const wordPattern = /\p{L}[\p{L}\p{M}]*/gu;
/** An age, or a time that is over. */
const isElse = /^(?:[\s-](?:old\b|ago\b|alt(?:e[nrs]?)?\b|d['’]âge|de edad|di età|de idade|oud\b))/iu;

/** Units as several of them in one: a quarter is three months. */
const unitWords: readonly (readonly [unit: UnitName, times: number, words: string])[] = [
  ["Y", 1, "years?|yrs?|jahr(?:e[ns]?|s)?|ans?|annees?|anos?|ann[oi]|jaar|jaren"],
  ["M", 1, "months?|monat(?:en?|e?s)?|mois|mes|meses|mes[ei]|maand(?:en|s)?"],
  ["M", 3, "quarters?|quartal(?:e[ns]?|s)?|trimestr(?:es?|i)|kwartalen|kwartaal"],
  ["M", 6, "halbjahr(?:e[ns]?|s)?|semestr(?:es?|i)|semesters?|halfjaar"],
  ["W", 1, "weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken"],
  ["W", 2, "fortnights?"],
  ["D", 1, "days?|tag(?:en?|es)?|jours?|dias?|giorn[oi]|dag(?:en)?"],
  ["H", 1, "hours?|hrs?|stunden?|heures?|horas?|or[ae]|uur|uren"],
  ["m", 1, "minut(?:es?|en|os?|i)|minuut"],
];
const compound = "(?:kalender|werk|arbeits|bank|bankarbeits|geschafts|vertrags|miet|lauf)?";
const unitPatterns = unitWords.map(
  ([unit, times, words]) => [unit, times, new RegExp(`^${compound}(?:${words})$`, "u")] as const,
);
/** "sechsmonatig", "6-monatige", "Zweijahresfrist", "driemaandelijks", "zesmaands". */
const adjective =
  /^(?<count>\p{L}*?)(?:(?<year>jahrig(?:e[mnrs]?)?|jahres(?=frist|vertrag|zeitraum|laufzeit)|jarige?)|(?<month>monatig(?:e[mnrs]?)?|monats(?=frist|vertrag|zeitraum|laufzeit)|maands(?:e)?)|(?<week>wochig(?:e[mnrs]?)?|wochen(?=frist)|weekse?)|(?<day>tagig(?:e[mnrs]?)?|tages(?=frist)|tage(?=frist)|daagse?)|(?<hour>stundig(?:e[mnrs]?)?|uurs))(?:frist|vertrag\p{L}*|zeitraum\p{L}*|laufzeit)?$/u;

function unitOf(word: string, language: string): { readonly unit: Unit; readonly count: number | null } | null {
  for (const [name, times, pattern] of unitPatterns)
    if (pattern.test(word)) return { unit: { name, times }, count: null };
  const groups = adjective.exec(word)?.groups;
  if (!groups) return null;
  const [name] = (["year", "month", "week", "day", "hour"] as const).filter((each) => groups[each] !== undefined);
  const unit: Unit = { name: name === undefined ? "D" : adjectiveUnits[name], times: 1 };
  const count = groups["count"] ?? "";
  if (count === "") return { unit, count: null };
  if (count === "ein" || count === "een") return { unit, count: 1 };
  const [number] = numberWordsOf(spelled(count), language);
  return number?.kind === "count" ? { unit, count: Number(number.value) } : null;
}

interface Unit {
  readonly name: UnitName;
  readonly times: number;
}

const adjectiveUnits = { year: "Y", month: "M", week: "W", day: "D", hour: "H" } as const;

/** Number words are known as they are written, and read here without their accents. */
function spelled(folded: string): string {
  return folded === "dreissig" ? "dreißig" : folded;
}

const betweenNumberAndUnit =
  /(?:[\s-]|(?:full|calendar|working|business|consecutive|clear|whole|complete|successive|further|additional|more|volle[nr]?|ganze[nr]?|weitere[nr]?|aufeinanderfolgende[nr]?|mesi|opeenvolgende|volledige|long|longs|longues)(?=[\s-]))+$/iu;
const digits = /(?<![\d.,/:\p{L}-])(\d{1,5}(?:[.,]\d{1,2})?)\s?([½¼¾])?$/u;
const bracket = /\s?\(\s*([\p{L}\d., -]{1,24})\s*\)$/u;
const rangeJoin = /(?:\s?[-–]\s?|\s(?:to|or|and|bis|oder|und|à|ou|et|a|o|y|e|of|tot|en)\s)$/iu;
const articles: Readonly<Record<string, number>> = {
  one: 1,
  ein: 1,
  eine: 1,
  einen: 1,
  einem: 1,
  einer: 1,
  eines: 1,
  un: 1,
  une: 1,
  uno: 1,
  una: 1,
  um: 1,
  uma: 1,
  een: 1,
  a: 1,
  an: 1,
  anderthalb: 1.5,
  eineinhalb: 1.5,
  zweieinhalb: 2.5,
  anderhalf: 1.5,
  half: 0.5,
  halbes: 0.5,
  halben: 0.5,
  medio: 0.5,
  mezzo: 0.5,
  meio: 0.5,
};
/** Before a unit that is a part of the calendar: "to the end of a quarter". */
const atItsEnd =
  /(?:\b(?:end|beginning|close|middle|start|day|course) of|\b(?:ende|schluss|beginn|anfang)|\b(?:fin|début|debut|final|principio|fine|inizio|fim|início|einde|begin)\s(?:d['’]|de|di|van))\s?$/iu;
/** What makes of "a year" how often something is. */
const howOften = /(?:\d|[€$£]|\b(?:times|once|twice|days?|weeks?|months?|hours?|euros?|dollars?|pounds?))\s*$/iu;
const andHalf = /^\s(?:and a half|et demie?|y medi[oa]|e mezz[oa]|e mei[oa])(?!\p{L})/iu;

/** The number before a unit with what stands between; of a range its beginning too. */
function partsBefore(
  text: string,
  unitStart: number,
  end: number,
  { name, times }: Unit,
  counts: readonly { readonly start: number; readonly end: number; readonly value: string }[],
): Part[] {
  const front = text.slice(0, unitStart).replace(betweenNumberAndUnit, "");
  if (front.length === unitStart && !/\d$/u.test(front)) return [];
  const isHalfMore = andHalf.exec(text.slice(end, end + 14));
  const last = isHalfMore ? end + isHalfMore[0].length : end;
  const numberAt = (before: string): { readonly start: number; readonly count: number } | null => {
    const inBrackets = bracket.exec(before);
    if (inBrackets) {
      const outer = numberAt(before.slice(0, inBrackets.index));
      if (outer) return outer;
    }
    const figure = digits.exec(before);
    if (figure) {
      const [, whole = "0", part] = figure;
      const share = part === "½" ? 0.5 : part === "¼" ? 0.25 : part === "¾" ? 0.75 : 0;
      return { start: figure.index, count: Number(whole.replace(",", ".")) + share };
    }
    const word = counts.find((count) => count.end === before.length);
    if (word) return { start: word.start, count: Number(word.value) };
    const article = /(?<!\p{L})\p{L}+$/u.exec(before);
    if (!article) return null;
    const count = articles[fold(article[0])];
    if (count === undefined) return null;
    const isArticle = /^an?$/iu.test(article[0]);
    const ahead = before.slice(0, article.index);
    if (isArticle && /\bhalf\s$/iu.test(ahead)) return { start: article.index - 5, count: 0.5 };
    if (count === 0.5 && !isArticle) {
      const first = /(?<!\p{L})(?:an?|ein(?:e[mnrs]?)?|een|un[oa]?|um)\s$/iu.exec(ahead);
      return { start: first?.index ?? article.index, count };
    }
    if (count === 1 && atItsEnd.test(ahead)) return null;
    return isArticle && howOften.test(ahead) ? null : { start: article.index, count };
  };
  const number = numberAt(front);
  if (!number) return [];
  const part = { start: number.start, end: last, unit: name, count: (number.count + (isHalfMore ? 0.5 : 0)) * times };
  const before = text.slice(0, number.start);
  const range = rangeJoin.exec(before);
  const from = range ? numberAt(before.slice(0, range.index)) : null;
  return from && from.count < number.count && from.count > 0
    ? [{ start: from.start, end: range?.index ?? number.start, unit: name, count: from.count * times }, part]
    : [part];
}

const order: readonly UnitName[] = ["Y", "M", "W", "D", "H", "m"];
const between = /^(?:\s?,\s?|\s|\s?,?\s(?:and|und|et|y|e|en|plus)\s)$/iu;

function joined(text: string, parts: readonly Part[]): DurationFact[] {
  const facts: DurationFact[] = [];
  let run: Part[] = [];
  const close = (): void => {
    const [first] = run;
    const last = run.at(-1);
    if (first && last)
      facts.push({ text: text.slice(first.start, last.end), start: first.start, end: last.end, iso: isoOf(run) });
    run = [];
  };
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    const last = run.at(-1);
    if (last && part.start < last.end) continue;
    const continues =
      last && order.indexOf(part.unit) > order.indexOf(last.unit) && between.test(text.slice(last.end, part.start));
    if (!continues) close();
    run.push(part);
  }
  close();
  return facts;
}

function isoOf(parts: readonly Part[]): string {
  const counts: Record<UnitName, number> = { Y: 0, M: 0, W: 0, D: 0, H: 0, m: 0 };
  for (const { unit, count } of parts) counts[unit] += count;
  // Half a year is six months, half a week beside days is days.
  if (!Number.isInteger(counts.Y) && Number.isInteger(counts.Y * 12)) {
    const whole = counts.Y < 2 ? 0 : Math.floor(counts.Y);
    counts.M += (counts.Y - whole) * 12;
    counts.Y = whole;
  }
  if (counts.W > 0 && (parts.length > 1 || !Number.isInteger(counts.W))) {
    counts.D += counts.W * 7;
    counts.W = 0;
  }
  const write = (units: readonly UnitName[]): string =>
    units.map((unit) => (counts[unit] > 0 ? `${String(counts[unit])}${unit === "m" ? "M" : unit}` : "")).join("");
  const time = write(["H", "m"]);
  const date = write(["Y", "M", "W", "D"]);
  return `P${date}${time === "" ? "" : `T${time}`}${date === "" && time === "" ? "0D" : ""}`;
}
