import { internalError } from "../../contract/errors.ts";
import type { JobStage } from "../../contract/jobs.ts";
import type { Coverage, Point, SummarySection } from "../../contract/summaries.ts";
import type { DocumentKind, SummaryOptions } from "../../contract/summaryOptions.ts";
import type { RunWatch } from "../forecast/runWatch.ts";
import type { LanguageModel } from "../llm/languageModel.ts";
import type { Clock } from "../ports.ts";
import { answerTokens, mapBounds, mergeBounds, type Room, wholeCount } from "./bounds.ts";
import type { Chunk } from "./chunks.ts";
import { makeCoverage } from "../evidence/coverage.ts";
import { pickSentences } from "../extract/digest.ts";
import type { DraftClaim } from "./draft.ts";
import { evenly } from "../text/evenly.ts";
import { supportOf } from "../evidence/support.ts";
import { planMaps, spareTokens } from "./mapPlan.ts";
import { groupNodes, mergeCalls, type Node } from "./mergeTree.ts";
import { mapPrompt, mapQuestion, mergePrompt, mergeQuestion, type PointPrompt, type PromptContext } from "./prompts.ts";
import { quoteSentence, repairPoints } from "./repair.ts";
import { partKey } from "./partKey.ts";
import type { Part } from "./reuse.ts";
import { addToSections, emptySections, fillSections, inPlace } from "./sections.ts";
import { citationOf } from "../evidence/citations.ts";
import type { DocumentText } from "../text/documentText.ts";
import { createSteps, pipelineVersion, type Step, type StepDeps, type Steps } from "./steps.ts";

export interface PipelineInput extends Omit<StepDeps, "session"> {
  readonly model: LanguageModel;
  readonly source: DocumentText;
  readonly options: SummaryOptions;
  /** what the document is read as */
  readonly kind: DocumentKind;
  readonly clock: Clock;
  /** learns from the run what the next one will take */
  readonly watch?: RunWatch;
  /** filled while it runs, so that a run that ends in the middle has its times too */
  readonly times: PhaseTimes;
  /** told of the share of the model that is loaded, 0 to 1 */
  onLoading(share: number): void;
  onPlan(chunks: number, sections: readonly SummarySection[]): void;
  /** A chunk is done; the sections it belongs to as they now stand. */
  onChunk(done: number, sections: readonly SummarySection[]): void;
  onProgress(stage: JobStage, done: number, total: number, leftMs: number | null): void;
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
  const opened: OpenInput = { ...input, session };
  const mapped = await timed(input, "mapMs", async () => {
    const plan = await planMaps({ ...input, tokens: session }, session.contextTokens);
    const { chunks, room } = plan;
    const expectedMs = (await input.watch?.planned(plan, session.parallelism)) ?? null;
    const pieces = chunks.flatMap((chunk) => chunk.pieces);
    const run = {
      input: opened,
      room,
      steps: createSteps(opened, pieces, (step, points) => repairPoints(opened, step, points, room)),
      pace: createPace(clock, chunks.length + mergeCalls(chunks.length), expectedMs),
    };
    return { ...run, ...(await mapAll(run, chunks, verify)) };
  });
  const merged = await timed(input, "mergeMs", () => mergeAll(mapped));
  const whole = isWorse(merged, input) ? digestPoints(input) : wholeOf(input, merged);

  input.onProgress("verifying", 0, whole.length, 0);
  const points = whole.map((draft, place) => verify(draft, `s.${String(place + 1)}`));
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
function isWorse(whole: readonly DraftClaim[], { options }: PipelineInput): boolean {
  // The digest answers no question.
  if (options.focus.trim() !== "") return false;
  return whole.filter(({ origin }) => origin === "model").length < Math.max(1, whole.length * leastOwn);
}

/**
 * What a model writes draws on several places at once. One that only chooses sentences has a voice in the choice of the digest, which
 * so says no less than without it.
 */
function wholeOf(input: PipelineInput, merged: readonly DraftClaim[]): readonly DraftClaim[] {
  // Who asks a question wants the places that answer it.
  if (input.model.style !== "starter" || input.options.focus.trim() !== "") return merged;
  return digestPoints(input, merged);
}

/** @param own points of which some may stand for the sentence that they quote */
function digestPoints({ source, options }: PipelineInput, own: readonly DraftClaim[] = []): DraftClaim[] {
  const bySentence = new Map(own.map((draft) => [draft.cites[0]?.index, draft]));
  const liked = new Set(own.flatMap(({ cites }) => cites.map(({ index }) => index)));
  const sentences = pickSentences(source, options.length, options.length === "sentence" ? 1 : undefined, liked);
  return inPlace(sentences.map((sentence) => bySentence.get(sentence.index) ?? quoteSentence(sentence)));
}

/** What merging needs: a document and a set of documents are merged alike. */
export type MergeInput = StepDeps & PromptContext & Pick<PipelineInput, "onProgress">;

export interface MergeRun {
  readonly input: MergeInput;
  readonly steps: Pick<Steps, "recall" | "run">;
  readonly room: Room;
  readonly pace: Pace;
}

/** While the model is open. */
type OpenInput = PipelineInput & StepDeps;

interface Run extends MergeRun {
  readonly input: OpenInput;
  readonly steps: Steps;
}

type Verify = (draft: DraftClaim, id: string) => Point;

interface Mapped {
  /** the points of every chunk, in the order of the chunks */
  readonly drafts: DraftClaim[][];
  readonly sections: readonly SummarySection[];
}

async function mapAll(run: Run, chunks: readonly Chunk[], verify: Verify): Promise<Mapped> {
  const { input, room, pace } = run;
  const sections = emptySections(input.source);
  const drafts = new Map<number, DraftClaim[]>();
  input.onPlan(chunks.length, sections);
  const running = runSteps({
    ...run,
    list: chunks.map((chunk) => mapStep(input, chunk, chunks.length, room)),
    onDone(place, points, recalled) {
      drafts.set(place, points);
      const touched = addToSections(sections, points, chunks[place], (draft, number) =>
        verify(draft, `c${String(place + 1)}.${String(number)}`),
      );
      pace.done(recalled);
      input.onChunk(drafts.size, touched);
      if (!recalled) input.onProgress("mapping", drafts.size, chunks.length, pace.leftMs());
    },
  });
  // Kept parts are recalled before the first wait: the progress begins with them, not at nothing.
  input.onProgress("mapping", drafts.size, chunks.length, pace.leftMs());
  await running;
  const inOrder = chunks.map(({ index }) => {
    const points = drafts.get(index);
    if (!points) throw internalError(`A part of the document was not read. part ${index}`);
    return points;
  });
  // A question is answered where the document does, not in every section.
  if (input.options.focus.trim() === "") {
    const filled = fillSections(input.source, sections, (draft, number) => verify(draft, `q${String(number)}.1`));
    if (filled.length > 0) input.onChunk(drafts.size, filled);
  }
  return { drafts: inOrder, sections };
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

function mapStep(input: OpenInput, chunk: Chunk, chunks: number, room: Room): Step {
  const bounds = mapBounds(input.options, chunk, chunks, room);
  const alone = mapQuestion(untitled(input), { ...chunk, index: 0 }, Math.min(2, chunks), bounds);
  const part: Part = { key: keyOf(input, alone), pieces: chunk.pieces, merges: false };
  return { key: `map:${String(chunk.index)}`, ...stepOf(mapPrompt(input, chunk, chunks, bounds), room), part };
}

/** Points that were merged before, with the sentences they cite, need no merging again where none of them has changed. */
function mergeStep(input: MergeInput, key: string, points: readonly DraftClaim[], isLast: boolean, room: Room): Step {
  const bounds = mergeBounds(input.options, isLast, points.length, room);
  const prompt = mergePrompt(input, points, bounds);
  const part: Part = {
    key: keyOf(input, mergeQuestion(untitled(input), points, bounds)),
    pieces: prompt.cited,
    merges: true,
  };
  return { key, ...stepOf(prompt, room), part };
}

/** The title of the document, and which part of it this is, make it no other part. */
function untitled<I extends MergeInput>(input: I): I {
  return { ...input, source: { ...input.source, title: "" } };
}

function keyOf({ model, temperature, written }: MergeInput, question: Parameters<typeof partKey>[0]): string {
  return partKey(question, { modelId: model.id, temperature, written, pipeline: pipelineVersion });
}

export function stepOf(prompt: PointPrompt, room: Room): Omit<Step, "key"> {
  return { prompt, maxTokens: answerTokens(prompt, room) };
}

interface StepRun extends MergeRun {
  readonly list: readonly Step[];
  onDone(place: number, points: DraftClaim[], recalled: boolean): void;
}

/**
 * Steps in waves, as many at a time as the engine has sequences: steps that start together read their prompts together and then
 * write together, which a batch does faster than both mixed. What a wave finished is kept even where one of it failed.
 */
export async function runSteps({ input, steps, list, onDone }: StepRun): Promise<void> {
  const open: { place: number; step: Step }[] = [];
  for (const [place, step] of list.entries()) {
    const known = steps.recall(step);
    if (known) onDone(place, known, true);
    else open.push({ place, step });
  }
  for (let from = 0, width; from < open.length; from += width) {
    input.signal.throwIfAborted();
    width = input.session.parallelism;
    const wave = open.slice(from, from + width).map(async ({ place, step }) => {
      const points = await steps.run(step);
      onDone(place, points, false);
    });
    for (const result of await Promise.allSettled(wave)) if (result.status === "rejected") throw result.reason;
  }
}

/** The points of the whole, from those of its parts, in a tree of merges. */
export async function mergeAll(
  run: MergeRun & { readonly drafts: readonly (readonly DraftClaim[])[] },
): Promise<readonly DraftClaim[]> {
  const { input, room, drafts, pace } = run;
  const { options, session } = input;
  const most = wholeCount(options);
  let nodes: Node[] = drafts.filter((points) => points.length > 0);
  const single = drafts.length === 1 ? nodes[0] : undefined;
  if (single) return single;
  let done = 0;
  let total = mergeCalls(nodes.length);
  for (let level = 1; nodes.length > 1; level += 1) {
    input.onProgress("merging", done, total, pace.leftMs());
    const groups = await groupNodes(nodes, (group) => fitsPrompt(group.flat()));
    if (groups.every((group) => group.length === 1)) {
      const thinner = nodes.map((node) => node.slice(0, Math.ceil(node.length / 2)));
      // Not even two single points and their sentences fit the context: code picks evenly among them.
      if (thinner.every((node, place) => node.length === nodes[place]?.length)) return evenly(thinner.flat(), most);
      nodes = thinner;
      continue;
    }
    const isLast = groups.length === 1;
    const next: Node[] = groups.map((group) => group.flat());
    const merges = groups.flatMap((group, place) => (group.length > 1 ? [{ place, points: group.flat() }] : []));
    total = done + merges.length + mergeCalls(groups.length);
    pace.expect(drafts.length + total);
    await runSteps({
      ...run,
      list: merges.map(({ place, points }) =>
        mergeStep(input, `merge:${String(level)}:${String(place)}`, points, isLast, room),
      ),
      onDone(place, points, recalled) {
        const merge = merges[place];
        if (merge && points.length > 0) next[merge.place] = points;
        done += 1;
        pace.done(recalled);
        input.onProgress("merging", done, total, pace.leftMs());
      },
    });
    nodes = next;
  }
  return evenly(nodes[0] ?? [], most);

  async function fitsPrompt(points: readonly DraftClaim[]): Promise<boolean> {
    const bounds = mergeBounds(options, true, points.length, room);
    const prompt = mergePrompt(input, points, bounds);
    const used = await session.countTurns(prompt.turns);
    return used + answerTokens(prompt, room) + spareTokens <= room.contextSize;
  }
}

function toPoint(input: PipelineInput, draft: DraftClaim, id: string): Point {
  const { source } = input;
  const citations = draft.cites.map((sentence) => citationOf(source, sentence));
  const { support, findings } = supportOf(draft, input);
  const section = draft.cites[0]?.section;
  return {
    id,
    text: draft.text,
    section: section === undefined ? null : (source.sections[section]?.heading ?? null),
    citations,
    support,
    findings: [...findings],
    quoted: draft.origin === "quoted",
  };
}

interface Pace {
  done(recalled: boolean): void;
  expect(steps: number): void;
  leftMs(): number | null;
}

/**
 * Estimates what is left from the steps finished in this run; those recalled from check-points took no time.
 * @param expectedMs of all steps, to go by before the first is finished; null where nothing is known
 */
export function createPace(clock: Clock, steps: number, expectedMs: number | null): Pace {
  let expected = steps;
  let finished = 0;
  let ran = 0;
  let begun = clock.monotonic();
  return {
    done(recalled) {
      finished += 1;
      if (!recalled) ran += 1;
      else if (ran === 0) begun = clock.monotonic();
    },
    expect(count) {
      expected = count;
    },
    leftMs() {
      const share = Math.max(0, expected - finished) / Math.max(1, expected);
      if (ran === 0) return expectedMs && Math.max(0, Math.round(expectedMs * share - (clock.monotonic() - begun)));
      return Math.round(((clock.monotonic() - begun) / ran) * Math.max(0, expected - finished));
    },
  };
}
