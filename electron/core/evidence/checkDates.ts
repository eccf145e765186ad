import type { Finding, Span } from "../../contract/findings.ts";
import type { DateFact, PartialDate } from "../text/dates.ts";
import { type Figures, figuresOf } from "../text/figures.ts";
import type { NumberFact } from "../text/numbers.ts";
import type { PeriodFact } from "../text/periods.ts";
import type { TimeFact } from "../text/times.ts";
import { spanOf, type ClaimContext } from "./checked.ts";
import { sharedCount, stemsAround } from "./context.ts";

/** A stretch of text that says when. */
interface When extends Span {
  readonly text: string;
}
interface Quoted<F extends Span> {
  readonly fact: F;
  readonly quote: number;
  readonly text: string;
}

/** Every date, year, weekday, period and time of day of a claim has to stand in its quotes. */
export function checkDates(
  claim: string,
  quotes: readonly string[],
  { language, written = language }: ClaimContext,
): Finding[] {
  const mine = figuresOf(claim, written);
  const mineYears = [...mine.years, ...mine.numbers.filter(({ year }) => year === "maybe")];
  if (mine.dates.length + mineYears.length + mine.periods.length + mine.times.length === 0) return [];
  const figures = quotes.map((quote) => figuresOf(quote, language));
  const dates = all(({ dates: found }) => found);
  const years = all(({ years: sure, numbers }) => [...sure, ...numbers.filter(({ year }) => year === "maybe")]);
  const periods = all(({ periods: found }) => found);
  const times = all(({ times: found }) => found);
  const knownYears = new Set([
    ...years.map(({ fact }) => Number(fact.values[0])),
    ...dates.flatMap(({ fact }) => fact.options.flatMap(({ year }) => (year === undefined ? [] : [year]))),
    ...periods.flatMap(({ fact }) => (fact.year === null ? [] : [fact.year])),
  ]);
  const hasYear = (year: number): boolean => knownYears.has(year) || knownYears.has(year % 100);

  return [
    ...mine.dates.flatMap(checkDate),
    ...mineYears.flatMap(checkYear),
    ...mine.periods.flatMap(checkPeriod),
    ...mine.times.flatMap(checkTime),
  ];

  function all<F extends Span>(take: (figures: Figures) => readonly F[]): Quoted<F>[] {
    return figures.flatMap((each, quote) => take(each).map((fact) => ({ fact, quote, text: quotes[quote] ?? "" })));
  }

  function checkDate(date: DateFact): Finding[] {
    const found = dates.find(({ fact }) => isSameDate(date, fact));
    if (found)
      return relationFault(
        date,
        dates.filter(({ fact }) => isSameDate(date, fact)),
      );
    // The day of a month may stand apart from it, and so may its year.
    const inParts = dates.some(({ fact }) => isSameDate(date, fact, hasYear));
    if (inParts) return [];
    // The year is that of the document, which the quotes need not name.
    if (dates.some(({ fact }) => isSameDate(date, fact, () => true))) return [doubt(date)];
    const like = dates.filter(({ fact }) => isLike(date, fact));
    return [differs(date, like) ?? { code: "DATE_NOT_IN_QUOTES", data: { text: date.text }, words: spanOf(date) }];
  }

  function checkYear(year: NumberFact): Finding[] {
    const value = Number(year.values[0]);
    const same = years.filter(({ fact }) => Number(fact.values[0]) === value);
    if (same.length > 0) {
      const others = years.filter(({ fact }) => !mineYears.some((own) => own.values[0] === fact.values[0]));
      const instead = betterPlaced(year, same, others);
      return instead ? [instead] : relationFault(year, same);
    }
    if (hasYear(value)) {
      const inDates = dates.filter(({ fact }) => fact.options.some((option) => option.year === value));
      return relationFault(year, inDates);
    }
    if (
      year.year === "maybe" &&
      figures.some(({ numbers }) => numbers.some((other) => Number(other.values[0]) === value))
    )
      return [];
    const relative = periods.filter(({ fact }) => fact.kind === "relative" && fact.value.startsWith("year"));
    const dated = dates.filter(({ fact }) => fact.options.some((option) => option.year !== undefined));
    return [
      differs(year, [...relative, ...years, ...dated]) ?? {
        code: "DATE_NOT_IN_QUOTES",
        data: { text: year.text },
        words: spanOf(year),
      },
    ];
  }

  function checkPeriod(period: PeriodFact): Finding[] {
    const same = periods.filter(({ fact }) => isSamePeriod(period, fact));
    if (same.length > 0) {
      const others = periods.filter(
        ({ fact }) =>
          fact.kind === period.kind &&
          isComparable(period, fact) &&
          !mine.periods.some((own) => isSamePeriod(own, fact)),
      );
      const instead = betterPlaced(period, same, others);
      return instead ? [instead] : relationFault(period, same);
    }
    if (isImplied(period)) return [];
    const like = periods.filter(({ fact }) => fact.kind === period.kind && isComparable(period, fact));
    const instead = differs(period, like);
    if (instead) return [instead];
    if (isUnsure(period)) return [doubt(period)];
    return [{ code: "DATE_NOT_IN_QUOTES", data: { text: period.text }, words: spanOf(period) }];
  }

  /** A weekday of a date of the quotes, a decade of one of its years. */
  function isImplied({ kind, value, year }: PeriodFact): boolean {
    const days = dates.flatMap(({ fact }) => fact.options);
    if (kind === "weekday") return days.some((day) => weekdayOf(day) === Number(value));
    const all = [...knownYears];
    if (kind === "decade") return all.some((known) => Math.floor(known / 10) * 10 === Number(value));
    if (kind === "century") return all.some((known) => Math.ceil(known / 100) === Number(value));
    if (kind === "quarter" || kind === "half") {
      const months = kind === "quarter" ? 3 : 6;
      return (
        (year === null || hasYear(year)) &&
        days.some(({ month }) => month !== undefined && Math.ceil(month / months) === Number(value))
      );
    }
    return false;
  }

  /** What the day of writing decides, which the quotes do not tell. */
  function isUnsure({ kind, value }: PeriodFact): boolean {
    if (kind === "season") return dates.length > 0;
    if (kind === "weekday") return periods.some(({ fact }) => fact.kind === "relative" && fact.value.startsWith("day"));
    return kind === "relative" && (value.endsWith(" 0") || periods.length + dates.length + years.length > 0);
  }

  function checkTime(time: TimeFact): Finding[] {
    const same = times.filter(({ fact }) => isSameTime(time, fact));
    if (same.length > 0) return turnedFrom(time);
    return [differs(time, times) ?? { code: "TIME_NOT_IN_QUOTES", data: { text: time.text }, words: spanOf(time) }];
  }

  /** "From 7:00 to 22:00" of what is "from 22:00 to 7:00". */
  function turnedFrom(from: TimeFact): Finding[] {
    const to = mine.times[mine.times.indexOf(from) + 1];
    if (!to || !isRange(claim, from, to)) return [];
    const ranges = figures.flatMap(({ times: found }, quote) => {
      const text = quotes[quote] ?? "";
      return found.flatMap((first, index) => {
        const second = found[index + 1];
        return second && isRange(text, first, second) ? [{ first, second, quote, text }] : [];
      });
    });
    if (ranges.some(({ first, second }) => isSameTime(from, first) && isSameTime(to, second))) return [];
    const turned = ranges.find(({ first, second }) => isSameTime(from, second) && isSameTime(to, first));
    if (!turned) return [];
    const { first, second, quote, text } = turned;
    return [
      {
        code: "DATE_DIFFERS",
        data: { text: claim.slice(from.start, to.end), other: text.slice(first.start, second.end) },
        words: { start: from.start, end: to.end },
        other: { quote, start: first.start, end: second.end },
      },
    ];
  }

  /** Another one that stands among the claim's words, where all that equal it stand among others. */
  function betterPlaced(when: When, same: readonly Quoted<When>[], others: readonly Quoted<When>[]): Finding | null {
    if (others.length === 0) return null;
    const around = stemsAround(claim, when, written);
    const own = same.map(({ text, fact }) => sharedCount(around, stemsAround(text, fact, language)));
    // Around two of one sentence stand much the same words.
    const elsewhere = others.filter(({ quote }) => !same.some((each) => each.quote === quote));
    return differs(when, elsewhere, Math.max(3, Math.max(...own) + 2));
  }

  /** The one among them that stands where this one should, by the words around it. */
  function differs(when: When, among: readonly Quoted<When>[], least = leastShared): Finding | null {
    const around = stemsAround(claim, when, written);
    let best: Quoted<When> | null = null;
    let most = least - 1;
    for (const other of among) {
      const shared = sharedCount(around, stemsAround(other.text, other.fact, language));
      if (shared > most) [best, most] = [other, shared];
    }
    if (!best) return null;
    const { fact, quote } = best;
    // "This year" may well be the year of the claim.
    if (isRelative(fact) && !isRelative(when)) return doubt(when);
    return {
      code: "DATE_DIFFERS",
      data: { text: when.text, other: fact.text },
      words: spanOf(when),
      other: { quote, start: fact.start, end: fact.end },
    };
  }

  /** "Before 2019" of what was "after 2019", where no quote has it otherwise. */
  function relationFault(when: When, same: readonly Quoted<When>[]): Finding[] {
    const relation = relationBefore(claim, when.start);
    if (relation === null) return [];
    const relations = same.map((other) => ({ other, found: relationBefore(other.text, other.fact.start) }));
    if (relations.some(({ found }) => found === null || found.side === relation.side)) return [];
    const [first] = relations;
    if (!first?.found) return [];
    const { fact, quote, text } = first.other;
    return [
      {
        code: "BOUND_DIFFERS",
        data: { text: claim.slice(relation.start, when.end), other: text.slice(first.found.start, fact.end) },
        words: { start: relation.start, end: when.end },
        other: { quote, start: first.found.start, end: fact.end },
      },
    ];
  }
}

/** Words around two dates that have to be the same for one to stand in the place of the other. */
const leastShared = 2;

function isSameTime({ minutes }: TimeFact, other: TimeFact): boolean {
  return minutes.some((minute) => other.minutes.includes(minute));
}

function isRange(text: string, from: TimeFact, to: TimeFact): boolean {
  return /^\s?(?:[-–—]|to|until|till|and|bis|und|à|et|hasta|a las|a|y|alle|e|às|até|tot|en)\s?$/iu.test(
    text.slice(from.end, to.start),
  );
}

function isRelative(when: When): boolean {
  return "kind" in when && when.kind === "relative";
}

function doubt(when: When): Finding {
  return { code: "NUMBER_NOT_SAID", data: { text: when.text }, words: spanOf(when) };
}

/**
 * True where a date says nothing that the other does not.
 *
 * @param isKnown whether a year stands elsewhere in the quotes; without it dates that lack the year are others
 */
function isSameDate(date: DateFact, other: DateFact, isKnown?: (year: number) => boolean): boolean {
  return date.options.some((wanted) =>
    other.options.some(
      (found) =>
        (wanted.month === undefined || wanted.month === found.month) &&
        (wanted.day === undefined || wanted.day === found.day) &&
        (wanted.year === undefined || sameYear(wanted.year, found.year)),
    ),
  );

  function sameYear(wanted: number, found: number | undefined): boolean {
    if (found === undefined) return isKnown?.(wanted) ?? false;
    return found === wanted || (found < 100 && wanted % 100 === found) || (wanted < 100 && found % 100 === wanted);
  }
}

/** As fine as the date: a day for a day, a month for a month. */
function isLike(date: DateFact, other: DateFact): boolean {
  const [mine, theirs] = [date.options[0], other.options[0]];
  return (mine?.day === undefined) === (theirs?.day === undefined) || mine?.month === theirs?.month;
}

function isSamePeriod(period: PeriodFact, other: PeriodFact): boolean {
  if (period.kind !== other.kind || period.value !== other.value) return false;
  return period.year === null || other.year === null || period.year === other.year;
}

/** "Tomorrow" and "today" are days, "last week" and "today" are not. */
function isComparable(period: PeriodFact, other: PeriodFact): boolean {
  if (period.kind !== "relative") return true;
  return period.value.split(" ")[0] === other.value.split(" ")[0];
}

/** 1 is Monday; null where the date is no single day. */
function weekdayOf({ year, month, day }: PartialDate): number | null {
  if (year === undefined || month === undefined || day === undefined || year < 100) return null;
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
}

interface Relation {
  readonly side: "before" | "after";
  readonly start: number;
}

/** The word before a date that says on which side of it something lies. */
function relationBefore(text: string, start: number): Relation | null {
  const from = Math.max(0, start - 24);
  const match = relationPattern.exec(text.slice(from, start));
  if (!match?.groups) return null;
  return { side: match.groups["before"] === undefined ? "after" : "before", start: from + match.index };
}

const relationPattern =
  /(?<!\p{L})(?:(?<before>before|prior to|until|till|up to|by|vor(?: dem)?|bis(?: zum)?|avant(?: le)?|jusqu['’](?:à|au|en)|antes del?|hasta(?: el)?|prima del?|fino a[l]?|antes de|até(?: o)?|voor|tot)|(?<after>after|since|from|following|nach(?: dem)?|seit(?: dem)?|ab(?: dem)?|après(?: le)?|depuis(?: le)?|à partir d[eu]|después del?|desde(?: el)?|a partir del?|dopo(?: il)?|dal|depois de|desde(?: o)?|a partir de|na|sinds|vanaf))\s+(?:the\s|den\s|le\s)?$/iu;
