import type { Block } from "../../../electron/contract/documents.ts";

/** A stretch of a page's text to light up. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  /** words: those of a quote that a sentence was held against */
  readonly kind: "quote" | "words" | "hit" | "currentHit";
  /** the one the view goes to */
  readonly target: boolean;
}

/** A stretch of text under the same marks. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly mark: Mark["kind"] | null;
  /** where the mark the view goes to begins */
  readonly target: boolean;
}

const order = { quote: 0, words: 1, hit: 2, currentHit: 3 } as const;

/** Text from `start` to `end` cut where marks begin and end; where marks overlap the stronger one shows. */
export function cutPieces(text: string, start: number, end: number, marks: readonly Mark[]): Piece[] {
  const inside = marks.filter((mark) => mark.start < end && mark.end > start);
  const cuts = new Set([start, end]);
  for (const mark of inside) {
    cuts.add(Math.max(start, mark.start));
    cuts.add(Math.min(end, mark.end));
  }
  const sorted = [...cuts].toSorted((a, b) => a - b);
  const pieces: Piece[] = [];
  for (const [index, from] of sorted.entries()) {
    const to = sorted[index + 1];
    if (to === undefined || from === to) continue;
    const over = inside.filter((mark) => mark.start <= from && mark.end >= to);
    const strongest = over.toSorted((a, b) => order[b.kind] - order[a.kind])[0];
    const target = over.some((mark) => mark.target && from === Math.max(start, mark.start));
    pieces.push({ text: text.slice(from, to), start: from, mark: strongest?.kind ?? null, target });
  }
  return pieces;
}

/** Blocks as they are laid out: list items and table rows that follow each other stand together. */
export type Layout =
  | { readonly kind: "block"; readonly block: Block }
  | { readonly kind: "list"; readonly items: readonly Block[] }
  | { readonly kind: "table"; readonly rows: readonly Block[] };

export function layOut(text: string, blocks: readonly Block[]): Layout[] {
  const shown =
    blocks.length > 0 || text.trim() === "" ? blocks : [{ kind: "paragraph" as const, start: 0, end: text.length }];
  const layouts: Layout[] = [];
  for (const block of shown) {
    const last = layouts.at(-1);
    if (block.kind === "listItem") {
      if (last?.kind === "list") layouts[layouts.length - 1] = { kind: "list", items: [...last.items, block] };
      else layouts.push({ kind: "list", items: [block] });
    } else if (block.kind === "tableRow") {
      if (last?.kind === "table") layouts[layouts.length - 1] = { kind: "table", rows: [...last.rows, block] };
      else layouts.push({ kind: "table", rows: [block] });
    } else layouts.push({ kind: "block", block });
  }
  return layouts;
}

/** Cells of a table row as ranges of the page's text; the reader sets a tab between cells. */
export function cellsOf(text: string, row: Block): { start: number; end: number }[] {
  const cells: { start: number; end: number }[] = [];
  let start = row.start;
  for (let at = row.start; at < row.end; at++) {
    if (text[at] !== "\t") continue;
    cells.push({ start, end: at });
    start = at + 1;
  }
  cells.push({ start, end: row.end });
  return cells;
}
