import { valuesOf } from "../../extract/answers/values.ts";
import { fold } from "../../text/fold.ts";
import { periodsOf } from "../../text/periods.ts";
import {
  type Comparison,
  comparisonBefore,
  comparisonBehind,
  either,
  joint,
  lastWords,
  nextBehind,
  nextWords,
} from "./askedWords.ts";

/** A value that a question names, in each way in which it can be meant. */
export interface AskedValue {
  readonly start: number;
  readonly end: number;
  /** days as ISO 8601, as far as they are known; null where it is no date */
  readonly date: { readonly first: string; readonly last: string } | null;
  /** ISO 8601 */
  readonly period: string | null;
  readonly money: { readonly amount: number; readonly currency: string | null } | null;
  readonly number: { readonly number: number; readonly unit: string | null } | null;
}

/** Which values are meant; both ends belong to it. */
export interface AskedRange {
  /** with the words that compare */
  readonly start: number;
  readonly end: number;
  readonly least: AskedValue | null;
  readonly most: AskedValue | null;
  /** the end itself does not belong to it: "over", "before" */
  readonly isOpen: boolean;
  /** "in the next three months": the days from or up to today */
  readonly fromToday: "next" | "last" | null;
  readonly isCompared: boolean;
}

/** @param language BCP 47 @param today ISO 8601 */
export function rangesIn(question: string, language: string, today: string): AskedRange[] {
  const values = valuesIn(question, language, today);
  const ranges: AskedRange[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value === undefined) continue;
    const text = folded(question.slice(0, value.start));
    const said = comparisonBefore(text);
    const next = values[index + 1];
    const between = next === undefined ? "" : folded(question.slice(value.end, next.start));
    const isRange =
      said?.comparison === "between" || said?.comparison === "from" || said?.comparison === "of" || said === null;
    if (
      next !== undefined &&
      isRange &&
      joint.test(between) &&
      isOneRange(value, next, said?.comparison ?? null, between)
    ) {
      const start = value.start - (said?.length ?? 0);
      ranges.push({
        start,
        end: next.end,
        least: likeOther(value, next),
        most: next,
        isOpen: false,
        fromToday: null,
        isCompared: true,
      });
      index += 1;
      continue;
    }
    const after = comparisonBehind(folded(question.slice(value.end)));
    const comparison = after?.comparison ?? said?.comparison ?? null;
    const place = { start: value.start - (said?.length ?? 0), end: value.end + (after?.length ?? 0) };
    const isNext =
      nextWords.test(text) ||
      (/(?:in|dans|en|nei|entro)\s(?:the\s|les\s|los\s|las\s)?$/u.test(text) &&
        nextBehind.test(folded(question.slice(value.start, value.end + 12))));
    const relative = value.period === null ? null : isNext ? "next" : lastWords.test(text) ? "last" : null;
    const words = relative === "next" ? nextWords.exec(text) : relative === "last" ? lastWords.exec(text) : null;
    ranges.push({
      start: words === null ? place.start : Math.min(place.start, value.start - words[0].length),
      end: place.end,
      ...endsOf(comparison, value),
      fromToday: relative,
      isCompared: (comparison !== null && comparison !== "of") || relative !== null,
    });
  }
  return ranges;
}

function folded(text: string): string {
  return fold(text.replaceAll("’", "'"));
}

function endsOf(comparison: Comparison | null, value: AskedValue): Pick<AskedRange, "least" | "most" | "isOpen"> {
  switch (comparison) {
    case "more":
    case "after":
      return { least: value, most: null, isOpen: true };
    case "less":
    case "before":
      return { least: null, most: value, isOpen: true };
    case "least":
    case "from":
      return { least: value, most: null, isOpen: false };
    case "most":
    case "to":
      return { least: null, most: value, isOpen: false };
    default:
      return { least: value, most: value, isOpen: false };
  }
}

/** "between 5 and 10", "from May to June", "500–900 €", and years that follow one another: "2026 or 2027". */
function isOneRange(a: AskedValue, b: AskedValue, comparison: Comparison | null, between: string): boolean {
  const alike =
    (a.date !== null && b.date !== null) ||
    (a.period !== null && b.period !== null) ||
    ((a.number !== null || a.money !== null) && (b.number !== null || b.money !== null));
  if (!alike) return false;
  if (comparison === "between" || comparison === "from" || comparison === "of") return true;
  if (a.date !== null && b.date !== null && either.test(between)) return dayAfter(a.date.last) === b.date.first;
  return !either.test(between);
}

/** "between 500 and 900 euros": the first is of the unit of the second. */
function likeOther(value: AskedValue, other: AskedValue): AskedValue {
  return {
    ...value,
    money: value.money && { ...value.money, currency: value.money.currency ?? other.money?.currency ?? null },
    number: value.number && { ...value.number, unit: value.number.unit ?? other.number?.unit ?? null },
  };
}

function valuesIn(question: string, language: string, today: string): AskedValue[] {
  const found: AskedValue[] = [];
  const add = (start: number, end: number, what: Partial<AskedValue>): void => {
    const known = found.findIndex((each) => start < each.end && end > each.start);
    const before = found[known];
    if (!before) found.push({ start, end, date: null, period: null, money: null, number: null, ...what });
    else {
      // The longest reading wins; those of the same words are ways to read them.
      const isWithin = end - start <= before.end - before.start;
      const isDate = before.date !== null && !("date" in what);
      if (isWithin && !isDate && start >= before.start) found[known] = { ...before, ...what, ...onlyNew(before) };
    }
  };
  for (const { kind, value, year, start, end } of periodsOf(question, language)) {
    const date = daysOfPart(kind, value, year, today);
    if (date !== null) add(start, end, { date });
  }
  const read = (kind: "date" | "period" | "money" | "number") => valuesOf(question, { kind }, language);
  for (const { value, start, end } of read("date")) {
    if (value.kind === "date") add(start, end, { date: { first: firstDay(value.date), last: lastDay(value.date) } });
  }
  for (const { value, start, end } of read("period"))
    if (value.kind === "period") add(start, end, { period: value.period });
  for (const match of question.matchAll(/(?<![\p{L}\p{N}.,\-/])(?:19|20)\d\d(?![\p{L}\p{N}\-/]|[.,]\d)/gu)) {
    const [year] = match;
    // With a currency or a unit behind it, it is an amount.
    const isAmount = [...read("money"), ...read("number")].some(
      ({ value, start, end }) =>
        start <= match.index &&
        end >= match.index + 4 &&
        ((value.kind === "money" && value.currency !== null) || (value.kind === "number" && value.unit !== null)),
    );
    if (!isAmount) add(match.index, match.index + 4, { date: { first: `${year}-01-01`, last: `${year}-12-31` } });
  }
  for (const { value, start, end } of read("money")) {
    if (value.kind === "money") add(start, end, { money: { amount: value.amount, currency: value.currency } });
  }
  for (const { value, start, end } of read("number")) {
    if (value.kind === "number") add(start, end, { number: { number: value.number, unit: value.unit } });
  }
  return found.map((value) => withBareNumber(question, value)).sort((a, b) => a.start - b.start);
}

/** A year may be meant as a number too, as in "rent over 2000". */
function withBareNumber(question: string, value: AskedValue): AskedValue {
  const bare = /^(?:19|20)\d\d$/u.test(question.slice(value.start, value.end));
  if (!bare || value.number !== null) return value;
  const number = Number(question.slice(value.start, value.end));
  return { ...value, number: { number, unit: null }, money: { amount: number, currency: null } };
}

function onlyNew(value: AskedValue): Partial<AskedValue> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null));
}

const dayMs = 86_400_000;

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function dayAfter(day: string): string {
  return isoDay(Date.parse(`${day}T00:00:00Z`) + dayMs);
}

export function dayBefore(day: string): string {
  return isoDay(Date.parse(`${day}T00:00:00Z`) - dayMs);
}

function firstDay(date: string): string {
  return date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date;
}

function lastDay(date: string): string {
  const [year = 0, month, day] = date.split("-").map(Number);
  if (day !== undefined) return date;
  return month === undefined ? `${date}-12-31` : isoDay(Date.UTC(year, month, 0));
}

/** A quarter, a half or "next year" as days; null for what is none. */
function daysOfPart(kind: string, value: string, year: number | null, today: string): AskedValue["date"] {
  const months = (of: number, from: number, count: number) => ({
    first: isoDay(Date.UTC(of, from, 1)),
    last: isoDay(Date.UTC(of, from + count, 0)),
  });
  const [thisYear = 0, thisMonth = 1] = today.split("-").map(Number);
  if (kind === "quarter") return months(year ?? thisYear, (Number(value) - 1) * 3, 3);
  if (kind === "half") return months(year ?? thisYear, (Number(value) - 1) * 6, 6);
  if (kind === "decade") return months(Number(value), 0, 120);
  if (kind !== "relative") return null;
  const [, unit, away] = /^(year|month|week|day) (-?\d+)$/u.exec(value) ?? [];
  if (unit === "year") return months(thisYear + Number(away), 0, 12);
  if (unit === "month") return months(thisYear, thisMonth - 1 + Number(away), 1);
  const day = Date.parse(`${today}T00:00:00Z`);
  if (unit === "day") return { first: isoDay(day + Number(away) * dayMs), last: isoDay(day + Number(away) * dayMs) };
  if (unit !== "week") return null;
  const monday = day - ((new Date(day).getUTCDay() + 6) % 7) * dayMs + Number(away) * 7 * dayMs;
  return { first: isoDay(monday), last: isoDay(monday + 6 * dayMs) };
}

/** A day so many months or days from another. @param period ISO 8601 */
export function shifted(day: string, period: string, direction: 1 | -1): string {
  const [, years = "0", months = "0", weeks = "0", days = "0"] =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?/u.exec(period) ?? [];
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const target = month - 1 + direction * (Number(years) * 12 + Number(months));
  // The last day of a month that is shorter.
  const last = new Date(Date.UTC(year, target + 1, 0)).getUTCDate();
  return isoDay(Date.UTC(year, target, Math.min(date, last)) + direction * (Number(weeks) * 7 + Number(days)) * dayMs);
}

/** Days as the shortest ISO 8601 date that says them: "2027" for all of a year. */
export function shortest(day: string, end: "first" | "last"): string {
  if (end === "first") return day.endsWith("-01-01") ? day.slice(0, 4) : day.endsWith("-01") ? day.slice(0, 7) : day;
  if (day.endsWith("-12-31")) return day.slice(0, 4);
  return lastDay(day.slice(0, 7)) === day ? day.slice(0, 7) : day;
}
