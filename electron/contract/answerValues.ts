import type { Answer, AnswerLine, AnswerRow, AnswerValue, Cell, Column } from "./answerTables.ts";
import type { Citation } from "./documents.ts";
import { assertNever } from "./errors.ts";

/** A value as programs take it: see `answerLineSchema`. */
export function plainValue(value: AnswerValue): unknown {
  switch (value.kind) {
    case "text":
      return value.text;
    case "number":
      return value.unit === null ? value.number : { number: value.number, unit: value.unit };
    case "money":
      return { amount: value.amount, currency: value.currency };
    case "date":
      return value.date;
    case "period":
      return value.period;
    case "boolean":
      return value.boolean;
    case "choice":
      return value.choice;
    case "party":
      return value.party;
    default:
      return assertNever(value);
  }
}

/** A value as one text, the same in every language: "1234.5 EUR", "2027-03-01", "P3M", "yes". */
export function valueText(value: AnswerValue): string {
  switch (value.kind) {
    case "number":
      return withUnit(value.number, value.unit);
    case "money":
      return withUnit(value.amount, value.currency);
    case "boolean":
      return value.boolean ? "yes" : "no";
    default:
      return String(plainValue(value));
  }
}

function withUnit(number: number, unit: string | null): string {
  return unit === null ? String(number) : `${String(number)}${unit === "%" ? "" : " "}${unit}`;
}

/** What stands in a cell: what a person put there, else what was found; and which of it. */
export interface Standing extends Pick<Answer, "value" | "text"> {
  /** null for what a person put there */
  readonly answer: Answer | null;
}

/** The best first; nothing where nothing is stated, or where a person took away what was found. */
export function standingIn({ state, answers, correction }: Cell): Standing[] {
  if (correction !== null) {
    const { text, value } = correction;
    return text === "" && value === null ? [] : [{ text, value, answer: null }];
  }
  return state === "stated" ? answers.map((answer) => ({ text: answer.text, value: answer.value, answer })) : [];
}

/** True of a cell with an answer that is not verified and that no person corrected. */
export function isDoubtful(cell: Cell): boolean {
  return standingIn(cell).some(({ answer }) => answer !== null && answer.support !== "verified");
}

/** Of the places that an answer rests on the one where its words are, else the first: a label may stand in another line. */
export function placeOf({ text, citations }: Pick<Answer, "text" | "citations">): Citation | undefined {
  if (citations.length < 2) return citations[0];
  const spaced = (words: string): string => words.replaceAll(/\s+/gu, " ").trim();
  return citations.find(({ quote }) => spaced(quote).includes(spaced(text))) ?? citations[0];
}

/** A document for programs, its columns by their names. @param file what the document is called there */
export function lineOf(file: string, { cells }: Pick<AnswerRow, "cells">, columns: readonly Column[]): AnswerLine {
  const named = columns.flatMap((column) => {
    const cell = cells[column.id];
    return cell === undefined ? [] : [[column.name, lineCell(column, cell)] as const];
  });
  return { file, cells: Object.fromEntries(named) };
}

/** A cell for programs, without what it rests on beside its best answer. */
export function lineCell({ kind }: Pick<Column, "kind">, cell: Cell): AnswerLine["cells"][string] {
  const standing = standingIn(cell);
  const { state, source, correction, wrote } = cell;
  const [first] = standing;
  const placeIn = ({ answer }: Standing): Citation | undefined => (answer === null ? undefined : placeOf(answer));
  const citation = first && placeIn(first);
  const values = standing.map(({ value }) => (value === null ? null : plainValue(value)));
  return {
    state: correction === null ? state : first === undefined ? "notStated" : "stated",
    value: kind === "list" && first !== undefined ? listOf(standing) : (values[0] ?? null),
    text: kind === "list" ? standing.map(({ text }) => text).join("; ") || null : (first?.text ?? null),
    quote: citation?.quote ?? null,
    page: citation?.page ?? null,
    support: first?.answer?.support ?? null,
    by: correction === null ? (first === undefined ? null : source) : "person",
    ...(correction === null && wrote && { wrote }),
    ...(standing.length > 1
      ? {
          answers: standing.map((each, index) => ({
            value: values[index] ?? null,
            text: each.text,
            condition: each.answer?.condition ?? null,
            quote: placeIn(each)?.quote ?? null,
            page: placeIn(each)?.page ?? null,
            support: each.answer?.support ?? null,
          })),
        }
      : {}),
  };
}

function listOf(standing: readonly Standing[]): unknown[] {
  return standing.map(({ value, text }) => (value === null ? text : plainValue(value)));
}
