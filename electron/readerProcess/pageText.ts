import type { Block, BlockKind, OutlineEntry, Page, Run, Sentence } from "../contract/documents.ts";
import { splitSentences } from "./sentences.ts";

/** A stretch of a block's text and, in a PDF, its box `[x, y, width, height]` in points from the top left of the page as shown. */
export interface Piece {
  readonly text: string;
  readonly box: readonly [number, number, number, number] | null;
}

export interface DraftBlock {
  readonly kind: BlockKind;
  readonly level?: number | undefined;
  readonly pieces: readonly Piece[];
}

/** Puts blocks, one to a line, into a page's text with its anchors. White space at the ends of a block is left out. */
export function composePage(
  facts: Pick<Page, "number" | "label" | "status" | "reason" | "size">,
  drafts: readonly DraftBlock[],
): Page {
  let text = "";
  const blocks: Block[] = [];
  const sentences: Sentence[] = [];
  const runs: Run[] = [];
  for (const draft of drafts) {
    const whole = draft.pieces.map((piece) => piece.text).join("");
    const trimmed = whole.trim();
    if (trimmed === "") continue;
    if (text !== "") text += "\n";
    const start = text.length;
    const cutAtStart = whole.length - whole.trimStart().length;
    text += trimmed;
    const end = text.length;
    const level = Math.min(6, Math.max(1, draft.level ?? 1));
    blocks.push({ kind: draft.kind, ...(draft.kind === "heading" ? { level } : {}), start, end });
    let at = start - cutAtStart;
    for (const piece of draft.pieces) {
      const from = Math.max(start, at);
      const to = Math.min(end, at + piece.text.length);
      if (piece.box && to > from) runs.push([from, to, ...round(piece.box)]);
      at += piece.text.length;
    }
    const ranges = oneSentence(draft.kind) ? [[0, trimmed.length] as const] : splitSentences(trimmed);
    for (const [from, to] of ranges) {
      sentences.push({ id: `p${facts.number}.s${sentences.length + 1}`, start: start + from, end: start + to });
    }
  }
  return { ...facts, text, blocks, sentences, runs };
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

function oneSentence(kind: BlockKind): boolean {
  return kind === "heading" || kind === "tableRow";
}

function round([x, y, width, height]: readonly [number, number, number, number]): [number, number, number, number] {
  const to = (value: number) => Math.round(value * 10) / 10;
  return [to(x), to(y), to(width), to(height)];
}
