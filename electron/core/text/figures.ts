import { type DateFact, datesOf } from "./dates.ts";
import { type NumberFact, numbersOf } from "./numbers.ts";
import { type PeriodFact, periodsOf } from "./periods.ts";
import { type TimeFact, timesOf } from "./times.ts";

/** All that a text says in figures, each of its digits read once: those of a date are no numbers besides. */
export interface Figures {
  readonly numbers: readonly NumberFact[];
  /** years that stand alone, which may be numbers for all that is known */
  readonly years: readonly NumberFact[];
  readonly dates: readonly DateFact[];
  readonly periods: readonly PeriodFact[];
  readonly times: readonly TimeFact[];
}

/** @param language BCP 47 */
export function figuresOf(text: string, language: string): Figures {
  const dates = datesOf(text, language);
  const inDate = within(dates);
  const times = /\d|noon|midnight/iu.test(text) ? timesOf(text).filter((time) => !inDate(time)) : [];
  const periods = periodsOf(text, language).filter((period) => !inDate(period));
  const inOther = within([...dates, ...times, ...periods]);
  const numbers = numbersOf(text, language)
    .filter((number) => !inOther(number))
    .map((number) => asUsual(number, language));
  return {
    numbers: numbers.filter(({ year }) => year !== "yes"),
    years: numbers.filter(({ year }) => year === "yes"),
    dates,
    periods,
    times,
  };
}

/** Of two ways to read "7,200" that of the language: where its mark of thousands stands, the number is grouped. */
function asUsual(number: NumberFact, language: string): NumberFact {
  const mark = /^en\b/iu.test(language) ? "," : /^(?:de|fr|es|it|pt|nl)\b/iu.test(language) ? "." : "";
  const grouped = number.values[1];
  if (mark === "" || grouped === undefined || number.values.length > 2 || !number.text.includes(mark)) return number;
  return { ...number, values: [grouped] };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function within(ranges: readonly Range[]): (range: Range) => boolean {
  return ({ start, end }) => ranges.some((other) => start < other.end && end > other.start);
}
