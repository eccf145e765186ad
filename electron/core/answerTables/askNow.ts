import { type Column, columnSchema } from "../../contract/answerTables.ts";
import type { Document } from "../../contract/documents.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import { pausesQueue } from "../jobs/pausesQueue.ts";
import { type LanguageModel, modelOfRecipe, type ModelSession } from "../llm/languageModel.ts";
import { modelCountedAs } from "../llm/meteredModel.ts";
import type { IdSource, Logger } from "../ports.ts";
import type { Store } from "../store/store.ts";
import type { AnswerTables, AskedNow, AskedRow, CellOutcome, DocumentAnswers } from "./answerTables.ts";
import { modelKeyOf, questionKeyOf, textKeyOf } from "./questionKey.ts";

export interface AskNowDeps {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly answers: DocumentAnswers;
  readonly logger: Logger;
  readonly ids: IdSource;
  /** null: code alone answers */
  readonly modelOf: (how: Pick<AskedNow, "useModel" | "modelId">) => Promise<LanguageModel | null>;
  readonly tables: Pick<AnswerTables, "create">;
  readonly changed: (id: string) => void;
}

/** Asks documents one after the other in a job of its own, in which nothing of the tables' queue has a part. */
export function createAskNow(deps: AskNowDeps): AnswerTables["askNow"] {
  const { store, jobs, answers, logger, ids } = deps;

  return async (input, { onStart, onRow }, signal) => {
    const documentIds = [...new Set(input.documentIds)];
    const documents = documentIds.map(requireRead);
    const usual = await deps.modelOf(input);
    if (signal.aborted) throw new AppError("CANCELLED");
    const model = usual && modelCountedAs(usual, input.countedAs);
    const table = input.keeps ? deps.tables.create({ ...input, documentIds, collectionId: null }) : null;
    const columns = table?.columns ?? input.columns.map((draft) => columnSchema.parse({ ...draft, id: ids.next() }));
    onStart(table?.id ?? null);
    const job = jobs.start({
      kind: "table",
      subject: table?.id ?? documentIds[0] ?? "",
      lane: "program",
      usesModel: model !== null,
      onShutdown: "cancel",
      run: (context) => run({ tableId: table?.id ?? null, documents, columns, model, onRow }, context),
    });
    const cancel = (): void => void jobs.cancel(job.id).catch(() => {});
    signal.addEventListener("abort", cancel, { once: true });
    try {
      await jobs.finished(job.id);
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  };

  interface Run {
    readonly tableId: string | null;
    readonly documents: readonly Document[];
    readonly columns: readonly Column[];
    readonly model: LanguageModel | null;
    readonly onRow: (row: AskedRow) => void;
  }

  async function run(asked: Run, { signal, emit }: JobContext): Promise<void> {
    const { documents, columns, model, onRow } = asked;
    await using opened = new AsyncDisposableStack();
    const onLoading = (share: number): void =>
      emit({ type: "progress", stage: "loading", done: share, total: 1, leftMs: null });
    const session = model && opened.use(await model.open("background", { signal, onLoading }));
    const total = documents.length * columns.length;
    for (const [index, document] of documents.entries()) {
      emit({ type: "progress", stage: "answering", done: index * columns.length, total, leftMs: null });
      const cells = await ask(asked, document, session, signal);
      signal.throwIfAborted();
      onRow({ document, cells });
    }
  }

  /** The cells of a document, in the order of the columns; those of a table that is kept are kept as they come. */
  async function ask(
    { tableId, columns, model }: Run,
    document: Document,
    session: ModelSession | null,
    signal: AbortSignal,
  ): Promise<AskedRow["cells"]> {
    const told = new Map<string, CellOutcome>();
    const textKey = textKeyOf(store.documents.texts(document.id));
    const tell = (column: Column, outcome: CellOutcome): void => {
      if (told.has(column.id) || signal.aborted) return;
      told.set(column.id, outcome);
      if (tableId === null) return;
      const keys = { questionKey: questionKeyOf(column), textKey, modelKey: modelKeyOf(model?.id ?? null) };
      // A person may have thrown table, row or column away meanwhile: there is nothing to keep then.
      if (store.answerTables.saveCell(tableId, document.id, column.id, { ...keys, ...outcome })) deps.changed(tableId);
    };
    const tellRest = (outcome: CellOutcome): void => {
      for (const column of columns) tell(column, outcome);
    };
    if (document.status === "failed") {
      tellRest({ state: "unreadable", answers: [], source: null, problem: document.problem });
    } else {
      const by = session && model ? { session, by: modelOfRecipe(model) } : null;
      const byId = new Map(columns.map((column) => [column.id, column]));
      const onCell = (columnId: string, outcome: CellOutcome): void => {
        const column = byId.get(columnId);
        if (column) tell(column, outcome);
      };
      try {
        await answers.answer({ document, columns, asked: by }, onCell, signal);
      } catch (thrown) {
        const error = toAppError(thrown);
        // Every other document would fail as well.
        if (signal.aborted || pausesQueue.has(error.code)) throw error;
        logger.warn("A document could not be asked", { documentId: document.id, code: error.code });
        tellRest({ state: "failed", answers: [], source: null, problem: error.toProblem() });
      }
      tellRest({ state: "failed", answers: [], source: null, problem: new AppError("INTERNAL").toProblem() });
    }
    return columns.flatMap(({ id, name }) => {
      const outcome = told.get(id);
      return outcome ? [{ name, outcome }] : [];
    });
  }

  function requireRead(documentId: string): Document {
    const document = store.documents.get(documentId);
    if (!document) throw new AppError("NOT_FOUND", { data: { documentId } });
    if (document.status === "ready" || document.status === "failed") return document;
    throw new AppError("DOCUMENT_NOT_READY", { data: { name: document.name } });
  }
}
