import type { Document } from "../../contract/documents.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import { checkVersion } from "../../contract/findings.ts";
import type { Digest, Summary, SummarySection, Timings } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { JobContext } from "../jobs/jobs.ts";
import { startRecorded } from "../jobs/startRecorded.ts";
import { anchorsIn } from "../evidence/anchors.ts";
import { createUnsavedEnds } from "../jobs/unsavedEnds.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { SummariesDeps } from "./summariesDeps.ts";
import { rememberSalience } from "../extract/digest.ts";
import type { Asides, Written } from "./asides.ts";
import { correctionsOf, sectionsWith, withCorrections } from "./corrections.ts";
import { keptPartsOf } from "./keptParts.ts";
import { runPipeline } from "./pipeline.ts";
import { createRecipeWriters } from "./recipeWriters.ts";
import { writerFor } from "./writers/writerFor.ts";
import { storedText } from "../textWorker/storedText.ts";
import { prepareTask } from "./prepareTask.ts";
import { untitledText } from "./untitledText.ts";

/** Runs summaries as jobs and keeps what they have come to. */
export interface Runner {
  /** Starts or goes on with a summary; returns its job. */
  start(summary: Summary, model: LanguageModel): string;
  running(): Summary[];
  /** A summary that runs, or whose end could not be saved yet, as it stands; null for any other. */
  live(id: string): Summary | null;
  /** Stops it where it runs; resolves when it has ended. */
  stop(id: string): Promise<void>;
}

/** How often a growing summary is written whole; its check-points are written at every step. */
const saveEveryMs = 2000;

export function createRunner(
  deps: SummariesDeps,
  parts: {
    digest(document: Document, length: SummaryOptions["length"], signal: AbortSignal): Promise<Digest>;
    readonly asides: Pick<Asides, "start">;
  },
): Runner {
  const { store, jobs, clock, logger, changed } = deps;
  const runs = new Map<string, Run>();
  const ends = createUnsavedEnds<Summary>((_, summary) => store.summaries.put(summary), { logger, what: "summary" });

  return {
    start(summary, model) {
      const readAt = store.documents.get(summary.documentId)?.updatedAt ?? null;
      const run: Run = { summary, model, readAt, savedAt: clock.monotonic() };
      // Written before the job exists, so that a job's first check-point has its summary.
      store.summaries.put(summary);
      ends.forget(summary.id);
      runs.set(summary.id, run);
      const begin = (): string =>
        startRecorded(
          jobs,
          {
            kind: "summarize",
            subject: summary.documentId,
            lane: "summarize",
            usesModel: true,
            onShutdown: "cancel",
            run: (context) => work(run, context),
            // A job that is stopped while it waits in the queue never runs.
            onEnd(ended) {
              if (ended.status === "failed") end(run, outcomeOf(ended.error));
              else end(run, { status: ended.status === "done" ? "done" : "interrupted" });
            },
          },
          (jobId) => {
            run.summary = { ...summary, jobId };
            save(run);
          },
          (error) => end(run, outcomeOf(error)),
        );
      try {
        return begin();
      } catch (thrown) {
        // No job is started any more while the application closes.
        end(run, outcomeOf(thrown));
        throw thrown;
      }
    },
    running: () => [...runs.values()].map(({ summary }) => summary),
    live: (id) => runs.get(id)?.summary ?? ends.get(id),
    async stop(id) {
      const jobId = runs.get(id)?.summary.jobId;
      if (jobId) await jobs.cancel(jobId);
      const run = runs.get(id);
      if (run) end(run, { status: "interrupted" });
      ends.forget(id);
    },
  };

  async function work(run: Run, context: JobContext): Promise<void> {
    try {
      const opened = await summarize(run, context);
      end(run, { status: "done" });
      if (opened && !context.signal.aborted) parts.asides.start({ summary: run.summary, model: run.model, ...opened });
    } catch (thrown) {
      const error = toAppError(thrown);
      end(run, context.signal.aborted ? { status: "interrupted" } : outcomeOf(error));
      throw error;
    }
  }

  /** What a model that wrote the summary can be asked more about; null where none did. */
  async function summarize(run: Run, { signal, emit }: JobContext): Promise<Opened | null> {
    const { id, documentId, options, recipe, timings: before } = run.summary;
    const begun = clock.monotonic();
    const change = (patch: Partial<Summary>): void => {
      run.summary = { ...run.summary, ...patch };
    };
    const document = store.documents.get(documentId);
    if (!document || !recipe) throw new AppError("NOT_FOUND");
    const watch = deps.forecasts.watch(document, options, run.model);
    const digest = await parts.digest(document, options.length, signal);
    emit({ type: "item", item: { kind: "digest", digest } });

    const prepared = await deps.textWorker.run(
      prepareTask,
      { text: storedText(store, document), options, choosesSentences: run.model.style === "starter" },
      { signal, urgent: true },
    );
    const { source, kind, known, facts } = prepared;
    rememberSalience(source, prepared.salience);
    if (prepared.untitledSalience) rememberSalience(untitledText(source), prepared.untitledSalience);
    change({ kind, facts });
    save(run);
    const checkpoints = store.summaries.checkpoints(id);
    await deps.recognized?.(documentId);
    const kept = keptPartsOf(store, { id, documentId, options, modelId: recipe.model.sha256 });
    const showSections = (sections: readonly SummarySection[]): void => {
      for (const section of sections) {
        if (section.points.length > 0) emit({ type: "item", item: { kind: "section", section } });
      }
    };

    const times = { mapMs: 0, mergeMs: 0, verifyMs: 0 };
    const takeTimes = (): void =>
      change({
        timings: addTimings(before, {
          readMs: document.readMs ?? 0,
          digestMs: digest.digestMs,
          ...times,
          totalMs: clock.monotonic() - begun,
        }),
      });
    const writer = writerFor(run.model);
    const writers = createRecipeWriters(run.model);
    const written = writer.languageOf(source, options);
    const meaning = deps.meaningOf?.(source.sentences, signal, run.model.countedAs) ?? null;
    const result = await runPipeline({
      times,
      watch,
      ...(writers && { writers }),
      logger,
      clock,
      model: run.model,
      checkpoints: {
        get: (key) => checkpoints.get(key),
        save: (key, value) => store.summaries.saveCheckpoint(id, key, value),
      },
      ...(kept ? { kept } : {}),
      seed: recipe.seed,
      temperature: recipe.temperature,
      language: document.language,
      writer,
      written,
      known,
      meaning,
      witnessOf: deps.witnessOf,
      kind,
      signal,
      source,
      options,
      onLoading: loadingShown(emit),
      onPlan(chunks, sections) {
        // What an earlier version of the check judged goes here: each step is judged anew, also those of check-points.
        change({
          sections: [...sections],
          points: [],
          check: { version: checkVersion, problem: null },
          chunks: { done: 0, total: chunks },
        });
        save(run);
      },
      onChunk(done, sections) {
        const next = [...run.summary.sections];
        for (const section of sections) next[section.index] = section;
        change({ sections: next, chunks: { ...run.summary.chunks, done } });
        if (clock.monotonic() - run.savedAt >= saveEveryMs) save(run);
        showSections(sections);
      },
      onPoints: (points) => emit({ type: "item", item: { kind: "points", points: [...points] } }),
      onProgress: (stage, done, total, leftMs) => emit({ type: "progress", stage, done, total, leftMs }),
    }).finally(() => {
      watch.keep();
      takeTimes();
      const vectors = meaning?.usedModel();
      const wrote = writers?.list() ?? [];
      change({ recipe: { ...recipe, ...(vectors && { vectors }), ...(wrote.length > 0 && { wrote }) } });
    });

    const corrections = correctionsOf(store, source, run.summary);
    const points = withCorrections(result.points, corrections);
    emit({ type: "item", item: { kind: "points", points } });
    change({
      points,
      sections: sectionsWith(run.summary.sections, corrections),
      coverage: result.coverage,
      ...(result.instead && { recipe: { ...(run.summary.recipe ?? recipe), instead: result.instead } }),
    });
    signal.throwIfAborted();
    emit({ type: "item", item: { kind: "result", id } });
    const { opening } = result;
    // Where no statement is the model's own, the digest stands there.
    return opening && points.some(({ quoted }) => !quoted) ? { source, opening, written } : null;
  }

  /** Shows how far the loading of the model is, by whole percent. */
  function loadingShown(emit: JobContext["emit"]): (share: number) => void {
    let shown = -1;
    return (share) => {
      const percent = Math.round(share * 100);
      if (percent === shown) return;
      shown = percent;
      emit({ type: "progress", stage: "loading", done: percent, total: 100, leftMs: null });
    };
  }

  function end(run: Run, outcome: Outcome): void {
    if (runs.get(run.summary.id) !== run) return;
    runs.delete(run.summary.id);
    const { documentId } = run.summary;
    const summary = { ...run.summary, jobId: null, problem: null, ...outcome };
    const problem = ends.save(summary.id, summary);
    // Read anew while it was written: what it cites is of the text of before.
    const document = store.documents.get(documentId);
    if (!problem && document && document.updatedAt !== run.readAt) {
      store.citations.replace(documentId, anchorsIn(store.documents.allPages(documentId)));
    }
    changed("summaries", summary.id);
    // Removed together with its document while it ran: there is nothing left to keep.
    if (problem?.code === "NOT_FOUND") return logger.warn("A summary has lost its document", { summary: summary.id });
    if (problem) {
      // What stands in the library says that it runs.
      if (outcome.status === "done") ends.save(summary.id, { ...summary, ...outcomeOf(problem) });
      throw problem;
    }
    if (outcome.status === "done") store.summaries.clearCheckpoints(summary.id);
  }

  function save(run: Run): void {
    run.savedAt = clock.monotonic();
    try {
      store.summaries.put(run.summary);
    } catch (thrown) {
      const error = toAppError(thrown);
      // Removed together with its document while it ran: there is nothing left to keep.
      if (error.code !== "NOT_FOUND") throw error;
      logger.warn("A summary has lost its document", { summary: run.summary.id });
    }
    changed("summaries", run.summary.id);
  }
}

interface Run {
  summary: Summary;
  readonly model: LanguageModel;
  /** when the text it is written of was read, in milliseconds since 1970; null where the document was gone */
  readonly readAt: number | null;
  /** by the monotonic clock */
  savedAt: number;
}

type Opened = Pick<Written, "source" | "opening" | "written">;

type Outcome = Pick<Summary, "status"> & Partial<Pick<Summary, "problem">>;

function outcomeOf(thrown: unknown): Outcome {
  const error = toAppError(thrown);
  return error.code === "CANCELLED" ? { status: "interrupted" } : { status: "failed", problem: error.toProblem() };
}

/** Times of a summary made in several runs add up; the document was read once. */
function addTimings(before: Timings | null, now: Timings): Timings {
  const sum = {
    ...now,
    mapMs: now.mapMs + (before?.mapMs ?? 0),
    mergeMs: now.mergeMs + (before?.mergeMs ?? 0),
    verifyMs: now.verifyMs + (before?.verifyMs ?? 0),
  };
  return { ...sum, totalMs: now.totalMs + (before ? before.totalMs : now.readMs) };
}
