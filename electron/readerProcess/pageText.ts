import type { Block, BlockKind, OutlineEntry, Page, Run, Sentence } from "../contract/documents.ts";
import { type Anchor, markupAt } from "./markup.ts";
import { splitSentences } from "../core/text/sentences.ts";
import { collectTables, type DraftRow } from "./tables.ts";

/** A stretch of a block's text and, in a PDF, its box `[x, y, width, height]` in points from the top left of the page as shown. */
export interface Piece {
  readonly text: string;
  readonly box: readonly [number, number, number, number] | null;
  /** a number that is hard to read in its picture */
  readonly doubtful?: true;
}

export interface DraftBlock {
  readonly kind: BlockKind;
  readonly level?: number | undefined;
  readonly pieces: readonly Piece[];
  /** of a table's row, where the format says more of it than its words and their columns */
  readonly row?: DraftRow | undefined;
  /** where comments and tracked changes begin and end in the text of its pieces */
  readonly anchors?: readonly Anchor[] | undefined;
}

/**
 * Puts blocks, one to a line, into a page's text with its anchors. White space at the ends of a block is left out, but for what has a
 * meaning there: the indentation of code and the tabs of empty cells.
 */
export function composePage(
  facts: Pick<Page, "number" | "label" | "status" | "reason" | "size" | "confidence">,
  drafts: readonly DraftBlock[],
): Page {
  let text = "";
  const blocks: Block[] = [];
  const sentences: Sentence[] = [];
  const runs: Run[] = [];
  const tables = collectTables();
  const anchors: Anchor[] = [];
  const doubtful: [number, number][] = [];
  for (const draft of drafts) {
    const whole = draft.pieces.map((piece) => piece.text).join("");
    if (whole.trim() === "") {
      for (const anchor of draft.anchors ?? []) anchors.push({ ...anchor, at: text.length });
      continue;
    }
    const cutAtStart = whole.length - trimStart(draft.kind, whole).length;
    const trimmed = whole.slice(cutAtStart).trimEnd();
    if (text !== "") text += "\n";
    const start = text.length;
    text += trimmed;
    const end = text.length;
    const level = Math.min(6, Math.max(1, draft.level ?? 1));
    const block = { kind: draft.kind, ...(draft.kind === "heading" ? { level } : {}), start, end };
    blocks.push(block);
    tables.add(text, block, draft.row);
    for (const anchor of draft.anchors ?? []) {
      anchors.push({ ...anchor, at: Math.min(end, Math.max(start, start - cutAtStart + anchor.at)) });
    }
    let at = start - cutAtStart;
    for (const piece of draft.pieces) {
      const from = Math.max(start, at);
      const to = Math.min(end, at + piece.text.length);
      if (piece.box && to > from) runs.push([from, to, ...round(piece.box)]);
      if (piece.doubtful) doubtful.push([from, from + text.slice(from, to).trimEnd().length]);
      at += piece.text.length;
    }
    for (const [from, to] of sentencesOf(draft.kind, trimmed)) {
      sentences.push({ id: `p${facts.number}.s${sentences.length + 1}`, start: start + from, end: start + to });
    }
  }
  const markup = markupAt(text, anchors);
  return {
    ...facts,
    text,
    blocks,
    tables: tables.end(text),
    sentences,
    runs,
    ...(markup.length > 0 ? { markup } : {}),
    ...(doubtful.length > 0 ? { doubtful } : {}),
  };
}

/** The page as the `number`th of its document. */
export function renumber(page: Page, number: number): Page {
  if (page.number === number) return page;
  const sentences = page.sentences.map((sentence, index) => ({ ...sentence, id: `p${number}.s${index + 1}` }));
  return { ...page, number, sentences };
}

export function headingsOf(page: Page): OutlineEntry[] {
  return page.blocks
    .filter(({ kind }) => kind === "heading")
    .map(({ level, start, end }) => ({
      title: page.text.slice(start, end).replace(/\s+/gu, " "),
      level: level ?? 1,
      page: page.number,
      start,
    }));
}

function trimStart(kind: BlockKind, text: string): string {
  switch (kind) {
    case "code":
      return text.replace(/^\s*\n/u, "");
    case "tableRow":
      return text.replace(/^[^\S\t]+/u, "");
    default:
      return text.trimStart();
  }
}

/** What can be cited of a block by itself. Headings, rows and lines of a table of contents are cited whole, code by its lines. */
function sentencesOf(kind: BlockKind, text: string): [start: number, end: number][] {
  switch (kind) {
    case "heading":
    case "tableRow":
    case "tableOfContents":
      return [[text.length - text.trimStart().length, text.length]];
    case "code":
      return groupLines(text);
    default:
      return splitSentences(text);
  }
}

const citedCode = 400;

/** Lines of code without a blank one between them, as many as stay within 400 characters; a longer line is cited alone. */
function groupLines(text: string): [start: number, end: number][] {
  const groups: [number, number][] = [];
  let at = 0;
  let isNew = true;
  for (const line of text.split("\n")) {
    const start = at + (line.length - line.trimStart().length);
    const end = at + line.trimEnd().length;
    at += line.length + 1;
    const last = isNew ? undefined : groups.at(-1);
    isNew = end <= start;
    if (isNew) continue;
    if (last && end - last[0] <= citedCode) last[1] = end;
    else groups.push([start, end]);
  }
  return groups;
}

function round([x, y, width, height]: readonly [number, number, number, number]): [number, number, number, number] {
  const to = (value: number) => Math.round(value * 10) / 10;
  return [to(x), to(y), to(width), to(height)];
}
