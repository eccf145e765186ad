import { onTestFinished } from "vitest";
import { type Column, columnDraftSchema, tableViewSchema } from "../../../electron/contract/answerTables.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import type { CellOutcome, DocumentAnswers } from "../../../electron/core/answerTables/answerTables.ts";
import { createAnswerTables } from "../../../electron/core/answerTables/createAnswerTables.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { LanguageModel, ModelSession } from "../../../electron/core/llm/languageModel.ts";
import { addReadDocument, aDocument, anAnswer, documentId, openLibrary } from "../store/library.ts";

export const [mill, roof, shed] = ["a", "b", "c"].map(documentId) as [string, string, string];

/** A question that was put to a document; the test says what is found and when it is over. */
export interface Asked {
  readonly documentId: string;
  readonly columnIds: readonly string[];
  readonly withModel: boolean;
  tell(columnId: string, outcome?: Partial<CellOutcome>): void;
  /** Tells of all that was not told that nothing was found. */
  tellRest(): void;
  end(error?: AppError): void;
}

/** A real library and real jobs with three documents; documents answer when the test says so. */
export function room({ parallelism = 1, texts = ["One.", "Two.", "Three."] } = {}) {
  const { store, clock, logger } = openLibrary();
  let count = 0;
  const ids = { next: () => `id${++count}` };
  const jobs = createJobs({ clock, logger, ids });
  onTestFinished(() => jobs.dispose());
  const asked: Asked[] = [];
  let wake = (): void => {};
  const answers: DocumentAnswers = {
    answer({ document, columns, asked: by }, onCell, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const open = new Set(columns.map((column) => column.id));
      const tell: Asked["tell"] = (columnId, outcome = {}) => {
        open.delete(columnId);
        onCell(columnId, { state: "notStated", answers: [], source: null, problem: null, ...outcome });
      };
      signal.addEventListener("abort", () => reject(new AppError("CANCELLED")));
      asked.push({
        documentId: document.id,
        columnIds: [...open],
        withModel: by !== null,
        tell,
        tellRest: () => {
          for (const columnId of open) tell(columnId);
        },
        end: (error) => (error ? reject(error) : resolve()),
      });
      wake();
      return promise;
    },
  };
  const model = {
    hasModel: () => false,
    resolve: async (): Promise<LanguageModel> => await Promise.reject(new AppError("NO_MODEL")),
  };
  const changes: (string | null)[] = [];
  const tables = createAnswerTables({
    store,
    jobs,
    models: { resolve: () => model.resolve(), hasModel: () => model.hasModel() },
    answers,
    clock,
    logger,
    ids,
    changed(what, id) {
      if (what === "tables") changes.push(id);
      wake();
    },
    exporter: async () => await Promise.reject(new AppError("INTERNAL")),
    person: () => "Bea",
  });
  for (const [index, id] of [mill, roof, shed].entries()) {
    addReadDocument(store, aDocument({ id, name: `${id[0]}.md`, words: 700 }), [texts[index] ?? ""]);
  }
  const draft = (name: string) => columnDraftSchema.parse({ name, kind: "money" });
  const create = (
    documentIds: readonly string[] = [mill, roof, shed],
    names: readonly string[] = ["Rent", "Deposit"],
  ) =>
    tables.create({
      title: "Leases",
      columns: names.map(draft),
      documentIds,
      collectionId: null,
      useModel: true,
      modelId: null,
    });

  return {
    store,
    clock,
    jobs,
    tables,
    asked,
    changes,
    model,
    create,
    /** A model that answers, so many documents at a time. */
    install(open: () => Promise<void> = async () => {}): void {
      const session = { parallelism, [Symbol.asyncDispose]: async () => {} } as unknown as ModelSession;
      const made = {
        id: "model",
        name: "Model",
        provenance: { kind: "gguf", sha256: "model", quantization: "" },
        standing: () => ({ device: "cpu" }),
        open: async () => (await open(), session),
      };
      model.hasModel = () => true;
      model.resolve = async () => made as unknown as LanguageModel;
    },
    run: async (id: string, patch: Partial<Parameters<typeof tables.run>[1]> = {}) =>
      await tables.run(id, { columnIds: null, documentIds: null, again: false, ...patch }),
    cells: (id: string) =>
      tables.rows(id, tableViewSchema.parse({}), { from: 0, count: 200 }).rows.map(({ cells }) => Object.values(cells)),
    states: (id: string) =>
      tables
        .rows(id, tableViewSchema.parse({}), { from: 0, count: 200 })
        .rows.map(({ cells }) => Object.values(cells).map(({ state }) => state)),
    /** Reads the document once more, as this text. */
    readAnew(id: string, text: string): void {
      addReadDocument(store, aDocument({ id, name: `${id[0]}.md`, words: 700 }), [text]);
      tables.onRead(id);
    },
    columnIds: (id: string): string[] => tables.get(id).columns.map((column: Column) => column.id),
    /** What was told is kept by then. */
    kept: () => new Promise<void>((resolve) => void setImmediate(resolve)),
    until: (isReached: () => boolean) =>
      new Promise<void>((resolve) => {
        wake = () => isReached() && resolve();
        wake();
      }),
  };
}

export function found(amount: number, document: string): Partial<CellOutcome> {
  const citation = { documentId: document, page: 1, start: 0, end: 3, quote: "One" };
  const answer = anAnswer({ kind: "money", amount, currency: "EUR" }, { citations: [citation] });
  return { state: "stated", answers: [answer], source: "code" };
}
