import type { Texts } from "../library/library.ts";
import { isDeepStrictEqual } from "node:util";
import type { Collection, CollectionSummary } from "../../contract/collections.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Recipe } from "../../contract/summaries.ts";
import { type SummaryOptions, summaryOptionsSchema } from "../../contract/summaryOptions.ts";
import type { JobContext, Jobs } from "../jobs/jobs.ts";
import { startRecorded } from "../jobs/startRecorded.ts";
import { createUnsavedEnds } from "../jobs/unsavedEnds.ts";
import { type LanguageModel, modelOfRecipe } from "../llm/languageModel.ts";
import type { Registry } from "../llm/registry.ts";
import type { Clock, Logger } from "../ports.ts";
import type { CollectionResult, Store, StoredCollectionSummary } from "../store/store.ts";
import { chainOfRecipe, createRecipeWriters, seedOf } from "../summarize/summarize.ts";
import type { MeaningOf } from "../evidence/nearness.ts";
import type { WitnessOf } from "../witness/witnesses.ts";
import { chooseTask } from "./chooseTask.ts";
import { nameCollection } from "./nameCollection.ts";
import type { ChosenSummary, SummarizedMember } from "./collectionSummary.ts";
import type { TextWorker } from "../textWorker/textTask.ts";
import { collectionPipelineVersion, collectionPromptsHash, writeCollection } from "./writeCollection.ts";

/** Has models write the summaries of whole collections, as jobs, and keeps what they came to. */
export interface CollectionWriter {
  /**
   * Starts the writing, or goes on from the steps that were finished before; where it runs already, it is that one.
   * @throws INVALID_INPUT where fewer than two documents have anything to merge; NO_MODEL, MODEL_NOT_FOUND
   */
  start(
    collection: Collection,
    asked: { readonly options: SummaryOptions | null; readonly modelId: string | null },
  ): Promise<{ jobId: string }>;
  /** What a model wrote, as long as its quotes stand in documents of the collection, else the chosen sentences. */
  summaryOf(collection: Collection): Promise<CollectionSummary>;
  /** Stops at once; the finished steps are kept. */
  stop(id: string): Promise<void>;
}

export interface CollectionWriterDeps {
  readonly store: Store;
  readonly texts: Pick<Texts, "of">;
  readonly jobs: Jobs;
  readonly models: Pick<Registry, "resolve" | "assigned" | "isAllowed">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Settings;
  readonly meaningOf?: MeaningOf;
  readonly witnessOf?: WitnessOf;
  readonly appVersion: string;
  readonly membersOf: (id: string) => Promise<readonly SummarizedMember[]>;
  readonly textWorker: TextWorker;
  readonly changed: (id: string) => void;
}

export function createCollectionWriter(deps: CollectionWriterDeps): CollectionWriter {
  const { store, jobs, clock, logger, settings, changed } = deps;
  const { collectionSummaries } = store;
  const runs = new Map<string, string>();
  const ends = createUnsavedEnds<StoredCollectionSummary>((id, summary) => collectionSummaries.put(id, summary), {
    logger,
    what: "summary of a collection",
  });

  return {
    async start(collection, { options, modelId }) {
      const { id } = collection;
      const model = await deps.models.resolve("summary", modelId);
      const jobId = runs.get(id);
      if (jobId !== undefined) return { jobId };
      const chosen = await choose(collection, await deps.membersOf(id));
      // Two that asked at once share the run.
      const now = runs.get(id);
      if (now !== undefined) return { jobId: now };
      if (chosen.parts.filter(({ points }) => points.length > 0).length < 2) {
        throw new AppError("INVALID_INPUT", { data: { reason: "COLLECTION_TOO_SMALL" } });
      }
      const before = collectionSummaries.get(id);
      const recipe = recipeOf(model, options ?? summaryOptionsSchema.parse({ length: settings().summaryLength }));
      const isThere =
        before?.result &&
        isOf(before.result, chosen) &&
        before.status === "done" &&
        before.recipe.model.sha256 === recipe.model.sha256 &&
        isDeepStrictEqual(before.recipe.options, recipe.options);
      // Who asks for what is there already wants another; else the steps that are the same are not done again.
      if (isThere) collectionSummaries.clearCheckpoints(id);
      const version = (before?.recipe.version ?? 1) + (isThere ? 1 : 0);
      return { jobId: run(id, { ...recipe, version, seed: seedOf(id, version) }, model, before?.result ?? null) };
    },

    async summaryOf(collection) {
      const members = await deps.membersOf(collection.id);
      const { of, ofPlaces, ...chosen } = await choose(collection, members);
      const stored = ends.get(collection.id) ?? collectionSummaries.get(collection.id);
      if (!stored) return { ...chosen, writing: null };
      const { result, status, jobId, problem } = stored;
      const holds = result !== null && !result.worse && stands(result, members);
      const isStale = result !== null && !isOf(result, { of, ofPlaces });
      const writing = {
        status,
        jobId,
        problem,
        recipe: holds ? result.recipe : stored.recipe,
        check: result?.check ?? null,
        stale: isStale,
        worse: result?.worse ?? false,
      };
      const paragraphs = new Map(isStale ? [] : result?.parts.map((part) => [part.documentId, part.points]));
      const parts = chosen.parts.map((part) => {
        const points = paragraphs.get(part.documentId);
        return points ? { ...part, source: "paragraph" as const, points: [...points] } : part;
      });
      return holds
        ? { ...chosen, source: "model", points: [...result.points], parts, writing }
        : { ...chosen, parts, writing };
    },

    async stop(id) {
      const jobId = runs.get(id);
      if (jobId !== undefined) await jobs.cancel(jobId);
    },
  };

  function choose(
    { id, title }: Collection,
    members: readonly SummarizedMember[],
    signal?: AbortSignal,
  ): Promise<ChosenSummary> {
    return deps.textWorker.run(chooseTask, { collection: { id, title }, members }, { urgent: true, signal });
  }

  function recipeOf(model: LanguageModel, options: SummaryOptions): Omit<Recipe, "seed" | "version"> {
    return {
      app: deps.appVersion,
      model: modelOfRecipe(model),
      ...chainOfRecipe(model),
      temperature: settings().temperature,
      prompts: collectionPromptsHash,
      pipeline: collectionPipelineVersion,
      options: { ...options, focus: options.focus.trim() },
    };
  }

  function run(id: string, recipe: Recipe, model: LanguageModel, before: CollectionResult | null): string {
    const stored: StoredCollectionSummary = { status: "running", jobId: null, problem: null, recipe, result: before };
    const close = (end: Pick<StoredCollectionSummary, "status" | "problem">): AppError | null => {
      // Closed before, where the writing could not be begun.
      if (!runs.delete(id)) return null;
      // What is there may have gone with a document that was taken out meanwhile.
      const problem = ends.save(id, { ...stored, ...end, result: collectionSummaries.get(id)?.result ?? null });
      changed(id);
      return problem;
    };
    return startRecorded(
      jobs,
      {
        kind: "merge",
        subject: id,
        lane: "summarize",
        usesModel: true,
        onShutdown: "cancel",
        run: async (context) => {
          const result = await write(id, recipe, model, context);
          save(id, { ...stored, status: "done", recipe: result.recipe, result });
        },
        onEnd(end) {
          if (end.status === "done") {
            runs.delete(id);
            return nameCollection(deps, id, model);
          }
          const problem =
            end.status === "failed"
              ? close({ status: "failed", problem: end.error.toProblem() })
              : close({ status: "interrupted", problem: null });
          if (problem && problem.code !== "NOT_FOUND") throw problem;
        },
      },
      (jobId) => {
        runs.set(id, jobId);
        ends.forget(id);
        save(id, { ...stored, jobId });
      },
      (error) => void close({ status: "failed", problem: error.toProblem() }),
    );
  }

  async function write(
    id: string,
    recipe: Recipe,
    model: LanguageModel,
    context: JobContext,
  ): Promise<CollectionResult> {
    const collection = requireCollection(id);
    const members = await deps.membersOf(id);
    const chosen = await choose(collection, members, context.signal);
    const kept = collectionSummaries.checkpoints(id);
    const writers = createRecipeWriters(model);
    try {
      const { vectors, ...written } = await writeCollection({
        logger,
        clock,
        model,
        ...(writers && { writers }),
        seed: recipe.seed,
        temperature: recipe.temperature,
        options: recipe.options,
        signal: context.signal,
        checkpoints: {
          get: (key) => kept.get(key),
          save: (key, value) => collectionSummaries.saveCheckpoint(id, key, value),
        },
        title: collection.title,
        members,
        chosen,
        textOf: (documentId) => deps.texts.of(documentId),
        textWorker: deps.textWorker,
        meaningOf: deps.meaningOf,
        witnessOf: deps.witnessOf,
        onProgress: (stage, done, total, leftMs) => context.emit({ type: "progress", stage, done, total, leftMs }),
      });
      context.signal.throwIfAborted();
      if (hasLost(id, members)) throw new AppError("CANCELLED");
      const wrote = writers?.list() ?? [];
      return {
        ...written,
        recipe: { ...recipe, ...(vectors && { vectors }), ...(wrote.length > 0 && { wrote }) },
      };
    } finally {
      // What was taken out meanwhile must not stand in what is kept.
      if (hasLost(id, members)) collectionSummaries.clearCheckpoints(id);
    }
  }

  function hasLost(id: string, members: readonly SummarizedMember[]): boolean {
    const now = new Set(store.collections.get(id)?.documentIds);
    return members.some(({ document }) => !now.has(document.id));
  }

  function requireCollection(id: string): Collection {
    const collection = store.collections.get(id);
    if (!collection) throw new AppError("NOT_FOUND");
    return collection;
  }

  function save(id: string, summary: StoredCollectionSummary): void {
    try {
      collectionSummaries.put(id, summary);
    } catch (thrown) {
      // Removed for good while it was written: there is nothing left to keep.
      if (toAppError(thrown).code !== "NOT_FOUND") throw thrown;
      logger.warn("The summary of a collection has lost it", { collection: id });
    }
    changed(id);
  }

  /** True where every quote stands in a document of the collection as that is now: another reading may have moved it. */
  function stands({ points }: CollectionResult, members: readonly SummarizedMember[]): boolean {
    const ids = new Set(members.map(({ document }) => document.id));
    return points.every(({ citations }) =>
      citations.every(({ documentId, page, start, end, quote, lost }) => {
        if (!ids.has(documentId)) return false;
        // Told where it is shown.
        if (lost === true) return true;
        const [read] = store.documents.pages(documentId, page, page);
        return read?.text.slice(start, end) === quote;
      }),
    );
  }
}

/** True of what was written from the documents as they are now. */
function isOf({ of }: CollectionResult, now: Pick<ChosenSummary, "of" | "ofPlaces">): boolean {
  return of === now.of || of === now.ofPlaces;
}
