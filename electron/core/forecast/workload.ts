import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import type { TokenBudget } from "../llm/tokenBudget.ts";
import {
  type Chunk,
  type CountedSentence,
  groupNodes,
  mapBounds,
  mergeBounds,
  type PointBounds,
  spareTokens,
  tokensAroundQuote,
  writtenTokens,
} from "../summarize/summarize.ts";
import type { Rates, StepRates, CallRates } from "./speeds.ts";

/** A step of a summary before it is run. */
export interface PlannedStep {
  /** as the pipeline names it: "map:3", "merge:1:0" */
  readonly key: string;
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
  /** the sentences that the model chooses from; null where it writes its own */
  readonly choices: (cited: readonly CountedSentence[], bounds: PointBounds) => readonly CountedSentence[] | null;
  /** of the longest answer planned, what is usually written */
  readonly written: { readonly map: number; readonly merge: number };
  /** chunks whose points are there already and cost nothing, by their index */
  readonly kept: ReadonlySet<number>;
}

/** The steps that a summary will take: those of its chunks, and those of the merge tree level by level. */
export async function planSteps(input: WorkInput): Promise<PlannedStep[]> {
  const { chunks, options, budget, frameTokens, choices, written, kept } = input;
  let isChosen = false;
  const width = Math.max(1, input.width);
  const sentenceTokens = meanTokens(chunks.flatMap((chunk) => chunk.pieces));
  const maps = chunks
    .filter(({ index }) => !kept.has(index))
    .map((chunk): Omit<PlannedStep, "parallel"> => {
      const bounds = mapBounds(options, chunk, chunks.length, budget);
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
  // A quote stands in the prompt twice: as the note, and as the sentence that the note cites.
  const shownTokens = isChosen ? 2 * tokensOfPoint : tokensOfPoint * written.map + sentenceTokens * citedSentences;
  const pointsOf = (most: number, share: number): number => (isChosen ? Math.max(1, Math.round(most * share)) : most);
  const promptOf = (points: number): number => frameTokens + points * shownTokens;
  const fits = (points: number): boolean => {
    const bounds = mergeBounds(options, true, points, budget);
    const longest = isChosen ? bounds.most * (tokensOfPoint + tokensAroundQuote) : writtenTokens(bounds, budget);
    return promptOf(points) + longest + spareTokens <= budget.contextSize;
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
        answerTokens: isChosen ? bounds.most * tokensOfPoint : writtenTokens(bounds, budget),
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

/** Sentences that the prompt of a merge shows for a point. */
const citedSentences = 1.2;

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

/** Milliseconds that the steps take by these prices, and the questions they come to. */
export function priceOf(steps: readonly PlannedStep[], prices: Prices): { ms: number; calls: number } {
  let ms = 0;
  let calls = 0;
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
  }
  return { ms, calls };
}

function priceOfCall({ prefill, decode, overhead }: Rates, promptTokens: number, answer: number): number {
  return promptTokens * prefill + answer * decode + overhead;
}
