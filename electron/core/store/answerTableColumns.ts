import * as z from "zod";
import { type Column, columnSchema } from "../../contract/answerTables.ts";
import { AppError } from "../../contract/errors.ts";
import type { Logger } from "../ports.ts";
import { readRow } from "./rows.ts";
import type { Statements } from "./statements.ts";

export const columnsSchema = z.array(columnSchema);

/** The columns of a table, none where they are damaged. @throws NOT_FOUND */
export function columnsOfTable({ sql, logger }: { sql: Statements; logger: Logger }, id: string): Column[] {
  const row = sql<{ columns: string }>("SELECT columns FROM answer_tables WHERE id = @id").get({ id });
  if (!row) throw new AppError("NOT_FOUND");
  return readRow(logger, "answer_tables", id).json("columns", row.columns, columnsSchema, []);
}

/** The ids of columns as SQL takes them: an array in JSON. */
export function idsOf(columns: readonly Column[]): string {
  return JSON.stringify(columns.map(({ id }) => id));
}
