import type { StoredPage } from "./storedPages.ts";
import type { Adapter, ScaledAdapter } from "../../contract/adapters.ts";
import type { Conversation, Message, Rating } from "../../contract/chat.ts";
import type { Connection, ConnectionFilter, ConnectionTotal } from "../../contract/connections.ts";
import type { Calibration, ModelMetadata, ModelRunner } from "../../contract/models.ts";
import type { Collection, MemberState, CollectionWriting, SkippedFile } from "../../contract/collections.ts";
import type { Citation, Document, OutlineEntry, Page, PlacedMarkup } from "../../contract/documents.ts";
import type { EndpointColour, EndpointKind, FoundModel } from "../../contract/endpoints.ts";
import type { FoundBy, HubFile } from "../../contract/downloads.ts";
import type { Problem } from "../../contract/errors.ts";
import type { McpTool } from "../../contract/mcp.ts";
import type { ToolChoice } from "../mcpClient/toolChoices.ts";
import type { Task } from "../../contract/tasks.ts";
import type { SearchHit } from "../../contract/search.ts";
import type {
  AnswerTable,
  AnswerTableDetail,
  Cell,
  CellState,
  Column,
  TableView,
  Template,
} from "../../contract/answerTables.ts";
import type { Price, Usage } from "../../contract/costs.ts";
import type { Settings } from "../../contract/settings.ts";
import type { FolderEvent, FolderRules } from "../../contract/watchedFolders.ts";
import type { Trial } from "../../contract/trials.ts";
import type { Checked, DigestLine, Point, Recipe, Summary } from "../../contract/summaries.ts";

/**
 * The library: one SQLite file behind functions named after what they do. All calls are synchronous and durable when they
 * return. A full disk surfaces as DISK_FULL, everything acknowledged before stays.
 */
export interface Store {
  readonly documents: DocumentQueries;
  readonly vectors: VectorQueries;
  readonly summaries: SummaryQueries;
  readonly corrections: CorrectionQueries;
  readonly citations: CitationQueries;
  readonly collections: CollectionQueries;
  readonly collectionSummaries: CollectionSummaryQueries;
  readonly answerTables: AnswerTableQueries;
  readonly tableTemplates: TableTemplateQueries;
  readonly conversations: ConversationQueries;
  readonly messages: MessageQueries;
  readonly models: ModelQueries;
  readonly endpoints: EndpointQueries;
  readonly mcpServers: McpQueries;
  readonly adapters: AdapterQueries;
  readonly downloads: DownloadQueries;
  readonly watchedFolders: WatchedFolderQueries;
  readonly speeds: SpeedQueries;
  readonly connections: ConnectionQueries;
  readonly costs: CostQueries;
  readonly trials: TrialQueries;
  readonly settings: SettingsQueries;
  readonly search: SearchQueries;
  /** What the opening had to do and must be told (a backup restored). */
  readonly notices: readonly Problem[];
  /** Runs all or nothing. */
  transaction<T>(run: () => T): T;
  /** Writes a backup when the newest is older than a day; keeps five. */
  backup(): Promise<void>;
  /**
   * Empties the bin of what was removed before `before` (ms since 1970); returns ids of documents whose files may go. What
   * is deleted is overwritten in the library and taken out of the backups.
   */
  purge(before: number): { documentIds: string[] };
  close(): void;
}

/** A function that changes one row throws NOT_FOUND where there is none. What is in the bin is not listed, got or found. */
export interface DocumentQueries {
  list(): Document[];
  /** of all that `list` holds, in its order */
  ids(): string[];
  /** These, in this order; those that are not in the list are left out. */
  some(ids: readonly string[]): Document[];
  get(id: string): Document | null;
  /** Adds or replaces the row; a document in the bin comes back. */
  put(document: Document): void;
  update(id: string, patch: Partial<Pick<Document, "title" | "pinned" | "status" | "problem" | "notes">>): void;
  /** The title that a model found where the document had none of its own; null where none did. It may be called something else since. */
  foundTitle(id: string): string | null;
  /** Calls the document by a title that a model found. */
  setFoundTitle(id: string, title: string): void;
  /** The title that its last reading gave it; null where that gave none, or was of a version that did not keep it. */
  readTitle(id: string): string | null;
  /** The documents of a collection, in their order there. */
  ofCollection(collectionId: string): Document[];
  outline(id: string): OutlineEntry[];
  /** Documents with a text of an earlier version of reading than this one, which it did not try to read yet; pinned first, then the newest. */
  readBefore(version: number): string[];
  /** Says why the present version of reading could not read it again: the text of before stays. */
  setReadingProblem(id: string, problem: Problem): void;
  /** Whether there is a text that a reading came to the end of. */
  hasText(id: string): boolean;
  /** Pages of a reading that goes on. They become the document's text when it is finished; until then the text of before stands. */
  addPages(id: string, pages: readonly Page[]): void;
  /** The pages of a reading of this version that was not finished, in order. */
  unfinishedPages(id: string): Page[];
  /** Forgets the pages of a reading that was not finished; `recognized` keeps those whose text this version told from their pictures. */
  clearUnfinished(id: string, keep?: "recognized"): void;
  /**
   * Puts the pages of the reading in the place of the text of before, in one transaction: status ready, counts, outline; the
   * full-text index covers it from here.
   * @param isAgain nobody asked for the reading: the document keeps its date but for a millisecond, by which whatever was made of the
   *   text of before is known to be of that
   */
  finish(
    id: string,
    result: Pick<
      Document,
      "format" | "title" | "pages" | "words" | "language" | "unread" | "notes" | "rendered" | "readMs"
    > & { outline: readonly OutlineEntry[]; readTitle?: string | null },
    isAgain?: boolean,
  ): void;
  pages(id: string, from: number, to: number): Page[];
  allPages(id: string): Page[];
  /** The text of its pages alone. */
  texts(id: string): { readonly text: string }[];
  /** As `allPages`, for a thread that takes them apart. */
  storedPages(id: string): StoredPage[];
  /** As `pages`; of a document that is read for the first time those that were read so far, as `pageSizes` gives them. */
  shownPages(id: string, from: number, to: number): Page[];
  pageSizes(id: string): { number: number; width: number | null; height: number | null; characters: number }[];
  /** The comments and tracked changes of all pages, in order. */
  markup(id: string): PlacedMarkup[];
  remove(id: string, at: number): void;
  restore(id: string): void;
  /** Whether it lies in the bin. */
  isRemoved(id: string): boolean;
  /** Makes it one that is not kept: nothing lists or finds it, and only who knows its id has it. `put` and `restore` keep it again. */
  pass(id: string, at: number): void;
  isPassing(id: string): boolean;
  /** Those that are not kept and do not outlive the process. */
  allPassing(): string[];
  /** How long one that is not kept outlives the process, in ms since 1970; null: not at all. */
  hold(id: string, until: number | null): void;
  /** Whether it, a summary of it or a table with it that is not kept outlives the process. */
  isHeld(id: string, now: number): boolean;
  /** All that are not kept, but for those that are held. */
  notHeld(now: number): string[];
  /** Deletes one that is not kept, with all that was made of it; one that lay in the bin before lies there again. @returns whether it was deleted */
  discard(id: string): boolean;
  /** The document this one is a new version of; null for none, or where that one is in the bin. */
  previous(id: string): string | null;
  setPrevious(id: string, previousId: string | null): void;
  /** The hashes by which versions are recognised, ascending; null before they were made. */
  sketch(id: string): readonly number[] | null;
  setSketch(id: string, sketch: readonly number[]): void;
  /**
   * Documents that may share text with this one: those whose 64 smallest hashes hold one of its own. One of which a fifth is the same is
   * missed less than once in a million times, one of which half is, never.
   */
  resembling(id: string, sketch: readonly number[]): string[];
  /** Documents that were read before there were sketches. */
  withoutSketch(): string[];
  /**
   * Passages for retrieval: groups of whole sentences of about 120 words in the order of the document, made by
   * the caller after the reading and indexed by FTS5.
   */
  setPassages(id: string, passages: readonly NewPassage[]): void;
  /** BM25 over the passages of these documents; best first. `query` is plain words, quoted by the store. */
  searchPassages(ids: readonly string[], query: string, limit: number): PassageHit[];
}

export interface NewPassage {
  readonly page: number;
  readonly start: number;
  readonly end: number;
  readonly section: string | null;
  readonly text: string;
}
export interface PassageHit extends NewPassage {
  readonly id: number;
  readonly documentId: string;
  /** position among the document's passages, from 0 */
  readonly index: number;
  /** BM25, larger is better */
  readonly score: number;
}

/** Vectors of passages, one for each embedding model that read them. Gone with the passage or the model. */
export interface VectorQueries {
  /** Passages of a document that this model has given no vector yet, in their order. */
  missing(modelId: string, documentId: string, limit: number): { readonly id: number; readonly text: string }[];
  /** @param vectors of length 1, by the id of their passage; one that is gone meanwhile is left out */
  put(modelId: string, vectors: readonly { readonly id: number; readonly vector: Float32Array }[]): void;
  /** Passages of these documents whose vectors are nearest to the query's, best first; `score` is the cosine. */
  nearest(modelId: string, documentIds: readonly string[], query: Float32Array, limit: number): PassageHit[];
}

export interface SummaryQueries {
  get(id: string): Summary | null;
  /** Those that are kept. */
  list(documentId: string): Summary[];
  /** Adds or replaces the whole summary (without its check-points). */
  put(summary: Summary): void;
  /** It is not kept: nothing lists it, and `discard` deletes it. @param heldUntil how long it outlives the process, in ms since 1970 */
  pass(id: string, heldUntil?: number | null): void;
  /** One that was not kept is from now on. */
  keep(id: string): void;
  isPassing(id: string): boolean;
  /** Those of a document that are not kept and outlive the process, newest first. */
  held(documentId: string): Summary[];
  /** Those that a check of a lower version judged and that do not run, newest first, with their documents. */
  checkedBefore(version: number): { readonly id: string; readonly documentId: string }[];
  /** Into the bin: it is neither listed nor found until it is restored. @throws NOT_FOUND */
  remove(id: string, at: number): void;
  /** Deletes it for good with its check-points where it is not kept. */
  discard(id: string): void;
  /** Deletes all that are not kept, but for those that are held. */
  discardPassing(now: number): void;
  /** @throws NOT_FOUND */
  restore(id: string): void;
  /** Those that were running when the process ended become interrupted. Returns how many. */
  markInterrupted(): number;
  /** Check-points: finished steps of a summary by key (such as "map:3" or "merge:1:0"), each a JSON value. */
  saveCheckpoint(summaryId: string, key: string, value: unknown): void;
  checkpoints(summaryId: string): Map<string, unknown>;
  /** Forgets the check-points of a finished summary, but for its parts, which a new version of the document may take over. */
  clearCheckpoints(summaryId: string): void;
  /** The parts (check-points whose keys begin with "part:") of all summaries of a document. */
  parts(documentId: string): Map<string, unknown>;
}

/** Words that a person put in the place of a point of a summary. */
export interface StoredCorrection {
  readonly id: string;
  readonly text: string;
  /** the point that they stand for, as it was written */
  readonly original: Pick<Point, "text" | "citations">;
  /** whether that was a point of the whole rather than of a section alone */
  readonly isOfWhole: boolean;
  /** of the summary in which it was corrected */
  readonly options: Summary["options"];
  readonly createdAt: number;
}

/** They belong to a document and go with it, not with a summary. */
export interface CorrectionQueries {
  /** Oldest first. */
  list(documentId: string): StoredCorrection[];
  /** Adds one, or changes its text. @throws NOT_FOUND where there is no such document */
  put(documentId: string, correction: StoredCorrection): void;
}

/** What cites a document, as it is told of a change. */
export interface Citing {
  readonly what: "summaries" | "collections" | "conversations" | "tables";
  readonly id: string;
}

export interface CitationQueries {
  /**
   * Puts others in the place of the citations of a document wherever they are stored: in summaries and their key facts, in those of
   * collections, in answers, corrections and cells of answer tables, the bin's among them. Where the words of a quote are others then, the points are to be
   * checked again. @returns what was changed
   */
  replace(documentId: string, other: (citation: Citation) => Citation): Citing[];
}

/** A document of a collection as it is stored. */
export interface StoredMember {
  readonly documentId: string;
  readonly path: string;
  readonly state: MemberState;
  readonly problem: Problem | null;
}

/** With what is known of the document: its newest finished summary and the first line of that or of its digest. */
export interface ListedMember extends StoredMember {
  readonly summaryId: string | null;
  readonly line: string | null;
}

/** Documents in the bin are not listed among the members. */
export interface CollectionQueries {
  list(): Collection[];
  get(id: string): Collection | null;
  /** Adds a collection without documents. */
  put(collection: Omit<Collection, "documentIds">): void;
  /** True where a person named it. */
  isNamed(id: string): boolean;
  /** Gives it the name that a person chose. */
  name(id: string, title: string): void;
  update(id: string, patch: Partial<Pick<Collection, "title" | "pinned" | "queue" | "problem" | "updatedAt">>): void;
  remove(id: string, at: number): void;
  restore(id: string): void;
  /** It is not kept: nothing lists it, and only who knows its id has it, with documents that are not kept either. */
  pass(id: string, at: number): void;
  isPassing(id: string): boolean;
  /** Deletes it for good where it is not kept. */
  discard(id: string): void;
  /** Deletes all that are not kept. */
  discardPassing(): void;
  /** In their order. */
  members(id: string): ListedMember[];
  /** These of them, in this order; those that are not in it are left out. */
  someMembers(id: string, documentIds: readonly string[]): ListedMember[];
  /** One of them; null where the document is not in it. */
  member(id: string, documentId: string): ListedMember | null;
  /**
   * Documents that wait for their summary, in their order.
   * @param status only those of this status; null for any
   */
  waiting(id: string, status: Document["status"] | null, limit: number): string[];
  /** null where there is no such collection */
  queueOf(id: string): Collection["queue"] | null;
  /** At the end. False where the document is in it already. */
  addMember(id: string, member: StoredMember): boolean;
  updateMember(id: string, documentId: string, patch: Partial<Pick<StoredMember, "state" | "problem" | "path">>): void;
  removeMember(id: string, documentId: string): void;
  /** Puts these first, in this order; the others follow in theirs. */
  order(id: string, documentIds: readonly string[]): void;
  /** Collections with this document, the bin's not among them. */
  of(documentId: string): string[];
  skipped(id: string): SkippedFile[];
  /** A path is listed once, with the newest reason. */
  skip(id: string, file: SkippedFile): void;
  unskip(id: string, path: string): void;
  /** Members that were running when the process ended wait again. Returns how many. */
  markWaiting(): number;
  /** The digest kept for the document as it stands now; null where there is none or it was read again since. */
  digest(documentId: string): DigestLine[] | null;
  saveDigest(documentId: string, lines: readonly DigestLine[]): void;
}

/** What a model wrote of a whole collection. */
export interface CollectionResult {
  /** names the state of the documents and their summaries that it was written from */
  readonly of: string;
  readonly points: readonly Point[];
  /** of the documents that got a paragraph of their own */
  readonly parts: readonly { readonly documentId: string; readonly points: readonly Point[] }[];
  /** most of it could not be verified */
  readonly worse: boolean;
  readonly recipe: Recipe;
  readonly check: Checked;
}

export interface StoredCollectionSummary {
  readonly status: CollectionWriting["status"];
  readonly jobId: string | null;
  readonly problem: Problem | null;
  /** of the run that is under way or was the last */
  readonly recipe: Recipe;
  /** kept while another is written */
  readonly result: CollectionResult | null;
}

/** One for each collection. */
export interface CollectionSummaryQueries {
  get(collectionId: string): StoredCollectionSummary | null;
  /** Collections of whose written summary a check of a lower version judged the points, and that are not being written. */
  checkedBefore(version: number): string[];
  put(collectionId: string, summary: StoredCollectionSummary): void;
  /** Those that were running when the process ended become interrupted. Returns how many. */
  markInterrupted(): number;
  /** Finished steps by key, each a JSON value; they stay when the summary is done. */
  checkpoints(collectionId: string): Map<string, unknown>;
  saveCheckpoint(collectionId: string, key: string, value: unknown): void;
  clearCheckpoints(collectionId: string): void;
}

/** A cell as it is told: what was found, and by what that can be known again. */
export interface StoredCell extends Pick<Cell, "state" | "answers" | "source" | "wrote" | "problem"> {
  /** names what was asked */
  readonly questionKey: string;
  /** names the text that was asked; "" where there was none */
  readonly textKey: string;
  /** names what answered */
  readonly modelKey: string;
}

/** A row of an answer table. Cells that were never asked are left out. */
export interface StoredAnswerRow {
  readonly documentId: string;
  readonly path: string;
  readonly approved: { readonly at: number; readonly by: string } | null;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** What stands in a cell, in the fewest words: a correction counts as what it says. */
export interface CellValues {
  readonly documentId: string;
  readonly columnId: string;
  /** of a corrected cell `stated`, or `notStated` where a person says that there is nothing */
  readonly state: CellState;
  /** some answer is not verified, and nobody corrected it */
  readonly doubtful: boolean;
  readonly stale: boolean;
  readonly corrected: boolean;
  /** best first */
  readonly values: readonly CellValue[];
}
export interface CellValue {
  /** an amount; of a date the days since 1970 to its beginning; of a period days; of yes and no 1 and 0; null of words */
  readonly number: number | null;
  /** of a date the days to its last day, else as `number` */
  readonly numberEnd: number | null;
  /** ISO 4217, or as the document writes it */
  readonly unit: string | null;
  /** without a language: "1200 EUR", "2027-03", "P3M", "yes", or words as they are */
  readonly label: string;
}

/** Columns and rows that a run is to ask; null for all. */
export interface WantedCells {
  readonly columnIds: readonly string[] | null;
  readonly documentIds: readonly string[] | null;
  /** whatever they hold; else what waits, failed or is stale */
  readonly again: boolean;
  /** a model is asked: what code alone could not tell is asked again */
  readonly withModel: boolean;
}

/** A row with the columns that are still to be asked. */
export interface WantedRow {
  readonly documentId: string;
  readonly columnIds: readonly string[];
  /** those of them that a person wants to have asked again, whatever was found before */
  readonly again: readonly string[];
}

/** What is still to be asked. words: of the documents */
export interface WantedSums {
  readonly cells: number;
  readonly documents: number;
  readonly words: number;
}

/** Documents in the bin are not among the rows; what stands in theirs comes back with them. */
export interface AnswerTableQueries {
  /** Pinned first, then the newest. */
  list(): AnswerTable[];
  get(id: string): AnswerTable | null;
  counts(id: string): AnswerTableDetail["counts"];
  /** Adds a table without rows. */
  put(table: Omit<AnswerTable, "rowCount">): void;
  update(
    id: string,
    patch: Partial<Pick<AnswerTable, "title" | "pinned" | "queue" | "problem" | "useModel" | "modelId" | "updatedAt">>,
  ): void;
  /**
   * Cells of columns that are not among these go; those that were asked another question are stale.
   * @param questionKeys of the columns, by their ids
   */
  setColumns(id: string, columns: readonly Column[], questionKeys: ReadonlyMap<string, string>): void;
  remove(id: string, at: number): void;
  /** One that was not kept is from now on. */
  restore(id: string): void;
  /** It is not kept, as `CollectionQueries.pass` has it. @param how `heldUntil`: how long it outlives the process, in ms since 1970 */
  pass(id: string, how: { readonly at: number; readonly heldUntil: number }): void;
  isPassing(id: string): boolean;
  /** All that are not kept, the newest first. */
  allPassing(): AnswerTable[];
  /** Deletes it for good where it is not kept. */
  discard(id: string): void;
  /** Deletes all that are not kept, but for those that are held. */
  discardPassing(now: number): void;
  /** Its columns alone; none where there is no such table. */
  columns(id: string): Column[];
  /** null where there is no such table */
  queueOf(id: string): AnswerTable["queue"] | null;
  /** All its documents, in no order. */
  documentsOf(id: string): string[];
  /** Tables with this document, the bin's not among them. */
  of(documentId: string): string[];
  /** At the end. False where the document is in it already. */
  addRow(id: string, row: { readonly documentId: string; readonly path: string }): boolean;
  removeRow(id: string, documentId: string): void;
  /** Puts these first, in this order; the others follow in theirs. */
  order(id: string, documentIds: readonly string[]): void;
  approve(
    id: string,
    documentIds: readonly string[],
    approved: { readonly at: number; readonly by: string } | null,
  ): void;
  /**
   * Rows `from` up to `from + count` of a view, counted from 0, and how many it has. A cell that cannot be read is one to be asked again.
   * @param groups as the contract has them
   */
  rows(
    id: string,
    view: TableView,
    range: { readonly from: number; readonly count: number },
  ): {
    readonly rows: StoredAnswerRow[];
    readonly total: number;
    readonly groups: { label: string | null; from: number; count: number }[];
  };
  /** All rows of a view, in its order, some hundred of which are in memory at a time. */
  eachRow(id: string, view: TableView): Generator<StoredAnswerRow>;
  /** One cell; null where it was never asked. */
  cell(id: string, documentId: string, columnId: string): Cell | null;
  /** Within the folder or archive it came from; null where the document is not in the table. */
  pathOf(id: string, documentId: string): string | null;
  /**
   * What the cells of all rows come to, row after row; those that were never asked are left out.
   *
   * @param view only its rows, in its order
   * @param columnIds only of these columns
   */
  values(id: string, view?: TableView, columnIds?: readonly string[]): CellValues[];
  /** The same, the cells of a row at a time. Something else may be done meanwhile. */
  eachValues(id: string, view?: TableView, columnIds?: readonly string[]): Generator<CellValues[]>;
  /** Marks what a run is to ask. @returns how many cells there are to be asked now */
  want(id: string, wanted: WantedCells): number;
  /**
   * The first rows that are to be asked.
   * @param status only those whose documents have it; null for any
   */
  wanted(id: string, status: Document["status"] | null, limit: number): WantedRow[];
  wantedSums(id: string): WantedSums;
  /** What a run with a model, or without, would ask. */
  sumsOf(id: string, wanted: WantedCells): WantedSums;
  /** Keeps what was found, which is not asked any more; a correction stays. False where the row or the column is gone. */
  saveCell(id: string, documentId: string, columnId: string, cell: StoredCell): boolean;
  /** Puts a person's words in the place of the answers, or takes them back. */
  correct(id: string, documentId: string, columnId: string, correction: Cell["correction"]): void;
  /**
   * An answer to the same question of the same text, and whose document it was found in; null where there is none. Citations of one whose
   * document was read anew stand in the new text: it is none.
   */
  same(keys: Pick<StoredCell, "questionKey" | "textKey" | "modelKey">): { documentId: string; cell: StoredCell } | null;
  /** The key of the document's text as it stands now; null where it was not made since it was read. */
  textKey(documentId: string): string | null;
  /** Keeps the key of the text as it stands now; cells that were asked of another text are stale. */
  setTextKey(documentId: string, key: string): void;
  /** Documents in tables that were read anew since the keys of their texts were made. */
  withOldTextKey(): string[];
  /** null where nothing was answered yet. @param modelId null: code alone */
  pace(modelId: string | null, machine: string): AnswerPace | null;
  setPace(modelId: string | null, machine: string, pace: AnswerPace): void;
}

/** What documents took that were asked, of which older ones count less. work: words and what each question adds to them */
export interface AnswerPace {
  readonly work: number;
  readonly ms: number;
}

export interface TableTemplateQueries {
  /** The newest first. */
  list(): Template[];
  get(id: string): Template | null;
  /** Adds or replaces it. */
  put(template: Omit<Template, "builtIn">): void;
  remove(id: string, at: number): void;
  restore(id: string): void;
}

export interface ConversationQueries {
  /** Ids of all, also of those in the bin, that read the document. */
  of(documentId: string): string[];
  list(): Conversation[];
  get(id: string): Conversation | null;
  put(conversation: Conversation): void;
  update(
    id: string,
    patch: Partial<Pick<Conversation, "title" | "pinned" | "leafId" | "systemPrompt" | "updatedAt" | "documentIds">>,
  ): void;
  remove(id: string, at: number): void;
  restore(id: string): void;
}

export interface MessageQueries {
  get(id: string): Message | null;
  list(conversationId: string): Message[];
  /** From the root to the message. */
  branch(id: string): Message[];
  put(message: Message): void;
  update(
    id: string,
    patch: Partial<
      Pick<
        Message,
        | "text"
        | "thought"
        | "status"
        | "citations"
        | "statements"
        | "passages"
        | "context"
        | "modelId"
        | "jobId"
        | "problem"
        | "completionTokens"
        | "tokensPerSecond"
        | "model"
        | "wrote"
        | "toolUses"
      >
    >,
  ): void;
  /** Keeps what the person thinks of it; null takes it back. @throws NOT_FOUND */
  rate(id: string, rating: Rating | null): void;
  /** Answers that were streaming when the process ended become partial. Returns how many. */
  markPartial(): number;
}

/** A model's row: facts of the file; what depends on the machine (fit) is computed when listed. */
export interface StoredModel {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly bundled: boolean;
  /** true where the file is a copy of ours that may be deleted with the model */
  readonly owned: boolean;
  readonly metadata: ModelMetadata;
  readonly addedAt: number;
  /** why it cannot be used; left out where it can */
  readonly problem?: Problem;
  /** left out: the application */
  readonly runBy?: ModelRunner;
}

/** A LoRA file's row. */
export interface StoredAdapter extends Omit<Adapter, "fileName" | "isThere"> {
  readonly path: string;
  /** true where the file is a copy of ours */
  readonly owned: boolean;
}

export interface AdapterQueries {
  /** Newest first. */
  list(): StoredAdapter[];
  get(id: string): StoredAdapter | null;
  /** Adds or changes an adapter, with the models that it fits. */
  put(adapter: StoredAdapter): void;
  /** Adds or changes how much the adapter changes a model. */
  setModel(id: string, model: StoredAdapter["models"][number]): void;
  remove(id: string): void;
  /** Those that are active on a model's card, by their ids. */
  activeOf(model: string): ScaledAdapter[];
}

export interface ModelQueries {
  list(): StoredModel[];
  get(id: string): StoredModel | null;
  /** Those whose files were read by a version that knew less of what a file can be, the oldest first. */
  outdated(): StoredModel[];
  /** Adds or changes a model that was read by this version, without a problem. */
  put(model: Omit<StoredModel, "problem" | "runBy">): void;
  setProblem(id: string, problem: Problem | null): void;
  setRunBy(id: string, runBy: ModelRunner): void;
  remove(id: string): void;
  /** The version of the application in which the model's chat template hung or crashed the process; null: in none. */
  brokenTemplate(id: string): string | null;
  setBrokenTemplate(id: string, version: string | null): void;
  /** How well the model told true statements from false ones; null where it was not tried. */
  calibration(id: string): StoredCalibration | null;
  setCalibration(id: string, stored: StoredCalibration): void;
}

/** A folder that a collection follows. */
export interface StoredFolder {
  /** of its collection */
  readonly id: string;
  readonly path: string;
  readonly rules: FolderRules;
  /** device and inode of the folder itself at the last look; null before the first */
  readonly root: string | null;
  readonly lookedAt: number | null;
}

/** How a file stood when it was looked at: its size in bytes, nanoseconds since 1970 of its last change, its inode. */
export interface FileStamp {
  readonly size: number;
  readonly mtime: string;
  readonly inode: string;
}

/** What is known of a file of a folder that is followed. */
export interface StoredFolderFile extends FileStamp {
  /** within the folder, "/" between folders */
  readonly path: string;
  /** of its bytes; null where they were not looked at */
  readonly sha256: string | null;
  /** those that came of it: of an archive several, of what was skipped none */
  readonly documents: readonly {
    readonly documentId: string;
    readonly path: string;
    /** it was not in the library before */
    readonly isNew: boolean;
  }[];
}

export type StoredFolderEvent = Pick<FolderEvent, "at" | "kind" | "path" | "before" | "documentId">;

/** Folders whose collection is in the bin are not listed. All that change something throw NOT_FOUND where there is no such folder. */
export interface WatchedFolderQueries {
  list(): StoredFolder[];
  get(id: string): StoredFolder | null;
  put(folder: Pick<StoredFolder, "id" | "path" | "rules">): void;
  /** @param forgets rules that are to be kept anew for what is there */
  setRules(id: string, rules: FolderRules, forgets: readonly ("table" | "result")[]): void;
  setLooked(id: string, look: { readonly root: string; readonly at: number }): void;
  /** The collection and its documents stay. */
  remove(id: string): void;
  files(id: string): StoredFolderFile[];
  countFiles(id: string): number;
  /** Adds or replaces what is known of a file. For documents that stay, the rules that were kept stay so. */
  putFile(id: string, file: StoredFolderFile): void;
  /** The file stands elsewhere now, with the same documents. */
  moveFile(id: string, before: string, file: StoredFolderFile): void;
  removeFile(id: string, path: string): void;
  /** Documents of the library for which the rule was not kept yet. */
  untreated(id: string, rule: "summarize" | "table"): string[];
  setTreated(id: string, rule: "summarize" | "table", documentIds: readonly string[]): void;
  /** Documents whose newest summary was not written beside their file. */
  unwritten(id: string): StoredResult[];
  setWritten(id: string, result: Omit<StoredResult, "path">): void;
  /** Forgets what happened more than 90 days before. */
  addEvent(id: string, event: StoredFolderEvent): void;
  /** Those of `from` and later, before `to`, in their order, the first `most` of them, with what is known of their documents now. */
  events(id: string, from: number, to: number, most: number): FolderEvent[];
  countEvents(id: string, from: number, to: number): number;
  /** When the last before `at` happened; null where there is none. */
  eventBefore(id: string, at: number): number | null;
  /** When the first of `at` or later happened; null where there is none. */
  eventFrom(id: string, at: number): number | null;
}

/** A summary that is to stand beside a file. */
export interface StoredResult {
  readonly file: string;
  /** of the document, which in an archive is another than its file's */
  readonly path: string;
  readonly documentId: string;
  readonly summaryId: string;
}

/** A model that is being fetched, or was. */
export interface StoredDownload {
  readonly id: string;
  readonly repo: string;
  readonly commit: string;
  /** the path of its first file */
  readonly file: string;
  /** the caller named the hash of its first file */
  readonly pinned: boolean;
  /** one that runs is stored as waiting, so that it waits where the process ends */
  readonly state: "waiting" | "paused" | "failed" | "done";
  readonly problem: Problem | null;
  readonly foundBy: FoundBy | null;
  readonly modelId: string | null;
  readonly addedAt: number;
  readonly files: readonly StoredDownloadFile[];
}

export interface StoredDownloadFile extends HubFile {
  /** `ETag` of the answer that the first of its bytes came with, and its host; null where there was none */
  readonly tag: { readonly host: string; readonly value: string } | null;
}

export interface DownloadQueries {
  /** In the order of the queue. */
  list(): StoredDownload[];
  get(id: string): StoredDownload | null;
  /** Adds one at the end of the queue, or changes it where it stands. */
  put(download: StoredDownload): void;
  setTag(id: string, ordinal: number, tag: StoredDownloadFile["tag"]): void;
  /** @throws NOT_FOUND */
  setState(
    id: string,
    to: Pick<StoredDownload, "state"> & Partial<Pick<StoredDownload, "problem" | "modelId" | "foundBy">>,
  ): void;
  remove(id: string): void;
  /** Puts these first, in this order. */
  order(ids: readonly string[]): void;
}

export interface StoredCalibration {
  /** names the question and the pairs it was tried with */
  readonly version: string;
  readonly calibration: Calibration;
}

/** An endpoint that a person added, with what was found out about it. Its key is not among it. */
export interface StoredEndpoint {
  readonly id: string;
  readonly name: string;
  /** of its API, without a slash at its end */
  readonly url: string;
  readonly colour: EndpointColour;
  readonly tasks: readonly Task[];
  readonly enabled: boolean;
  readonly waitSeconds: number;
  /** null: all that it lists */
  readonly offered: readonly string[] | null;
  readonly kind: EndpointKind;
  readonly version: string | null;
  readonly testedAt: number | null;
  readonly problem: Problem | null;
  readonly models: readonly StoredEndpointModel[];
  readonly addedAt: number;
  /** what a person says of all its models; null: nothing */
  readonly contextTokens: number | null;
  readonly parallel: number | null;
  /** SHA-256 of a certificate that it is trusted by although nobody vouches for it */
  readonly certificate: string | null;
}

export interface StoredEndpointModel {
  /** as the server names it */
  readonly name: string;
  readonly isListed: boolean;
  readonly found: FoundModel | null;
  /** what a person says of it */
  readonly contextTokens: number | null;
  readonly parallel: number | null;
}

export interface EndpointQueries {
  /** Oldest first. */
  list(): StoredEndpoint[];
  get(id: string): StoredEndpoint | null;
  /** Adds or changes one, its models aside. */
  put(endpoint: Omit<StoredEndpoint, "models">): void;
  /** Adds or changes a model of one that is there. */
  putModel(endpointId: string, model: StoredEndpointModel): void;
  /** As putModel for each, all or none. */
  putModels(endpointId: string, models: readonly StoredEndpointModel[]): void;
  /** With its models. @throws NOT_FOUND */
  remove(id: string): void;
}

/** A server of tools, without its secrets. */
export interface StoredMcpServer {
  readonly id: string;
  readonly name: string;
  readonly place:
    | {
        readonly kind: "program";
        readonly command: string;
        readonly args: readonly string[];
        /** names of variables of its environment */
        readonly variables: readonly string[];
      }
    | { readonly kind: "address"; readonly url: string };
  readonly enabled: boolean;
  /** a person agreed to the command */
  readonly isConfirmed: boolean;
  /** as it named itself, what was spoken, and its tools, of the last time; null: never */
  readonly calls: string | null;
  readonly protocol: string | null;
  readonly tools: readonly McpTool[] | null;
  /** null: its tools were not listed since it is where it is, or by an earlier version */
  readonly choices: readonly ToolChoice[] | null;
  readonly testedAt: number | null;
  readonly problem: Problem | null;
  readonly addedAt: number;
}

export interface McpQueries {
  /** Oldest first. */
  list(): StoredMcpServer[];
  get(id: string): StoredMcpServer | null;
  put(server: StoredMcpServer): void;
  /** Ids of those that a conversation may use, oldest first. */
  ofConversation(conversationId: string): string[];
  /** @throws NOT_FOUND */
  setOfConversation(conversationId: string, ids: readonly string[]): void;
  /** Whether a tool may be called in a conversation without asking. @param definition SHA-256 of what it says of itself */
  isAllowed(conversationId: string, serverId: string, tool: string, definition: string): boolean;
  allow(conversationId: string, serverId: string, tool: string, definition: string): void;
  /** Keeps all that a tool answered to a message. */
  putResult(messageId: string, useId: string, text: string): void;
  result(messageId: string, useId: string): string | null;
  /** @throws NOT_FOUND */
  remove(id: string): void;
}

/** Sums over calls, of which older ones count less. Divided by each other they are speeds. */
export interface CallSums {
  readonly prefillTokens: number;
  readonly prefillMs: number;
  readonly decodeTokens: number;
  readonly decodeMs: number;
  /** of the calls, beside reading the prompt and writing the answer */
  readonly overheadMs: number;
  readonly calls: number;
  /** of a short trial, not of real work */
  readonly probed: boolean;
  /** milliseconds since 1970 of the newest call */
  readonly measuredAt: number;
}

/** What the steps of summaries were planned to take and took: sums over runs, of which older ones count less. */
export interface StepSums {
  /** tokens of prompts as planned, and those of them that were evaluated */
  readonly plannedPrompt: number;
  readonly readPrompt: number;
  /** tokens of answers as planned, and those that were written */
  readonly plannedAnswer: number;
  readonly writtenAnswer: number;
  /** points that were asked for; the repairs of a step grow with them */
  readonly points: number;
  readonly repairPrompt: number;
  readonly repairAnswer: number;
  readonly repairCalls: number;
  /** milliseconds of all calls, by the speed of their runs as a whole and as they were; 0: not measured */
  readonly pricedMs: number;
  readonly tookMs: number;
}

/** What is known of the runs of a model on a machine. */
export interface RunSums {
  readonly loadMs: number | null;
  /** tokens of a sequence when it was last loaded */
  readonly contextSize: number | null;
  /** bytes it took when it was last loaded */
  readonly memoryBytes: number | null;
  /** calls at a time in the last run */
  readonly width: number | null;
  /** milliseconds of a run outside the calls, for each step */
  readonly gapMs: number;
  /** natural logarithm of actual by expected time, mean over the runs */
  readonly bias: number;
  /** mean distance from it; null before the second run */
  readonly spread: number | null;
  readonly runs: number;
}

/** What forecasts know of a model. */
export interface Experience {
  readonly alone: CallSums | null;
  /** of several calls at a time, each with its share of the time they took together */
  readonly parallel: CallSums | null;
  readonly runs: RunSums | null;
  readonly map: StepSums | null;
  readonly merge: StepSums | null;
  /** tokens by characters of text, by language (BCP 47) */
  readonly languages: ReadonlyMap<string, { readonly tokens: number; readonly characters: number }>;
}

/** What was learned of models for forecasts. A machine is named by its processor and how it is used. */
export interface SpeedQueries {
  get(modelId: string, machine: string): Experience;
  /** Replaces what is known. */
  put(modelId: string, machine: string, experience: Experience): void;
  /**
   * Speeds of all models that were measured on the machine and are still installed, with the bytes of weights that they read for a
   * token: those of their files, of a mixture of experts its share.
   */
  ofMachine(machine: string): { readonly bytes: number; readonly sums: CallSums }[];
}

/** The newest 50,000 are kept. */
export interface ConnectionQueries {
  /** @returns the id of the new row */
  add(connection: Omit<Connection, "id" | "peer" | "status" | "sentBytes" | "receivedBytes">): number;
  /** Says how it ended. */
  end(
    id: number,
    how: Pick<Connection, "end" | "durationMs"> &
      Partial<Pick<Connection, "reason" | "peer" | "status" | "sentBytes" | "receivedBytes">>,
  ): void;
  /** Those that were running when the process ended. Returns how many. */
  markUnknown(): number;
  /** Newest first. */
  list(filter: ConnectionFilter): Connection[];
  /** How many the filter lets through, whatever its `before` and `limit`. */
  count(filter: Pick<ConnectionFilter, "host" | "refused">): number;
  /** By host, the one that was asked last first. */
  totals(): ConnectionTotal[];
  /** Forgets all that do not run. */
  clear(): void;
}

/** What models did, and at which prices it is counted. */
export interface CostQueries {
  /** Adds to what is there of the same month, model and task; all or nothing. */
  add(usages: readonly Usage[]): void;
  /** Those of these months, both included, null for no bound; the newest first. */
  usage(from: string | null, to: string | null): Usage[];
  /** By name. */
  prices(): Price[];
  /** Adds or replaces them; all or nothing. */
  setPrices(prices: readonly Price[]): void;
  removePrice(name: string): void;
}

/** What models were found to be good for. */
export interface TrialQueries {
  /** The last one; null where the model was not tried, or its row is damaged. */
  get(modelId: string): Trial | null;
  put(modelId: string, trial: Trial): void;
}

export interface SettingsQueries {
  /** Defaults filled in; a value that no longer parses falls back to its default. */
  get(): Settings;
  set(settings: Settings): void;
  /** The llama-server that a person named, with its version as it was asked; null where none is. */
  llamaServer(): { readonly path: string; readonly version: string } | null;
  setLlamaServer(program: { readonly path: string; readonly version: string } | null): void;
  /** Notes when the application was started, and gives when it was the time before, by the clock of then; null for the first. */
  noteStart(now: number): number | null;
  /** 32 random bytes of this library, made at the first call, by which the engine knows the prompt caches it wrote. Never exported. */
  promptCacheKey(): Uint8Array;
}

export interface SearchQueries {
  /** Full text over titles, messages, document passages and summary points; best first, prefix match on the last word. */
  all(query: string, limit: number): SearchHit[];
}
