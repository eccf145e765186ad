import { internalError } from "../../contract/errors.ts";
import type { Point } from "../../contract/summaries.ts";
import { measureTokenBudget } from "../llm/tokenBudget.ts";
import type { CollectionResult } from "../store/store.ts";
import {
  type DraftClaim,
  extractive,
  mergeAll,
  mergeBounds,
  mergeCalls,
  type RunInput,
  runSteps,
  spareTokens,
  type Step,
  stepOf,
  type Steps,
  wholeCount,
} from "../summarize/summarize.ts";
import { type ChosenSummary, pointsOfPart } from "./collectionSummary.ts";
import type { MergedDocument } from "./collectionText.ts";
import { contextOf, stepsOf, toPoint, type Writing } from "./writing.ts";

/**
 * Has a model that only chooses sentences choose those of a collection: a paragraph for every document that came to more points than fit
 * one, from its verified points; then the points of the whole, from the paragraphs together with the sentences they cite, in a tree of
 * merges. Each step is taken from the check-points where it was finished before.
 *
 * @param chosen without a model, from the same members
 */
export async function mergeCollection(
  writing: Writing,
  chosen: ChosenSummary,
): Promise<Pick<CollectionResult, "points" | "parts" | "worse">> {
  const { input, set, pace } = writing;
  const { onProgress, options } = input;
  const long = set.documents.filter(({ source, drafts }) => source === "summary" && drafts.length > pointsOfPart.most);
  pace.expect(long.length + mergeCalls(set.documents.length));

  const paragraphs = await writeParagraphs(writing, long);
  const drafts = set.documents.map((document) => paragraphs.get(document) ?? chosenOf(document, chosen));
  const context = contextOf(writing, { source: set.source, options, language: set.languageOf(set.pieces) });
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
  return { points, parts: parts.filter((part) => !isWorse(part.points)), worse: isWorse(pointsOf(merged)) };
}

/** The points with one of each document that none of them cites, as far as there is space. */
function withMissing(
  { source, options }: RunInput,
  merged: readonly DraftClaim[],
  drafts: readonly (readonly DraftClaim[])[],
): readonly DraftClaim[] {
  // Who asks a question wants the places that answer it.
  if (options.focus.trim() !== "") return merged;
  const cited = new Set(merged.flatMap(({ cites }) => cites.map(({ section }) => section)));
  const missing = drafts.filter(
    (own) => own.length > 0 && !own.some(({ cites }) => cites.some(({ section }) => cited.has(section))),
  );
  return extractive.complete(source, merged, missing.flat(), wholeCount(options));
}

/** Share of the points that have to be the model's own, verified; with fewer the chosen sentences say more. */
const leastOwn = 0.5;

function isWorse(points: readonly Point[]): boolean {
  const own = points.filter(({ quoted, support }) => !quoted && support === "verified").length;
  return own < Math.max(1, points.length * leastOwn);
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
    const prompt = extractive.merge(context, document.drafts, bounds);
    const used = await session.countTurns(prompt.turns);
    // One that does not fit the context keeps the points chosen by code.
    if (used + context.writer.answerTokens(prompt, budget) + spareTokens > contextSize) continue;
    list.push({
      document,
      step: { key: `paragraph:${document.document.id}`, ...stepOf(context.writer, prompt, budget) },
      steps: stepsOf(writing, context, document.pieces),
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
