import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { OutlineEntry, Page } from "../../electron/contract/documents.ts";
import { countWords } from "../../electron/core/text/words.ts";
import { titleOfName } from "../../electron/core/text/documentNames.ts";
import type { Chunk } from "../../electron/core/summarize/chunks.ts";
import type { CountedSentence } from "../../electron/core/summarize/countedSentence.ts";
import { knownNames } from "../../electron/core/text/names.ts";
import { makeDocumentText, type DocumentText, type Sentence } from "../../electron/core/text/documentText.ts";
import { readBytes } from "../helpers/readBytes.ts";
import { meanOf, median } from "./figures.ts";

/** Documents with human summaries beside the checkout; they are not part of the repository. */
export const evalFolder = path.resolve(import.meta.dirname, "../../../shared/eval");
export const setNames = ["papers", "articles", "textbook", "meetings"] as const;
export type SetName = (typeof setNames)[number];

export function hasEvalSets(): boolean {
  return setNames.every((name) => existsSync(path.join(evalFolder, `${name}.jsonl`)));
}

const entrySchema = z.object({
  id: z.string(),
  title: z.string(),
  text: z.string().min(1),
  summary: z.string().min(1),
  references: z.array(z.string()).optional(),
});

export interface EvalDocument {
  readonly id: string;
  /** the evaluation set it is of */
  readonly set: string;
  readonly text: string;
  /** as the product's reader reads its text */
  readonly source: DocumentText;
  readonly pages: readonly Page[];
  readonly outline: readonly OutlineEntry[];
  /** words that are names in the document */
  readonly known: ReadonlySet<string>;
  /** summaries by people, the author's own first */
  readonly references: readonly string[];
}

export interface EvalSet {
  readonly documents: readonly EvalDocument[];
  /** words of the one sentence that every system gives: as many as a summary of the set has, within what a note may have */
  readonly budget: number;
}

/** @param most documents, taken evenly from the whole set; null for all */
export async function readSet(set: SetName, most: number | null): Promise<EvalSet> {
  const entries = readEntries(set);
  const step = entries.length / Math.min(most ?? entries.length, entries.length);
  const chosen = entries.filter((_, place) => Math.floor(place / step) !== Math.floor((place - 1) / step));
  const documents: EvalDocument[] = [];
  for (const entry of chosen) documents.push(await readEntry(set, entry));
  return { documents, budget: wordBudget(entries.map(referencesOf)) };
}

/** All documents of a file of the evaluation sets. */
export function readEntries(set: string): EvalEntry[] {
  return readFileSync(path.join(evalFolder, `${set}.jsonl`), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => entrySchema.parse(JSON.parse(line)));
}

/** The beginning of a document, as one chunk of the map step sees it. */
export interface Passage {
  readonly document: EvalDocument;
  readonly chunk: Chunk;
  /** sentences that can be chosen or cited */
  readonly sentences: readonly string[];
  /** passages of this size that the document is long */
  readonly parts: number;
}

export interface PassageLimit {
  readonly most: number;
  /** sizes of texts in the sentence of `most` */
  measure(texts: readonly string[]): Promise<readonly number[]>;
}

/** The leading sentences that fit the limit, at least one, without headings at the end. */
export async function leadingPassage(document: EvalDocument, limit: PassageLimit): Promise<Passage> {
  const { sentences } = document.source;
  const sizes = await limit.measure(sentences.map(({ text }) => text));
  const pieces: CountedSentence[] = [];
  let used = 0;
  for (const [place, sentence] of sentences.entries()) {
    const size = sizes[place] ?? 0;
    if (pieces.some(isText) && used + size > limit.most) break;
    pieces.push({ ...sentence, tokens: size });
    used += size;
  }
  while (pieces.length > 1 && pieces.at(-1)?.kind === "heading") pieces.pop();
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  const texts = pieces.some(isText) ? pieces.filter(isText) : pieces;
  return {
    document,
    chunk: { index: 0, pieces, tokens: pieces.reduce((sum, { tokens }) => sum + tokens, 0) },
    sentences: texts.map(({ text }) => text),
    parts: pieces.length === sentences.length ? 1 : Math.max(2, Math.round(whole / limit.most)),
  };
}

/** @param references those of each document */
export function wordBudget(references: readonly (readonly string[])[]): number {
  const typical = median(references.map((texts) => meanOf(texts.map(countWords))));
  return Math.round(Math.min(30, Math.max(20, typical)));
}

function isText({ kind }: Sentence): boolean {
  return kind !== "heading";
}

/** A document with a summary by a person, and further ones where there are any. */
export type EvalEntry = z.infer<typeof entrySchema>;

function referencesOf({ references, summary }: EvalEntry): readonly string[] {
  return references ?? [summary];
}

/** A document's file, with what people wrote of it. */
export interface EvalFile extends Pick<EvalDocument, "id" | "set" | "references"> {
  /** as it calls itself, or its file is called, where it is left out */
  readonly title?: string;
  readonly bytes: Uint8Array | string;
  /** tells its format */
  readonly fileName: string;
}

/** As the product's reader reads it. */
export async function readEvalFile({ id, set, title, references, bytes, fileName }: EvalFile): Promise<EvalDocument> {
  const { read, ...facts } = await readBytes(bytes, fileName);
  const ownTitle = title ?? facts.title ?? titleOfName(fileName);
  const source = makeDocumentText({
    document: { id, title: ownTitle, language: facts.language, pages: facts.pages, unread: [], format: facts.format },
    pages: read,
    outline: facts.outline,
  });
  const known = knownNames(
    source.sentences.map(({ text }) => text),
    source.language,
  );
  const text = read.map((page) => page.text).join("\n\n");
  return { id, set, text, source, pages: read, outline: facts.outline, known, references };
}

export function readEntry(set: string, entry: EvalEntry): Promise<EvalDocument> {
  const { id, title, text } = entry;
  return readEvalFile({ id, set, title, bytes: text, fileName: `${id}.txt`, references: referencesOf(entry) });
}
