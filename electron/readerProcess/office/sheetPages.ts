import type { DraftBlock } from "../pageText.ts";
import type { PageLabel } from "../../contract/pageLabels.ts";
import { type Reason, reasonOf } from "../../contract/reasons.ts";
import { composePage } from "../pageText.ts";
import { flowBlock, rowBlock } from "../flowPages.ts";
import type { Anchor, MarkupDraft } from "../markup.ts";
import type { Reading } from "../reading.ts";
import type { DraftCell, DraftTable } from "../tables.ts";
import { limitUnfolding } from "./unfolding.ts";

/** A cell that is not empty: its column from 0, its text on one line, and whether it is a number. */
export interface Cell {
  readonly column: number;
  readonly text: string;
  readonly isNumber: boolean;
  readonly comments?: readonly MarkupDraft[];
  /** how many columns and rows of the sheet it covers, where they are several */
  readonly columns?: number;
  readonly rows?: number;
}

/** A row with text, and its place on the sheet, from 0. */
interface SheetRow {
  readonly cells: readonly Cell[];
  readonly index: number;
}

interface Sheet {
  readonly name: string;
  readonly label: PageLabel;
  /** its first row with text, where it can only be the names of the columns */
  heading: SheetRow | null;
  /** the place of its first row with text */
  first: number;
  /** the row that comes next where nothing else is said */
  next: number;
  pages: number;
  readonly table: DraftTable;
  /** cells that were joined, by the place of the first: `row column` */
  readonly merged: Map<string, DraftCell>;
}

export interface SheetPages {
  /** Begins a sheet and ends the one before. */
  begin(name: string, isHidden: boolean): void;
  /** The next row, or that of an index from 0, as often as it is repeated. */
  row(cells: readonly Cell[], times?: number, index?: number): void;
  /** A cell reaches over columns and rows of the sheet; told before its page ends. */
  merge(row: number, column: number, cell: DraftCell): void;
  /** What stands on the sheet besides its cells. */
  block(block: DraftBlock): void;
  /** A comment on a cell without text. */
  comment(comment: MarkupDraft): void;
  /** The sheet hides rows or columns, which are read all the same. */
  hides(): void;
  /** A cell has a formula whose value no program has computed. */
  missesValue(): void;
  /** The sheet could not be read to its end. */
  damaged(): void;
  end(): void;
  /** what to tell of hidden sheets, rows and columns, and of formulas without a value */
  notes(): Reason[];
}

/** Rows with text that make a page; most sheets are one page, so that its number is the sheet's. */
const fullRows = 500;
/** A page of fewer rows ends once it has this many characters. */
const fullCharacters = 200_000;

/**
 * Pages of a workbook: each sheet begins a page, an empty one too, and is named by its label. A long sheet goes on on further pages,
 * which repeat a first row that is all words, so that each can be understood alone. A row is a block, its cells parted by tabs;
 * columns without text on the page are left out.
 * @throws READ_INFLATED_LIMIT where repeated cells come to more than the limit, READ_PAGE_LIMIT
 */
export function createSheetPages(reading: Reading): SheetPages {
  const unfold = limitUnfolding(reading.limits.inflatedMb);
  const hidden: string[] = [];
  const partlyHidden = new Set<string>();
  let withoutValue = 0;
  let number = 0;
  let sheet: Sheet | null = null;
  let rows: SheetRow[] = [];
  let characters = 0;
  let blocks: DraftBlock[] = [];

  const endPage = (reason: Reason | null = null) => {
    if (!sheet) return;
    number++;
    const repeated = sheet.pages > 0 && rows.length > 0 && sheet.heading ? [withoutComments(sheet.heading)] : [];
    const drafts = [...tableOf(sheet, [...repeated, ...rows], unfold), ...blocks];
    const facts = { number, label: sheet.label, size: null };
    reading.page(composePage({ ...facts, status: reason === null ? "read" : "unread", reason }, drafts));
    sheet.pages++;
    rows = [];
    characters = 0;
    blocks = [];
  };
  const pages: SheetPages = {
    begin(name, isHidden) {
      pages.end();
      if (isHidden) hidden.push(name);
      sheet = {
        name,
        label: { code: isHidden ? "HIDDEN" : "PRINTED", data: { text: name } },
        heading: null,
        first: 0,
        next: 0,
        pages: 0,
        table: { headerRows: null },
        merged: new Map(),
      };
    },
    row(cells, times = 1, index = sheet?.next ?? 0) {
      if (sheet) sheet.next = index + times;
      if (!sheet || cells.length === 0) return;
      const length = cells.reduce((sum, { text }) => sum + text.length + 1, 0);
      unfold(length * times);
      for (let time = 0; time < times; time++) {
        if (rows.length >= fullRows || characters >= fullCharacters) endPage();
        if (rows.length === 0 && sheet.pages === 0) {
          sheet.heading = isHeading(cells) ? { cells, index } : null;
          sheet.first = index;
        }
        rows.push(time === 0 ? { cells, index } : withoutComments({ cells, index: index + time }));
        characters += length;
      }
    },
    merge: (row, column, cell) => void sheet?.merged.set(`${row} ${column}`, cell),
    block: (block) => void blocks.push(block),
    comment: (of) => void blocks.push(flowBlock("paragraph", "", undefined, [{ at: 0, side: "both", of }])),
    hides: () => void (sheet && partlyHidden.add(sheet.name)),
    missesValue: () => void withoutValue++,
    damaged() {
      if (rows.length > 0 || blocks.length > 0) endPage();
      endPage(reasonOf("SHEET_REST_DAMAGED"));
      sheet = null;
    },
    end() {
      if (sheet && (sheet.pages === 0 || rows.length > 0 || blocks.length > 0)) endPage();
      sheet = null;
    },
    notes: () => [
      ...(hidden.length === 0 ? [] : [reasonOf("SHEETS_HIDDEN", { names: hidden })]),
      ...(partlyHidden.size === 0 ? [] : [reasonOf("ROWS_HIDDEN", { names: [...partlyHidden] })]),
      ...(withoutValue === 0 ? [] : [reasonOf("FORMULAS_WITHOUT_VALUE", { count: withoutValue })]),
    ],
  };
  return pages;
}

function withoutComments({ cells, index }: SheetRow): SheetRow {
  return { cells: cells.map((cell) => ({ ...cell, comments: [] })), index };
}

function isHeading(cells: readonly Cell[]): boolean {
  return cells.length > 1 && cells.every(({ isNumber, text }) => !isNumber && text.length <= 100);
}

function tableOf(sheet: Sheet, rows: readonly SheetRow[], unfold: (characters: number) => void): DraftBlock[] {
  const columns = [...new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column)))].sort(
    (one, other) => one - other,
  );
  const places = new Map(columns.map((column, place) => [column, place]));
  return rows.map(({ cells, index }) => {
    let text = "";
    let at = 0;
    const anchors: Anchor[] = [];
    const spans: DraftCell[] = [];
    for (const cell of cells) {
      const place = places.get(cell.column) ?? 0;
      unfold(Math.max(0, place - at));
      for (; at < place; at++) text += "\t";
      for (const of of cell.comments ?? []) {
        anchors.push({ at: text.length, side: "start", of }, { at: text.length + cell.text.length, side: "end", of });
      }
      text += cell.text;
      const { columns: wide = 1, rows: high = 1 } = sheet.merged.get(`${index} ${cell.column}`) ?? cell;
      if (wide > 1 || high > 1) {
        // Columns without text on the page are left out.
        const shown = columns.filter((column) => column >= cell.column && column < cell.column + wide).length;
        spans[place] = { columns: shown, rows: high };
      }
    }
    return rowBlock(
      text,
      {
        table: sheet.table,
        index: index - sheet.first,
        cells: spans,
        isSetOff: index === sheet.heading?.index,
      },
      anchors,
    );
  });
}
