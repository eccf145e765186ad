import type { AnswerValue, ColumnKind } from "../../../contract/answerTables.ts";
import { datesOf } from "../../text/dates.ts";
import { durationsOf } from "../../text/durations.ts";
import { fold } from "../../text/fold.ts";
import { primaryTag } from "../../text/languageTag.ts";
import { oneLine } from "../../text/oneLine.ts";
import { type NumberFact, numbersOf } from "../../text/numbers.ts";
import { unitAt } from "../../text/units.ts";
import { itemsOf } from "./items.ts";
import { choicesIn, saysYes } from "./words.ts";
import { dateValuesOf } from "./dateValues.ts";
import { partiesOf, partyOfCell } from "./parties.ts";

export { daysOf } from "../../text/durations.ts";

/** A value of a column's kind as a text has it. */
export interface ReadValue {
  readonly value: AnswerValue;
  /** the range word for word */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What of a column decides how its values are read. */
export interface ReadColumn {
  readonly kind: ColumnKind;
  readonly name?: string;
  readonly question?: string;
  readonly hint?: string;
  readonly choices?: readonly string[];
  readonly unit?: string | null;
  readonly words?: readonly string[];
}

/** What is known of a text from elsewhere in its document. */
export interface ReadHints {
  /** the document writes the day before the month */
  readonly dayFirst?: boolean;
  /** the text is a cell or what stands behind a label, no sentence */
  readonly cell?: boolean;
}

/**
 * The values of a column's kind in a text, in its order: a sentence, a cell, a short answer. Bare amounts are of no currency, and only
 * values where no amount has one. Of a list its items; of a text itself, without what frames it.
 *
 * @param language BCP 47
 */
export function valuesOf(text: string, column: ReadColumn, language: string, hints: ReadHints = {}): ReadValue[] {
  const read = (value: AnswerValue, start: number, end: number): ReadValue => ({
    value,
    text: text.slice(start, end),
    start,
    end,
  });
  switch (column.kind) {
    case "money":
      return moneyOf(text, language).map(({ amount, currency, start, end }) =>
        read({ kind: "money", amount, currency }, start, end),
      );
    case "number":
      return quantitiesOf(text, column.unit ?? null, language).map(({ number, unit, start, end }) =>
        read({ kind: "number", number, unit }, start, end),
      );
    case "date":
      return dateValuesOf(text, language, hints.dayFirst).map(({ date, start, end }) =>
        read({ kind: "date", date }, start, end),
      );
    case "period":
      return withoutRepeats(text, durationsOf(text, language), ({ iso }) => iso).map(({ iso, start, end }) =>
        read({ kind: "period", period: iso }, start, end),
      );
    case "boolean": {
      const said = saysYes(text, column, language);
      return said === null ? [] : [read({ kind: "boolean", boolean: said.yes }, said.start, said.end)];
    }
    case "choice":
      return choicesIn(text, column.choices ?? [], language).map(({ choice, start, end }) =>
        read({ kind: "choice", choice }, start, end),
      );
    case "party": {
      const parties = partiesOf(text, language);
      const whole = hints.cell === true || text.trim().split(/\s+/u).length <= 6 ? partyOfCell(text, language) : null;
      if (whole && (parties.length === 0 || hints.cell === true))
        return [read({ kind: "party", party: whole.party }, whole.start, whole.end)];
      return parties.map(({ party, start, end }) => read({ kind: "party", party }, start, end));
    }
    case "list":
      return itemsOf(text).map(({ start, end }) =>
        read({ kind: "text", text: oneLine(text.slice(start, end)) }, start, end),
      );
    case "text": {
      const { start, end } = unframed(text);
      return start < end ? [read({ kind: "text", text: oneLine(text.slice(start, end)) }, start, end)] : [];
    }
  }
}

/** The kind that the values of a column have: the items of a list are texts. */
export function valueKindOf(kind: ColumnKind): AnswerValue["kind"] {
  return kind === "list" ? "text" : kind;
}

/** True of a value that a column can hold: of its kind, of its choices, of its unit where the value has one. */
export function fits(value: AnswerValue, column: ReadColumn): boolean {
  if (value.kind !== valueKindOf(column.kind)) return false;
  switch (value.kind) {
    case "choice":
      return (column.choices ?? []).some((choice) => fold(choice) === fold(value.choice));
    case "number":
      return (
        column.unit === null || column.unit === undefined || value.unit === null || isUnit(value.unit, column.unit)
      );
    case "text":
      return /[\p{L}\p{N}]/u.test(value.text);
    case "party":
      return /\p{L}/u.test(value.party);
    case "money":
      return Number.isFinite(value.amount);
    case "date":
    case "period":
    case "boolean":
      return true;
  }
}

interface Amount {
  readonly amount: number;
  readonly currency: string | null;
  readonly start: number;
  readonly end: number;
}

/** Currencies written in a way that is no currency elsewhere. */
const localBefore: readonly (readonly [RegExp, string])[] = [
  [/(?<!\p{L})S?[Ff]r\.?\s?$/u, "CHF"],
  [/(?<!\p{L})zł\s?$/u, "PLN"],
  [/(?<!\p{L})euros?\s$/iu, "EUR"],
];
const localBehind: readonly (readonly [RegExp, string])[] = [
  [/^\s?S?Fr\.?(?!\p{L})/u, "CHF"],
  [/^\s?zł(?!\p{L})/u, "PLN"],
  [/^\s?Kč(?!\p{L})/u, "CZK"],
  [/^\s?(?:€|euros?(?!\p{L})|EUR(?!\p{L}))/iu, "EUR"],
  [/^\s?CHF(?!\p{L})/u, "CHF"],
];
/** "45.-", "1.250,--" */
const noCents = /^\s?[.,]?\s?[-–—]{1,2}(?![\d\p{L}])/u;

function moneyOf(text: string, language: string): Amount[] {
  const dates = datesOf(text, language);
  const amounts: (Amount & { readonly bare: boolean })[] = [];
  for (const fact of numbersOf(text, language)) {
    if (fact.code || fact.percent || fact.kind === "ordinal" || fact.kind === "factor") continue;
    if (dates.some(({ start, end }) => fact.start < end && fact.end > start)) continue;
    if (isClauseNumber(text, fact)) continue;
    const value = valueOf(fact, language, true);
    if (value === null) continue;
    let { currency } = fact;
    let { start, end } = fact.whole;
    const cents = noCents.exec(text.slice(end, end + 5));
    if (cents && !fact.word) end += cents[0].length;
    if (currency === null) {
      const before = localBefore.map(
        ([pattern, code]) => [pattern.exec(text.slice(Math.max(0, start - 7), start)), code] as const,
      );
      const behind = localBehind.map(([pattern, code]) => [pattern.exec(text.slice(end, end + 8)), code] as const);
      const [left, leftCode] = before.find(([match]) => match) ?? [];
      const [right, rightCode] = behind.find(([match]) => match) ?? [];
      if (left) {
        start -= left[0].length;
        currency = leftCode ?? null;
      } else if (right) {
        end += right[0].length;
        currency = rightCode ?? null;
      }
    }
    const bare = currency === null;
    if (bare && (fact.unit !== null || fact.word || fact.year === "yes" || fact.kind === "fraction")) continue;
    if (bare && /^\s?(?:[%°/]|\.\d|:\d)/u.test(text.slice(end, end + 3))) continue;
    amounts.push({ amount: value, currency, start, end, bare });
  }
  const named = amounts.filter(({ bare }) => !bare);
  return withoutRepeats(
    text,
    named.length > 0 ? named : amounts,
    ({ amount, currency }) => `${String(amount)} ${currency ?? ""}`,
  );
}

/** The number of a clause, article or item: "3.1 The rent …", "Article 4", "§ 5". */
function isClauseNumber(text: string, { start, end, currency, unit }: NumberFact): boolean {
  if (currency !== null || unit !== null) return false;
  const before = text.slice(Math.max(0, start - 12), start);
  if (
    /(?:§+|(?<!\p{L})(?:art(?:icles?|ikels?|[íi]culo|icolo|igo)?\.?|clauses?|cl[áa]usula|sections?|ziffer|nr\.?|no\.?|n[°º.]+|pos\.?|page|seite|room|raum|annexe?|exhibit|schedule|anlage))\s?$/iu.test(
      before,
    )
  )
    return true;
  if (
    text.slice(0, start).trim() !== "" ||
    text.length < 60 ||
    !/^\d{1,2}(?:\.\d{1,2})*$/u.test(text.slice(start, end))
  )
    return false;
  return /^(?:\.\d+)*[.)]?\s+\p{Lu}/u.test(text.slice(end));
}

/** The same once more, in brackets: "EUR 950 (nine hundred and fifty euros)", "drei Monate (3 Monate)". */
function withoutRepeats<T extends { readonly start: number; readonly end: number }>(
  text: string,
  facts: readonly T[],
  keyOf: (fact: T) => string,
): T[] {
  return facts.filter((fact, index) => {
    const before = facts[index - 1];
    if (!before || keyOf(before) !== keyOf(fact)) return true;
    const between = text.slice(before.end, fact.start);
    return !/^[^()]{0,12}\([^()]{0,24}$|^\s?[/=,–-]\s?(?:in words:?\s)?$/u.test(between);
  });
}

interface Quantity {
  readonly number: number;
  readonly unit: string | null;
  readonly start: number;
  readonly end: number;
}

/** Numbers with their units; of those with the wanted unit only they, and never one of another. */
function quantitiesOf(text: string, wanted: string | null, language: string): Quantity[] {
  const dates = datesOf(text, language);
  const found: Quantity[] = [];
  for (const fact of numbersOf(text, language)) {
    if (fact.code || fact.kind === "ordinal" || fact.kind === "factor" || fact.currency !== null) continue;
    if (dates.some(({ start, end }) => fact.start < end && fact.end > start)) continue;
    if (isClauseNumber(text, fact)) continue;
    if (fact.year === "yes" || (fact.kind === "fraction" && fact.word && fact.unit === null)) continue;
    // Four digits that count nothing are a year.
    if (
      fact.year === "maybe" &&
      fact.unit === null &&
      fact.counted.length === 0 &&
      wanted === null &&
      text.trim() !== fact.text
    )
      continue;
    const value = valueOf(fact, language, false);
    if (value === null) continue;
    const behind = text.slice(fact.end, fact.end + 40);
    const own = ownUnit(text, fact);
    if (wanted === null) {
      found.push({ number: value, unit: own, start: fact.start, end: fact.whole.end });
      continue;
    }
    const counted = countedAs(behind, wanted);
    if (counted !== null) found.push({ number: value, unit: wanted, start: fact.start, end: fact.end + counted });
    else if (own === null || isUnit(own, wanted))
      // The same unit under another name adds up with it: the words stay beside the value.
      found.push({
        number: value,
        unit: own === null ? null : wanted,
        start: fact.start,
        end: own === null ? fact.end : fact.whole.end,
      });
  }
  const withUnit = found.filter(({ unit }) => unit !== null);
  const kept = wanted !== null && withUnit.length > 0 ? withUnit : found;
  return withoutRepeats(text, kept, ({ number, unit }) => `${String(number)} ${unit ?? ""}`);
}

/** As the document writes it, "%" for shares. */
function ownUnit(text: string, { unit, end }: NumberFact): string | null {
  if (unit === null) return null;
  if (unit.kind === "percent") return "%";
  const length = unitAt(text.slice(end, end + 40))?.length ?? 0;
  const written = text.slice(end, end + length).replace(/^[\s-]+/u, "");
  return written === "" ? null : written;
}

/** Length of the wanted unit where it stands right behind a number: "4 Zimmer", "120 participants". */
function countedAs(behind: string, wanted: string): number | null {
  const match = /^[\s\u00a0-]?([\p{L}\p{M}%°²³µ][\p{L}\p{M}\d%°²³./]*)/u.exec(behind);
  if (!match) return null;
  return sameWord(match[1] ?? "", wanted) ? match[0].length : null;
}

function sameWord(one: string, other: string): boolean {
  const [a, b] = [fold(one), fold(other)];
  return (
    a === b ||
    (a.length > 3 &&
      b.length > 3 &&
      (a.startsWith(b.slice(0, -1)) || b.startsWith(a.slice(0, -1))) &&
      Math.abs(a.length - b.length) < 3)
  );
}

/** "sqm" is "m²", and "Stunden" are "h": the same unit under another name. */
function isUnit(unit: string, wanted: string): boolean {
  if (sameWord(unit, wanted)) return true;
  const [one, other] = [unitAt(` ${unit}`)?.unit, unitAt(` ${wanted}`)?.unit];
  return one !== undefined && other !== undefined && one.kind === other.kind && one.factor === other.factor;
}

/** The way in which its language reads a number of several readings; amounts have no three decimals. Null where it is none. */
function valueOf({ values, text }: NumberFact, language: string, isAmount: boolean): number | null {
  const [first] = values;
  const last = values.at(-1);
  if (first === undefined || last === undefined) return null;
  let chosen = first;
  if (values.length > 1 && /^[^\d]*\d{1,3}[.,]\d{3}$/u.test(text.trim())) {
    const isPoint = text.includes(".");
    const pointsAreDecimal = primaryTag(language) === "en";
    chosen = isAmount || isPoint !== pointsAreDecimal ? last : first;
  }
  const number = Number(chosen);
  return Number.isFinite(number) && /^-?\d+(?:\.\d+)?$/u.test(chosen) ? number : null;
}

/** A text without bullets, quotes around it and the stop behind it. */
function unframed(text: string): { readonly start: number; readonly end: number } {
  const bullet = /^[\s\-–—•*·▪◦:]*/u.exec(text)?.[0].length ?? 0;
  const quoted = /^["“”„«»]\s*/u.exec(text.slice(bullet))?.[0].length ?? 0;
  const start = bullet + quoted;
  let end = text.trimEnd().length;
  if (quoted > 0 && /["”“»]$/u.test(text.slice(start, end))) end -= 1;
  const inner = text.slice(start, end);
  // One sentence needs no stop, an abbreviation does.
  if (/[\p{L}\p{N})][.;,]$/u.test(inner) && !/[.!?]\s/u.test(inner) && !abbreviated.test(inner)) end -= 1;
  return { start: Math.min(start, end), end };
}
const abbreviated =
  /(?:^|[\s.])(?:\p{Lu}|Inc|Ltd|Corp|Co|Str|etc|St|Jr|Sr|No|Nr|p\.a|e\.V|B\.V|S\.A|S\.L|S\.r\.l|S\.p\.A|N\.V)\.$/u;
