import { datesOf } from "../text/dates.ts";
import { fold } from "../text/fold.ts";
import { type NumberFact, numbersOf } from "../text/numbers.ts";

/** A number that is all a cell says, with its unit. */
export interface CellNumber {
  readonly fact: NumberFact;
  /** ISO 4217, "%", another unit or what is counted; null for a bare number */
  readonly unit: string | null;
}

/** The number of a cell that holds one and beside it nothing but a unit or a word for what is counted; null for any other cell. */
export function numberIn(cell: string, language: string): CellNumber | null {
  if (isDateCell(cell)) return null;
  const facts = numbersOf(cell, language).filter(({ word }) => !word);
  const [fact] = facts;
  if (!fact || facts.length > 1 || fact.code || fact.kind !== "count" || fact.range !== null) return null;
  // Two numbers that were read as none make no number of what is left: "5-10", "1.2.3".
  if (!fact.values.every((value) => /^-?\d+(?:\.\d+)?$/u.test(value))) return null;
  const before = cell.slice(0, fact.whole.start).trim();
  const behind = cell.slice(fact.whole.end).trim();
  if (/\d/u.test(before + behind) || !/^(?:[^\p{L}]{0,2}|S?Fr\.?|Kč|kr\.?|zł|Ft)$/u.test(before)) return null;
  if (!/^(?:\p{L}[\p{L}.]{0,14}|[^\p{L}]{0,3})$/u.test(behind)) return null;
  const counted = /\p{L}/u.test(behind) ? fold(behind) : null;
  return { fact, unit: fact.currency ?? unitOf(cell, fact) ?? counted };
}

/** The unit as the cell writes it: "5 kg" and "300 g" are not of one. */
function unitOf(cell: string, { unit, end, whole }: NumberFact): string | null {
  if (unit === null) return null;
  return unit.kind === "percent" ? "%" : cell.slice(end, whole.end).trim();
}

export function isDateCell(text: string): boolean {
  const [date, ...others] = datesOf(text);
  return date !== undefined && others.length === 0 && date.text.length >= text.length - 10;
}

/** What stands in a cell of which there is nothing to say: "–", "n/a", "k. A.". */
export function isNothing(cell: string): boolean {
  return nothing.test(fold(cell).trim());
}

const nothing =
  /^(?:[-‐‑‒–—−―]{1,3}|[.…?*/x]{1,3}|n\.? ?\/? ?[abcdev]\.?|n\.?v\.?t\.?|k\. ?a\.?|o\. ?a\.?|entf\.?|entfallt|s\/[deo]|s\. ?[do]\.?|nc|none|nil|null|nan|keine?|aucune?|ninguno?|nessuno?|nenhuma?|geen)$/u;

/** A year or a part or span of one, as columns are named by: "2023", "2023/24", "FY2023", "Q1 2024", "2024E", "Plan 2025". */
export function isPeriod(cell: string): boolean {
  return period.test(cell.trim());
}

const year = "(?:1[5-9]|20|21)\\d{2}";
const part =
  "(?:(?:0?[1-9]|1[0-2])[/.]|)(?:\\p{L}[\\p{L}.]{0,11}\\s?)?(?:[1-4]\\s?(?:\\.|st|nd|rd|th|er|[eèº°])?\\s?)?(?:\\p{L}[\\p{L}.]{0,11})?";
const period = new RegExp(
  [
    `^(?:${part}[\\s/-]{0,2})?${year}(?:\\s?[/–-]\\s?(?:\\d{2}|${year}))?(?:[\\s/-]?(?:[QTHSK][1-4]|M?\\d{1,2}|\\p{L}{1,10}))?\\*{0,2}(?:\\s?[(\\[][^()\\d]{1,20}[)\\]])?$`,
    "^(?:FY|HY|CY|GJ|WJ|AF|EF|[QTHS][1-4])\\s?['’]?\\d{2}(?:\\s?[/-]\\s?\\d{2})?$",
  ].join("|"),
  "u",
);
