import { createHash } from "node:crypto";
import findings from "../../../../resources/prompts/findings.json" with { type: "json" };
import templates from "../../../../resources/prompts/summary.json" with { type: "json" };
import writing from "../../../../resources/prompts/writing.json" with { type: "json" };
import type { DocumentKind, SummaryOptions } from "../../../contract/summaryOptions.ts";
import type { AnswerFormat, PointsFormat } from "../../llm/answerFormat.ts";
import type { ChatTurn } from "../../llm/languageModel.ts";
import type { Chunk } from "../chunks.ts";
import type { CountedSentence } from "../countedSentence.ts";
import type { DraftClaim } from "../draft.ts";
import { fillLines } from "../../llm/promptTemplate.ts";
import { numberedSentence, sentenceLine } from "../../llm/numberedSentences.ts";
import type { PointBounds } from "../bounds.ts";
import { type DocumentText, sentenceKey } from "../../text/documentText.ts";

/** SHA-256 of the prompt templates, for the recipe. */
export const promptsHash = createHash("sha256")
  .update(JSON.stringify([templates, findings, writing]))
  .digest("hex");

/** A prompt with the form of its answer; sentence n of the answer is `cited[n - 1]`. */
export interface PointPrompt {
  readonly turns: readonly ChatTurn[];
  /** the same in other words, for when the first ones led to nothing */
  readonly again?: readonly ChatTurn[];
  /** free text where it is left out */
  readonly format?: AnswerFormat;
  readonly cited: readonly CountedSentence[];
  readonly bounds: PointBounds;
}

export interface PromptContext {
  readonly source: DocumentText;
  readonly options: SummaryOptions;
  /** what it is read as */
  readonly kind: DocumentKind;
  /** BCP 47 of what the model writes */
  readonly written: string;
  /** where the parts are documents: the words of their merge, and under which name a sentence stands */
  readonly set?: { readonly template: GuidedTemplate; nameOf(piece: CountedSentence): string };
}

/** A question with the rules before it, for models that follow instructions. */
interface GuidedTemplate {
  readonly system: readonly string[];
  readonly user: readonly string[];
  readonly focusRule: string;
}

/** What of a prompt is asked, without what may be answered. */
type PointQuestion = Pick<PointPrompt, "turns" | "cited" | "bounds">;

/** Asks the starter about a part as it was trained to be asked. */
export function mapQuestion(context: PromptContext, chunk: Chunk, parts: number, bounds: PointBounds): PointQuestion {
  const { source, options } = context;
  const { lines, cited } = numberSentences(chunk.pieces);
  const values = {
    ...commonValues(context, bounds),
    part: String(chunk.index + 1),
    parts: String(parts),
    section: sectionNames(source, chunk),
    sentences: lines.join("\n"),
    focusRule: options.focus.trim() === "" ? "" : templates.map.focusRule,
  };
  return { turns: plainTurns(templates.map.user, values), cited, bounds };
}

/**
 * The parent sees the notes of its children and, with their own numbers, the sentences these cite: of a set of documents under the names
 * of these and with rules, else as the starter was trained to be asked.
 */
export function mergeQuestion(
  context: PromptContext,
  points: readonly DraftClaim[],
  bounds: PointBounds,
): PointQuestion {
  const { options, set } = context;
  const cited = citedPieces(points);
  const numbers = new Map(cited.map((piece, index) => [sentenceKey(piece), index + 1]));
  const notes = points.map(({ text, cites }) => {
    const ids = cites.map((piece) => numbers.get(sentenceKey(piece)) ?? 0).join(",");
    return ids === "" ? `- ${sentenceLine(text)}` : `- ${sentenceLine(text)} [${ids}]`;
  });
  const values = {
    ...commonValues(context, bounds),
    notes: notes.join("\n"),
    sentences: mergedSentences(context, cited).join("\n"),
    focusRule: options.focus.trim() === "" ? "" : (set?.template ?? templates.merge).focusRule,
  };
  const turns = set ? guidedTurns(set.template, values) : plainTurns(templates.merge.user, values);
  return { turns, cited, bounds };
}

function mergedSentences({ set }: PromptContext, cited: readonly CountedSentence[]): string[] {
  const style = set ? "instruct" : "starter";
  let shown: string | null = null;
  return cited.flatMap((piece, index) => {
    const line = numberedSentence(index + 1, piece.text, style);
    const name = set?.nameOf(piece) ?? null;
    if (name === shown) return [line];
    shown = name;
    return [`## ${name ?? ""}`, line];
  });
}

/** Asks for a point again whose verification failed, from the sentences it may stand in. */
export function repairPrompt(
  context: PromptContext,
  failed: { readonly text: string; readonly reason: string },
  sentences: readonly CountedSentence[],
  bounds: PointBounds,
): PointPrompt {
  const one = { ...bounds, least: 1, most: 1 };
  const values = {
    ...commonValues(context, one),
    sentences: sentences.map((piece, index) => numberedSentence(index + 1, piece.text, "instruct")).join("\n"),
    note: sentenceLine(failed.text),
    reason: failed.reason,
  };
  return {
    turns: guidedTurns(templates.repair, values),
    format: pointsFormat(sentences.length, one, false),
    cited: sentences,
    bounds: one,
  };
}

/** The sentences that points cite, each once, in the order of the document. */
export function citedPieces(points: readonly DraftClaim[]): CountedSentence[] {
  const pieces = new Map<string, CountedSentence>();
  for (const { cites } of points) for (const piece of cites) pieces.set(sentenceKey(piece), piece);
  return [...pieces.values()].sort((a, b) => a.index - b.index || a.start - b.start);
}

/** Headings structure the list and are not cited, unless there is nothing else. */
function numberSentences(pieces: readonly CountedSentence[]): { lines: string[]; cited: CountedSentence[] } {
  const hasText = pieces.some(({ kind }) => kind !== "heading");
  const cited: CountedSentence[] = [];
  const lines = pieces.map((piece) => {
    if (hasText && piece.kind === "heading") return `## ${sentenceLine(piece.text)}`;
    cited.push(piece);
    return numberedSentence(cited.length, piece.text, "starter");
  });
  return { lines, cited };
}

/**
 * A list of points that can cite sentences 1 to `sentences` only.
 * @param canBeEmpty lets the model say that there is nothing
 */
export function pointsFormat(
  sentences: number,
  { least, most, characters }: PointBounds,
  canBeEmpty: boolean,
): PointsFormat {
  return { kind: "points", sentences, least, most, characters, canBeEmpty };
}

function sectionNames(source: DocumentText, chunk: Chunk): string {
  const names = new Set<string>();
  for (const { section } of chunk.pieces) {
    const heading = source.sections[section]?.heading;
    if (heading !== null && heading !== undefined) names.add(heading.slice(0, 120));
  }
  return [...names].slice(0, 4).join("; ");
}

function commonValues(context: PromptContext, bounds: PointBounds): Record<string, string> {
  const { source, options, kind } = context;
  const rules = (lines: Readonly<Record<string, string>>, name: string): string => lines[name] ?? "";
  return {
    title: source.title.slice(0, 200),
    language: languageName(context.written) ?? "the language of the sentences",
    focus: options.focus.trim(),
    least: String(bounds.least),
    most: String(bounds.most),
    words: String(bounds.words),
    // A question says by itself what matters.
    kindRule: options.focus.trim() === "" ? rules(templates.kind, kind) : "",
    audienceRule: rules(templates.audience, options.audience),
    // Parts give more than one point also to a summary of one sentence.
    lengthRule: bounds.most === 1 ? rules(templates.length, options.length) : "",
    structureRule: rules(templates.structure, options.structure),
  };
}

/** The English name of a language; null where the tag names none. */
export function languageName(tag: string): string | null {
  if (tag === "und" || tag === "") return null;
  try {
    return new Intl.DisplayNames(["en"], { type: "language", fallback: "none" }).of(tag) ?? null;
  } catch (thrown) {
    // A tag that is not BCP 47 names no language.
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

function plainTurns(user: readonly string[], values: Record<string, string>): ChatTurn[] {
  return [{ role: "user", text: fillLines(user, values) }];
}

function guidedTurns(
  { system, user }: Pick<GuidedTemplate, "system" | "user">,
  values: Record<string, string>,
): ChatTurn[] {
  return [{ role: "system", text: fillLines(system, values) }, ...plainTurns(user, values)];
}
