import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import { checkVersion } from "../../contract/findings.ts";
import type { PageLabel } from "../../contract/pageLabels.ts";
import type { ExportedFile, ExportFormatOf } from "../../contract/exports.ts";
import type { Digest, Forecast, KeyFact, Report, Summary } from "../../contract/summaries.ts";
import { summaryOptionNames, type SummaryOptions } from "../../contract/summaryOptions.ts";
import { type LanguageModel, modelOfRecipe } from "../llm/languageModel.ts";
import { modelCountedAs } from "../llm/meteredModel.ts";
import { promptsHash } from "./writers/prompts.ts";
import { makeReport } from "../export/export.ts";
import { createAsides } from "./asides.ts";
import { correctPoint } from "./correctPoint.ts";
import { chainOfRecipe } from "./recipeWriters.ts";
import { createRunner } from "./runner.ts";
import { storedText } from "../textWorker/storedText.ts";
import type { RunOptions } from "../textWorker/textTask.ts";
import { digestTask, factsTask, type MadeDigest } from "../textWorker/textTasks.ts";
import { pipelineVersion } from "./stepCache.ts";
import type { SummariesDeps } from "./summariesDeps.ts";

export interface Summaries {
  /** @throws NOT_FOUND, DOCUMENT_NOT_READY */
  digest(documentId: string, length: SummaryOptions["length"], options?: RunOptions): Promise<Digest>;
  /**
   * Starts a summary. Where one of the same document, options, model and version runs already, it is that one. The same version of
   * the same draws the same words: the first is written greedily, others at the temperature of the settings and at least at 0.4.
   * @throws NOT_FOUND, DOCUMENT_NOT_READY, NO_MODEL, MODEL_NOT_FOUND
   */
  start(
    documentId: string,
    options: SummaryOptions,
    modelId: string | null,
    how?: StartHow,
  ): Promise<{ summaryId: string; jobId: string }>;
  /**
   * What such summaries will take on this computer, one after the other.
   * @param mayProbe tries the model for some seconds where nothing is known of its speed and nothing else is at work
   * @throws as start, and CONTEXT_TOO_SMALL, CANCELLED and what loading throws where the model is tried
   */
  forecast(
    documentIds: readonly string[],
    options: SummaryOptions,
    modelId: string | null,
    how: { readonly mayProbe: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<Forecast>;
  /** Goes on from the finished steps. @throws NOT_FOUND, INVALID_INPUT where it is done, MODEL_NOT_FOUND */
  resume(id: string): Promise<{ jobId: string }>;
  /** As it stands now, growing where it runs. @throws NOT_FOUND */
  get(id: string): Summary;
  /** Newest first. */
  list(documentId: string): Summary[];
  /** Stops it where it runs and puts it into the bin. @throws NOT_FOUND */
  remove(id: string): Promise<void>;
  /**
   * As `start`, but goes on with one of the same document and options that was interrupted, also with what a command had made that did
   * not keep it; what such a one had finished is taken as it is, where it would be made the same.
   * @param modelId null: an interrupted one goes on with whichever model wrote it
   * @param how `holdMs`: it is not kept, but outlives the process for so long where it is not done, and `release` is to be called for it
   *   once; null: it is kept
   * @returns `jobId` null where it is done already
   */
  takeUp(
    documentId: string,
    options: SummaryOptions,
    modelId: string | null,
    how: { readonly holdMs: number | null },
  ): Promise<{ summaryId: string; jobId: string | null }>;
  /**
   * Undoes one `start` that passes, or `takeUp`: with the last of them it is discarded.
   * @param isDone false: nobody has its result. One that is held and has check-points stays for who takes it up, as does one that failed.
   */
  release(id: string, isDone?: boolean): Promise<void>;
  /** Stops one that is not kept and deletes it for good, whoever waits for it; one that is kept stays as it is. */
  discard(id: string): Promise<void>;
  /** Takes it out of the bin. @throws NOT_FOUND */
  restore(id: string): void;
  /**
   * Puts words of the person's own in the place of a point, held against the document again; they stay when it is made anew.
   * @throws NOT_FOUND, DOCUMENT_NOT_READY, INVALID_INPUT where the summary is not done
   */
  correct(id: string, pointId: string, text: string): Promise<Summary>;
  /** @throws NOT_FOUND, INVALID_INPUT for the JSON of one that is not done */
  export(id: string, format: ExportFormatOf<"summary">): Promise<ExportedFile>;
  /** All key facts of a document, found by code in its whole text. @throws NOT_FOUND, DOCUMENT_NOT_READY */
  facts(documentId: string): Promise<KeyFact[]>;
  /**
   * The report of a document with one of its summaries, or with null the digest alone. What is asked beside the summary is waited for.
   * @throws NOT_FOUND, DOCUMENT_NOT_READY, INVALID_INPUT where the summary is not done
   */
  machineReadable(documentId: string, summaryId: string | null, length: SummaryOptions["length"]): Promise<Report>;
}

export interface StartHow {
  /** makes a version that draws other words than those that are there */
  readonly another?: boolean;
  /** the task of its calls among the costs, where it is not that of a summary */
  readonly countedAs?: string;
  /**
   * It is not kept, unless it runs already and is: nothing lists it, and `release` is to be called for it once. It is kept as soon as
   * anybody starts the same without this, resumes, corrects or removes it.
   */
  readonly passes?: boolean;
}

export function createSummaries(deps: SummariesDeps): Summaries {
  const { store, clock, changed } = deps;
  const digests = new Map<string, MadeDigest>();
  /** those that outlive the process, as far as this one has to do with them */
  const held = new Set<string>();
  /** how many have started each that passes and have not released it */
  const needs = new Map<string, number>();
  /** being discarded: nobody joins them */
  const leaving = new Set<string>();
  /** given up by somebody, and not stopped yet */
  const releasing = new Set<Promise<void>>();
  const asides = createAsides(deps);
  const runner = createRunner(deps, {
    asides,
    digest: async (document, length, signal) =>
      toDigest(document.id, await findDigest(document, length, { signal, urgent: true })),
  });

  return {
    digest: async (documentId, length, options = { urgent: true }) =>
      toDigest(documentId, await findDigest(requireReadyDocument(documentId), length, options)),

    start,

    async takeUp(documentId, options, modelId, { holdMs }) {
      // One that is being stopped can be gone on with only once it has.
      await Promise.allSettled(releasing);
      const heldUntil = holdMs === null ? null : clock.now() + holdMs;
      const wanted = { ...options, focus: options.focus.trim() };
      const isAlike = (summary: Summary): boolean =>
        isDeepStrictEqual(summary.options, wanted) && (modelId === null || summary.recipe?.model.sha256 === modelId);
      const over = store.summaries.held(documentId).filter((summary) => isAlike(summary) && !leaving.has(summary.id));
      const done = over.find((summary) => summary.status === "done" && isOfNow(summary));
      if (done && done.recipe?.model.sha256 === (await deps.models.resolve("summary", modelId)).id) {
        if (heldUntil === null) keep(done.id);
        else hold(done.id, heldUntil);
        return { summaryId: done.id, jobId: null };
      }
      const kept = heldUntil === null ? store.summaries.list(documentId).filter(isAlike) : [];
      const unfinished = [...kept, ...over].find(({ id, status }) => status === "interrupted" && !runner.live(id));
      if (unfinished) {
        const { id } = unfinished;
        try {
          return { summaryId: id, jobId: (await resume(id, heldUntil)).jobId };
        } catch (thrown) {
          if (heldUntil !== null) await release(id, false);
          throw thrown;
        }
      }
      return await start(documentId, options, modelId, heldUntil === null ? {} : { passes: true, heldUntil });
    },

    async forecast(documentIds, options, modelId, how) {
      const documents = documentIds.map(requireReadyDocument);
      const model = await deps.models.resolve("summary", modelId);
      return deps.forecasts.forecast(documents, { ...options, focus: options.focus.trim() }, model, how);
    },

    resume: (id) => resume(id, null),

    get: requireSummary,
    list: (documentId) =>
      store.summaries
        .list(documentId)
        .map((summary) => (summary.status === "running" ? requireSummary(summary.id) : summary)),

    async remove(id) {
      keep(id);
      await runner.stop(id);
      store.summaries.remove(id, clock.now());
      changed("summaries", id);
    },

    async release(id, isDone = true) {
      const released = release(id, isDone);
      releasing.add(released);
      await released.finally(() => releasing.delete(released));
    },

    discard,

    restore(id) {
      store.summaries.restore(id);
      changed("summaries", id);
    },

    async correct(id, pointId, text) {
      const summary = requireSummary(id);
      const document = requireReadyDocument(summary.documentId);
      if (summary.status !== "done") throw new AppError("INVALID_INPUT", { data: { reason: "SUMMARY_UNFINISHED" } });
      keep(id);
      const corrected = await correctPoint(deps, document, summary, { pointId, text });
      changed("summaries", id);
      return corrected;
    },

    async export(id, format) {
      const summary = requireSummary(id);
      const document = requireDocument(summary.documentId);
      return deps.exporter("summary", format, {
        document,
        summary,
        labels: pageLabels(document.id),
        report: () => report(document, summary, summary.options.length),
        facts: () => factsOf(document),
      });
    },

    facts: async (documentId) => factsOf(requireReadyDocument(documentId)),

    async machineReadable(documentId, summaryId, length) {
      const document = requireReadyDocument(documentId);
      return report(document, summaryId === null ? null : requireSummary(summaryId), length);
    },
  };

  async function start(
    documentId: string,
    options: SummaryOptions,
    modelId: string | null,
    {
      another = false,
      countedAs,
      passes = false,
      heldUntil = null,
    }: StartHow & { readonly heldUntil?: number | null } = {},
  ): Promise<{ summaryId: string; jobId: string }> {
    const document = requireReadyDocument(documentId);
    const wanted = { ...options, focus: options.focus.trim() };
    const model = await deps.models.resolve("summary", modelId);
    const isSame = (summary: Summary): boolean =>
      summary.documentId === documentId &&
      isDeepStrictEqual(summary.options, wanted) &&
      summary.recipe?.model.sha256 === model.id;
    const versions = store.summaries.list(documentId).filter(isSame).map(versionOf);
    const version = another ? Math.max(0, ...versions) + 1 : 1;
    const same = runner
      .running()
      .find((summary) => isSame(summary) && versionOf(summary) === version && !leaving.has(summary.id));
    if (same?.jobId) {
      if (!passes) keep(same.id);
      else if (heldUntil === null) need(same.id);
      else hold(same.id, heldUntil);
      return { summaryId: same.id, jobId: same.jobId };
    }
    const id = deps.ids.next();
    const summary: Summary = {
      id,
      documentId,
      status: "running",
      jobId: null,
      title: document.title,
      options: wanted,
      kind: null,
      facts: [],
      points: [],
      sections: [],
      questions: [],
      check: { version: checkVersion, problem: null },
      coverage: null,
      recipe: {
        app: deps.appVersion,
        model: modelOfRecipe(model),
        ...chainOfRecipe(model),
        version,
        seed: seedOf(documentId, optionValues(wanted), model.id, version),
        temperature: version === 1 ? 0 : Math.max(deps.settings().temperature, leastOfOthers),
        prompts: promptsHash,
        pipeline: pipelineVersion,
        options: wanted,
      },
      timings: null,
      chunks: { done: 0, total: 0 },
      problem: null,
      createdAt: clock.now(),
    };
    const asked = countedAs === undefined ? model : modelCountedAs(model, countedAs);
    if (!passes) return { summaryId: id, jobId: runner.start(summary, asked) };
    store.transaction(() => {
      store.summaries.put(summary);
      store.summaries.pass(id, heldUntil);
    });
    const jobId = runner.start(summary, asked);
    if (heldUntil === null) need(id);
    else hold(id, heldUntil);
    return { summaryId: id, jobId };
  }

  /** @param heldUntil null: it is kept from now on */
  async function resume(id: string, heldUntil: number | null): Promise<{ jobId: string }> {
    const summary = requireSummary(id);
    if (heldUntil === null) keep(id);
    else hold(id, heldUntil);
    // One whose end could not be saved still claims to run.
    const isRunning = summary.status === "running" && deps.jobs.get(summary.jobId ?? "")?.status === "running";
    if (isRunning && summary.jobId !== null) return { jobId: summary.jobId };
    if (summary.status === "done") {
      throw new AppError("INVALID_INPUT", { data: { reason: "SUMMARY_FINISHED" } });
    }
    requireReadyDocument(summary.documentId);
    const model = await modelOf(summary.recipe);
    // Two that asked at once share the run.
    const now = runner.live(id);
    if (now?.jobId) return { jobId: now.jobId };
    return { jobId: runner.start({ ...summary, status: "running", problem: null }, model) };
  }

  async function release(id: string, isDone: boolean): Promise<void> {
    const left = (needs.get(id) ?? 0) - 1;
    if (left > 0) return void needs.set(id, left);
    needs.delete(id);
    const isHeld = held.delete(id);
    const summary = store.summaries.get(id);
    const isTold = isDone && summary?.status === "done";
    if (isHeld && !isTold && (await isToBeTakenUp(id))) return;
    if (needs.has(id)) return;
    await discard(id);
    if (!isHeld || !isTold) return;
    // What other attempts at the same had made is of no use any more.
    const { documentId, options } = summary;
    for (const other of store.summaries.held(documentId)) {
      if (needs.has(other.id) || !isDeepStrictEqual(other.options, options)) continue;
      if (other.recipe?.model.sha256 === summary.recipe?.model.sha256) await discard(other.id);
    }
  }

  function need(id: string): void {
    needs.set(id, (needs.get(id) ?? 0) + 1);
  }

  /** Needs one that is not kept and outlives the process; one that is kept stays as it is. */
  function hold(id: string, until: number): void {
    if (store.summaries.isPassing(id)) {
      store.summaries.pass(id, until);
      held.add(id);
    }
    need(id);
  }

  /** Stops it; true where another process, or a later command, has something to go on with. */
  async function isToBeTakenUp(id: string): Promise<boolean> {
    if (!store.summaries.isPassing(id)) return false;
    await runner.stop(id);
    await asides.stop(id);
    return store.summaries.get(id)?.status === "done" || store.summaries.checkpoints(id).size > 0;
  }

  /** It would be made the same now. */
  function isOfNow({ documentId, recipe, check, createdAt }: Summary): boolean {
    const isSameWay =
      recipe?.app === deps.appVersion &&
      recipe.prompts === promptsHash &&
      recipe.pipeline === pipelineVersion &&
      check.version === checkVersion;
    return isSameWay && (store.documents.get(documentId)?.updatedAt ?? Number.POSITIVE_INFINITY) <= createdAt;
  }

  /** One that passed is listed from now on. */
  function keep(id: string): void {
    if (!store.summaries.isPassing(id)) return;
    store.summaries.keep(id);
    changed("summaries", id);
  }

  async function discard(id: string): Promise<void> {
    if (!store.summaries.isPassing(id)) return;
    leaving.add(id);
    try {
      await runner.stop(id);
      await asides.stop(id);
      // A person may have kept it meanwhile.
      store.summaries.discard(id);
      changed("summaries", id);
    } finally {
      leaving.delete(id);
    }
  }

  /** The one that wrote it until now, with those that stand in for it where it had some. */
  async function modelOf(recipe: Summary["recipe"]): Promise<LanguageModel> {
    const id = recipe?.model.sha256 ?? null;
    const chain = recipe?.chain ? await deps.models.resolve("summary", null).catch(() => null) : null;
    return chain?.id === id ? chain : await deps.models.resolve("summary", id);
  }

  function requireSummary(id: string): Summary {
    const summary = runner.live(id) ?? store.summaries.get(id);
    if (!summary) throw new AppError("NOT_FOUND");
    return summary;
  }

  function factsOf(document: Document): Promise<KeyFact[]> {
    return deps.textWorker.run(factsTask, storedText(store, document));
  }

  function pageLabels(id: string): ReadonlyMap<number, PageLabel> {
    return new Map(
      store.documents.allPages(id).flatMap(({ number, label }) => (label === null ? [] : [[number, label] as const])),
    );
  }

  function requireDocument(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND");
    return document;
  }

  function requireReadyDocument(id: string): Document {
    const document = requireDocument(id);
    if (document.status !== "ready") throw new AppError("DOCUMENT_NOT_READY", { data: { name: document.name } });
    return document;
  }

  async function report(
    document: Document,
    summary: Summary | null,
    length: SummaryOptions["length"],
  ): Promise<Report> {
    if (summary && (summary.status !== "done" || summary.documentId !== document.id)) {
      throw new AppError("INVALID_INPUT", {
        data: { reason: summary.documentId === document.id ? "SUMMARY_UNFINISHED" : "SUMMARY_OF_OTHER" },
      });
    }
    if (summary) await asides.settled(summary.id);
    const digest = await findDigest(document, length, { urgent: true });
    const whole = summary && requireSummary(summary.id);
    return makeReport(requireDocument(document.id), toDigest(document.id, digest), whole, digest.coverage);
  }

  /** Digests are quick, but not for every scroll of a long document: the last few are kept. */
  async function findDigest(
    document: Document,
    length: SummaryOptions["length"],
    options: RunOptions,
  ): Promise<MadeDigest> {
    const key = `${document.id} ${String(document.updatedAt)} ${document.title} ${length}`;
    const kept = digests.get(key);
    if (kept) return kept;
    const text = storedText(store, document);
    const digest = await deps.textWorker.run(digestTask, { text, length }, options);
    digests.set(key, digest);
    const oldest = digests.keys().next().value;
    if (digests.size > keptDigests && oldest !== undefined) digests.delete(oldest);
    return digest;
  }
}

const keptDigests = 6;

/** The temperature at which other versions say something else. */
const leastOfOthers = 0.4;

function toDigest(documentId: string, { lines, digestMs }: MadeDigest): Digest {
  return { documentId, lines, digestMs };
}

function versionOf({ recipe }: Summary): number {
  return recipe?.version ?? 1;
}

/** In the order of the table, however they were given. */
function optionValues(options: SummaryOptions): string[] {
  return summaryOptionNames.map((name) => options[name]);
}

/** The same for the same, 31 bits of its hash. */
export function seedOf(...of: readonly unknown[]): number {
  return createHash("sha256").update(JSON.stringify(of)).digest().readUInt32BE(0) >>> 1;
}
