import type { AppEvent } from "../../contract/app.ts";
import {
  type AnswerRow,
  type AnswerTable,
  type AnswerTableDetail,
  type Cell,
  type Column,
  columnSchema,
  mostColumns,
  tableViewSchema,
} from "../../contract/answerTables.ts";
import { AppError } from "../../contract/errors.ts";
import type { Exporter } from "../export/export.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Registry } from "../llm/registry.ts";
import type { Clock, IdSource, Logger } from "../ports.ts";
import type { Store, StoredAnswerRow } from "../store/store.ts";
import type { AnswerTables, DocumentAnswers } from "./answerTables.ts";
import { questionKeyOf } from "./questionKey.ts";
import { valueOfWords } from "./valueOfWords.ts";

export interface AnswerTablesDeps {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly models: Pick<Registry, "resolve" | "hasModel">;
  readonly answers: DocumentAnswers;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: IdSource;
  readonly changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  readonly exporter: Exporter;
  /** what the person at the computer is called there */
  readonly person: () => string;
}

export function createAnswerTables(deps: AnswerTablesDeps): AnswerTables {
  const { store, clock, ids } = deps;
  const { answerTables } = store;
  const changed = (id: string): void => deps.changed("tables", id);

  return {
    list: () => answerTables.list(),
    get,
    create({ title, columns, documentIds, collectionId, useModel, modelId }) {
      refuseDuplicates(columns);
      const id = ids.next();
      const now = clock.now();
      store.transaction(() => {
        answerTables.put({
          id,
          title,
          pinned: false,
          columns: columns.map((column) => columnSchema.parse({ ...column, id: ids.next() })),
          queue: "idle",
          problem: null,
          useModel,
          modelId,
          createdAt: now,
          updatedAt: now,
        });
        add(id, documentIds, collectionId);
      });
      changed(id);
      return get(id);
    },
    rename: (id, title) => update(id, { title }),
    pin: (id, pinned) => update(id, { pinned }),
    async remove(id) {
      requireTable(id);
      answerTables.remove(id, clock.now());
      changed(id);
    },
    restore(id) {
      answerTables.restore(id);
      changed(id);
    },
    addDocuments(id, documentIds, collectionId) {
      requireTable(id);
      store.transaction(() => add(id, documentIds, collectionId));
      touch(id);
    },
    removeDocuments(id, documentIds) {
      requireTable(id);
      store.transaction(() => {
        for (const documentId of documentIds) answerTables.removeRow(id, documentId);
      });
      touch(id);
    },
    setColumns(id, columns) {
      const before = new Set(requireTable(id).columns.map((column) => column.id));
      if (columns.length === 0 || columns.length > mostColumns) {
        throw new AppError("INVALID_INPUT", { data: { field: "columns", most: mostColumns } });
      }
      refuseDuplicates(columns);
      const taken = new Set<string>();
      const made = columns.map((column): Column => {
        const columnId = column.id ?? ids.next();
        if (taken.has(columnId) || (column.id !== null && !before.has(column.id))) throw new AppError("NOT_FOUND");
        taken.add(columnId);
        return { ...column, id: columnId };
      });
      answerTables.setColumns(id, made, new Map(made.map((column) => [column.id, questionKeyOf(column)])));
      touch(id);
      return get(id);
    },
    setModel: (id, { useModel, modelId }) => update(id, { useModel, modelId }),
    async run(id) {
      requireTable(id);
    },
    async pause(id) {
      requireTable(id);
    },
    async pauseAll() {},
    async resume(id) {
      requireTable(id);
    },
    order(id, documentIds) {
      requireTable(id);
      answerTables.order(id, documentIds);
      changed(id);
    },
    async forecast(id) {
      requireTable(id);
      const { cells, documents } = answerTables.wantedSums(id);
      return { cells, documents, ms: null };
    },
    rows(id, view, range) {
      const { columns } = requireTable(id);
      const { rows, total, groups } = answerTables.rows(id, view, range);
      return { rows: rows.flatMap((row) => toRow(row, columns)), total, groups };
    },
    totals(id) {
      requireTable(id);
      return [];
    },
    notes(id) {
      requireTable(id);
      return [];
    },
    async ask(id) {
      requireTable(id);
      return { view: tableViewSchema.parse({}), left: [], by: null };
    },
    correct(id, { documentId, columnId }, text) {
      const column = requireTable(id).columns.find((each) => each.id === columnId);
      if (!column) throw new AppError("NOT_FOUND");
      const words = text?.trim() ?? null;
      answerTables.correct(
        id,
        documentId,
        columnId,
        words === null ? null : { text: words, value: valueOfWords(column, words), at: clock.now(), by: deps.person() },
      );
      touch(id);
      return answerTables.cell(id, documentId, columnId) ?? waitingCell;
    },
    approve(id, documentIds, approved) {
      requireTable(id);
      answerTables.approve(id, documentIds, approved ? { at: clock.now(), by: deps.person() } : null);
      changed(id);
    },
    lines(id) {
      requireTable(id);
      return [];
    },
    async export(id, view, format) {
      const table = requireTable(id);
      const rows = [...answerTables.eachRow(id, view)].flatMap((row) => toRow(row, table.columns));
      return deps.exporter("answerTable", format, { table, rows });
    },
    onRead() {},
    onUnread() {},
    resumeAll() {},
  };

  function get(id: string): AnswerTableDetail {
    return { ...requireTable(id), queueJobId: null, counts: answerTables.counts(id) };
  }

  function requireTable(id: string): AnswerTable {
    const table = answerTables.get(id);
    if (!table) throw new AppError("NOT_FOUND");
    return table;
  }

  function add(id: string, documentIds: readonly string[], collectionId: string | null): void {
    for (const documentId of documentIds) {
      const document = store.documents.get(documentId);
      if (!document) throw new AppError("NOT_FOUND", { data: { documentId } });
      answerTables.addRow(id, { documentId, path: document.name });
    }
    if (collectionId === null) return;
    if (!store.collections.get(collectionId)) throw new AppError("NOT_FOUND");
    for (const { documentId, path } of store.collections.members(collectionId)) {
      answerTables.addRow(id, { documentId, path });
    }
  }

  function update(id: string, patch: Parameters<typeof answerTables.update>[1]): void {
    requireTable(id);
    answerTables.update(id, patch);
    changed(id);
  }

  function touch(id: string): void {
    update(id, { updatedAt: clock.now() });
  }

  function toRow({ documentId, path, approved, cells }: StoredAnswerRow, columns: readonly Column[]): AnswerRow[] {
    const document = store.documents.get(documentId);
    if (!document) return [];
    return [
      {
        document,
        path,
        approved,
        cells: Object.fromEntries(columns.map(({ id }) => [id, cells[id] ?? waitingCell])),
      },
    ];
  }
}

/** Of a question that was not asked yet. */
const waitingCell: Cell = {
  state: "waiting",
  answers: [],
  source: null,
  stale: false,
  problem: null,
  correction: null,
};

function refuseDuplicates(columns: readonly { readonly name: string }[]): void {
  const names = new Set<string>();
  for (const { name } of columns) {
    const folded = name.toLowerCase();
    if (names.has(folded)) throw new AppError("INVALID_INPUT", { data: { reason: "DUPLICATE_COLUMN", name } });
    names.add(folded);
  }
}
