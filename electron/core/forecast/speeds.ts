import type { CallSums, Experience, StepSums } from "../store/store.ts";
import type { ModelStyle } from "../llm/languageModel.ts";

/** What a question to a model takes, in milliseconds. */
export interface Rates {
  /** a token of a prompt */
  readonly prefill: number;
  /** a token of an answer */
  readonly decode: number;
  /** the question itself: its grammar compiled, its turn waited for */
  readonly overhead: number;
}

/** Rates of calls on their own, and of several at a time, each with its share of the time they take together. */
export interface CallRates {
  readonly alone: Rates;
  readonly parallel: Rates;
}

/** How many questions a step of a summary comes to, by what was planned for it. */
export interface StepRates {
  /** tokens of a prompt that are evaluated, by those planned; the rest stands in the sequence from the step before */
  readonly prompt: number;
  /** tokens written, by those planned */
  readonly answer: number;
  /** of the repairs of a step, for each of its points */
  readonly repair: { readonly prompt: number; readonly answer: number; readonly calls: number };
  /** what its calls take, by what they would at the speed of all calls: half to double */
  readonly cost: number;
}

/** A call that ended, in milliseconds of the time that was its own. */
export interface CallSample {
  readonly prefillTokens: number;
  readonly prefillMs: number;
  readonly decodeTokens: number;
  readonly decodeMs: number;
  readonly overheadMs: number;
}

/** What a call still counts when another has come after it: about the last twenty make the mean. */
const callMemory = 0.95;
/** Of a call that took many times longer than others do something else is to blame; it counts as this many times longer. */
const mostTimes = 4;
const callsToJudgeBy = 3;

/**
 * The sums after some more calls, which count alike among themselves: the steps at the end of a summary are not like those at its
 * beginning. A trial counts until the first calls of real work.
 */
export function learnCalls(sums: CallSums | null, made: CallSums): CallSums {
  const kept = sums && (made.probed || !sums.probed) ? callMemory ** made.calls : 0;
  return plus(sums, made, kept);
}

/**
 * The sums of calls that count alike, with one more.
 * @param usual what calls took before; one that takes many times longer counts for less
 */
export function addCall(
  sums: CallSums | null,
  sample: CallSample,
  { at, usual, probed = false }: { at: number; usual: CallSums | null; probed?: boolean },
): CallSums {
  const judge = [usual, sums].find((each) => each && !each.probed && each.calls >= callsToJudgeBy);
  const share = judge ? withinReason(ratesOf(judge), sample) : 1;
  const one: CallSums = {
    prefillTokens: sample.prefillTokens,
    prefillMs: sample.prefillMs * share,
    decodeTokens: sample.decodeTokens,
    decodeMs: sample.decodeMs * share,
    overheadMs: sample.overheadMs * share,
    calls: 1,
    probed,
    measuredAt: at,
  };
  return plus(sums, one, 1);
}

/** @param kept share of the sums before that still counts */
function plus(sums: CallSums | null, more: CallSums, kept: number): CallSums {
  const add = (key: Exclude<keyof CallSums, "probed" | "measuredAt">): number => (sums?.[key] ?? 0) * kept + more[key];
  return {
    prefillTokens: add("prefillTokens"),
    prefillMs: add("prefillMs"),
    decodeTokens: add("decodeTokens"),
    decodeMs: add("decodeMs"),
    overheadMs: add("overheadMs"),
    calls: add("calls"),
    probed: more.probed,
    measuredAt: more.measuredAt,
  };
}

/** Milliseconds of the calls, by the speed of others. */
export function priceOfCalls(made: CallSums, others: CallSums): number {
  const { prefill, decode, overhead } = ratesOf(others);
  return made.prefillTokens * prefill + made.decodeTokens * decode + made.calls * overhead;
}

export function tookOf({
  prefillMs,
  decodeMs,
  overheadMs,
}: Pick<CallSums, "prefillMs" | "decodeMs" | "overheadMs">): number {
  return prefillMs + decodeMs + overheadMs;
}

function withinReason(rates: Rates, sample: CallSample): number {
  const took = tookOf(sample);
  const usual = sample.prefillTokens * rates.prefill + sample.decodeTokens * rates.decode + rates.overhead;
  return usual > 0 && took > usual * mostTimes ? (usual * mostTimes) / took : 1;
}

function ratesOf(sums: CallSums): Rates {
  return {
    prefill: quotient(sums.prefillMs, sums.prefillTokens),
    decode: quotient(sums.decodeMs, sums.decodeTokens),
    overhead: quotient(sums.overheadMs, sums.calls),
  };
}

/**
 * How much faster several sequences write together than one, where it was not measured (3 times with four on two cores). What a
 * model chooses is evaluated like a prompt, which gains nothing.
 */
function gainOfParallelism(style: ModelStyle): number {
  return style === "instruct" ? 2.5 : 1;
}

/**
 * The rates that are known; those of parallel calls follow from those of single calls and the other way round where only one is known.
 * Null where nothing is.
 * @param style as in stepRates
 */
export function knownRates(
  { alone, parallel }: Pick<Experience, "alone" | "parallel">,
  style: ModelStyle,
): CallRates | null {
  // What was measured at work says more than a trial.
  const single = alone && !(alone.probed && parallel && !parallel.probed) ? ratesOf(alone) : null;
  const together = parallel ? ratesOf(parallel) : null;
  if (single && together) return { alone: single, parallel: together };
  if (single) return { alone: single, parallel: { ...single, decode: single.decode / gainOfParallelism(style) } };
  if (together)
    return { alone: { ...together, decode: together.decode * gainOfParallelism(style) }, parallel: together };
  return null;
}

/** Bytes of weights that a computer reads in a millisecond to write a token, where nothing was measured: 10 GB/s. */
const bytesPerMs = 1e7;
/** Prompts are evaluated so many times faster than answers are written, by experience with processors of four cores. */
const prefillGain = 5;

/** Rates by the bytes of weights that a model reads for a token: those of the other models of the machine in proportion, else those of a small computer. */
export function estimateRates(
  bytes: number,
  others: readonly { bytes: number; sums: CallSums }[],
  style: ModelStyle,
): CallRates {
  const nearest = nearestOf(bytes, others, style);
  const decode = nearest ? (nearest.rates.decode * bytes) / nearest.bytes : Math.max(1, bytes / bytesPerMs);
  const prefill = nearest ? (nearest.rates.prefill * bytes) / nearest.bytes : decode / prefillGain;
  const alone = { prefill, decode, overhead: nearest?.rates.overhead ?? 20 };
  return { alone, parallel: { ...alone, decode: decode / gainOfParallelism(style) } };
}

/** A model this many times smaller tells nothing: what it takes is not the reading of its weights. */
const mostTimesSmaller = 10;

/** The speed of the model whose weights are nearest in size, which says most; null where there is none. */
export function nearestOf(
  bytes: number,
  others: readonly { bytes: number; sums: CallSums }[],
  style: ModelStyle,
): { readonly rates: Rates; readonly bytes: number } | null {
  const scaled = others.flatMap((other) => {
    const known = knownRates({ alone: other.sums, parallel: null }, style)?.alone;
    return known && known.decode > 0 && other.bytes * mostTimesSmaller >= bytes && other.bytes > 0
      ? [{ rates: known, bytes: other.bytes }]
      : [];
  });
  return scaled.toSorted((a, b) => distance(a.bytes, bytes) - distance(b.bytes, bytes))[0] ?? null;
}

function distance(a: number, b: number): number {
  return Math.abs(Math.log(a / b));
}

/** What a run still counts in the sums of its steps when another has come after it. */
const runMemory = 0.8;

/** A run that was asked again and again, or wrote next to nothing, tells little of the next: it moves the shares by this at most. */
const mostPerRun = 1.3;

/** The sums after one more run. */
export function learnSteps(sums: StepSums | null, made: StepSums): StepSums {
  const run = sums
    ? {
        ...made,
        readPrompt: nearTo(sums.readPrompt / sums.plannedPrompt, made.readPrompt, made.plannedPrompt),
        writtenAnswer: nearTo(sums.writtenAnswer / sums.plannedAnswer, made.writtenAnswer, made.plannedAnswer),
      }
    : made;
  const add = (key: keyof StepSums): number => (sums?.[key] ?? 0) * runMemory + run[key];
  return {
    plannedPrompt: add("plannedPrompt"),
    readPrompt: add("readPrompt"),
    plannedAnswer: add("plannedAnswer"),
    writtenAnswer: add("writtenAnswer"),
    points: add("points"),
    repairPrompt: add("repairPrompt"),
    repairAnswer: add("repairAnswer"),
    repairCalls: add("repairCalls"),
    pricedMs: add("pricedMs"),
    tookMs: add("tookMs"),
  };
}

function nearTo(share: number, sum: number, planned: number): number {
  if (!(share > 0) || !Number.isFinite(share)) return sum;
  return Math.max((share / mostPerRun) * planned, Math.min(share * mostPerRun * planned, sum));
}

/** Of both kinds of steps. */
export function allStepRates(
  { map, merge }: Pick<Experience, "map" | "merge">,
  style: ModelStyle,
): { readonly map: StepRates; readonly merge: StepRates } {
  return { map: stepRates(map, style), merge: stepRates(merge, style) };
}

/** @param style instruct: it writes in its own words; starter: it only chooses sentences */
export function stepRates(sums: StepSums | null, style: ModelStyle): StepRates {
  const repair = { prompt: 0, answer: 0, calls: 0 };
  if (!sums) return { prompt: 0.9, answer: style === "instruct" ? 0.42 : 0.7, repair, cost: 1 };
  return {
    prompt: quotient(sums.readPrompt, sums.plannedPrompt, 0.9),
    answer: quotient(sums.writtenAnswer, sums.plannedAnswer, 0.5),
    repair:
      sums.points > 0
        ? {
            prompt: sums.repairPrompt / sums.points,
            answer: sums.repairAnswer / sums.points,
            calls: sums.repairCalls / sums.points,
          }
        : repair,
    cost: Math.max(1 / mostCorrection, Math.min(mostCorrection, quotient(sums.tookMs, sums.pricedMs, 1))),
  };
}

/** What the newest outcome moves the bias by; the first ones by more, but none is taken for all there is to know. */
const outcomeWeight = 0.25;
/** Nothing is corrected by more than to half or double. */
export const mostCorrection = 2;

/**
 * How far forecasts are off on the whole, after one more run. What was expected is computed with the speeds of the run itself, so
 * that the bias is not of these, which are learned by themselves, but of what no speed tells.
 */
export function learnOutcome(
  known: { readonly bias: number; readonly spread: number | null; readonly runs: number },
  expectedMs: number,
  actualMs: number,
): { bias: number; spread: number | null; runs: number } {
  if (!(expectedMs > 0) || !(actualMs > 0)) return { ...known };
  const limit = Math.log(mostCorrection);
  const off = Math.max(-limit, Math.min(limit, Math.log(actualMs / expectedMs)));
  const weight = Math.max(outcomeWeight, 1 / (known.runs + 2));
  const distance = Math.abs(off - known.bias);
  return {
    bias: known.bias + (off - known.bias) * weight,
    spread:
      known.runs === 0 ? null : known.spread === null ? distance : known.spread + (distance - known.spread) * weight,
    runs: known.runs + 1,
  };
}

/** By what an expected time is multiplied: 0.5 to 2. */
export function correctionOf(bias: number): number {
  return Math.max(1 / mostCorrection, Math.min(mostCorrection, Math.exp(bias)));
}

function quotient(sum: number, count: number, otherwise = 0): number {
  return count > 0 ? sum / count : otherwise;
}
