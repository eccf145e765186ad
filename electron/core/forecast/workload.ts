import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { TokenBudget } from "../llm/tokenBudget.ts";
import {
  type Chunk,
  type CountedSentence,
  groupNodes,
  linesAtATime,
  mapBounds,
  mergeBounds,
  type PointBounds,
  spareTokens,
  tokensAroundQuote,
  wholeSizes,
  writtenTokens,
} from "../summarize/summarize.ts";
import type { Rates, StepRates, CallRates } from "./speeds.ts";

/** A step of a summary before it is run. */
export interface PlannedStep {
  /** as the pipeline names it: "map:3", "merge:1:0", "lead", "translate" */
  readonly key: string;
  /** map: a part is read; merge: the whole is made of the parts */
  readonly kind: "map" | "merge";
  /** it runs beside others */
  readonly parallel: boolean;
  /** tokens of the whole prompt, about */
  readonly promptTokens: number;
  /** tokens that an answer of as many points as may be takes, about; few are as long */
  readonly answerTokens: number;
  /** points asked for */
  readonly points: number;
}

export interface WorkInput {
  readonly chunks: readonly Chunk[];
  readonly options: SummaryOptions;
  readonly budget: TokenBudget;
  /** tokens of a prompt without any sentence */
  readonly frameTokens: number;
  /** steps at a time */
  readonly width: number;
  /** the sentences that the model chooses from; null for one that writes freely, whose points code chooses for the whole */
  readonly choices: (cited: readonly CountedSentence[], bounds: PointBounds) => readonly CountedSentence[] | null;
  /** what a chunk is asked for */
  readonly boundsOf: (chunk: Chunk) => PointBounds;
  /** what is written is in another language than what is read */
  readonly isTranslated: boolean;
  /** of the longest answer planned, what is usually written */
  readonly written: { readonly map: number; readonly merge: number };
  /** chunks whose points are there already and cost nothing, by their index */
  readonly kept: ReadonlySet<number>;
}

/**
 * The steps that a summary will take: those of its chunks, and those of the merge tree level by level; of a model that writes freely what
 * stands before the points. That it is asked for what is missing is too seldom to be planned.
 */
export async function planSteps(input: WorkInput): Promise<PlannedStep[]> {
  const { chunks, options, budget, frameTokens, choices, written, kept, boundsOf } = input;
  let isChosen = false;
  const width = Math.max(1, input.width);
  const sentenceTokens = meanTokens(chunks.flatMap((chunk) => chunk.pieces));
  const maps = chunks
    .filter(({ index }) => !kept.has(index))
    .map((chunk): Omit<PlannedStep, "parallel"> => {
      const bounds = boundsOf(chunk);
      const hasText = chunk.pieces.some(({ kind }) => kind !== "heading");
      const cited = chunk.pieces.filter(({ kind }) => !hasText || kind !== "heading");
      const chosen = choices(cited, bounds);
      isChosen ||= chosen !== null;
      return {
        key: `map:${String(chunk.index)}`,
        kind: "map",
        promptTokens: frameTokens + chunk.tokens,
        answerTokens: chosen ? bounds.most * (meanTokens(chosen) || sentenceTokens) : writtenTokens(bounds, budget),
        points: bounds.most,
      };
    });
  const steps = withParallelism(maps, width);
  // What is merged are quotes already.
  const asked = maps.reduce((sum, { points }) => sum + points, 0);
  const tokensOfPoint = asked > 0 ? maps.reduce((sum, each) => sum + each.answerTokens, 0) / asked : sentenceTokens;
  if (!isChosen) return [...steps, ...wholeSteps(input, tokensOfPoint)];
  // A quote stands in the prompt twice: as the note, and as the sentence that the note cites.
  const shownTokens = 2 * tokensOfPoint;
  const pointsOf = (most: number, share: number): number => Math.max(1, Math.round(most * share));
  const promptOf = (points: number): number => frameTokens + points * shownTokens;
  const fits = (points: number): boolean => {
    const bounds = mergeBounds(options, true, points, budget);
    return promptOf(points) + bounds.most * (tokensOfPoint + tokensAroundQuote) + spareTokens <= budget.contextSize;
  };

  let nodes = chunks.map((chunk) => pointsOf(mapBounds(options, chunk, chunks.length, budget).most, written.map));
  for (let level = 1; nodes.length > 1; level += 1) {
    const groups = await groupNodes(nodes, (group) => Promise.resolve(fits(sumOf(group))));
    if (groups.every((group) => group.length === 1)) {
      const thinner = nodes.map((points) => Math.ceil(points / 2));
      if (thinner.every((points, index) => points === nodes[index])) break;
      nodes = thinner;
      continue;
    }
    const isLast = groups.length === 1;
    const merges: Omit<PlannedStep, "parallel">[] = [];
    nodes = groups.map((group, index) => {
      const points = sumOf(group);
      if (group.length === 1) return points;
      const bounds = mergeBounds(options, isLast, points, budget);
      merges.push({
        key: `merge:${String(level)}:${String(index)}`,
        kind: "merge",
        promptTokens: promptOf(points),
        answerTokens: bounds.most * tokensOfPoint,
        points: bounds.most,
      });
      return pointsOf(bounds.most, written.merge);
    });
    steps.push(...withParallelism(merges, width));
  }
  return steps;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function meanTokens(pieces: readonly CountedSentence[]): number {
  return pieces.length === 0 ? 0 : pieces.reduce((sum, { tokens }) => sum + tokens, 0) / pieces.length;
}

/** Tokens of a sentence before the points at most, about. */
const leadTokens = 70;

/** What a model that writes freely is asked about the points that code has chosen. */
function wholeSteps(
  { chunks, options, frameTokens, written, isTranslated, boundsOf }: WorkInput,
  tokensOfPoint: number,
): PlannedStep[] {
  const size = wholeSizes[options.length];
  const points = Math.min(size.points, sumOf(chunks.map((chunk) => boundsOf(chunk).most)));
  if (points === 0) return [];
  const shown = tokensOfPoint * written.map;
  const step = { kind: "merge", parallel: false } as const;
  const lead: PlannedStep = {
    ...step,
    key: "lead",
    promptTokens: frameTokens + points * shown,
    answerTokens: size.lead * leadTokens,
    points: size.lead,
  };
  if (!isTranslated) return [lead];
  const rest = options.length === "sentence" ? 0 : points;
  const lots = Array.from({ length: Math.ceil(rest / linesAtATime) }, (_, lot) =>
    Math.min(linesAtATime, rest - lot * linesAtATime),
  );
  const translations = [size.lead, ...lots].map((lines): PlannedStep => ({
    ...step,
    key: "translate",
    promptTokens: translateFrameTokens + lines * shown,
    answerTokens: lines * tokensOfPoint,
    points: lines,
  }));
  return [lead, ...translations];
}

/** Tokens of the question for lines in another language without any line. */
const translateFrameTokens = 100;

function withParallelism(steps: readonly Omit<PlannedStep, "parallel">[], width: number): PlannedStep[] {
  return steps.map((step, index) => {
    const first = Math.floor(index / width) * width;
    return { ...step, parallel: Math.min(steps.length, first + width) - first > 1 };
  });
}

/** What is known when a summary is priced. */
export interface Prices {
  readonly rates: CallRates;
  readonly steps: { readonly map: StepRates; readonly merge: StepRates };
  /** milliseconds of a run outside the calls, for each step */
  readonly gapMs: number;
}

/** Milliseconds that the steps take by these prices, the questions they come to, and their tokens, those of whole prompts. */
export function priceOf(
  steps: readonly PlannedStep[],
  prices: Prices,
): { ms: number; calls: number; readTokens: number; writtenTokens: number } {
  let ms = 0;
  let calls = 0;
  let readTokens = 0;
  let writtenTokens = 0;
  for (const step of steps) {
    const share = prices.steps[step.kind];
    const rates = step.parallel ? prices.rates.parallel : prices.rates.alone;
    const repairs = share.repair.calls * step.points;
    const callsMs =
      priceOfCall(rates, step.promptTokens * share.prompt, step.answerTokens * share.answer) +
      priceOfCall({ ...rates, overhead: 0 }, share.repair.prompt * step.points, share.repair.answer * step.points) +
      rates.overhead * repairs;
    ms += callsMs * share.cost + prices.gapMs;
    calls += 1 + repairs;
    readTokens += step.promptTokens + share.repair.prompt * step.points;
    writtenTokens += step.answerTokens * share.answer + share.repair.answer * step.points;
  }
  return { ms, calls, readTokens, writtenTokens };
}

function priceOfCall({ prefill, decode, overhead }: Rates, promptTokens: number, answer: number): number {
  return promptTokens * prefill + answer * decode + overhead;
}
