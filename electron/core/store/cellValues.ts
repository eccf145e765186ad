import type { AnswerValue, Cell, ColumnKind } from "../../contract/answerTables.ts";
import { standingIn, valueText } from "../../contract/answerValues.ts";
import { daysOf } from "../text/durations.ts";
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
export function valuesOfCell(cell: Cell): StoredValue[] {
  return standingIn(cell).map(({ value, text, answer }) => toStored(value, text, answer?.condition ?? null));
}

function toStored(value: AnswerValue | null, text: string, condition: string | null): StoredValue {
  const light = value ? lightOf(value) : ofWords(text);
  const words = fold(condition === null ? text : `${text} ${condition}`);
  return { ...light, key: fold(light.label), words: words.slice(0, mostWords) };
}

/** Letters of an answer that are looked through. */
const mostWords = 2000;

function lightOf(value: AnswerValue): CellValue {
  const label = valueText(value);
  const counted = (number: number | null, unit: string | null = null): CellValue => ({
    number,
    numberEnd: number,
    unit,
    label,
  });
  switch (value.kind) {
    case "number":
      return counted(value.number, value.unit);
    case "money":
      return counted(value.amount, value.currency);
    case "boolean":
      return counted(value.boolean ? 1 : 0);
    case "period":
      return counted(daysOf(value.period));
    case "date": {
      const days = daysOfDate(value.date);
      return { number: days?.first ?? null, numberEnd: days?.last ?? null, unit: null, label };
    }
    default:
      return ofWords(label);
  }
}

function ofWords(label: string): CellValue {
  return { number: null, numberEnd: null, unit: null, label };
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
