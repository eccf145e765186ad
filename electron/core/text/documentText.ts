import type { BlockKind, Citation, Document, OutlineEntry, Page } from "../../contract/documents.ts";
import { type Reason, reasonOf } from "../../contract/reasons.ts";
import { internalError } from "../../contract/errors.ts";
import type { DocumentFormat } from "../../contract/formats.ts";
import type { Table } from "../../contract/tables.ts";
import { oneLine } from "./oneLine.ts";
import { estimateWords } from "./words.ts";

/**
 * A document as summaries see it: sentences in reading order, each a sentence (or, where the reader marked none, a stretch of
 * text between sentences), grouped into sections. Together the sentences hold every character of the read pages that is not
 * white space.
 */
export interface DocumentText {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  /** null where it is not known */
  readonly format: DocumentFormat | null;
  /** most pages are wider than high, as slides are */
  readonly wide: boolean;
  readonly sentences: readonly Sentence[];
  readonly sections: readonly Section[];
  readonly pages: PageCount;
  /** the text of each read page by its number */
  readonly pageTexts: ReadonlyMap<number, string>;
  /** the tables of each read page that has some, by its number */
  readonly tables: ReadonlyMap<number, readonly Table[]>;
}

export interface PageCount {
  readonly total: number;
  readonly read: number;
  readonly unread: readonly { readonly page: number; readonly reason: Reason }[];
}

/** A stretch of a page: a sentence, or what stands between two. */
export interface Sentence {
  readonly documentId: string;
  /** position among the sentences of the document, from 0 */
  readonly index: number;
  readonly page: number;
  /** range in the page's text */
  readonly start: number;
  readonly end: number;
  /** the range word for word */
  readonly quote: string;
  /** the quote on one line */
  readonly text: string;
  readonly kind: BlockKind;
  /** number of the block within the document, from 0; the sentences of a paragraph share it */
  readonly block: number;
  readonly section: number;
  /** its numbers that are hard to read on the scan, as they were read; absent where there are none */
  readonly doubtful?: readonly string[];
}

/** False of headings and of lines of a table of contents, which name what is said elsewhere. */
export function isRunningText({ kind }: Pick<Sentence, "kind">): boolean {
  return kind !== "heading" && kind !== "tableOfContents";
}

/** Names a stretch of a page for good: the same reading of a document always has the same. */
export function sentenceKey({ documentId, page, start, end }: Omit<Citation, "quote">): string {
  return `${documentId}:${String(page)}:${String(start)}:${String(end)}`;
}

export interface Section {
  readonly index: number;
  readonly heading: string | null;
  readonly firstPage: number;
  readonly lastPage: number;
  /** sentences `from` up to but without `to` */
  readonly from: number;
  readonly to: number;
}

export interface DocumentTextInput {
  readonly document: Pick<Document, "id" | "title" | "language" | "pages" | "unread"> &
    Partial<Pick<Document, "format">>;
  readonly pages: readonly Page[];
  readonly outline: readonly OutlineEntry[];
}

export function makeDocumentText(input: DocumentTextInput): DocumentText {
  const { document, pages } = input;
  const sentences = sentencesOf(document.id, pages);
  const sections = makeSections(sentences, input.outline);
  for (const { index, from, to } of sections) {
    for (const sentence of sentences.slice(from, to)) sentence.section = index;
  }
  return {
    id: document.id,
    title: document.title,
    language: document.language,
    format: document.format ?? null,
    wide: isWide(pages),
    sentences,
    sections,
    pages: countPages(input),
    pageTexts: new Map(pages.flatMap(({ number, status, text }) => (status === "unread" ? [] : [[number, text]]))),
    tables: new Map(
      pages.flatMap(({ number, status, tables }) =>
        status === "unread" || tables.length === 0 ? [] : [[number, tables]],
      ),
    ),
  };
}

function isWide(pages: readonly Page[]): boolean {
  const wide = pages.filter(({ size }) => size !== null && size.width > size.height);
  return wide.length * 2 > pages.length;
}

/** Throws unless the sentences hold every character of the read pages that is not white space: nothing is left out. */
export function assertCoversPages(source: DocumentText, pages: readonly Page[]): void {
  const held = new Map<number, number>();
  for (const { page, quote } of source.sentences) held.set(page, (held.get(page) ?? 0) + inkOf(quote));
  for (const page of pages) {
    if (page.status === "unread" || (held.get(page.number) ?? 0) === inkOf(page.text)) continue;
    throw internalError(`Part of a page is in no sentence. page ${page.number}`);
  }
}

/** Characters that are not white space. */
function inkOf(text: string): number {
  let ink = 0;
  for (let index = 0; index < text.length; index += 1) if (!isSpace(text.charCodeAt(index))) ink += 1;
  return ink;
}

/** A sentence while the document is put together: its section comes last. */
interface NewSentence extends Omit<Sentence, "section"> {
  section: number;
}

function sentencesOf(documentId: string, pages: readonly Page[]): NewSentence[] {
  const sentences: NewSentence[] = [];
  let block = -1;
  for (const page of pages) {
    if (page.status === "unread") continue;
    let last = Number.NaN;
    for (const range of rangesOf(page)) {
      if (range.block !== last) block += 1;
      last = range.block;
      const quote = page.text.slice(range.start, range.end);
      const doubtful = page.doubtful
        ?.filter(([start, end]) => start < range.end && end > range.start)
        .map(([start, end]) => numberAt(quote, start - range.start, end - range.start));
      sentences.push({
        documentId,
        index: sentences.length,
        page: page.number,
        start: range.start,
        end: range.end,
        quote,
        text: oneLine(quote),
        kind: range.kind,
        block,
        section: 0,
        ...(doubtful && doubtful.length > 0 && { doubtful }),
      });
    }
  }
  return sentences;
}

/** "12 500" of "500" there: recognition makes several words of a number in groups. */
function numberAt(text: string, start: number, end: number): string {
  for (const { 0: number, index } of text.matchAll(/(?<![\d.,])\d{1,3}(?:[ \u00A0\u202F]\d{3})+(?!\d)/gu))
    if (index < end && index + number.length > start) return number;
  return text.slice(Math.max(0, start), end);
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly kind: BlockKind;
  /** position of the block on the page; between two for text outside of all */
  readonly block: number;
}

function rangesOf(page: Page): Range[] {
  const ranges: Range[] = [];
  const marked = [...page.sentences].sort((a, b) => a.start - b.start || a.end - b.end);
  let blockIndex = 0;
  let reached = 0;
  const add = (from: number, to: number): void => {
    const { start, end } = trim(page.text, from, to);
    if (start >= end) return;
    while (blockIndex < page.blocks.length && (page.blocks[blockIndex]?.end ?? 0) <= start) blockIndex += 1;
    const block = page.blocks[blockIndex];
    const inside = block !== undefined && block.start < end;
    ranges.push({
      start,
      end,
      kind: inside ? block.kind : "paragraph",
      block: inside ? blockIndex : blockIndex - 0.5,
    });
  };
  const addBetween = (from: number, to: number): void => {
    let start = from;
    for (const block of page.blocks) {
      if (block.start > start && block.start < to) {
        add(start, block.start);
        start = block.start;
      }
    }
    add(start, to);
  };
  for (const sentence of marked) {
    // Text between two sentences is not lost, and what overlaps is not told twice.
    if (sentence.start > reached) addBetween(reached, sentence.start);
    add(Math.max(reached, sentence.start), sentence.end);
    reached = Math.max(reached, sentence.end);
  }
  addBetween(reached, page.text.length);
  return ranges;
}

function trim(text: string, from: number, to: number): { start: number; end: number } {
  let start = from;
  let end = Math.min(to, text.length);
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return { start, end };
}

function isSpace(code: number): boolean {
  return code <= 32 || code === 0xa0 || code === 0x200b || code === 0xfeff || code === 0x3000;
}

/** A section of a document without headings is about this many words. */
const wordsWithoutHeadings = 1500;
/** Headings so deep that their sections are shorter than this on average do not make sections. */
const fewestWords = 120;

function makeSections(sentences: readonly Sentence[], outline: readonly OutlineEntry[]): Section[] {
  if (sentences.length === 0) return [];
  const starts = sectionStarts(sentences, outline);
  const sections: Section[] = [];
  for (const [index, start] of starts.entries()) {
    const to = starts[index + 1]?.sentence ?? sentences.length;
    const first = sentences[start.sentence];
    const last = sentences[to - 1];
    if (!first || !last || to <= start.sentence) continue;
    sections.push({
      index: sections.length,
      heading: start.heading,
      firstPage: first.page,
      lastPage: last.page,
      from: start.sentence,
      to,
    });
  }
  return sections;
}

interface Start {
  readonly sentence: number;
  readonly heading: string | null;
}

function sectionStarts(sentences: readonly Sentence[], outline: readonly OutlineEntry[]): Start[] {
  const words = wordsIn(sentences);
  const headings = outline.length > 0 ? placeOutline(sentences, outline) : headingsOf(sentences);
  if (headings.length === 0) return evenStarts(sentences, words);
  let chosen = headings.filter((heading) => heading.level === 1);
  for (let level = 1; level <= 6; level += 1) {
    const deeper = headings.filter((heading) => heading.level <= level);
    // A lone title divides nothing: what stands below it may be shorter before it counts as too fine.
    const fewest = chosen.length > 1 ? fewestWords : fewestWords / 3;
    if (chosen.length > 0 && words / (deeper.length + 1) < fewest) break;
    chosen = deeper;
  }
  const starts: Start[] = chosen.map(({ sentence, heading }) => ({ sentence, heading }));
  if (starts[0]?.sentence !== 0) starts.unshift({ sentence: 0, heading: null });
  return starts;
}

interface PlacedHeading extends Start {
  readonly level: number;
  readonly heading: string;
}

/** Headings at the sentences where they start; of several at one place the last and deepest stays. */
function placeOutline(sentences: readonly Sentence[], outline: readonly OutlineEntry[]): PlacedHeading[] {
  const ordered = [...outline].sort((a, b) => a.page - b.page || a.start - b.start || a.level - b.level);
  const placed: PlacedHeading[] = [];
  let sentence = 0;
  for (const entry of ordered) {
    for (; sentence < sentences.length; sentence += 1) {
      const here = sentences[sentence];
      if (here && (here.page > entry.page || (here.page === entry.page && here.end > entry.start))) break;
    }
    if (sentence >= sentences.length) break;
    const heading = { sentence, level: entry.level, heading: entry.title.trim() };
    if (placed.at(-1)?.sentence === sentence) placed.pop();
    if (heading.heading !== "") placed.push(heading);
  }
  return placed;
}

function headingsOf(sentences: readonly Sentence[]): PlacedHeading[] {
  const headings: PlacedHeading[] = [];
  for (const sentence of sentences) {
    if (sentence.kind === "heading")
      headings.push({ sentence: sentence.index, level: 1, heading: sentence.text.slice(0, 300) });
  }
  return headings;
}

/** Without headings a section ends at the first paragraph after so many words. */
function evenStarts(sentences: readonly Sentence[], words: number): Start[] {
  const count = Math.max(1, Math.round(words / wordsWithoutHeadings));
  const starts: Start[] = [{ sentence: 0, heading: null }];
  let counted = 0;
  for (const sentence of sentences) {
    const newBlock = sentences[sentence.index - 1]?.block !== sentence.block;
    if (starts.length < count && newBlock && counted >= (words / count) * starts.length) {
      starts.push({ sentence: sentence.index, heading: null });
    }
    counted += estimateWords(sentence.text);
  }
  return starts;
}

function wordsIn(sentences: readonly { readonly text: string }[]): number {
  let words = 0;
  for (const sentence of sentences) words += estimateWords(sentence.text);
  return words;
}

const notRead = reasonOf("PAGE_NOT_READ");

function countPages({ document, pages }: DocumentTextInput): PageCount {
  const reasons = new Map<number, Reason>(document.unread.map(({ page, reason }) => [page, reason]));
  const present = new Set<number>();
  let read = 0;
  for (const page of pages) {
    present.add(page.number);
    if (page.status === "unread") reasons.set(page.number, page.reason ?? reasons.get(page.number) ?? notRead);
    else {
      read += 1;
      reasons.delete(page.number);
    }
  }
  const total = Math.max(document.pages, pages.length);
  for (let page = 1; page <= total; page += 1) {
    if (!present.has(page) && !reasons.has(page)) reasons.set(page, notRead);
  }
  const unread = [...reasons].map(([page, reason]) => ({ page, reason })).sort((a, b) => a.page - b.page);
  if (read + unread.length !== total) {
    throw internalError(`The pages read and unread do not add up. total ${total}, read ${read}`);
  }
  return { total, read, unread };
}
