import type { Block } from "../contract/documents.ts";
import { type Cell, cellsIn, type Table, type TableRow } from "../contract/tables.ts";
import { unitOfHeading } from "../core/text/headingUnits.ts";

/** What a format says of a table. Rows that are the same object's are one table. */
export interface DraftTable {
  /** how many rows of the file name the columns; null where the format does not say */
  readonly headerRows: number | null;
}

/** What a format says of a cell besides its words: the columns and rows of the file it covers, whether it names its row. */
export interface DraftCell {
  readonly columns?: number;
  readonly rows?: number;
  readonly header?: boolean;
}

/** What a format says of a row whose words stand in a block with a tab between two columns. */
export interface DraftRow {
  /** where the format has none, rows that follow each other are a table */
  readonly table?: DraftTable;
  /** place among the rows of the file's table, from 0 */
  readonly index?: number;
  /** by column */
  readonly cells?: readonly (DraftCell | null | undefined)[];
  /** whether it is set off as names of columns are: bold, or the one row of words in a sheet of numbers */
  readonly isSetOff?: boolean;
}

interface PlacedRow {
  readonly range: TableRow;
  readonly draft: DraftRow | undefined;
}

/**
 * Gathers the tables of a page as its blocks come. Rows of which the format says nothing are a table where they follow each other.
 */
export function collectTables(): {
  add(text: string, block: Block, draft: DraftRow | undefined): void;
  end(text: string): Table[];
} {
  const groups: { readonly table: DraftTable | null; readonly rows: PlacedRow[] }[] = [];
  const byTable = new Map<DraftTable, PlacedRow[]>();
  let isOpen = false;
  return {
    add(text, { kind, start, end }, draft) {
      if (kind !== "tableRow") {
        isOpen = false;
        return;
      }
      const row = { range: { start, end, cells: cellsIn(text, { start, end }) }, draft };
      const table = draft?.table ?? null;
      const open = table === null ? (isOpen ? groups.at(-1)?.rows : undefined) : byTable.get(table);
      if (open) open.push(row);
      else {
        const rows = [row];
        groups.push({ table, rows });
        if (table) byTable.set(table, rows);
      }
      isOpen = table === null;
    },
    end: (text) => groups.map(({ table, rows }) => tableOf(text, table, rows)),
  };
}

function tableOf(text: string, table: DraftTable | null, placed: readonly PlacedRow[]): Table {
  const rows = placed.map(({ range, draft }) => ({
    ...range,
    cells: range.cells.map((cell, index, cells) => spanned(cell, cells[index + 1], draft, placed)),
  }));
  const headerRows = headerRowsOf(text, table, placed);
  const units = unitsIn(text, rows.slice(0, headerRows));
  return {
    start: rows[0]?.start ?? 0,
    end: rows.at(-1)?.end ?? 0,
    headerRows,
    units,
    rows: rows.map((row, index) => (index < headerRows ? { ...row, cells: row.cells.map(ofColumn) } : row)),
  };
}

/** Below the header rows alone a heading is one of its row. */
function ofColumn(cell: Cell): Cell {
  const { header, ...ofColumns } = cell;
  return header ? ofColumns : cell;
}

/** Columns that a cell covers at most, whatever a file says. */
const mostSpanned = 1000;

/** @param next in its row, which it does not cover */
function spanned(cell: Cell, next: Cell | undefined, draft: DraftRow | undefined, placed: readonly PlacedRow[]): Cell {
  const facts = draft?.cells?.[cell.column];
  if (!draft || !facts) return cell;
  const { columns: said = 1, rows: high = 1 } = facts;
  const free = next ? next.column - cell.column : mostSpanned;
  const columns = Math.min(Math.trunc(said), free, mostSpanned);
  // Rows that are empty or on another page are none that it covers here.
  const covered =
    high < 2 ? 1 : placed.filter(({ draft: other }) => isWithin(other?.index, draft.index ?? 0, high)).length;
  return {
    ...cell,
    ...(columns > 1 ? { columns } : {}),
    ...(covered > 1 ? { rows: covered } : {}),
    ...(facts.header === true ? { header: true } : {}),
  };
}

function isWithin(index: number | undefined, from: number, count: number): boolean {
  return index !== undefined && index >= from && index < from + count;
}

function headerRowsOf(text: string, table: DraftTable | null, placed: readonly PlacedRow[]): number {
  const said = table?.headerRows ?? null;
  if (said !== null) {
    const first = placed.findIndex(({ draft }) => (draft?.index ?? 0) >= said);
    return first < 0 ? placed.length : first;
  }
  return (placed[0]?.draft?.index ?? 0) > 0 ? 0 : likelyHeaderRows(text, placed);
}

/** Rows that name columns hold words or years where most rows below hold numbers, or are set off from the others. */
function likelyHeaderRows(text: string, placed: readonly PlacedRow[]): number {
  const words = placed.map(({ range }) => range.cells.map(({ start, end }) => text.slice(start, end)));
  // A title may stand above the names, over all columns or in the first.
  let titles = 0;
  while (titles < mostTitles && words[titles]?.length === 1) titles++;
  if (titles + 1 >= words.length || !namesColumns(words[titles] ?? [])) return 0;
  let count = titles + 1;
  while (count < titles + 3 && count + 1 < words.length && goesOn(placed[count - 1], placed[count])) {
    if (!namesColumns(words[count] ?? [])) break;
    count++;
  }
  const body = placed.slice(count);
  const isSetOff = placed[titles]?.draft?.isSetOff === true && body.some(({ draft }) => draft?.isSetOff !== true);
  const numbers = new Map<number, number>();
  for (const cell of body.flatMap(({ range }) => range.cells))
    numbers.set(cell.column, (numbers.get(cell.column) ?? 0) + (isNumber(text.slice(cell.start, cell.end)) ? 1 : -1));
  return isSetOff || [...numbers.values()].some((surplus) => surplus > 0) ? count : 0;
}

/** Names of groups stand above names of columns: one of both rows leaves the corner to the other. */
function goesOn(above: PlacedRow | undefined, row: PlacedRow | undefined): boolean {
  const [upper, lower] = [above?.range.cells ?? [], row?.range.cells ?? []];
  return lower[0]?.column !== 0 || (upper[0]?.column !== 0 && upper.length < lower.length - 1);
}

const longestName = 80;
const mostTitles = 2;

/** Several cells without numbers but those of years. */
function namesColumns(cells: readonly string[]): boolean {
  return cells.length > 1 && cells.every((cell) => cell.length <= longestName && (!isNumber(cell) || isYear(cell)));
}

/** Figures with signs and at most a unit around them. */
function isNumber(cell: string): boolean {
  return /^(?:[A-Z]{3}\s?)?[^\p{L}\d]{0,3}\d[^\p{L}]*(?:\p{L}{1,4}\.?)?$/u.test(cell);
}

function isYear(cell: string): boolean {
  return /^(?:19|20)\d\d(?:\s?[/–-]\s?(?:\d\d|(?:19|20)\d\d))?$/u.test(cell);
}

/** Of each column the unit that the lowest of its headings says. */
function unitsIn(text: string, header: readonly TableRow[]): Table["units"] {
  const found = new Map<number, string>();
  for (const { cells } of header) {
    for (const { start, end, column, columns = 1 } of cells) {
      const unit = unitOfHeading(text.slice(start, end));
      if (unit === null) continue;
      for (let at = column; at < column + columns; at++) found.set(at, unit);
    }
  }
  return [...found].sort(([one], [other]) => one - other).map(([column, unit]) => ({ column, unit }));
}
