import type { DraftBlock } from "../pageText.ts";
import type { PageLabel } from "../../contract/pageLabels.ts";
import { type Reason, reasonOf } from "../../contract/reasons.ts";
import { composePage } from "../pageText.ts";
import { flowBlock } from "../flowPages.ts";
import type { Reading } from "../reading.ts";
import { limitUnfolding } from "./unfolding.ts";

/** A cell that is not empty: its column from 0, its text on one line, and whether it is a number. */
export interface Cell {
  readonly column: number;
  readonly text: string;
  readonly isNumber: boolean;
}

export interface SheetPages {
  /** Begins a sheet and ends the one before. */
  begin(name: string, isHidden: boolean): void;
  /** The next row, as often as it is repeated. */
  row(cells: readonly Cell[], times?: number): void;
  /** What stands on the sheet besides its cells. */
  block(block: DraftBlock): void;
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
  let sheet: { name: string; label: PageLabel; heading: readonly Cell[] | null; pages: number } | null = null;
  let rows: (readonly Cell[])[] = [];
  let characters = 0;
  let blocks: DraftBlock[] = [];

  const endPage = (reason: Reason | null = null) => {
    if (!sheet) return;
    number++;
    const repeated = sheet.pages > 0 && rows.length > 0 && sheet.heading ? [sheet.heading] : [];
    const drafts = [...tableOf([...repeated, ...rows], unfold), ...blocks];
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
      sheet = { name, label: { code: isHidden ? "HIDDEN" : "PRINTED", data: { text: name } }, heading: null, pages: 0 };
    },
    row(cells, times = 1) {
      if (!sheet || cells.length === 0) return;
      const length = cells.reduce((sum, { text }) => sum + text.length + 1, 0);
      unfold(length * times);
      for (let time = 0; time < times; time++) {
        if (rows.length >= fullRows || characters >= fullCharacters) endPage();
        if (rows.length === 0 && sheet.pages === 0) sheet.heading = isHeading(cells) ? cells : null;
        rows.push(cells);
        characters += length;
      }
    },
    block: (block) => void blocks.push(block),
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

function isHeading(cells: readonly Cell[]): boolean {
  return cells.length > 1 && cells.every(({ isNumber, text }) => !isNumber && text.length <= 100);
}

function tableOf(rows: readonly (readonly Cell[])[], unfold: (characters: number) => void): DraftBlock[] {
  const columns = [...new Set(rows.flatMap((cells) => cells.map(({ column }) => column)))].sort(
    (one, other) => one - other,
  );
  const places = new Map(columns.map((column, place) => [column, place]));
  return rows.map((cells) => {
    let text = "";
    let at = 0;
    for (const cell of cells) {
      const place = places.get(cell.column) ?? 0;
      unfold(Math.max(0, place - at));
      for (; at < place; at++) text += "\t";
      text += cell.text;
    }
    return flowBlock("tableRow", text);
  });
}
