import type {
  AnswerLine,
  AnswerRows,
  AnswerTable,
  AnswerTableDetail,
  Cell,
  Column,
  ColumnDraft,
  PlacedNote,
  TableForecast,
  TableQuestion,
  TableView,
  Template,
  TemplateFile,
  Total,
  UnreadFile,
} from "../../contract/answerTables.ts";
import type { Document } from "../../contract/documents.ts";
import type { ExportedFile, ExportFormatOf } from "../../contract/exports.ts";
import type { ModelName, ModelSession } from "../llm/languageModel.ts";

/** Tables of one row a document: kept, asked in the background, corrected and saved. All throw NOT_FOUND. */
export interface AnswerTables {
  /** Pinned first, then the newest. */
  list(): AnswerTable[];
  get(id: string): AnswerTableDetail;
  create(input: {
    readonly title: string;
    readonly columns: readonly ColumnDraft[];
    readonly documentIds: readonly string[];
    readonly collectionId: string | null;
    readonly useModel: boolean;
    readonly modelId: string | null;
  }): AnswerTableDetail;
  /**
   * The table of the same documents and columns with the same model, else a new one.
   * @param input `holdMs`: it is not kept, but outlives the process for so long where it is not done, and `release` is to be called for
   *   it once; null: it is kept
   */
  takeUp(
    input: Omit<Parameters<AnswerTables["create"]>[0], "collectionId"> & {
      readonly collectionIds: readonly string[];
      readonly holdMs: number | null;
    },
  ): AnswerTableDetail;
  /** Undoes one `takeUp`. Once nobody works on it any more it stops and, where it is done and not kept, is deleted. */
  release(id: string, isDone: boolean): Promise<void>;
  rename(id: string, title: string): void;
  pin(id: string, pinned: boolean): void;
  remove(id: string): Promise<void>;
  restore(id: string): void;
  addDocuments(id: string, documentIds: readonly string[], collectionId: string | null): void;
  removeDocuments(id: string, documentIds: readonly string[]): void;
  /** @throws INVALID_INPUT for two columns of one name */
  setColumns(id: string, columns: readonly (Omit<Column, "id"> & { readonly id: string | null })[]): AnswerTableDetail;
  setModel(id: string, model: Pick<AnswerTable, "useModel" | "modelId">): Promise<void>;
  /** @throws NO_MODEL, MODEL_NOT_FOUND */
  run(
    id: string,
    what: {
      readonly columnIds: readonly string[] | null;
      readonly documentIds: readonly string[] | null;
      readonly again: boolean;
    },
  ): Promise<void>;
  /** Goes on with a table that was asked when the last process ended; one that is paused, or gone, is left as it is. */
  goOn(id: string): void;
  pause(id: string): Promise<void>;
  /** Pauses every table that is asked; resolves when none works any more. */
  pauseAll(): Promise<void>;
  resume(id: string): Promise<void>;
  order(id: string, documentIds: readonly string[]): void;
  forecast(id: string): Promise<TableForecast>;
  rows(id: string, view: TableView, range: { readonly from: number; readonly count: number }): AnswerRows;
  totals(id: string, view: TableView): Promise<Total[]>;
  notes(id: string): Promise<PlacedNote[]>;
  ask(id: string, question: string): Promise<TableQuestion>;
  correct(id: string, place: { readonly documentId: string; readonly columnId: string }, text: string | null): Cell;
  approve(id: string, documentIds: readonly string[], approved: boolean): void;
  lines(id: string): AnswerLine[];
  /** @param unread files that could not be taken in, which get rows that say so */
  export(
    id: string,
    view: TableView,
    format: ExportFormatOf<"answerTable">,
    unread: readonly UnreadFile[],
  ): Promise<ExportedFile>;
  /**
   * Asks all columns of these documents at once, one document after the other; each row is told when it is whole. Nothing is kept of it
   * unless that is asked. What keeps a document from being read stands in its cells.
   * @throws NOT_FOUND, DOCUMENT_NOT_READY, MODEL_NOT_FOUND, CANCELLED, INVALID_INPUT for two columns of one name, and what the model is at
   * fault for
   */
  askNow(
    input: AskedNow,
    told: {
      /** @param tableId null for one that is not kept */
      onStart(tableId: string | null): void;
      onRow(row: AskedRow): void;
    },
    signal: AbortSignal,
  ): Promise<void>;
  /** A document was read: tables that wait for it go on. */
  onRead(documentId: string): void;
  onUnread(documentId: string): void;
  /** Goes on with the tables that were asked when the last process ended. */
  resumeAll(): void;
}

export interface TableTemplates {
  list(): Template[];
  create(file: TemplateFile): Template;
  /** @throws NOT_FOUND, INVALID_INPUT for one that comes with the application */
  update(id: string, file: TemplateFile): Template;
  duplicate(id: string): Template;
  remove(id: string): void;
  restore(id: string): void;
  export(id: string): ExportedFile;
}

/** What is asked at once. */
export interface AskedNow {
  readonly title: string;
  readonly columns: readonly ColumnDraft[];
  readonly documentIds: readonly string[];
  readonly useModel: boolean;
  readonly modelId: string | null;
  /** as a table of the library, whose rows these are */
  readonly keeps: boolean;
  /** the task of its calls among the costs */
  readonly countedAs: string;
}

/** A document with what was found of each column, in their order. */
export interface AskedRow {
  readonly document: Document;
  readonly cells: readonly { readonly name: string; readonly outcome: CellOutcome }[];
}

/** What is found of a question in a document. */
export type CellOutcome = Pick<Cell, "state" | "answers" | "source" | "wrote" | "problem">;

/** Asks one document all that is to be asked of it. */
export interface DocumentAnswers {
  /**
   * Each cell is told as soon as it is known, in any order, and each once; nothing is told after the promise is settled.
   * @param asked null: code alone answers; `by` is who answers where the session does not say who of several did
   * @throws CANCELLED, and what the session throws where the model is at fault
   */
  answer(
    input: {
      readonly document: Document;
      readonly columns: readonly Column[];
      readonly asked: { readonly session: ModelSession; readonly by: ModelName } | null;
    },
    onCell: (columnId: string, outcome: CellOutcome) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
