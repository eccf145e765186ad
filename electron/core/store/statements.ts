import type { Database, Statement } from "better-sqlite3-multiple-ciphers";
import { AppError } from "../../contract/errors.ts";

export type Values = Record<string, string | number | Uint8Array | null>;

/** Prepares each text once. Parameters are named. */
export type Statements = <Row = unknown>(text: string) => Statement<[Values], Row>;

export function createStatements(database: Database): Statements {
  const prepared = new Map<string, Statement<[Values]>>();
  return <Row>(text: string) => {
    const statement = prepared.get(text) ?? database.prepare<[Values]>(text);
    prepared.set(text, statement);
    return statement as Statement<[Values], Row>;
  };
}

/**
 * `UPDATE table SET …` for the columns that have a value, in the row with this id.
 * @throws NOT_FOUND where there is no such row
 */
export function updateRow(
  sql: Statements,
  table: string,
  id: string,
  columns: Record<string, Values[string] | undefined>,
): void {
  const values: Values = { id };
  const assignments: string[] = [];
  for (const [column, value] of Object.entries(columns)) {
    if (value === undefined) continue;
    values[column] = value;
    assignments.push(`${column} = @${column}`);
  }
  // An empty patch still says whether the row is there.
  const set = assignments.length > 0 ? assignments.join(", ") : "id = id";
  requireChange(sql(`UPDATE ${table} SET ${set} WHERE id = @id`).run(values));
}

/** The row with this id. @throws NOT_FOUND, with `data`, where there is none */
export function rowOf(sql: Statements, table: string, id: string, data?: { readonly documentId: string }): number {
  const found = sql<{ row: number }>(`SELECT row FROM ${table} WHERE id = @id`).get({ id });
  if (!found) throw new AppError("NOT_FOUND", data && { data });
  return found.row;
}

/** @throws NOT_FOUND where nothing was changed */
export function requireChange(result: { changes: number }): void {
  if (result.changes === 0) throw new AppError("NOT_FOUND");
}
