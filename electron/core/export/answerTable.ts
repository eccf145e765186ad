import type { AnswerRow, AnswerTable } from "../../contract/answerTables.ts";

/** What an answer table is saved from. */
export interface AnswerTableMaterial {
  readonly table: AnswerTable;
  /** in the order of the view that is saved */
  readonly rows: readonly AnswerRow[];
}
