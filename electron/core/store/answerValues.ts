import type { AnswerValue, Cell, ColumnKind } from "../../contract/answerTables.ts";
import { fold } from "../text/fold.ts";
import type { CellValue } from "./store.ts";

/** A value as it is stored beside its answer: what it is sorted, filtered and looked for by. */
export interface StoredValue extends CellValue {
  readonly key: string;
  readonly words: string;
}

/** Kinds whose values are numbers, also where they are written as words. */
export const countedKinds: ReadonlySet<ColumnKind> = new Set(["number", "money", "date", "period", "boolean"]);

/** Values of a cell, best first: of its answers, or of the words that a person put in their place. */
export function valuesOfCell({ answers, correction }: Pick<Cell, "answers" | "correction">): StoredValue[] {
  if (correction !== null) {
    return correction.text === "" ? [] : [toStored(correction.value, correction.text, null)];
  }
  return answers.map(({ value, text, condition }) => toStored(value, text, condition));
}

function toStored(value: AnswerValue | null, text: string, condition: string | null): StoredValue {
  const light = value ? lightOf(value) : ofWords(text);
  const words = fold(condition === null ? text : `${text} ${condition}`);
  return { ...light, key: fold(light.label), words: words.slice(0, mostWords) };
}

/** Letters of an answer that are looked through. */
const mostWords = 2000;

function lightOf(value: AnswerValue): CellValue {
  switch (value.kind) {
    case "text":
      return ofWords(value.text);
    case "choice":
      return ofWords(value.choice);
    case "party":
      return ofWords(value.party);
    case "number":
      return counted(value.number, value.unit, withUnit(value.number, value.unit));
    case "money":
      return counted(value.amount, value.currency, withUnit(value.amount, value.currency));
    case "boolean":
      return counted(value.boolean ? 1 : 0, null, String(value.boolean));
    case "period":
      return counted(daysOfPeriod(value.period), null, value.period);
    case "date": {
      const days = daysOfDate(value.date);
      return { number: days?.first ?? null, numberEnd: days?.last ?? null, unit: null, label: value.date };
    }
  }
}

function ofWords(label: string): CellValue {
  return { number: null, numberEnd: null, unit: null, label };
}

function counted(number: number | null, unit: string | null, label: string): CellValue {
  return { number, numberEnd: number, unit, label };
}

function withUnit(number: number, unit: string | null): string {
  return unit === null ? String(number) : `${number} ${unit}`;
}

const dayMs = 24 * 60 * 60 * 1000;

/** First and last day of a date as far as it is known, in days since 1970. Null where it is none. @param date ISO 8601 */
export function daysOfDate(date: string): { readonly first: number; readonly last: number } | null {
  const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/u.exec(date);
  if (!parts) return null;
  const [year, month, day] = parts
    .slice(1)
    .map((part: string | undefined) => (part === undefined ? null : Number(part)));
  const at = (...[y, m, d]: readonly [number, number, number]): number => {
    const made = new Date(0);
    // Date.UTC takes the years up to 99 for those of the last century.
    made.setUTCFullYear(y, m, d);
    return Math.round(made.getTime() / dayMs);
  };
  const y = year ?? 0;
  if (month === null || month === undefined) return { first: at(y, 0, 1), last: at(y, 11, 31) };
  if (day === null || day === undefined) return { first: at(y, month - 1, 1), last: at(y, month, 0) };
  const first = at(y, month - 1, day);
  return { first, last: first };
}

/** Days of a duration; a month has 30.44, a year 365.25 of them. Null where it is none. @param period ISO 8601 */
export function daysOfPeriod(period: string): number | null {
  const parts = durationPattern.exec(period);
  if (!parts || !/\d/u.test(period)) return null;
  return parts
    .slice(1)
    .reduce(
      (sum, part: string | undefined, index) => sum + Number((part ?? "0").replace(",", ".")) * (daysOf[index] ?? 0),
      0,
    );
}

const part = (sign: string): string => `(?:(\\d+(?:[.,]\\d+)?)${sign})?`;
const durationPattern = new RegExp(
  `^P${part("Y")}${part("M")}${part("W")}${part("D")}(?:T${part("H")}${part("M")}${part("S")})?$`,
  "u",
);
const daysOf = [365.25, 30.44, 7, 1, 1 / 24, 1 / 1440, 1 / 86_400];
