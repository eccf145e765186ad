import type { Block, Page } from "../../../electron/contract/documents.ts";
import type { Cell, Table, TableRow } from "../../../electron/contract/tables.ts";

/** A stretch of a page's text to light up. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  /** words: those of a quote that a sentence was held against; doubtful: a number that is hard to read on the scan */
  readonly kind: "doubtful" | "insertion" | "deletion" | "comment" | "quote" | "words" | "hit" | "currentHit";
  /** the one the view goes to */
  readonly target: boolean;
  /** what is told of it */
  readonly note?: string;
}

/** A stretch of text under the same marks. */
export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly mark: Mark["kind"] | null;
  /** where the mark the view goes to begins */
  readonly target: boolean;
  /** what is told of all its marks; "" for nothing */
  readonly note: string;
}

const order = {
  doubtful: 0,
  insertion: 1,
  deletion: 2,
  comment: 3,
  quote: 4,
  words: 5,
  hit: 6,
  currentHit: 7,
} as const;

/** The numbers of a page that are hard to read, below the marks that are given; `note` is told of them. */
export function withDoubtful(page: Pick<Page, "doubtful">, marks: readonly Mark[], note: string): readonly Mark[] {
  if (!page.doubtful) return marks;
  return [
    ...page.doubtful.map(([start, end]): Mark => ({ start, end, kind: "doubtful", target: false, note })),
    ...marks,
  ];
}

/**
 * Text from `start` to `end` cut where marks begin and end; where marks overlap the stronger one shows. Marks of a place are a piece
 * without text.
 */
export function cutPieces(text: string, start: number, end: number, marks: readonly Mark[]): Piece[] {
  const inside = marks.filter((mark) => mark.start < end && mark.end > start && mark.end > mark.start);
  const points = Map.groupBy(
    marks.filter((mark) => mark.start === mark.end && mark.start >= start && mark.start <= end),
    (mark) => mark.start,
  );
  const cuts = new Set([start, end, ...points.keys()]);
  for (const mark of inside) {
    cuts.add(Math.max(start, mark.start));
    cuts.add(Math.min(end, mark.end));
  }
  const sorted = [...cuts].toSorted((a, b) => a - b);
  const pieces: Piece[] = [];
  for (const [index, from] of sorted.entries()) {
    const to = sorted[index + 1];
    const at = points.get(from);
    if (at) pieces.push({ text: "", start: from, target: at.some(({ target }) => target), ...shownOf(at) });
    if (to === undefined || from === to) continue;
    const over = inside.filter((mark) => mark.start <= from && mark.end >= to);
    const target = over.some((mark) => mark.target && from === Math.max(start, mark.start));
    pieces.push({ text: text.slice(from, to), start: from, target, ...shownOf(over) });
  }
  return pieces;
}

function shownOf(marks: readonly Mark[]): Pick<Piece, "mark" | "note"> {
  const strongest = marks.toSorted((a, b) => order[b.kind] - order[a.kind])[0];
  const notes = marks.flatMap(({ note }) => note ?? []);
  return { mark: strongest?.kind ?? null, note: notes.join("\n\n") };
}

/** Blocks as they are laid out: list items that follow each other stand together, and the rows of a table. */
export type Layout =
  | { readonly kind: "block"; readonly block: Block }
  | { readonly kind: "list"; readonly items: readonly Block[] }
  | { readonly kind: "table"; readonly table: Table };

/** Notes between the rows of a table come behind it. */
export function layOut({ text, blocks, tables }: Pick<Page, "text" | "blocks" | "tables">): Layout[] {
  const shown =
    blocks.length > 0 || text.trim() === "" ? blocks : [{ kind: "paragraph" as const, start: 0, end: text.length }];
  const byStart = new Map(tables.map((table) => [table.start, table]));
  const rows = new Set(tables.flatMap((table) => table.rows.map(({ start }) => start)));
  const layouts: Layout[] = [];
  for (const block of shown) {
    const last = layouts.at(-1);
    const table = byStart.get(block.start);
    if (table) layouts.push({ kind: "table", table });
    else if (rows.has(block.start)) continue;
    else if (block.kind === "listItem") {
      if (last?.kind === "list") layouts[layouts.length - 1] = { kind: "list", items: [...last.items, block] };
      else layouts.push({ kind: "list", items: [block] });
    } else layouts.push({ kind: "block", block });
  }
  return layouts;
}

/** A row as it is drawn: its cells in their order, null for a place where none stands and none from above or the left reaches. */
export interface GridRow {
  readonly start: number;
  readonly cells: readonly (Cell | null)[];
}

/** The header rows of a table and those below; a cell ends with the rows of its part, as it does in HTML. */
export function gridOf({ rows, headerRows }: Table): { readonly head: GridRow[]; readonly body: GridRow[] } {
  const width = Math.max(...rows.flatMap(({ cells }) => cells.map(({ column, columns = 1 }) => column + columns)));
  const grid = (part: readonly TableRow[]): GridRow[] => {
    /** for each column how many rows are still covered from above */
    const covered = Array.from({ length: width }, () => 0);
    return part.map(({ start, cells }, index) => {
      const byColumn = new Map(cells.map((cell) => [cell.column, cell]));
      const drawn: (Cell | null)[] = [];
      let reached = 0;
      for (let column = 0; column < width; column++) {
        const cell = byColumn.get(column);
        if (cell) {
          const { columns = 1, rows: high = 1 } = cell;
          drawn.push({ ...cell, rows: Math.min(high, part.length - index) });
          covered.fill(high, column, column + columns);
          reached = column + columns;
        } else if (column >= reached && (covered[column] ?? 0) === 0) drawn.push(null);
      }
      for (let column = 0; column < width; column++) covered[column] = Math.max(0, (covered[column] ?? 0) - 1);
      return { start, cells: drawn };
    });
  };
  return { head: grid(rows.slice(0, headerRows)), body: grid(rows.slice(headerRows)) };
}
