import type { AnswerLine, AnswerRow, Column } from "../../contract/answerTables.ts";
import { lineCell } from "../../contract/answerValues.ts";

/** A document for programs, the columns by their names. */
export function lineOf({ path, cells }: AnswerRow, columns: readonly Column[]): AnswerLine {
  const named = columns.flatMap((column) => {
    const cell = cells[column.id];
    return cell === undefined ? [] : [[column.name, lineCell(column, cell)] as const];
  });
  return { file: path, cells: Object.fromEntries(named) };
}
