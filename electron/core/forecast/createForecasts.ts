import type { Texts } from "../library/library.ts";
import { isDeepStrictEqual } from "node:util";
import type { Document } from "../../contract/documents.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { Price } from "../../contract/costs.ts";
import type { Forecast, Summary } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import { versionsBefore } from "../library/library.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { machineOf } from "../llm/machineOf.ts";
import { type LanguageModel, modelOfRecipe, type TokenCounter } from "../llm/languageModel.ts";
import { neverAborted } from "../async/waiting.ts";
import { costAt, priceOf as priceOfModel } from "../costs/prices.ts";
import type { Clock, Logger } from "../ports.ts";
import type { Experience, Store } from "../store/store.ts";
import { documentKindOf } from "../text/documentKind.ts";
import {
  keptPartsOf,
  type MapPlan,
  type MapPlanInput,
  partsKeptWhole,
  planMaps,
  type SummaryForecasts,
  writerFor,
  writesIn,
} from "../summarize/summarize.ts";
import { type DocumentText } from "../text/documentText.ts";
import { countDense } from "../text/scripts.ts";
import { probeModel } from "./probe.ts";
import { createRunWatch, noRuns, pricesOf } from "./runWatch.ts";
import { allStepRates, correctionOf, estimateRates, nearestOf } from "./speeds.ts";
import { type PlannedStep, planSteps, type Prices, priceOf, type WorkInput } from "./workload.ts";

export interface ForecastsDeps {
  readonly store: Store;
  readonly texts: Pick<Texts, "of">;
  readonly jobs: Pick<Jobs, "list" | "usingModel">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** those that a person entered */
  readonly prices: () => readonly Price[];
}

/** What summaries will take on this computer, told from what earlier ones took. */
export interface Forecasts extends SummaryForecasts {
  /** How fast a model writes that is asked for nothing else. */
  paceOf(model: LanguageModel): Pace;
}

export interface Pace {
  readonly tokensPerSecond: number;
  /**
   * measured: by its own work here; scaled: by the bytes of weights that it reads for a token, from the work of another model here;
   * assumed: by the bytes alone
   */
  readonly basis: "measured" | "scaled" | "assumed";
}

export function createForecasts(deps: ForecastsDeps): Forecasts {
  const { store, clock, logger } = deps;

  return {
    paceOf(model) {
      const machine = machineOf(model);
      const experience = store.speeds.get(model.id, machine);
      const measured = pricesOf(experience, model.style);
      const { decode } = (measured ?? estimated(model, experience, machine)).rates.alone;
      const isScaled = nearestOf(activeBytesOf(model), store.speeds.ofMachine(machine), model.style) !== null;
      return {
        tokensPerSecond: decode > 0 ? 1000 / decode : 0,
        basis: measured ? "measured" : isScaled ? "scaled" : "assumed",
      };
    },

    async forecast(documents, options, model, { mayProbe, signal = neverAborted() }) {
      const machine = machineOf(model);
      let experience = store.speeds.get(model.id, machine);
      const first = documents[0];
      if (!pricesOf(experience, model.style) && mayProbe && first && isFree(model) && !isOfEndpoint(model)) {
        signal.throwIfAborted();
        experience = await probe(first, options, model, experience, signal);
        store.speeds.put(model.id, machine, experience);
      }
      const measured = pricesOf(experience, model.style);
      const prices = measured ?? estimated(model, experience, machine);
      const runs = experience.runs ?? noRuns;
      const isElsewhere = model.provenance.kind === "endpoint";
      const isLoaded = isElsewhere || isLoadedNow(model);
      let stepsMs = 0;
      let calls = 0;
      let readTokens = 0;
      let writtenTokens = 0;
      for (const document of documents) {
        const priced = priceOf(await stepsFor(document, options, model, experience, signal), prices);
        stepsMs += priced.ms;
        calls += priced.calls;
        readTokens += priced.readTokens;
        writtenTokens += priced.writtenTokens;
        // A hundred documents must not keep the application from everything else.
        await new Promise((resolve) => setImmediate(resolve));
        if (signal.aborted) throw new AppError("CANCELLED");
      }
      const loadMs = isLoaded || calls === 0 ? 0 : (runs.loadMs ?? bytesOf(model) / bytesLoadedPerMs + startMs);
      const expected = stepsMs * correctionOf(runs.bias) + loadMs;
      if (isElsewhere && !measured) {
        return { ...told(), seconds: null, basis: "none", measuredAt: null };
      }
      const basis = !measured ? "estimated" : isProbed(experience) ? "probed" : "measured";
      const spread = basis === "measured" ? 1 + Math.max(leastSpread, 2 * (runs.spread ?? 0.15)) : unsure[basis];
      return {
        ...told(),
        seconds: {
          low: toSeconds(expected / spread),
          expected: toSeconds(expected),
          high: toSeconds(expected * spread),
        },
        basis,
        measuredAt: measured ? measuredAt(experience) : null,
      };

      function told(): Pick<Forecast, "memoryBytes" | "cost" | "calls" | "model"> {
        const price = model.members ? null : priceOfModel({ modelId: model.id, model: model.name }, deps.prices());
        const amount = price && costAt(price, { readTokens, cachedTokens: 0, writtenTokens });
        return {
          memoryBytes: isElsewhere ? null : memoryOf(model, experience),
          cost: price && amount !== null ? { amount, currency: price.currency } : null,
          calls: Math.round(calls),
          model: modelOfRecipe(model),
        };
      }
    },

    watch(document, options, model) {
      const machine = machineOf(model);
      return createRunWatch({
        clock,
        experience: store.speeds.get(model.id, machine),
        style: model.style,
        language: document.language,
        isLoaded: isLoadedNow(model),
        chats,
        plan: (plan, width, experience) => stepsOf(plan, options, model, width, experience, new Set()),
        save(experience) {
          try {
            store.speeds.put(model.id, machine, experience);
          } catch (thrown) {
            // A summary must not fail for what was learned on the way.
            logger.warn("What a summary took was not kept", { code: toAppError(thrown).code });
          }
        },
      });
    },
  };

  /** The steps of a summary of the document that would begin now. */
  async function stepsFor(
    document: Document,
    options: SummaryOptions,
    model: LanguageModel,
    experience: Experience,
    signal: AbortSignal,
  ): Promise<PlannedStep[]> {
    const source = deps.texts.of(document.id);
    const kept = keptPartsOf(store, { documentId: document.id, options, modelId: model.id });
    // What is counted by an endpoint is sent to it, which nobody asked for yet.
    const isCounted = isLoadedNow(model) && !isOfEndpoint(model);
    await using session = isCounted ? await model.open("background", { signal, asItIs: true }) : null;
    const writer = writerFor(model);
    const input: MapPlanInput = {
      source,
      options,
      kind: options.mode === "auto" ? documentKindOf(source) : options.mode,
      model,
      writer,
      written: writer.languageOf(source, options),
      tokens: session ?? estimatingTokenizer(experience, source),
      ...(kept ? { kept } : {}),
    };
    const plan = await planMaps(input, contextSizeOf(model, experience));
    const finished = finishedSteps(document, options, model);
    const isKept = partsKeptWhole(wasMadeBefore(document, options, model) ? kept : null);
    const keptChunks = new Set(plan.chunks.filter(({ pieces }) => isKept(pieces)).map(({ index }) => index));
    const width = experience.runs?.width ?? usualWidth;
    const steps = await stepsOf(plan, options, model, width, experience, keptChunks);
    return steps.filter(({ key }) => !finished.has(key));
  }

  function stepsOf(
    { source, chunks, budget, frameTokens, boundsOf }: MapPlan,
    options: SummaryOptions,
    model: LanguageModel,
    width: number,
    experience: Experience,
    kept: ReadonlySet<number>,
  ): Promise<PlannedStep[]> {
    const style = model.style;
    const writer = writerFor(model);
    const choices: WorkInput["choices"] = (cited, bounds) => writer.choices(source, cited, bounds);
    const { map, merge } = allStepRates(experience, style);
    const written = { map: map.answer, merge: merge.answer };
    const read = writer.languageOf(source, options);
    const isTranslated = writesIn(model, source, read) !== read;
    return planSteps({
      chunks,
      options,
      budget,
      frameTokens,
      width,
      choices,
      boundsOf,
      isTranslated,
      written,
      kept,
    });
  }

  /** The parts of a version before can be taken over where its summary was asked for in the same way. */
  function wasMadeBefore({ id }: Document, options: SummaryOptions, model: LanguageModel): boolean {
    return versionsBefore(store, id).some((version) => store.summaries.list(version).some(isLike(options, model)));
  }

  /** Keys of what an interrupted summary has finished that the next one would go on with. */
  function finishedSteps(document: Document, options: SummaryOptions, model: LanguageModel): ReadonlySet<string> {
    const isSame = isLike(options, model);
    const unfinished = store.summaries
      .list(document.id)
      .find((summary) => summary.status === "interrupted" && isSame(summary));
    return new Set(unfinished ? store.summaries.checkpoints(unfinished.id).keys() : []);
  }

  /** What the trial told; what was known before where a chat came in between, for which it gives way. */
  async function probe(
    document: Document,
    options: SummaryOptions,
    model: LanguageModel,
    experience: Experience,
    signal: AbortSignal,
  ): Promise<Experience> {
    const source = deps.texts.of(document.id);
    const kind = options.mode === "auto" ? documentKindOf(source) : options.mode;
    const givingWay = new AbortController();
    let timer = clock.setTimeout(look, lookEveryMs);
    function look(): void {
      if (isWorking()) givingWay.abort();
      else timer = clock.setTimeout(look, lookEveryMs);
    }
    const isLoaded = isLoadedNow(model);
    const either = AbortSignal.any([signal, givingWay.signal]);
    try {
      return await probeModel({ clock, model, experience, source, options, kind, signal: either, isLoaded });
    } catch (thrown) {
      if (!givingWay.signal.aborted || signal.aborted) throw thrown;
      logger.info("The trial of a model gave way to other work", { model: model.name });
      return experience;
    } finally {
      timer.clear();
    }
  }

  /** Nobody waits for the model, and no other one would have to give way. */
  function isFree(model: LanguageModel): boolean {
    return model.standing().isFree && !isWorking();
  }

  function isWorking(): boolean {
    return deps.jobs.usingModel().length > 0;
  }

  function chats(): string | null {
    const replies = deps.jobs.list().filter(({ kind }) => kind === "reply");
    if (replies.some(({ status }) => status === "running")) return null;
    return replies.map(({ id }) => id).join(" ");
  }

  function estimated(model: LanguageModel, experience: Experience, machine: string): Prices {
    const style = model.style;
    return {
      rates: estimateRates(activeBytesOf(model), store.speeds.ofMachine(machine), style),
      steps: allStepRates(experience, style),
      gapMs: 0,
    };
  }
}

/** It, or one that stands in for it, is asked over the network. */
function isOfEndpoint(model: LanguageModel): boolean {
  const models = model.members?.map((member) => member.model) ?? [model];
  return models.some(({ provenance }) => provenance.kind === "endpoint");
}

function isLoadedNow(model: LanguageModel): boolean {
  return model.standing().isReady;
}

function contextSizeOf(model: LanguageModel, { runs }: Experience): number {
  const { contextTokens, contextRange } = model.standing();
  const { least, most } = contextRange;
  return contextTokens ?? Math.max(least, Math.min(most, runs?.contextSize ?? most));
}

function memoryOf(model: LanguageModel, experience: Experience): number {
  if (experience.runs?.memoryBytes) return Math.round(experience.runs.memoryBytes);
  const { bytes, bytesPerContextToken } = model.standing();
  return Math.round(bytes + contextSizeOf(model, experience) * leastSequences * bytesPerContextToken);
}

function bytesOf(model: LanguageModel): number {
  return model.standing().bytes;
}

/** Bytes of weights that are read for a token. */
function activeBytesOf(model: LanguageModel): number {
  const { bytes, activeBytes } = model.standing();
  return activeBytes ?? bytes;
}

/** Steps at a time where no run has told. */
const usualWidth = 3;
/** The engine holds one context for the chat and at least one for background work. */
const leastSequences = 2;
/** Weights are read at about half a gigabyte a second, and a process takes its time to start. */
const bytesLoadedPerMs = 5e5;
const startMs = 700;
/** Even where nothing varied so far, a forecast is not surer than this. */
const leastSpread = 0.15;
/** By what low and high differ from what is expected, where no run has told. */
const unsure = { probed: 2, estimated: 3 } as const;
/** How soon a trial sees that somebody else wants the engine. */
const lookEveryMs = 250;

function isLike(options: SummaryOptions, model: LanguageModel): (summary: Summary) => boolean {
  return (summary) => summary.recipe?.model.sha256 === model.id && isDeepStrictEqual(summary.options, options);
}

function isProbed({ alone, parallel }: Experience): boolean {
  return (alone?.probed ?? true) && (parallel?.probed ?? true);
}

function measuredAt({ alone, parallel }: Experience): number {
  return Math.max(alone?.measuredAt ?? 0, parallel?.measuredAt ?? 0);
}

function toSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

/** Counts by what texts of the language took before, else by their script. */
function estimatingTokenizer(experience: Experience, source: DocumentText): TokenCounter {
  const known = experience.languages.get(source.language) ?? [...experience.languages.values()][0];
  const sample = source.sentences.slice(0, 20).map(({ text }) => text);
  const perCharacter = known ? known.tokens / known.characters : tokensByScript(sample.join(" "));
  const count = (text: string): number => Math.ceil(text.length * perCharacter);
  return {
    countTexts: (texts) => Promise.resolve(texts.map(count)),
    countTurns: (turns) => Promise.resolve(turns.reduce((sum, { text }) => sum + count(text) + 4, 0)),
  };
}

/** Tokens by character: about four letters make a token of a common vocabulary, where words have spaces between them. */
function tokensByScript(text: string): number {
  if (countDense(text) > 0) return 0.8;
  return /\p{Script=Latin}/u.test(text) ? 0.27 : 0.45;
}
