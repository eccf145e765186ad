import * as z from "zod";
import { columnDraftSchema, type Template } from "../../contract/answerTables.ts";
import type { Logger } from "../ports.ts";
import { readRow } from "./rows.ts";
import { requireChange, type Statements } from "./statements.ts";
import type { TableTemplateQueries } from "./store.ts";

const columnsSchema = z.array(columnDraftSchema);

export function tableTemplateQueries({ sql, logger }: { sql: Statements; logger: Logger }): TableTemplateQueries {
  return {
    list: () =>
      sql<TemplateRow>("SELECT * FROM table_templates WHERE removed_at IS NULL ORDER BY updated_at DESC")
        .all({})
        .map((row) => toTemplate(row, logger)),

    get(id) {
      const row = sql<TemplateRow>("SELECT * FROM table_templates WHERE id = @id AND removed_at IS NULL").get({ id });
      return row ? toTemplate(row, logger) : null;
    },

    put: ({ id, name, description, columns, updatedAt }) =>
      void sql(
        `INSERT INTO table_templates (id, name, description, columns, updated_at)
         VALUES (@id, @name, @description, @columns, @updated_at)
         ON CONFLICT (id) DO UPDATE SET name = @name, description = @description, columns = @columns,
           updated_at = @updated_at`,
      ).run({ id, name, description, columns: JSON.stringify(columns), updated_at: updatedAt }),

    remove(id, at) {
      requireChange(
        sql("UPDATE table_templates SET removed_at = @at WHERE id = @id AND removed_at IS NULL").run({ id, at }),
      );
    },
    restore(id) {
      requireChange(sql("UPDATE table_templates SET removed_at = NULL WHERE id = @id").run({ id }));
    },
  };
}

interface TemplateRow {
  id: string;
  name: string;
  description: string;
  columns: string;
  updated_at: number;
}

/** A template whose columns are damaged has none. */
function toTemplate(row: TemplateRow, logger: Logger): Template {
  const columns = readRow(logger, "table_templates", row.id).json("columns", row.columns, columnsSchema, []);
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    columns,
    builtIn: false,
    updatedAt: row.updated_at,
  };
}
