import type { Coverage, Point, SummarySection } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import { makeCoverage } from "../evidence/coverage.ts";
import { supportOf } from "../evidence/support.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { WitnessOf } from "../witness/witnesses.ts";
import type { Clock } from "../ports.ts";
import { citationOf } from "../evidence/citations.ts";
import type { DraftClaim } from "./draft.ts";
import { composeWhole, type Whole } from "./composeWhole.ts";
import type { Chunk } from "./chunks.ts";
import { type MapInput, mapAll, type MapResult, type MapRun, UnfitModel, type Verify } from "./map.ts";
import { mergeAll } from "./merge.ts";
import { hearWitnesses } from "./hearWitnesses.ts";
import type { Sentence } from "../text/documentText.ts";
import { writesIn } from "./writesIn.ts";
import { mergeCalls } from "./mergeTree.ts";
import { planMaps } from "./plan.ts";
import { createPace } from "./runSteps.ts";
import type { SummaryWatch } from "./summaryWatch.ts";
import { digestPoints, emptySections, fillSections } from "./sections.ts";
import { translateDrafts } from "./translateDrafts.ts";
import { createSteps } from "./stepCache.ts";
import { extractive } from "./writers/extractive.ts";

export interface PipelineInput extends Omit<MapInput, "session" | "findWitness" | "onUnfit"> {
  readonly model: LanguageModel;
  readonly witnessOf?: WitnessOf | undefined;
  readonly clock: Clock;
  /** learns from the run what the next one will take */
  readonly watch?: SummaryWatch;
  /** filled while it runs, so that a run that ends in the middle has its times too */
  readonly times: PhaseTimes;
  /** The points of the whole, chosen and checked by code; what leads them may follow, and witnesses may still raise some. */
  onPoints(points: readonly Point[]): void;
  /** told of the share of the model that is loaded, 0 to 1 */
  onLoading(share: number): void;
}

export interface PipelineResult {
  /** what leads first */
  readonly points: readonly Point[];
  readonly coverage: Coverage;
  /**
   * why the digest stands there. base: the model only continues texts, and was not asked; unfit: it could say nothing that the document
   * carries; null: the points are the model's own
   */
  readonly instead: "base" | "unfit" | null;
  /** the sentences of the first part, as a model that writes read them; null where none did */
  readonly opening: readonly Sentence[] | null;
}

/** Milliseconds of each phase. */
export interface PhaseTimes {
  mapMs: number;
  mergeMs: number;
  verifyMs: number;
}

/**
 * Summarizes a whole document. A model that writes says freely what each part says, code grounds and checks every statement (map), and
 * the whole is chosen by code from what was verified; a model that only chooses gives sentences, which it merges in a tree. Steps that
 * were finished before are taken from the check-points. A model that says nothing of the first part which the document carries is asked
 * nothing more: the digest stands in its place.
 */
export async function runPipeline(input: PipelineInput): Promise<PipelineResult> {
  const { clock, source, times, writer } = input;
  const spoken = writesIn(input.model, source, input.written);
  const verifyIn = (written: string): Verify => {
    return (draft, id) => {
      const from = clock.monotonic();
      const point = toPoint({ ...input, written }, draft, id);
      times.verifyMs += clock.monotonic() - from;
      return point;
    };
  };

  if (input.model.style === "base") return digestInstead(input, "base");
  input.onProgress("loading", 0, 0, null);
  const isReady = input.watch?.loading();
  const unfit = new AbortController();
  const signal = AbortSignal.any([input.signal, unfit.signal]);
  await using session = await input.model.open("background", {
    signal,
    onLoading: (share) => input.onLoading(share),
  });
  isReady?.(session);
  const findWitness = input.witnessOf?.(input.model, session, input.signal);
  const onUnfit = (): void => unfit.abort();
  const opened = { ...input, signal, onUnfit, written: spoken, session, ...(findWitness && { findWitness }) };
  let made: MadeWhole;
  try {
    const mapped = await timed(input, "mapMs", async () => {
      const plan = await planMaps({ ...opened, tokens: session }, session.contextTokens);
      const { chunks, budget } = plan;
      const expectedMs = (await input.watch?.planned(plan, session.parallelism)) ?? null;
      const pieces = chunks.flatMap((chunk) => chunk.pieces);
      const run = {
        input: opened,
        budget,
        steps: createSteps(opened, writer, pieces),
        pace: createPace(clock, chunks.length + wholeCalls(input, chunks.length), expectedMs),
      };
      return { ...run, chunks, ...(await mapAll(run, chunks, verifyIn(spoken))) };
    });
    const { chunks, drafts, sections, steps } = mapped;
    const whole = await timed(input, "mergeMs", async () => {
      const own = await wholeOf(mapped, chunks, (points) => {
        const check = verifyIn(spoken);
        if (spoken === input.written)
          input.onPoints(points.map((draft, index) => check(draft, `s.${String(index + 1)}`)));
      });
      if (spoken === input.written) return own;
      const [lead, points] = [
        await translateDrafts(opened, own.lead, input.written),
        await translateDrafts(opened, own.points, input.written),
      ];
      return { lead, points };
    });
    const count = { total: drafts.length, mapped: drafts.length, reused: steps.reused() };
    made = { ...whole, sections, chunks: count, opening: chunks[0]?.pieces ?? [] };
  } catch (thrown) {
    const isUnfit = thrown instanceof UnfitModel || unfit.signal.aborted;
    if (isUnfit && !input.signal.aborted) return digestInstead(input, "unfit");
    throw thrown;
  }

  const verify = verifyIn(input.written);
  const total = made.lead.length + made.points.length;
  input.onProgress("verifying", 0, total, 0);
  const judge = ({ lead, points }: Whole): Point[] => [
    ...lead.map((draft, index): Point => ({ ...verify(draft, `l.${String(index + 1)}`), role: "lead" })),
    ...points.map((draft, index) => verify(draft, `s.${String(index + 1)}`)),
  ];
  let points = judge(made);
  if (points.some(({ support }) => support === "weak")) {
    input.onPoints(points);
    const hear = (drafts: readonly DraftClaim[]): Promise<DraftClaim[]> =>
      hearWitnesses({ ...opened, written: input.written }, drafts);
    points = judge({ lead: await hear(made.lead), points: await hear(made.points) });
  }
  const coverage = makeCoverage(
    source,
    { whole: points, bySection: made.sections.flatMap((section) => section.points) },
    made.chunks,
  );
  input.onProgress("verifying", total, total, 0);
  input.watch?.made();
  return { points, coverage, instead: null, opening: input.model.style === "instruct" ? made.opening : null };
}

/** The document's own sentences, where the model has none of its own to give. */
function digestInstead(input: PipelineInput, instead: "base" | "unfit"): PipelineResult {
  const { source, options } = input;
  const quote: Verify = (draft, id) => toPoint({ ...input, written: source.language }, draft, id);
  const sections = emptySections(source);
  input.onPlan(0, sections);
  input.onChunk(
    0,
    fillSections(source, sections, (draft, number) => quote(draft, `q${String(number)}.1`)),
  );
  const points = digestPoints(source, options).map((draft, index) => quote(draft, `s.${String(index + 1)}`));
  const bySection = sections.flatMap((section) => section.points);
  const coverage = makeCoverage(source, { whole: points, bySection }, { total: 0, mapped: 0 });
  input.watch?.made();
  return { points, coverage, instead, opening: null };
}

interface MadeWhole extends Whole {
  readonly sections: readonly SummarySection[];
  readonly chunks: Coverage["chunks"];
  readonly opening: readonly Sentence[];
}

/** Questions that the whole takes where nothing is missing: what stands before the points, or a tree of merges. */
function wholeCalls({ model }: PipelineInput, chunks: number): number {
  return model.style === "instruct" ? 1 : mergeCalls(chunks);
}

async function wholeOf(
  mapped: MapRun & MapResult,
  chunks: readonly Chunk[],
  onChosen: (points: readonly DraftClaim[]) => void,
): Promise<Whole> {
  const { options, source, model } = mapped.input;
  if (model.style === "instruct") {
    const whole = await composeWhole(mapped, chunks, mapped.drafts, onChosen);
    const isEmpty = whole.lead.length + whole.points.length === 0;
    // Who asks a question that nothing answers is not given the digest for an answer.
    return isEmpty && options.focus.trim() === "" ? { lead: [], points: digestPoints(source, options) } : whole;
  }
  const merged = await mergeAll(mapped);
  const points = isWorse(merged, options) ? digestPoints(source, options) : extractive.whole(source, options, merged);
  return { lead: [], points };
}

/** Share of the points of the whole that have to be the model's own, verified; with fewer the digest says more. */
const leastOwn = 0.5;

/** True where most of what the model chose had to give way to sentences: those of the digest are chosen better. */
function isWorse(whole: readonly DraftClaim[], options: SummaryOptions): boolean {
  // The digest answers no question.
  if (options.focus.trim() !== "") return false;
  return whole.filter(({ origin }) => origin === "model").length < Math.max(1, whole.length * leastOwn);
}

function toPoint(input: PipelineInput, draft: DraftClaim, id: string): Point {
  const { source } = input;
  const citations = draft.cites.map((sentence) => citationOf(source, sentence));
  const { support, by, findings } = supportOf(draft, input);
  const section = draft.cites[0]?.section;
  return {
    id,
    text: draft.text,
    section: section === undefined ? null : (source.sections[section]?.heading ?? null),
    citations,
    support,
    by,
    findings: [...findings],
    quoted: draft.origin === "quoted",
    role: "point",
  };
}

/** Adds the time of a phase, also where it ends in the middle. */
async function timed<T>(
  { clock, times }: PipelineInput,
  phase: "mapMs" | "mergeMs",
  work: () => Promise<T>,
): Promise<T> {
  const from = clock.monotonic();
  try {
    return await work();
  } finally {
    times[phase] += clock.monotonic() - from;
  }
}
