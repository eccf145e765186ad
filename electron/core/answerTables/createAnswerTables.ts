import { isDeepStrictEqual } from "node:util";
import type { AppEvent } from "../../contract/app.ts";
import {
  type AnswerRow,
  type AnswerTable,
  type AnswerTableDetail,
  type Cell,
  type Column,
  columnDraftSchema,
  columnSchema,
  mostColumns,
  repeatedName,
  tableViewSchema,
} from "../../contract/answerTables.ts";
import { lineOf } from "../../contract/answerValues.ts";
import { readEndpointModelId } from "../../contract/endpoints.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { Exporter } from "../export/export.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import { machineOf } from "../llm/machineOf.ts";
import type { Registry } from "../llm/registry.ts";
import type { Clock, IdSource, Logger } from "../ports.ts";
import type { Store, StoredAnswerRow } from "../store/store.ts";
import type { AnswerTables, DocumentAnswers } from "./answerTables.ts";
import { createAskNow } from "./askNow.ts";
import { createOverview } from "./overview.ts";
import { questionKeyOf, textKeyOf } from "./questionKey.ts";
import { createTableQueue, msOf } from "./tableQueue.ts";
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
  const queue = createTableQueue({ ...deps, asksModel, modelOf, changed });
  const overview = createOverview({ ...deps, modelOf });

  /** how many work on each that is not kept */
  const needs = new Map<string, number>();

  const askNow = createAskNow({ ...deps, modelOf, tables: { create }, changed });

  return {
    list: () => answerTables.list(),
    get,
    create,
    rename: (id, title) => update(id, { title }),
    pin: (id, pinned) => update(id, { pinned }),
    takeUp({ collectionIds, holdMs, ...input }) {
      const heldUntil = holdMs === null ? null : clock.now() + holdMs;
      return store.transaction(() => {
        const known = findAlike(input, collectionIds, heldUntil === null);
        const { id } = known ?? create({ ...input, collectionId: null });
        if (heldUntil !== null) answerTables.pass(id, { at: clock.now(), heldUntil });
        else if (answerTables.isPassing(id)) answerTables.restore(id);
        if (!known) for (const collectionId of collectionIds) add(id, [], collectionId);
        if (heldUntil !== null) needs.set(id, (needs.get(id) ?? 0) + 1);
        changed(id);
        return get(id);
      });
    },
    async release(id, isDone) {
      const left = (needs.get(id) ?? 0) - 1;
      if (left > 0) return void needs.set(id, left);
      needs.delete(id);
      // A command that keeps it may have taken it up meanwhile.
      if (!answerTables.isPassing(id)) return;
      await pause(id);
      if (!isDone || needs.has(id) || !answerTables.isPassing(id)) return;
      answerTables.discard(id);
      changed(id);
    },
    async remove(id) {
      if (requireTable(id).queue === "running") answerTables.update(id, { queue: "paused" });
      await queue.stop(id);
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
      // Nothing may be left to wait for.
      queue.kick(id);
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
      queue.kick(id);
      return get(id);
    },
    async setModel(id, { useModel, modelId }) {
      update(id, { useModel, modelId });
      // What is still to be asked is asked as it is wanted now: a run that is stopped begins anew.
      await queue.stop(id);
    },
    async run(id, { columnIds, documentIds, again }) {
      const table = requireTable(id);
      const known = new Set(table.columns.map((column) => column.id));
      if (columnIds?.some((columnId) => !known.has(columnId))) throw new AppError("NOT_FOUND");
      const withModel = (await modelOf(table)) !== null;
      if (answerTables.want(id, { columnIds, documentIds, again, withModel }) > 0) {
        answerTables.update(id, { queue: "running", problem: null, updatedAt: clock.now() });
      }
      changed(id);
      queue.kick(id);
    },
    goOn: (id) => queue.kick(id),
    pause,
    async pauseAll() {
      const asked = [...answerTables.list(), ...answerTables.allPassing()].filter(({ useModel }) => useModel);
      await Promise.all(asked.map(({ id }) => pause(id)));
    },
    async resume(id) {
      const table = requireTable(id);
      if (table.queue !== "paused") return;
      await modelOf(table);
      update(id, { queue: "running", problem: null });
      queue.kick(id);
    },
    order(id, documentIds) {
      requireTable(id);
      answerTables.order(id, documentIds);
      changed(id);
    },
    async forecast(id) {
      const model = await modelOf(requireTable(id));
      const sums = answerTables.sumsOf(id, {
        columnIds: null,
        documentIds: null,
        again: false,
        withModel: model !== null,
      });
      const ms = msOf(sums, answerTables.pace(model?.id ?? null, machineOf(model)));
      return { cells: sums.cells, documents: sums.documents, ms };
    },
    rows(id, view, range) {
      const { columns } = requireTable(id);
      const { rows, total, groups } = answerTables.rows(id, view, range);
      return { rows: rows.flatMap((row) => toRow(row, columns)), total, groups };
    },
    totals: async (id, view) => await overview.totals(requireTable(id), view),
    notes: async (id) => await overview.notes(requireTable(id)),
    ask: async (id, question) => overview.ask(requireTable(id), question),
    correct(id, { documentId, columnId }, text) {
      const column = requireTable(id).columns.find((each) => each.id === columnId);
      if (!column) throw new AppError("NOT_FOUND");
      const words = text?.trim() ?? null;
      const language = store.documents.get(documentId)?.language ?? "en";
      answerTables.correct(
        id,
        documentId,
        columnId,
        words === null
          ? null
          : { text: words, value: valueOfWords(column, words, language), at: clock.now(), by: deps.person() },
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
      const { columns } = requireTable(id);
      return [...answerTables.eachRow(id, wholeView)].flatMap((row) =>
        toRow(row, columns).map((each) => lineOf(each.path, each, columns)),
      );
    },
    async export(id, view, format, unread) {
      const table = requireTable(id);
      const rows = [...answerTables.eachRow(id, view)].flatMap((row) => toRow(row, table.columns));
      return deps.exporter("answerTable", format, { table, rows, unread });
    },
    askNow: async (input, told, signal) => {
      refuseDuplicates(input.columns);
      await askNow(input, told, signal);
    },
    onRead(documentId) {
      const tables = answerTables.of(documentId);
      if (tables.length > 0) readTextKey(documentId);
      wake(tables);
    },
    onUnread: (documentId) => wake(answerTables.of(documentId)),
    resumeAll() {
      for (const documentId of answerTables.withOldTextKey()) readTextKey(documentId);
      for (const { id, queue: state } of answerTables.list()) if (state === "running") queue.kick(id);
    },
  };

  function create({
    title,
    columns,
    documentIds,
    collectionId,
    useModel,
    modelId,
  }: Parameters<AnswerTables["create"]>[0]): AnswerTableDetail {
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
  }

  /** A table of the same documents and columns, with the same model. @param keeps also among those that are kept */
  function findAlike(
    { columns, documentIds, useModel, modelId }: Omit<Parameters<AnswerTables["create"]>[0], "collectionId">,
    collectionIds: readonly string[],
    keeps: boolean,
  ): AnswerTable | undefined {
    const members = collectionIds.flatMap((id) => store.collections.members(id).map(({ documentId }) => documentId));
    const wanted = new Set([...documentIds, ...members]);
    const drafts = columns.map((column) => columnDraftSchema.parse(column));
    return [...(keeps ? answerTables.list() : []), ...answerTables.allPassing()].find(
      (table) =>
        table.rowCount === wanted.size &&
        table.useModel === useModel &&
        table.modelId === modelId &&
        isDeepStrictEqual(
          table.columns.map((column) => columnDraftSchema.parse(column)),
          drafts,
        ) &&
        answerTables.documentsOf(table.id).every((id) => wanted.has(id)),
    );
  }

  /** False where code alone answers. */
  function asksModel({ useModel, modelId }: AnswerTable): boolean {
    return useModel && (readEndpointModelId(modelId ?? "") !== null || deps.models.hasModel("tables"));
  }

  /** The model that the table is asked with; null where code alone answers: a person wants it so, or no model is there that answers questions. */
  async function modelOf({
    useModel,
    modelId,
  }: Pick<AnswerTable, "useModel" | "modelId">): Promise<LanguageModel | null> {
    if (!useModel) return null;
    try {
      return await deps.models.resolve("tables", modelId);
    } catch (thrown) {
      const { code } = toAppError(thrown);
      if (code === "MODEL_CANNOT_CHAT" || (code === "NO_MODEL" && modelId === null)) return null;
      throw thrown;
    }
  }

  async function pause(id: string): Promise<void> {
    if (requireTable(id).queue !== "running") return;
    update(id, { queue: "paused", problem: null });
    await queue.stop(id);
  }

  function wake(tables: readonly string[]): void {
    for (const id of tables) {
      queue.kick(id);
      changed(id);
    }
  }

  function readTextKey(documentId: string): void {
    answerTables.setTextKey(documentId, textKeyOf(store.documents.texts(documentId)));
  }

  function get(id: string): AnswerTableDetail {
    return { ...requireTable(id), queueJobId: queue.jobOf(id), counts: answerTables.counts(id) };
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

/** All rows, in their order. */
const wholeView = tableViewSchema.parse({});

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
  const name = repeatedName(columns);
  if (name !== null) throw new AppError("INVALID_INPUT", { data: { reason: "DUPLICATE_COLUMN", name } });
}
