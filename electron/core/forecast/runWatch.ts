import type { Clock } from "../ports.ts";
import type { ModelStyle } from "../llm/languageModel.ts";
import type { CallSums, Experience, RunSums, StepSums } from "../store/store.ts";
import { type MapPlan, type SummaryWatch, tokensPerLine } from "../summarize/summarize.ts";
import { createShares } from "./shares.ts";
import {
  addCall,
  allStepRates,
  knownRates,
  learnCalls,
  learnOutcome,
  learnSteps,
  priceOfCalls,
  tookOf,
} from "./speeds.ts";
import { type PlannedStep, type Prices, priceOf } from "./workload.ts";

export interface RunWatchDeps {
  readonly clock: Clock;
  readonly experience: Experience;
  readonly style: ModelStyle;
  /** BCP 47 of the document */
  readonly language: string;
  /** the model is in memory at the beginning */
  readonly isLoaded: boolean;
  /** stands for the chats answered so far: where it changes or is null, one was answered meanwhile and the work rested */
  readonly chats: () => string | null;
  plan(plan: MapPlan, width: number, experience: Experience): Promise<PlannedStep[]>;
  save(experience: Experience): void;
}

/** Watches a summary being made, and learns from it how fast the model is here and how much it writes. */
export function createRunWatch(deps: RunWatchDeps): SummaryWatch {
  const { clock, style } = deps;
  const shares = createShares(clock);
  const begun = clock.monotonic();
  let experience = deps.experience;
  let steps: readonly PlannedStep[] = [];
  let byKey: ReadonlyMap<string, PlannedStep> = new Map();
  let loadMs = 0;
  let busyMs = 0;
  let calls = 0;
  let isDisturbed = false;
  /** all calls of this run alike, in all and by the kind of their step */
  const own: OwnCalls = { alone: null, parallel: null };
  const ownOf: Record<PlannedStep["kind"], OwnCalls> = {
    map: { alone: null, parallel: null },
    merge: { alone: null, parallel: null },
  };
  const asked = new Map<string, PendingQuestion>();

  return {
    loading() {
      const from = clock.monotonic();
      return ({ contextTokens, memoryBytes }) => {
        const took = clock.monotonic() - from;
        const runs = experience.runs ?? noRuns;
        if (!deps.isLoaded) loadMs = took;
        experience = {
          ...experience,
          runs: {
            ...runs,
            contextSize: contextTokens,
            memoryBytes: memoryBytes ?? runs.memoryBytes,
            loadMs: deps.isLoaded ? runs.loadMs : mean(runs.loadMs, took, newest),
          },
        };
      };
    },

    async planned(plan, width) {
      steps = await deps.plan(plan, width, experience);
      byKey = new Map(steps.map((step) => [step.key, step]));
      experience = {
        ...experience,
        runs: { ...(experience.runs ?? noRuns), width },
        languages: learnLanguage(experience.languages, deps.language, plan),
      };
      const prices = pricesOf(experience, style);
      return prices && priceOf(steps, prices).ms;
    },

    asking(key) {
      const chats = deps.chats();
      const share = shares.begin();
      const beside = shares.active > 1;
      return (result) => {
        const took = share.end(result?.decodeMs ?? 0, result?.prefillMs ?? 0);
        busyMs += took.total;
        if (chats === null || deps.chats() !== chats) isDisturbed = true;
        if (!result) return;
        const { step, isRepair } = stepOf(key);
        const known = asked.get(step) ?? { prompt: 0, answer: 0, repairPrompt: 0, repairAnswer: 0, repairCalls: 0 };
        asked.set(
          step,
          isRepair
            ? {
                ...known,
                repairPrompt: known.repairPrompt + result.evaluatedPromptTokens,
                repairAnswer: known.repairAnswer + result.completionTokens,
                repairCalls: known.repairCalls + 1,
              }
            : {
                ...known,
                prompt: known.prompt + result.evaluatedPromptTokens,
                answer: known.answer + result.completionTokens,
              },
        );
        if (isDisturbed) return;
        calls += 1;
        const kind = (byKey.get(step)?.parallel ?? beside) ? "parallel" : "alone";
        const sample = {
          prefillTokens: result.evaluatedPromptTokens,
          prefillMs: took.middle,
          decodeTokens: result.completionTokens,
          decodeMs: took.tail,
          overheadMs: Math.max(0, took.total - took.tail - took.middle),
        };
        const like = { at: clock.now(), usual: experience[kind] };
        own[kind] = addCall(own[kind], sample, like);
        const ofStep = ownOf[kindOf(step)];
        ofStep[kind] = addCall(ofStep[kind], sample, like);
      };
    },

    made() {
      if (calls > 0) experience = learnRun();
    },

    keep() {
      if (calls > 0 || loadMs > 0) deps.save({ ...experience, ...learnedSpeeds() });
    },
  };

  function learnedSpeeds(): Pick<Experience, "alone" | "parallel"> {
    const { alone, parallel } = experience;
    return {
      alone: own.alone ? learnCalls(alone, own.alone) : alone,
      parallel: own.parallel ? learnCalls(parallel, own.parallel) : parallel,
    };
  }

  function learnRun(): Experience {
    // Steps of the check-points and of the version before took no time and say nothing.
    const ran = steps.filter(({ key, kind }) =>
      kind === "map" ? asked.has(key) : [...asked.keys()].some((each) => kindOf(each) === "merge"),
    );
    const sums = { map: sumOf("map", ran), merge: sumOf("merge", ran) };
    const next = {
      ...experience,
      map: sums.map ? learnSteps(experience.map, sums.map) : experience.map,
      merge: sums.merge ? learnSteps(experience.merge, sums.merge) : experience.merge,
    };
    if (isDisturbed || ran.length === 0) return next;
    const actualMs = clock.monotonic() - begun - loadMs;
    const runs = next.runs ?? noRuns;
    const gapMs = mean(runs.runs === 0 ? null : runs.gapMs, Math.max(0, actualMs - busyMs) / ran.length, newest);
    const told = { ...next, runs: { ...runs, gapMs } };
    // By the speed this run had: that the machine was busier than usual is no fault of the plan.
    const prices = pricesOf(
      { ...told, alone: own.alone ?? told.alone, parallel: own.parallel ?? told.parallel },
      style,
    );
    if (!prices) return told;
    const outcome = learnOutcome(runs, priceOf(ran, prices).ms, actualMs);
    return { ...told, runs: { ...told.runs, ...outcome } };
  }

  function sumOf(kind: PlannedStep["kind"], ran: readonly PlannedStep[]): StepSums | null {
    const planned = ran.filter((step) => step.kind === kind);
    const found = [...asked].filter(([key]) => kindOf(key) === kind).map(([, each]) => each);
    if (planned.length === 0 || found.length === 0) return null;
    return {
      plannedPrompt: total(planned, "promptTokens"),
      readPrompt: total(found, "prompt"),
      plannedAnswer: total(planned, "answerTokens"),
      writtenAnswer: total(found, "answer"),
      points: total(planned, "points"),
      repairPrompt: total(found, "repairPrompt"),
      repairAnswer: total(found, "repairAnswer"),
      repairCalls: total(found, "repairCalls"),
      ...costOf(kind),
    };
  }

  function costOf(kind: PlannedStep["kind"]): Pick<StepSums, "pricedMs" | "tookMs"> {
    let pricedMs = 0;
    let tookMs = 0;
    for (const group of ["alone", "parallel"] as const) {
      const made = ownOf[kind][group];
      const all = own[group];
      if (!made || !all) continue;
      pricedMs += priceOfCalls(made, all);
      tookMs += tookOf(made);
    }
    return { pricedMs, tookMs };
  }
}

/** What is known as prices; null where no speed is. */
export function pricesOf(experience: Experience, style: ModelStyle): Prices | null {
  const rates = knownRates(experience, style);
  return (
    rates && {
      rates,
      steps: allStepRates(experience, style),
      gapMs: experience.runs?.gapMs ?? 0,
    }
  );
}

interface OwnCalls {
  alone: CallSums | null;
  parallel: CallSums | null;
}

/** Tokens of what was asked of a step and written, without and with its repairs. */
interface PendingQuestion {
  readonly prompt: number;
  readonly answer: number;
  readonly repairPrompt: number;
  readonly repairAnswer: number;
  readonly repairCalls: number;
}

export const noRuns: RunSums = {
  loadMs: null,
  contextSize: null,
  memoryBytes: null,
  width: null,
  gapMs: 0,
  bias: 0,
  spread: null,
  runs: 0,
};

/** What the newest sample counts in a mean. */
const newest = 0.4;

/** "repair:map:3" is of the step "map:3". */
function stepOf(key: string): { step: string; isRepair: boolean } {
  const inner = /^(?:check|repair):(.+)$/u.exec(key)?.[1];
  return inner === undefined ? { step: key, isRepair: false } : { step: inner, isRepair: true };
}

/** What is asked when the parts have been read makes the whole. */
function kindOf(step: string): PlannedStep["kind"] {
  return step.startsWith("map:") ? "map" : "merge";
}

/** What a text of a language counts still when another was counted after it. */
const languageMemory = 0.5;

function learnLanguage(known: Experience["languages"], language: string, { chunks }: MapPlan): Experience["languages"] {
  let tokens = 0;
  let characters = 0;
  for (const { pieces } of chunks) {
    for (const piece of pieces) {
      tokens += piece.tokens - tokensPerLine;
      characters += piece.text.length;
    }
  }
  if (tokens <= 0 || characters === 0) return known;
  const before = known.get(language);
  return new Map(known).set(language, {
    tokens: tokens + (before?.tokens ?? 0) * languageMemory,
    characters: characters + (before?.characters ?? 0) * languageMemory,
  });
}

function mean(before: number | null, sample: number, weight: number): number {
  return before === null ? sample : before + (sample - before) * weight;
}

function total<K extends string>(list: readonly Readonly<Record<K, number>>[], key: K): number {
  return list.reduce((sum, each) => sum + each[key], 0);
}
