import type { Coverage, Point } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import { makeCoverage } from "../evidence/coverage.ts";
import { supportOf } from "../evidence/support.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { WitnessOf } from "../witness/witnesses.ts";
import type { Clock } from "../ports.ts";
import { citationOf } from "../evidence/citations.ts";
import type { DraftClaim } from "./draft.ts";
import { type MapInput, mapAll, type Verify } from "./map.ts";
import { mergeAll } from "./merge.ts";
import { mergeCalls } from "./mergeTree.ts";
import { planMaps } from "./plan.ts";
import { createPace } from "./runSteps.ts";
import type { SummaryWatch } from "./summaryWatch.ts";
import { digestPoints } from "./sections.ts";
import { createSteps } from "./stepCache.ts";

export interface PipelineInput extends Omit<MapInput, "session" | "findWitness"> {
  readonly model: LanguageModel;
  readonly witnessOf?: WitnessOf | undefined;
  readonly clock: Clock;
  /** learns from the run what the next one will take */
  readonly watch?: SummaryWatch;
  /** filled while it runs, so that a run that ends in the middle has its times too */
  readonly times: PhaseTimes;
  /** told of the share of the model that is loaded, 0 to 1 */
  onLoading(share: number): void;
}

export interface PipelineResult {
  readonly points: readonly Point[];
  readonly coverage: Coverage;
}

/** Milliseconds of each phase. */
export interface PhaseTimes {
  mapMs: number;
  mergeMs: number;
  verifyMs: number;
}

/**
 * Summarizes a whole document: points of every chunk (map), points of points with the sentences they cite (merge, a tree),
 * and a check of each in code, with repair of what fails. Steps that were finished before are taken from the check-points.
 */
export async function runPipeline(input: PipelineInput): Promise<PipelineResult> {
  const { clock, source, times } = input;
  const verify: Verify = (draft, id) => {
    const from = clock.monotonic();
    const point = toPoint(input, draft, id);
    times.verifyMs += clock.monotonic() - from;
    return point;
  };

  input.onProgress("loading", 0, 0, null);
  const isReady = input.watch?.loading();
  await using session = await input.model.open("background", {
    signal: input.signal,
    onLoading: (share) => input.onLoading(share),
  });
  isReady?.(session);
  const findWitness = input.witnessOf?.(input.model, session, input.signal);
  const opened = { ...input, session, ...(findWitness && { findWitness }) };
  const mapped = await timed(input, "mapMs", async () => {
    const plan = await planMaps({ ...input, tokens: session }, session.contextTokens);
    const { chunks, budget } = plan;
    const expectedMs = (await input.watch?.planned(plan, session.parallelism)) ?? null;
    const pieces = chunks.flatMap((chunk) => chunk.pieces);
    const run = {
      input: opened,
      budget,
      steps: createSteps(opened, input.writer, pieces, budget),
      pace: createPace(clock, chunks.length + mergeCalls(chunks.length), expectedMs),
    };
    return { ...run, ...(await mapAll(run, chunks, verify)) };
  });
  const merged = await timed(input, "mergeMs", () => mergeAll(mapped));
  const { options, writer } = input;
  const whole = isWorse(merged, options) ? digestPoints(source, options) : writer.whole(source, options, merged);

  input.onProgress("verifying", 0, whole.length, 0);
  const points = whole.map((draft, index) => verify(draft, `s.${String(index + 1)}`));
  const chunks = mapped.drafts.length;
  const bySection = mapped.sections.flatMap((section) => section.points);
  const coverage = makeCoverage(
    source,
    { whole: points, bySection },
    { total: chunks, mapped: chunks, reused: mapped.steps.reused() },
  );
  input.onProgress("verifying", points.length, points.length, 0);
  input.watch?.made();
  return { points, coverage };
}

/** Share of the points of the whole that have to be the model's own, verified; with fewer the digest says more. */
const leastOwn = 0.5;

/** True where most of what the model wrote had to give way to sentences: those of the digest are chosen better. */
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
