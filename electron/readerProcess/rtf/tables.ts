import { type FlowBlock, flowBlock, rowBlock } from "../flowPages.ts";
import type { DraftCell } from "../tables.ts";

/** What a file says of a row. Edges are in twips from the margin. */
export interface RowDefinition {
  readonly isHeading: boolean;
  readonly left: number;
  readonly cells: readonly { readonly right: number; readonly merged: "beside" | "above" | null }[];
}

export interface RtfRow {
  /** the paragraphs of each cell */
  readonly cells: readonly (readonly string[])[];
  readonly defined: RowDefinition | null;
  /** what comes behind it */
  readonly notes: readonly FlowBlock[];
}

/** Edges of cells that are meant to lie above each other, in twips. */
const nearby = 45;
/** Edges of a table; where there are more, its rows have nothing to do with each other. */
const mostEdges = 250;
/** A row of a single cell is one of the table around it up to this many characters. */
const longestBand = 200;

/**
 * The rows of a table; where cells begin and end gives its columns, since a file says of a cell over several of them only where it ends.
 * A table of single cells is a frame around text.
 */
export function rowBlocks(rows: readonly RtfRow[]): FlowBlock[] {
  const isTable = rows.some(({ cells }) => cells.length > 1);
  const isRow = ({ cells, defined }: RtfRow) =>
    cells.length > 1 ||
    (isTable && defined !== null && cells.flat().length === 1 && cells.flat().join("").length <= longestBand);
  const own = rows.filter(isRow);
  const grid = gridOf(own);
  const headings = own.findIndex(({ defined }) => defined?.isHeading !== true);
  const table = { headerRows: headings === 0 ? null : headings < 0 ? own.length : headings };
  /** of each column the cell that was last to begin there */
  const begun = new Map<number, { row: number; columns: number; rows: number }>();
  let index = 0;
  return rows.flatMap((row): FlowBlock[] => {
    if (!isRow(row)) return [...row.cells.flat().map((text) => flowBlock("paragraph", text)), ...row.notes];
    const texts: string[] = [];
    const spans: DraftCell[] = [];
    let at = grid && row.defined ? columnAt(grid, row.defined.left) : 0;
    let beside: { columns: number } | undefined;
    for (const [place, cell] of row.cells.entries()) {
      const text = cell.join(" ");
      const facts = row.defined?.cells[place];
      const to = grid && facts ? Math.max(at + 1, columnAt(grid, facts.right)) : at + 1;
      const above = facts?.merged === "above" ? begun.get(at) : undefined;
      if (text === "" && facts?.merged === "beside" && beside) beside.columns += to - at;
      else if (text === "" && above) above.rows = index - above.row + 1;
      else {
        const open = { row: index, columns: to - at, rows: 1 };
        begun.set(at, open);
        beside = open;
        spans[at] = open;
      }
      texts[at] = text;
      at = to;
    }
    const block = rowBlock(Array.from(texts, (text) => text ?? "").join("\t"), { table, index, cells: spans });
    index++;
    return [block, ...row.notes];
  });
}

/** Where columns begin and end, from left to right; null where a row does not say it, or the rows have hardly an edge in common. */
function gridOf(rows: readonly RtfRow[]): number[] | null {
  const edges: number[] = [];
  for (const { defined } of rows) {
    if (!defined) return null;
    edges.push(defined.left, ...defined.cells.map(({ right }) => right));
  }
  const grid: number[] = [];
  for (const edge of edges.sort((one, other) => one - other))
    if (edge - (grid.at(-1) ?? -Infinity) > nearby) grid.push(edge);
  return grid.length > mostEdges ? null : grid;
}

/** The column that begins at an edge. */
function columnAt(grid: readonly number[], edge: number): number {
  const behind = grid.findIndex((one) => one > edge);
  return (behind < 0 ? grid.length : behind) - 1;
}
