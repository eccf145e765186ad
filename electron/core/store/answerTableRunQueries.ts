import type { Database } from "better-sqlite3-multiple-ciphers";
import * as z from "zod";
import type { Column } from "../../contract/answerTables.ts";
import type { Logger } from "../ports.ts";
import { columnsOfTable, idsOf } from "./answerTableColumns.ts";
import { isInTable } from "./passing.ts";
import { readRow } from "./rows.ts";
import { rowOf, type Statements } from "./statements.ts";
import type { AnswerTableQueries, WantedCells, WantedSums } from "./store.ts";

export type AnswerTableRunQueries = Pick<
  AnswerTableQueries,
  "want" | "wanted" | "wantedSums" | "sumsOf" | "textKey" | "setTextKey" | "withOldTextKey" | "pace" | "setPace"
>;

/** What of answer tables is still to be asked, of which texts, and how long it takes. */
export function answerTableRunQueries(deps: {
  database: Database;
  sql: Statements;
  logger: Logger;
}): AnswerTableRunQueries {
  const { database, sql, logger } = deps;
  const requireRow = (id: string): number => rowOf(sql, "answer_tables", id);
  const columnsOf = (id: string): Column[] => columnsOfTable(deps, id);

  return {
    want(id, asked) {
      const table = requireRow(id);
      return database.transaction(() => {
        const values = valuesOfWanted(id, table, asked);
        // What an earlier run has not come to yet stays wanted.
        sql(
          `UPDATE answer_rows SET wanted = (SELECT json_group_array(asked.value) ${toBeAsked}),
             afresh = CASE @again WHEN 0 THEN afresh ELSE (
               SELECT json_group_array(value) FROM json_each(@columns)
               WHERE value IN (SELECT value FROM json_each(@asked))
                 OR value IN (SELECT value FROM json_each(answer_rows.afresh))) END
           WHERE answer_table = @table
             AND (@documents IS NULL OR document IN (
               SELECT row FROM documents WHERE documents.id IN (SELECT value FROM json_each(@documents))))
             AND EXISTS (SELECT 1 ${toBeAsked})`,
        ).run(values);
        return wantedSums(table).cells;
      })();
    },

    wanted(id, status, limit) {
      const columns = columnsOf(id);
      // They cannot be read: there is nothing to ask.
      if (columns.length === 0) return [];
      return sql<{ id: string; wanted: string; afresh: string }>(
        `SELECT documents.id, wanted, afresh FROM answer_rows CROSS JOIN documents ON documents.row = document
         WHERE answer_table = @table AND wanted IS NOT NULL AND ${isInTable("documents")}
           AND (@status IS NULL OR documents.status = @status)
         ORDER BY position LIMIT @limit`,
      )
        .all({ table: requireRow(id), status, limit })
        .map((row) => {
          const reader = readRow(logger, "answer_rows", `${id} ${row.id}`);
          const wanted = reader.json("wanted", row.wanted, idsSchema, null);
          const isWanted = wanted === null ? null : new Set(wanted);
          const columnIds = columns.filter(({ id: each }) => isWanted?.has(each) ?? true).map((column) => column.id);
          const again = new Set(reader.json("afresh", row.afresh, idsSchema, []));
          return { documentId: row.id, columnIds, again: columnIds.filter((columnId) => again.has(columnId)) };
        });
    },

    wantedSums: (id) => wantedSums(requireRow(id)),

    sumsOf(id, asked) {
      const table = requireRow(id);
      const sums = sql<WantedSums>(
        `SELECT coalesce(sum(cells), 0) AS cells, count(*) AS documents, coalesce(sum(words), 0) AS words FROM (
           SELECT (SELECT count(*) ${toBeAsked}) AS cells, words_count AS words
           FROM answer_rows CROSS JOIN documents ON documents.row = document
           WHERE answer_table = @table AND ${isInTable("documents")}
             AND (@documents IS NULL OR documents.id IN (SELECT value FROM json_each(@documents))))
         WHERE cells > 0`,
      ).get(valuesOfWanted(id, table, asked));
      return sums ?? noSums;
    },

    textKey: (documentId) =>
      sql<{ key: string }>(
        `SELECT key FROM documents JOIN text_keys ON text_keys.document = documents.row
         WHERE documents.id = @documentId AND text_keys.of = documents.updated_at`,
      ).get({ documentId })?.key ?? null,

    setTextKey(documentId, key) {
      database.transaction(() => {
        sql(
          `INSERT INTO text_keys (document, of, key) SELECT row, updated_at, @key FROM documents WHERE id = @documentId
           ON CONFLICT (document) DO UPDATE SET of = excluded.of, key = excluded.key`,
        ).run({ documentId, key });
        sql(
          `UPDATE answer_cells SET stale = 1
           WHERE (answer_table, document) IN (
               SELECT answer_table, document FROM answer_rows
               WHERE document = (SELECT row FROM documents WHERE id = @documentId))
             AND text_key <> @key AND state <> 'waiting'`,
        ).run({ documentId, key });
      })();
    },

    withOldTextKey: () =>
      sql<{ id: string }>(
        `SELECT documents.id FROM text_keys CROSS JOIN documents ON documents.row = text_keys.document
         WHERE text_keys.of <> documents.updated_at AND documents.status = 'ready'
           AND EXISTS (SELECT 1 FROM answer_rows WHERE answer_rows.document = documents.row)`,
      )
        .all({})
        .map(({ id }) => id),

    pace: (modelId, machine) =>
      sql<{ work: number; ms: number }>(
        "SELECT work, ms FROM answer_paces WHERE model = @model AND machine = @machine",
      ).get({ model: modelId ?? "none", machine }) ?? null,

    setPace: (modelId, machine, { work, ms }) =>
      void sql(
        `INSERT OR REPLACE INTO answer_paces (model, machine, work, ms) VALUES (@model, @machine, @work, @ms)`,
      ).run({ model: modelId ?? "none", machine, work, ms }),
  };

  function valuesOfWanted(id: string, table: number, asked: WantedCells) {
    const known = columnsOf(id);
    const wanted = asked.columnIds === null ? null : new Set(asked.columnIds);
    return {
      table,
      columns: idsOf(known),
      asked: idsOf(known.filter((column) => wanted?.has(column.id) ?? true)),
      documents: asked.documentIds === null ? null : JSON.stringify(asked.documentIds),
      again: Number(asked.again),
      withModel: Number(asked.withModel),
    };
  }

  function wantedSums(table: number): WantedSums {
    return (
      sql<WantedSums>(
        `SELECT coalesce(sum(json_array_length(wanted)), 0) AS cells, count(*) AS documents,
           coalesce(sum(words_count), 0) AS words
         FROM answer_rows CROSS JOIN documents ON documents.row = document
         WHERE answer_table = @table AND wanted IS NOT NULL AND ${isInTable("documents")}`,
      ).get({ table }) ?? noSums
    );
  }
}

/**
 * Columns `asked.value` of a row of `answer_rows` that are to be asked: those of a run that is not done with them, and of `@asked` those
 * that were never asked, could not be answered or are stale; with a model also what code alone did not tell for certain.
 */
const toBeAsked = `FROM json_each(@columns) AS asked
  LEFT JOIN answer_cells AS c ON c.answer_table = answer_rows.answer_table AND c.document = answer_rows.document
    AND c.column_id = asked.value
  WHERE (wanted IS NOT NULL AND asked.value IN (SELECT value FROM json_each(wanted)))
    OR (asked.value IN (SELECT value FROM json_each(@asked))
      AND (@again = 1 OR c.row IS NULL OR c.stale = 1 OR c.state IN ('waiting', 'failed')
        OR (@withModel = 1 AND c.model_key GLOB 'none/*' AND c.text_key <> ''
          AND (c.state IN ('notStated', 'unreadable') OR c.doubtful = 1))))`;

const noSums: WantedSums = { cells: 0, documents: 0, words: 0 };
const idsSchema = z.array(z.string()).nullable();
