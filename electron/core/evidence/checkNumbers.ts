import type { Finding } from "../../contract/findings.ts";
import { datesOf, isDateIn } from "../text/dates.ts";
import { currenciesOf, type NumberFact, numbersOf } from "../text/numbers.ts";
import type { ClaimContext } from "./checked.ts";

/** Every number, date, time and amount of a claim has to stand in its quotes. */
export function checkNumbers(
  text: string,
  quotes: readonly string[],
  { language, written = language }: ClaimContext,
): Finding[] {
  const findings: Finding[] = [];
  const quoted = quotes.flatMap((quote) => numbersOf(quote, language));
  const values = new Set(quoted.flatMap((number) => number.values));
  const quoteDates = quotes.flatMap(datesOf);
  const dates = datesOf(text);
  for (const date of dates) {
    if (!isDateIn(date, quoteDates, values)) findings.push({ code: "DATE_NOT_IN_QUOTES", data: { text: date.text } });
  }

  for (const number of numbersOf(text, written)) {
    if (dates.some(({ start, end }) => number.start < end && number.end > start)) continue;
    if (number.common || (number.word && number.kind !== "count")) continue;
    const same = quoted.filter((other) => other.values.some((value) => number.values.includes(value)));
    if (same.length === 0) addMissing(number);
    else if (number.percent && !same.some(({ percent }) => percent)) {
      findings.push({ code: "PERCENTAGE_NOT_SAID", data: { text: number.text } });
    }
  }
  for (const time of timesOf(text)) {
    if (quotes.some((quote) => timesOf(quote).includes(time))) continue;
    findings.push({ code: "TIME_NOT_IN_QUOTES", data: { text: time } });
  }

  const named = new Set(quotes.flatMap((quote) => [...currenciesOf(quote)]));
  for (const currency of currenciesOf(text)) {
    if (named.has(currency)) continue;
    if (named.size > 0) findings.push({ code: "CURRENCY_NOT_IN_QUOTES", data: { text: currency } });
    else findings.push({ code: "CURRENCY_NOT_NAMED", data: { text: currency } });
  }
  return findings;

  function addMissing(number: NumberFact): void {
    const data = { text: number.text };
    // A word may count what the quotes list one by one; it contradicts them only where they count themselves.
    const contradicts = !number.word || quoted.some((other) => isSmall(other));
    if (contradicts) findings.push({ code: "NUMBER_NOT_IN_QUOTES", data });
    else findings.push({ code: "NUMBER_NOT_SAID", data });
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
