import type { AnswerTable, Column } from "../../contract/answerTables.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import { pausesQueue } from "../jobs/pausesQueue.ts";
import { createQueueJobs, type QueueJobs } from "../jobs/queueJobs.ts";
import { type LanguageModel, modelOfRecipe, type ModelSession } from "../llm/languageModel.ts";
import { machineOf } from "../llm/machineOf.ts";
import type { Clock, Logger } from "../ports.ts";
import type { AnswerPace, Store, StoredCell, WantedRow, WantedSums } from "../store/store.ts";
import type { CellOutcome, DocumentAnswers } from "./answerTables.ts";
import { modelKeyOf, questionKeyOf, textKeyOf } from "./questionKey.ts";
import { createRecently } from "./recently.ts";

/** Cells that were told are kept when it is stopped. */
export interface TableQueue extends Pick<QueueJobs, "stop" | "jobOf"> {
  /** Goes on with what is to be asked and can be asked now, unless it is paused or runs already. */
  kick(id: string): void;
}

/**
 * The questions of tables, one document after the other, or several side by side where that is faster. What is to be asked stands in the
 * library, so that it can be reordered while it runs and goes on after a restart; a run is a job that takes the first row that is wanted
 * until none is left.
 */
export function createTableQueue(deps: {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly answers: DocumentAnswers;
  /** False where code alone answers. */
  readonly asksModel: (table: AnswerTable) => boolean;
  /** The model that the table is asked with; null: code alone answers. */
  readonly modelOf: (table: AnswerTable) => Promise<LanguageModel | null>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly changed: (id: string) => void;
}): TableQueue {
  const { store, jobs, answers, clock, logger, changed } = deps;
  const { answerTables } = store;
  const running = createQueueJobs(jobs, {
    isOn: (id) => answerTables.queueOf(id) === "running",
    goOn: kick,
    pause,
    changed,
  });

  return { kick, stop: running.stop, jobOf: running.jobOf };

  function kick(id: string): void {
    const table = answerTables.get(id);
    if (table?.queue !== "running") return;
    settleUnreadable(id);
    if (running.has(id)) return;
    if (answerTables.wanted(id, "ready", 1).length === 0) return rest(id);
    const asksModel = deps.asksModel(table);
    running.start(id, {
      kind: "table",
      // A model is not shared with summaries of a collection; code alone waits for nobody.
      lane: asksModel ? "queue" : "table",
      usesModel: asksModel,
      run: (context) => run(id, asksModel, context),
    });
  }

  function pause(id: string, error: AppError | null): void {
    answerTables.update(id, { queue: "paused", problem: error?.toProblem() ?? null });
    changed(id);
  }

  async function run(id: string, asksModel: boolean, context: JobContext): Promise<void> {
    const table = answerTables.get(id);
    if (!table) return;
    const faults = new AbortController();
    const signal = AbortSignal.any([context.signal, faults.signal]);
    try {
      const model = asksModel ? await deps.modelOf(table) : null;
      if (!model) return await askAll(id, context, { model, session: null, signal, faults });
      const onLoading = (share: number): void =>
        context.emit({ type: "progress", stage: "loading", done: share, total: 1, leftMs: null });
      await using session = await model.open("background", { signal, onLoading });
      await askAll(id, context, { model, session, signal, faults });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (context.signal.aborted || !pausesQueue.has(error.code)) throw thrown;
      // Every other document would fail as well.
      pause(id, error);
    }
  }

  interface Asking {
    readonly model: LanguageModel | null;
    readonly session: ModelSession | null;
    readonly signal: AbortSignal;
    /** aborted with what every other document would fail of as well */
    readonly faults: AbortController;
  }

  async function askAll(id: string, context: JobContext, asking: Asking): Promise<void> {
    const { model, session, signal, faults } = asking;
    const pace = createPace(model);
    let done = 0;
    const tell = createRecently(clock, toldEveryMs, () => {
      changed(id);
      const left = answerTables.wantedSums(id);
      context.emit({
        type: "progress",
        stage: "answering",
        done,
        total: done + left.cells,
        leftMs: pace.msOf(left),
      });
    });
    /** by their texts, since the same text is asked once */
    const busy = new Map<string, Promise<void>>();
    /** questions that each document is being asked */
    const documents = new Map<string, number>();
    const start = ({ row, textKey }: Next): void => {
      documents.set(row.documentId, row.columnIds.length);
      const work = askDocument(id, row, textKey, asking, (cells) => {
        done += cells;
        tell.call();
      })
        .then((sums) => pace.add(sums))
        .catch((thrown: unknown) => {
          if (!signal.aborted) faults.abort(toAppError(thrown));
        })
        .finally(() => {
          busy.delete(textKey);
          documents.delete(row.documentId);
        });
      busy.set(textKey, work);
    };
    tell.call();
    try {
      for (;;) {
        while (!signal.aborted) {
          const next = nextOf(id, documents, busy);
          if (!next) break;
          // Questions to one document share what was read of it: a further document is asked beside it only where they are few.
          const questions = [...documents.values(), next.row.columnIds.length].reduce((sum, count) => sum + count, 0);
          if (busy.size > 0 && questions > (session?.parallelism ?? 1)) break;
          start(next);
        }
        if (busy.size === 0) break;
        await Promise.race(busy.values());
        // Thousands of documents must not keep the application from everything else.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      // However it ended: nobody writes any more.
      await Promise.all(busy.values());
      tell.flush();
      pace.save();
    }
    signal.throwIfAborted();
    rest(id);
  }

  interface Next {
    readonly row: WantedRow;
    readonly textKey: string;
  }

  /** The first row whose document was read and is not asked already, nor one of the same text. */
  function nextOf(id: string, documents: ReadonlyMap<string, number>, busy: ReadonlyMap<string, unknown>): Next | null {
    for (const row of answerTables.wanted(id, "ready", documents.size + alikeAtMost)) {
      if (documents.has(row.documentId)) continue;
      const textKey = keyOfText(row.documentId);
      if (!busy.has(textKey)) return { row, textKey };
    }
    return null;
  }

  function keyOfText(documentId: string): string {
    const known = answerTables.textKey(documentId);
    if (known !== null) return known;
    const key = textKeyOf(store.documents.texts(documentId));
    answerTables.setTextKey(documentId, key);
    return key;
  }

  async function askDocument(
    id: string,
    { documentId, columnIds, again }: WantedRow,
    textKey: string,
    { model, session, signal, faults }: Asking,
    onTold: (cells: number) => void,
  ): Promise<WantedSums> {
    const document = store.documents.get(documentId);
    const asked = answerTables.columns(id).filter((column) => columnIds.includes(column.id));
    const modelKey = modelKeyOf(model?.id ?? null);
    const keysOf = (column: Column) => ({ questionKey: questionKeyOf(column), textKey, modelKey });
    const noWork = { cells: 0, documents: 0, words: 0 };
    if (!document) return noWork;

    /** told, and not kept yet: what is told at once is kept at once, which waits for the disk a single time */
    const told: { readonly column: Column; readonly cell: StoredCell }[] = [];
    const open = new Map<string, Column>();
    for (const column of asked) {
      const keys = keysOf(column);
      const same = again.includes(column.id) ? null : answerTables.same(keys);
      // Pages of this one that could not be read may say it.
      const isTaken = same !== null && (same.cell.state === "stated" || document.unread.length === 0);
      if (isTaken) told.push({ column, cell: { ...keys, ...copied(same.cell, documentId) } });
      else open.set(column.id, column);
    }
    save();
    if (open.size === 0) return noWork;

    const sums = { cells: open.size, documents: 1, words: document.words };
    try {
      const by = session && model ? { session, by: modelOfRecipe(model) } : null;
      await answers.answer({ document, columns: [...open.values()], asked: by }, tell, signal);
      signal.throwIfAborted();
      tellRest({
        state: "failed",
        answers: [],
        source: null,
        wrote: [],
        problem: new AppError("INTERNAL").toProblem(),
      });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (signal.aborted || pausesQueue.has(error.code)) throw thrown;
      // In the bin meanwhile: asked when it comes back.
      if (!store.documents.get(documentId)) return noWork;
      logger.warn("A document could not be asked", { table: id, documentId, code: error.code, error: String(thrown) });
      tellRest({ state: "failed", answers: [], source: null, problem: error.toProblem() });
    }
    save();
    return sums;

    function tellRest(outcome: CellOutcome): void {
      for (const columnId of open.keys()) tell(columnId, outcome);
    }

    function tell(columnId: string, outcome: CellOutcome): void {
      const column = open.get(columnId);
      if (!column || signal.aborted) return;
      open.delete(columnId);
      told.push({ column, cell: { ...keysOf(column), ...outcome } });
      if (told.length > 1) return;
      queueMicrotask(() => {
        try {
          save();
        } catch (thrown) {
          faults.abort(toAppError(thrown));
        }
      });
    }

    function save(): void {
      const cells = told.splice(0);
      if (cells.length === 0) return;
      const now = new Map(answerTables.columns(id).map((column) => [column.id, column]));
      // Read anew meanwhile: it is asked again, as is another question.
      const isSameText = keyOfText(documentId) === textKey;
      let kept = 0;
      store.transaction(() => {
        for (const { column, cell } of cells) {
          const current = now.get(column.id);
          if (!isSameText || !current || questionKeyOf(current) !== cell.questionKey) continue;
          if (answerTables.saveCell(id, documentId, column.id, cell)) kept += 1;
        }
      });
      onTold(kept);
    }
  }

  /** What could not be read cannot be asked: it does not wait for ever. */
  function settleUnreadable(id: string): void {
    const rows = answerTables.wanted(id, "failed", Number.MAX_SAFE_INTEGER);
    if (rows.length === 0) return;
    const columns = new Map(answerTables.columns(id).map((column) => [column.id, column]));
    store.transaction(() => {
      for (const { documentId, columnIds } of rows) {
        const problem = store.documents.get(documentId)?.problem ?? new AppError("INTERNAL").toProblem();
        for (const columnId of columnIds) {
          const column = columns.get(columnId);
          if (!column) continue;
          answerTables.saveCell(id, documentId, columnId, {
            state: "unreadable",
            answers: [],
            source: null,
            problem,
            questionKey: questionKeyOf(column),
            textKey: "",
            modelKey: modelKeyOf(null),
          });
        }
      }
    });
    changed(id);
  }

  /** Idle once nothing waits; while something is still being read the queue stays on for it. */
  function rest(id: string): void {
    if (answerTables.queueOf(id) !== "running") return;
    if (answerTables.wanted(id, null, 1).length > 0) return;
    answerTables.update(id, { queue: "idle", problem: null });
    changed(id);
  }

  function createPace(model: LanguageModel | null) {
    const machine = machineOf(model);
    const before = answerTables.pace(model?.id ?? null, machine);
    const begun = clock.monotonic();
    let work = 0;
    const now = (): AnswerPace => ({ work, ms: clock.monotonic() - begun });
    return {
      add(sums: WantedSums): void {
        work += workOf(sums);
      },
      msOf: (left: WantedSums): number | null => msOf(left, work > 0 ? now() : before),
      /** Of what was learned before half counts. */
      save(): void {
        if (work === 0) return;
        const { work: done, ms } = now();
        answerTables.setPace(model?.id ?? null, machine, {
          work: done + (before?.work ?? 0) / 2,
          ms: ms + (before?.ms ?? 0) / 2,
        });
      },
    };
  }
}

/** What asking takes, in words: those of the documents, and what each document and each question adds. */
function workOf({ cells, documents, words }: WantedSums): number {
  return words + 300 * documents + 150 * cells;
}

/** Milliseconds that asking takes; null while nothing is known. */
export function msOf(sums: WantedSums, pace: AnswerPace | null): number | null {
  if (sums.cells === 0) return 0;
  return pace === null || pace.work === 0 ? null : Math.round((pace.ms / pace.work) * workOf(sums));
}

/** An answer that was found in another document of the same text. */
function copied(cell: StoredCell, documentId: string): CellOutcome {
  const { state, source, wrote, problem } = cell;
  const answers = cell.answers.map((answer) => ({
    ...answer,
    citations: answer.citations.map((citation) => ({ ...citation, documentId })),
  }));
  return { state, answers, source, ...(wrote && { wrote }), problem };
}

/** How often it is told what was found and what is left; milliseconds. */
const toldEveryMs = 300;
/** Rows that are looked at to find one with another text than those that are being asked. */
const alikeAtMost = 16;
