import { createHash } from "node:crypto";
import prompts from "../../../resources/prompts/collection.json" with { type: "json" };
import { internalError } from "../../contract/errors.ts";
import { checkVersion } from "../../contract/findings.ts";
import type { Point } from "../../contract/summaries.ts";
import type { LanguageModel, ModelSession } from "../llm/languageModel.ts";
import { measureTokenBudget, type TokenBudget } from "../llm/tokenBudget.ts";
import type { Clock } from "../ports.ts";
import type { CollectionResult } from "../store/store.ts";
import {
  type CountedSentence,
  createPace,
  createSteps,
  type DraftClaim,
  mergeAll,
  mergeBounds,
  mergeCalls,
  promptsHash,
  type Run,
  type RunInput,
  runSteps,
  spareTokens,
  type Step,
  type StepDeps,
  stepOf,
  type Steps,
  wholeCount,
  writerFor,
} from "../summarize/summarize.ts";
import { supportOf } from "../evidence/support.ts";
import type { MeaningOf } from "../evidence/nearness.ts";
import type { FindWitness } from "../evidence/witness.ts";
import type { WitnessOf } from "../witness/witnesses.ts";
import { makeCollectionText, type MergedDocument, type CollectionText } from "./collectionText.ts";
import { type ChosenSummary, pointsOfPart, type SummarizedMember } from "./collectionSummary.ts";

/** SHA-256 of the prompt templates of a collection, for the recipe. */
export const collectionPromptsHash = createHash("sha256")
  .update(JSON.stringify([prompts, promptsHash]))
  .digest("hex");

/** Names the way sets are written; changes whenever the same model would give another result. */
export const collectionPipelineVersion = "paragraphs-merge-verify-repair/1";

export interface MergeCollectionInput
  extends
    Pick<StepDeps, "logger" | "checkpoints" | "seed" | "temperature" | "signal">,
    Pick<RunInput, "options" | "onProgress"> {
  readonly model: LanguageModel;
  readonly title: string;
  readonly members: readonly SummarizedMember[];
  /** without a model, from the same members */
  readonly chosen: ChosenSummary;
  readonly textOf: Parameters<typeof makeCollectionText>[2];
  readonly meaningOf?: MeaningOf | undefined;
  readonly witnessOf?: WitnessOf | undefined;
  readonly clock: Clock;
}

export type MergedCollection = Omit<CollectionResult, "recipe"> & {
  readonly vectors: NonNullable<ReturnType<NonNullable<StepDeps["meaning"]>["usedModel"]>> | null;
};

/**
 * Writes the summary of a collection: a paragraph for every document that came to more points than fit one, from its verified points; then
 * the points of the whole, from the paragraphs together with the sentences they cite, in a tree of merges. Each step is verified and
 * repaired as those of a document are, and taken from the check-points where it was finished before.
 *
 * @throws INVALID_INPUT where fewer than two documents have anything to merge, and what the engine throws
 */
export async function mergeCollection(input: MergeCollectionInput): Promise<MergedCollection> {
  const { signal, onProgress, chosen } = input;
  onProgress("loading", 0, 0, null);
  await using session = await input.model.open("background", { signal });
  const contextSize = session.contextTokens;
  const set = await makeCollectionText(input.title, input.members, input.textOf, (texts) => session.countTexts(texts));
  const long = set.documents.filter(({ source, drafts }) => source === "summary" && drafts.length > pointsOfPart.most);
  const writing: Writing = {
    input,
    session,
    set,
    meaning: input.meaningOf?.(set.sentences, signal) ?? null,
    findWitness: input.witnessOf?.(input.model, session, signal),
    contextSize,
    budget: measureTokenBudget(contextSize, set.pieces),
    pace: createPace(input.clock, long.length + mergeCalls(set.documents.length), null),
  };

  const paragraphs = await writeParagraphs(writing, long);
  const drafts = set.documents.map((document) => paragraphs.get(document) ?? chosenOf(document, chosen));
  const context = contextOf(writing, {
    source: set.source,
    options: input.options,
    language: set.languageOf(set.pieces),
    set: { template: prompts.merge, nameOf: (piece) => set.documentOf(piece).title.slice(0, 120) },
  });
  const merged = await mergeAll({ ...writing, input: context, drafts, steps: stepsOf(writing, context, set.pieces) });
  const whole = withMissing(context, merged, drafts);

  onProgress("verifying", 0, whole.length, 0);
  const pointsOf = (list: readonly DraftClaim[]): Point[] =>
    list.map((draft, index) => toPoint(set, context, draft, `set.${String(index + 1)}`));
  const points = pointsOf(whole);
  const parts = [...paragraphs].map(([document, own]) => {
    const { id } = document.document;
    const written = paragraphContext(writing, document);
    const name = (index: number): string => `${id.slice(0, 8)}.${String(index + 1)}`;
    return { documentId: id, points: own.map((draft, index) => toPoint(set, written, draft, name(index))) };
  });
  onProgress("verifying", points.length, points.length, 0);
  return {
    of: chosen.of,
    points,
    parts: parts.filter((part) => !isWorse(part.points)),
    worse: isWorse(pointsOf(merged)),
    check: { version: checkVersion, problem: null },
    vectors: writing.meaning?.usedModel() ?? null,
  };
}

/** The points with one of each document that none of them cites, as far as there is space. */
function withMissing(
  { source, options, writer }: RunInput,
  merged: readonly DraftClaim[],
  drafts: readonly (readonly DraftClaim[])[],
): readonly DraftClaim[] {
  // Who asks a question wants the places that answer it.
  if (options.focus.trim() !== "") return merged;
  const cited = new Set(merged.flatMap(({ cites }) => cites.map(({ section }) => section)));
  const missing = drafts.filter(
    (own) => own.length > 0 && !own.some(({ cites }) => cites.some(({ section }) => cited.has(section))),
  );
  return writer.complete(source, merged, missing, wholeCount(options));
}

/** Share of the points that have to be the model's own, verified; with fewer the chosen sentences say more. */
const leastOwn = 0.5;

function isWorse(points: readonly Point[]): boolean {
  const own = points.filter(({ quoted, support }) => !quoted && support === "verified").length;
  return own < Math.max(1, points.length * leastOwn);
}

interface Writing {
  readonly input: MergeCollectionInput;
  readonly session: ModelSession;
  readonly set: CollectionText;
  readonly meaning: ReturnType<MeaningOf>;
  readonly findWitness: FindWitness | undefined;
  /** tokens of a sequence */
  readonly contextSize: number;
  readonly budget: TokenBudget;
  readonly pace: Run["pace"];
}

/** The paragraphs of these documents, as many at a time as the engine has sequences. */
async function writeParagraphs(
  writing: Writing,
  documents: readonly MergedDocument[],
): Promise<Map<MergedDocument, readonly DraftClaim[]>> {
  const { input, session, pace, contextSize } = writing;
  const paragraphs = new Map<MergedDocument, readonly DraftClaim[]>();
  const list: { readonly document: MergedDocument; readonly step: Step; readonly steps: Steps }[] = [];
  for (const document of documents) {
    const context = paragraphContext(writing, document);
    // Measured by the document alone: what becomes of the others must not make it another step.
    const budget = measureTokenBudget(contextSize, document.pieces);
    const bounds = mergeBounds(context.options, true, document.drafts.length, budget);
    const prompt = context.writer.merge(context, document.drafts, bounds);
    const used = await session.countTurns(prompt.turns);
    // One that does not fit the context keeps the points chosen by code.
    if (used + context.writer.answerTokens(prompt, budget) + spareTokens > contextSize) continue;
    list.push({
      document,
      step: { key: `paragraph:${document.document.id}`, ...stepOf(context.writer, prompt, budget) },
      steps: stepsOf({ ...writing, budget }, context, document.pieces),
    });
  }
  const [first] = list;
  if (!first) return paragraphs;
  const stepsOfOwner = (step: Step): Steps => {
    const owner = list.find((each) => each.step === step);
    if (!owner) throw internalError("A paragraph belongs to no document.");
    return owner.steps;
  };
  input.onProgress("mapping", 0, list.length, null);
  let done = 0;
  await runSteps({
    ...writing,
    input: paragraphContext(writing, first.document),
    steps: { recall: (step) => stepsOfOwner(step).recall(step), run: (step) => stepsOfOwner(step).run(step) },
    list: list.map(({ step }) => step),
    onDone(index, points, recalled) {
      const owner = list[index];
      if (owner && points.length > 0) paragraphs.set(owner.document, points);
      done += 1;
      pace.done(recalled);
      input.onProgress("mapping", done, list.length, pace.leftMs());
    },
  });
  return paragraphs;
}

/** The points chosen by code, of a document without a paragraph. */
function chosenOf({ document, drafts }: MergedDocument, { parts }: ChosenSummary): readonly DraftClaim[] {
  const texts = new Set(parts.find(({ documentId }) => documentId === document.id)?.points.map(({ text }) => text));
  return drafts.filter(({ text }) => texts.has(text));
}

function paragraphContext(writing: Writing, { document, pieces }: MergedDocument): RunInput {
  const { input, set } = writing;
  return contextOf(writing, {
    source: { ...set.source, title: document.title, language: document.language, sentences: pieces },
    options: { ...input.options, length: "short", structure: "prose" },
    language: document.language,
  });
}

function contextOf(
  { input, session, set, meaning, findWitness }: Writing,
  own: Pick<RunInput, "source" | "options" | "language" | "set">,
): RunInput {
  const { logger, model, checkpoints, seed, temperature, signal, onProgress } = input;
  const writer = writerFor(model);
  return {
    session,
    logger,
    model,
    checkpoints,
    seed,
    temperature,
    signal,
    onProgress,
    ...own,
    kind: "article",
    writer,
    written: writer.languageOf(own.source, own.options),
    known: set.known,
    meaning,
    ...(findWitness && { findWitness }),
  };
}

function stepsOf({ set, budget }: Writing, context: RunInput, pieces: readonly CountedSentence[]): Steps {
  return createSteps({ ...context, languageOf: set.languageOf }, context.writer, pieces, budget);
}

function toPoint(set: CollectionText, { written, known }: RunInput, draft: DraftClaim, id: string): Point {
  const { text, cites, origin } = draft;
  const { support, by, findings } = supportOf(draft, { language: set.languageOf(cites), written, known });
  const citations = cites.map((piece) => set.citationOf(piece));
  return {
    id,
    role: "point",
    text,
    section: null,
    citations,
    support,
    by,
    findings: [...findings],
    quoted: origin === "quoted",
  };
}
