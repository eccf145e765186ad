import type { AnswerValue, Cell } from "../contract/answerTables.ts";
import { type Standing, standingIn, valueText } from "../contract/answerValues.ts";
import type { Words } from "./words.ts";

/** What is told of a cell without an answer. */
export type Silence = "waiting" | "notStated" | "unreadable" | "failed";

/** Why nothing stands in a cell; null where something does. */
export function silenceOf(cell: Cell | undefined): Silence | null {
  if (cell === undefined) return "waiting";
  if (standingIn(cell).length > 0) return null;
  return cell.state === "stated" || cell.correction !== null ? "notStated" : cell.state;
}

/** An answer as a person reads it: normalized where its kind has one way to write it, else in the words of the document. */
export function shownText({ value, text, answer }: Standing, { t }: Words): string {
  const shown = value === null ? text : readable(value, text, t);
  const condition = answer?.condition ?? null;
  if (condition === null) return shown;
  return t("export:answerTable.condition", { text: shown, condition: condition.replaceAll(/\s+/gu, " ").trim() });
}

function readable(value: AnswerValue, text: string, t: Words["t"]): string {
  if (value.kind === "period") return text;
  if (value.kind === "boolean") return t(value.boolean ? "export:answerTable.yes" : "export:answerTable.no");
  return valueText(value);
}
