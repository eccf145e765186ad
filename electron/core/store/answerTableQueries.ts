import type { Database } from "better-sqlite3-multiple-ciphers";
import * as z from "zod";
import {
  type AnswerTable,
  answerSchema,
  type Cell,
  cellSchema,
  type CellState,
  type Column,
  type TableView,
  tableViewSchema,
} from "../../contract/answerTables.ts";
import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { Logger } from "../ports.ts";
import { columnsOfTable, columnsSchema, idsOf } from "./answerTableColumns.ts";
import type { AnswerTableRunQueries } from "./answerTableRunQueries.ts";
import { shownState, viewSql, type ViewSql } from "./answerTableViews.ts";
import { valuesOfCell } from "./cellValues.ts";
import { isInTable, isThere } from "./passing.ts";
import { damagedProblem, nullableProblem, readRow, toNullableJson, writersOf } from "./rows.ts";
import { requireChange, rowOf, type Statements, updateRow } from "./statements.ts";
import type { AnswerTableQueries, CellValues, StoredAnswerRow, StoredCell } from "./store.ts";

type Queries = Omit<AnswerTableQueries, keyof AnswerTableRunQueries>;

export function answerTableQueries(deps: { database: Database; sql: Statements; logger: Logger }): Queries {
  const { database, sql, logger } = deps;

  const requireRow = (id: string): number => rowOf(sql, "answer_tables", id);
  const requireDocumentRow = (id: string): number => rowOf(sql, "documents", id, { documentId: id });
  const columnsOf = (id: string): Column[] => columnsOfTable(deps, id);

  return {
    list: () =>
      sql<TableRow>("SELECT * FROM answer_tables WHERE removed_at IS NULL ORDER BY pinned DESC, updated_at DESC")
        .all({})
        .map(toTable),

    get(id) {
      const row = sql<TableRow>(`SELECT * FROM answer_tables WHERE id = @id AND ${isThere}`).get({ id });
      return row ? toTable(row) : null;
    },

    counts(id) {
      const table = requireRow(id);
      const columns = columnsOf(id);
      const counts = { waiting: 0, stated: 0, notStated: 0, unreadable: 0, failed: 0, doubtful: 0, stale: 0 };
      let known = 0;
      const add = (rows: readonly CountRow[], sign: 1 | -1): void => {
        for (const { shown, doubtful, stale, corrected, count } of rows) {
          known += sign * count;
          counts[shown] += sign * count;
          if (shown === "stated" && doubtful === 1 && corrected === 0) counts.doubtful += sign * count;
          if (stale === 1) counts.stale += sign * count;
        }
      };
      const counted = `SELECT ${shownState} AS shown, c.doubtful, c.stale, c.corrected, count(*) AS count`;
      const inOrder = "GROUP BY c.column_id, c.corrected, c.state, c.doubtful, c.stale";
      add(
        sql<CountRow>(
          `${counted} FROM answer_cells AS c INDEXED BY answer_cells_by_state WHERE c.answer_table = @table ${inOrder}`,
        ).all({ table }),
        1,
      );
      // Of documents in the bin, which are few.
      add(
        sql<CountRow>(
          `${counted} FROM answer_rows AS r CROSS JOIN documents AS d ON d.row = r.document AND NOT ${isInTable("d")}
             CROSS JOIN answer_cells AS c ON c.answer_table = r.answer_table AND c.document = r.document
           WHERE r.answer_table = @table ${inOrder}`,
        ).all({ table }),
        -1,
      );
      counts.waiting += countRows(table, false) * columns.length - known;
      return { ...counts, approvedRows: countRows(table, true) };
    },

    put(table) {
      sql(
        `INSERT INTO answer_tables (id, title, pinned, columns, queue, problem, use_model, model_id, created_at, updated_at)
         VALUES (@id, @title, @pinned, @columns, @queue, @problem, @use_model, @model_id, @created_at, @updated_at)`,
      ).run({
        id: table.id,
        title: table.title,
        pinned: Number(table.pinned),
        columns: JSON.stringify(table.columns),
        queue: table.queue,
        problem: toNullableJson(table.problem),
        use_model: Number(table.useModel),
        model_id: table.modelId,
        created_at: table.createdAt,
        updated_at: table.updatedAt,
      });
    },

    update: (id, patch) =>
      updateRow(sql, "answer_tables", id, {
        title: patch.title,
        pinned: patch.pinned === undefined ? undefined : Number(patch.pinned),
        queue: patch.queue,
        problem: patch.problem === undefined ? undefined : toNullableJson(patch.problem),
        use_model: patch.useModel === undefined ? undefined : Number(patch.useModel),
        model_id: patch.modelId,
        updated_at: patch.updatedAt,
      }),

    setColumns(id, columns, questionKeys) {
      const table = requireRow(id);
      database.transaction(() => {
        const before = new Map(columnsOf(id).map((column) => [column.id, column]));
        updateRow(sql, "answer_tables", id, { columns: JSON.stringify(columns) });
        const now = idsOf(columns);
        sql(
          `DELETE FROM answer_cells WHERE answer_table = @table AND column_id NOT IN (SELECT value FROM json_each(@now))`,
        ).run({ table, now });
        sql(
          `DELETE FROM answer_values WHERE answer_table = @table AND column_id NOT IN (SELECT value FROM json_each(@now))`,
        ).run({ table, now });
        sql(
          `UPDATE answer_rows SET wanted = (
             SELECT CASE WHEN count(*) = 0 THEN NULL ELSE json_group_array(value) END
             FROM json_each(wanted) WHERE value IN (SELECT value FROM json_each(@now)))
           WHERE answer_table = @table AND wanted IS NOT NULL`,
        ).run({ table, now });
        for (const [columnId, key] of questionKeys) {
          if (!before.has(columnId)) continue;
          sql(
            `UPDATE answer_cells SET stale = question_key <> @key OR text_key <> coalesce(
               (SELECT text_keys.key FROM text_keys WHERE text_keys.document = answer_cells.document), text_key)
             WHERE answer_table = @table AND column_id = @columnId AND state <> 'waiting'
               AND (stale = 1 OR question_key <> @key)`,
          ).run({ table, columnId, key });
        }
      })();
    },

    remove(id, at) {
      requireChange(
        sql("UPDATE answer_tables SET removed_at = @at WHERE id = @id AND removed_at IS NULL").run({ id, at }),
      );
    },
    restore(id) {
      requireChange(
        sql("UPDATE answer_tables SET removed_at = NULL, passing = 0, held_until = NULL WHERE id = @id").run({ id }),
      );
    },

    pass(id, { at, heldUntil }) {
      requireChange(
        sql(
          "UPDATE answer_tables SET passing = 1, removed_at = coalesce(removed_at, @at), held_until = @heldUntil WHERE id = @id",
        ).run({ id, at, heldUntil }),
      );
    },

    isPassing: (id) => sql("SELECT row FROM answer_tables WHERE id = @id AND passing > 0").get({ id }) !== undefined,

    allPassing: () =>
      sql<TableRow>("SELECT * FROM answer_tables WHERE passing > 0 ORDER BY updated_at DESC").all({}).map(toTable),

    discard: (id) => void sql("DELETE FROM answer_tables WHERE id = @id AND passing > 0").run({ id }),

    discardPassing: (now) =>
      void sql("DELETE FROM answer_tables WHERE passing > 0 AND NOT coalesce(held_until > @now, 0)").run({ now }),

    columns: (id) => {
      const row = sql<{ columns: string }>(`SELECT columns FROM answer_tables WHERE id = @id AND ${isThere}`).get({
        id,
      });
      return row ? readRow(logger, "answer_tables", id).json("columns", row.columns, columnsSchema, []) : [];
    },

    queueOf: (id) =>
      sql<{ queue: AnswerTable["queue"] }>(`SELECT queue FROM answer_tables WHERE id = @id AND ${isThere}`).get({ id })
        ?.queue ?? null,

    of: (documentId) =>
      sql<{ id: string }>(
        `SELECT answer_tables.id FROM documents JOIN answer_rows ON answer_rows.document = documents.row
           JOIN answer_tables ON answer_tables.row = answer_rows.answer_table
         WHERE documents.id = @documentId AND answer_tables.removed_at IS NULL ORDER BY answer_tables.row`,
      )
        .all({ documentId })
        .map(({ id }) => id),

    documentsOf: (id) =>
      sql<{ id: string }>(
        `SELECT documents.id FROM answer_rows JOIN documents ON documents.row = answer_rows.document
         WHERE answer_table = @table AND ${isInTable("documents")}`,
      )
        .all({ table: requireRow(id) })
        .map((row) => row.id),

    addRow: (id, { documentId, path }) =>
      sql(
        `INSERT INTO answer_rows (answer_table, document, position, path)
         SELECT @table, @document, 1 + coalesce(max(position), -1), @path FROM answer_rows WHERE answer_table = @table
         ON CONFLICT (answer_table, document) DO NOTHING`,
      ).run({ table: requireRow(id), document: requireDocumentRow(documentId), path }).changes > 0,

    removeRow(id, documentId) {
      requireChange(
        sql("DELETE FROM answer_rows WHERE answer_table = @table AND document = @document").run({
          table: requireRow(id),
          document: requireDocumentRow(documentId),
        }),
      );
    },

    order(id, documentIds) {
      const table = requireRow(id);
      database.transaction(() => {
        const all = sql<{ document: number; position: number; id: string }>(
          `SELECT document, position, documents.id FROM answer_rows JOIN documents ON documents.row = document
           WHERE answer_table = @table ORDER BY position`,
        ).all({ table });
        const wanted = new Map(documentIds.map((documentId, index) => [documentId, index]));
        const rank = (documentId: string): number => wanted.get(documentId) ?? documentIds.length;
        for (const [position, row] of all.toSorted((a, b) => rank(a.id) - rank(b.id)).entries()) {
          if (row.position === position) continue;
          sql("UPDATE answer_rows SET position = @position WHERE answer_table = @table AND document = @document").run({
            table,
            document: row.document,
            position,
          });
        }
      })();
    },

    approve(id, documentIds, approved) {
      const { changes } = sql(
        `UPDATE answer_rows SET approved_at = @at, approved_by = @by WHERE answer_table = @table
           AND document IN (SELECT row FROM documents WHERE documents.id IN (SELECT value FROM json_each(@ids)))`,
      ).run({
        table: requireRow(id),
        at: approved?.at ?? null,
        by: approved?.by ?? null,
        ids: JSON.stringify(documentIds),
      });
      if (documentIds.length > 0) requireChange({ changes });
    },

    rows(id, view, range) {
      const made = viewOf(id, view);
      const total = sql<{ count: number }>(`SELECT count(*) AS count FROM ${made.from}`).get(made.values)?.count ?? 0;
      return { rows: rowsOf(id, made, range), total, groups: groupsOf(made) };
    },

    *eachRow(id, view) {
      const made = viewOf(id, view);
      for (let from = 0; ; from += rowsAtOnce) {
        const rows = rowsOf(id, made, { from, count: rowsAtOnce });
        yield* rows;
        if (rows.length < rowsAtOnce) return;
      }
    },

    cell: cellOf,

    pathOf: (id, documentId) =>
      sql<{ path: string }>(
        `SELECT path FROM documents JOIN answer_rows ON answer_rows.document = documents.row
         WHERE documents.id = @documentId AND answer_table = @table`,
      ).get({ table: requireRow(id), documentId })?.path ?? null,

    values: (id, view, columnIds) => [...eachValues(id, view, columnIds)].flat(),
    eachValues,

    saveCell(id, documentId, columnId, cell) {
      return database.transaction(() => {
        const place = placeOf(id, documentId);
        if (!place || !hasColumn(place.table, columnId)) return false;
        const { correction } = sql<{ correction: string | null }>(
          `SELECT correction FROM answer_cells
           WHERE answer_table = @table AND document = @document AND column_id = @columnId`,
        ).get({ ...place, columnId }) ?? { correction: null };
        sql(
          `INSERT INTO answer_cells (answer_table, document, column_id, state, doubtful, answers, source, problem,
             question_key, text_key, model_key, wrote)
           VALUES (@table, @document, @columnId, @state, @doubtful, @answers, @source, @problem, @question_key, @text_key,
             @model_key, @wrote)
           ON CONFLICT (answer_table, document, column_id) DO UPDATE SET state = excluded.state,
             doubtful = excluded.doubtful, stale = 0, answers = excluded.answers, source = excluded.source,
             problem = excluded.problem, question_key = excluded.question_key, text_key = excluded.text_key,
             model_key = excluded.model_key, wrote = excluded.wrote`,
        ).run({
          ...place,
          columnId,
          state: cell.state,
          doubtful: Number(cell.answers.some(({ support }) => support !== "verified")),
          answers: JSON.stringify(cell.answers),
          source: cell.source,
          problem: toNullableJson(cell.problem),
          question_key: cell.questionKey,
          text_key: cell.textKey,
          model_key: cell.modelKey,
          wrote: toNullableJson(cell.wrote),
        });
        if (correction === null) saveValues(place, columnId, { ...cell, stale: false, correction: null });
        sql(
          `UPDATE answer_rows SET wanted = (
               SELECT CASE WHEN count(*) = 0 THEN NULL ELSE json_group_array(value) END
               FROM json_each(wanted) WHERE value <> @columnId),
             afresh = (SELECT json_group_array(value) FROM json_each(afresh) WHERE value <> @columnId)
           WHERE answer_table = @table AND document = @document AND wanted IS NOT NULL`,
        ).run({ ...place, columnId });
        return true;
      })();
    },

    correct(id, documentId, columnId, correction) {
      database.transaction(() => {
        const place = placeOf(id, documentId);
        if (!place || !hasColumn(place.table, columnId)) throw new AppError("NOT_FOUND");
        sql(
          `INSERT INTO answer_cells (answer_table, document, column_id, state, doubtful, answers, question_key, text_key,
             model_key, correction, corrected)
           VALUES (@table, @document, @columnId, 'waiting', 0, '[]', '', '', '', @correction, @corrected)
           ON CONFLICT (answer_table, document, column_id) DO UPDATE SET correction = excluded.correction,
             corrected = excluded.corrected`,
        ).run({
          ...place,
          columnId,
          correction: toNullableJson(correction),
          corrected: correction === null ? 0 : correction.text === "" ? 2 : 1,
        });
        const cell = cellOf(id, documentId, columnId);
        if (cell) saveValues(place, columnId, cell);
      })();
    },

    same({ questionKey, textKey, modelKey }) {
      const row = sql<CellRow & { document_id: string }>(
        `SELECT answer_cells.*, documents.id AS document_id FROM answer_cells
           JOIN documents ON documents.row = answer_cells.document
         WHERE question_key = @questionKey AND text_key = @textKey AND model_key = @modelKey
           AND state IN ('stated', 'notStated') AND stale = 0 LIMIT 1`,
      ).get({ questionKey, textKey, modelKey });
      if (!row) return null;
      const { state, answers, source, wrote, problem } = toCell(row, `same ${row.document_id}`);
      if (state === "waiting") return null;
      const cell: StoredCell = {
        state,
        answers,
        source,
        ...(wrote && { wrote }),
        problem,
        questionKey,
        textKey,
        modelKey,
      };
      return { documentId: row.document_id, cell };
    },
  };

  function* eachValues(id: string, view = wholeView, columnIds?: readonly string[]): Generator<CellValues[]> {
    const made = viewOf(id, view);
    const table = requireRow(id);
    const columns = columnIds ? JSON.stringify(columnIds) : null;
    const documents = sql<{ document: number; documentId: string }>(
      `SELECT r.document, d.id AS documentId FROM ${made.from} ORDER BY ${made.orderBy}`,
    ).all(made.values);
    // A document at a time: to sort so many would take longer, and nothing is open where something else is done meanwhile.
    for (const { document, documentId } of documents) {
      const rows = sql<ValueRow>(
        `SELECT c.column_id, ${shownState} AS shown, c.doubtful, c.stale, c.corrected, v.number, v.number_end, v.unit, v.label
         FROM answer_cells AS c INDEXED BY answer_cells_in_short
           LEFT JOIN answer_values AS v ON v.answer_table = c.answer_table AND v.document = c.document
             AND v.column_id = c.column_id
         WHERE c.answer_table = @table AND c.document = @document
           AND (@columns IS NULL OR c.column_id IN (SELECT value FROM json_each(@columns)))
         ORDER BY c.column_id, v.ordinal`,
      ).all({ table, document, columns });
      const cells: CellValues[] = [];
      for (const row of rows) {
        const value = { number: row.number, numberEnd: row.number_end, unit: row.unit, label: row.label ?? "" };
        const last = cells.at(-1);
        if (last?.columnId === row.column_id) {
          cells[cells.length - 1] = { ...last, values: [...last.values, value] };
          continue;
        }
        cells.push({
          documentId,
          columnId: row.column_id,
          state: row.shown,
          doubtful: row.shown === "stated" && row.doubtful === 1 && row.corrected === 0,
          stale: row.stale === 1,
          corrected: row.corrected > 0,
          values: row.label === null ? [] : [value],
        });
      }
      yield cells;
    }
  }

  function toTable(row: TableRow): AnswerTable {
    const reader = readRow(logger, "answer_tables", row.id);
    const columns = reader.json("columns", row.columns, columnsSchema, []);
    const problem = reader.json("problem", row.problem, nullableProblem, null);
    return {
      id: row.id,
      title: row.title,
      pinned: row.pinned === 1,
      columns,
      queue: row.queue,
      problem: columns.length === 0 ? damagedProblem("RECORD_OF_TABLE") : problem,
      useModel: row.use_model === 1,
      modelId: row.model_id,
      rowCount: countRows(row.row, false),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }

  /** Those whose documents are not in the bin. */
  function countRows(table: number, isApproved: boolean): number {
    return (
      sql<{ count: number }>(
        `SELECT count(*) AS count FROM answer_rows
         WHERE answer_table = @table ${isApproved ? "AND approved_at IS NOT NULL" : ""}
           AND NOT EXISTS (SELECT 1 FROM documents WHERE documents.row = document AND NOT ${isInTable("documents")})`,
      ).get({ table })?.count ?? 0
    );
  }

  function placeOf(id: string, documentId: string): { table: number; document: number } | null {
    return (
      sql<{ table: number; document: number }>(
        `SELECT answer_rows.answer_table AS "table", answer_rows.document FROM answer_tables
           JOIN documents ON documents.id = @documentId
           JOIN answer_rows ON answer_rows.answer_table = answer_tables.row AND answer_rows.document = documents.row
         WHERE answer_tables.id = @id`,
      ).get({ id, documentId }) ?? null
    );
  }

  /** Asked for with every cell that is kept, for which all columns need not be read. */
  function hasColumn(table: number, columnId: string): boolean {
    const found = sql(
      `SELECT 1 FROM answer_tables, json_each(CASE WHEN json_valid(columns) THEN columns ELSE '[]' END)
       WHERE row = @table AND json_each.value ->> 'id' = @columnId`,
    ).get({ table, columnId });
    return found !== undefined;
  }

  function cellOf(id: string, documentId: string, columnId: string): Cell | null {
    const place = placeOf(id, documentId);
    if (!place) return null;
    const row = sql<CellRow>(
      "SELECT * FROM answer_cells WHERE answer_table = @table AND document = @document AND column_id = @columnId",
    ).get({ ...place, columnId });
    return row ? toCell(row, `${id} ${documentId} ${columnId}`) : null;
  }

  function viewOf(id: string, view: TableView): ViewSql {
    return viewSql(view, columnsOf(id), requireRow(id));
  }

  function rowsOf(id: string, made: ViewSql, { from, count }: { from: number; count: number }): StoredAnswerRow[] {
    return sql<AnswerRowRow>(
      `SELECT r.answer_table, r.document, d.id AS document_id, r.path, r.approved_at, r.approved_by
       FROM ${made.from} ORDER BY ${made.orderBy} LIMIT @count OFFSET @from`,
    )
      .all({ ...made.values, from, count })
      .map((row) => {
        const cells = sql<CellRow>(
          "SELECT * FROM answer_cells WHERE answer_table = @table AND document = @document",
        ).all({ table: row.answer_table, document: row.document });
        return {
          documentId: row.document_id,
          path: row.path,
          approved: row.approved_at === null ? null : { at: row.approved_at, by: row.approved_by ?? "" },
          cells: Object.fromEntries(
            cells.map((cell) => [cell.column_id, toCell(cell, `${id} ${row.document_id} ${cell.column_id}`)]),
          ),
        };
      });
  }

  function groupsOf({ from, group, values }: ViewSql): { label: string | null; from: number; count: number }[] {
    if (!group) return [];
    let at = 0;
    return sql<{ label: string | null; count: number }>(
      `SELECT ${group.label} AS label, count(*) AS count FROM ${from} GROUP BY ${group.by} ORDER BY ${group.orderBy}`,
    )
      .all(values)
      .map(({ label, count }) => {
        const made = { label, from: at, count };
        at += count;
        return made;
      });
  }

  function saveValues(place: { table: number; document: number }, columnId: string, cell: Cell): void {
    sql("DELETE FROM answer_values WHERE answer_table = @table AND document = @document AND column_id = @columnId").run(
      { ...place, columnId },
    );
    for (const [ordinal, value] of valuesOfCell(cell).entries()) {
      sql(
        `INSERT INTO answer_values (answer_table, document, column_id, ordinal, number, number_end, unit, label, key, words)
         VALUES (@table, @document, @columnId, @ordinal, @number, @number_end, @unit, @label, @key, @words)`,
      ).run({
        ...place,
        columnId,
        ordinal,
        number: value.number,
        number_end: value.numberEnd,
        unit: value.unit,
        label: value.label,
        key: value.key,
        words: value.words,
      });
    }
  }

  /** A damaged cell is asked again at the next run. */
  function toCell(row: CellRow, id: string): Cell {
    const reader = readRow(logger, "answer_cells", id);
    const answers = reader.json("answers", row.answers, answersSchema, []);
    const problem = reader.json("problem", row.problem, nullableProblem, null);
    const isDamaged = reader.damaged.length > 0;
    const correction = reader.json("correction", row.correction, cellSchema.shape.correction, null);
    if (isDamaged && row.state !== "waiting") {
      sql(
        "UPDATE answer_cells SET state = 'waiting', doubtful = 0, answers = '[]', problem = NULL WHERE row = @row",
      ).run({
        row: row.row,
      });
    }
    return {
      state: isDamaged ? "waiting" : row.state,
      answers,
      source: isDamaged ? null : row.source,
      ...(isDamaged ? {} : writersOf(reader, row.wrote)),
      stale: row.stale === 1,
      problem,
      correction,
    };
  }
}

/** Rows that stand in memory with all their cells. */
const rowsAtOnce = 200;

const wholeView = tableViewSchema.parse({});
const answersSchema = z.array(answerSchema);
interface TableRow {
  row: number;
  id: string;
  title: string;
  pinned: number;
  columns: string;
  queue: AnswerTable["queue"];
  problem: string | null;
  use_model: number;
  model_id: string | null;
  created_at: number;
  updated_at: number;
}

interface AnswerRowRow {
  answer_table: number;
  document: number;
  document_id: Document["id"];
  path: string;
  approved_at: number | null;
  approved_by: string | null;
}

interface CellRow {
  row: number;
  column_id: string;
  state: CellState;
  stale: 0 | 1;
  answers: string;
  source: Cell["source"];
  wrote: string | null;
  problem: string | null;
  correction: string | null;
}

interface CountRow {
  shown: CellState;
  doubtful: 0 | 1;
  stale: 0 | 1;
  corrected: 0 | 1 | 2;
  count: number;
}

interface ValueRow {
  column_id: string;
  shown: CellState;
  doubtful: 0 | 1;
  stale: 0 | 1;
  corrected: 0 | 1 | 2;
  number: number | null;
  number_end: number | null;
  unit: string | null;
  label: string | null;
}
