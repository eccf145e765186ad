import { createHash } from "node:crypto";
import templates from "../../../../resources/prompts/summary.json" with { type: "json" };
import writing from "../../../../resources/prompts/writing.json" with { type: "json" };
import type { DocumentKind, SummaryOptions } from "../../../contract/summaryOptions.ts";
import type { AnswerFormat } from "../../llm/answerFormat.ts";
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
  .update(JSON.stringify([templates, writing]))
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

/** The parent sees the notes of its children and, with their own numbers, the sentences these cite, as the starter was trained to. */
export function mergeQuestion(
  context: PromptContext,
  points: readonly DraftClaim[],
  bounds: PointBounds,
): PointQuestion {
  const { options } = context;
  const cited = citedPieces(points);
  const numbers = new Map(cited.map((piece, index) => [sentenceKey(piece), index + 1]));
  const notes = points.map(({ text, cites }) => {
    const ids = cites.map((piece) => numbers.get(sentenceKey(piece)) ?? 0).join(",");
    return ids === "" ? `- ${sentenceLine(text)}` : `- ${sentenceLine(text)} [${ids}]`;
  });
  const values = {
    ...commonValues(context, bounds),
    notes: notes.join("\n"),
    sentences: cited.map(({ text }, index) => numberedSentence(index + 1, text)).join("\n"),
    focusRule: options.focus.trim() === "" ? "" : templates.merge.focusRule,
  };
  return { turns: plainTurns(templates.merge.user, values), cited, bounds };
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
    return numberedSentence(cited.length, piece.text);
  });
  return { lines, cited };
}

function sectionNames(source: DocumentText, chunk: Chunk): string {
  const names = new Set<string>();
  for (const { section } of chunk.pieces) {
    const heading = source.sections[section]?.heading;
    if (heading !== null && heading !== undefined) names.add(heading.slice(0, 120));
  }
  return [...names].slice(0, 4).join("; ");
}

function commonValues({ source, options }: PromptContext, bounds: PointBounds): Record<string, string> {
  return {
    title: source.title.slice(0, 200),
    focus: options.focus.trim(),
    least: String(bounds.least),
    most: String(bounds.most),
    words: String(bounds.words),
  };
}

function plainTurns(user: readonly string[], values: Record<string, string>): ChatTurn[] {
  return [{ role: "user", text: fillLines(user, values) }];
}
