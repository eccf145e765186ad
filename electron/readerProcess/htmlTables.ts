import { attribute, charactersIn, elementsOf, type HtmlElement } from "./htmlElements.ts";
import type { DraftCell, DraftRow } from "./tables.ts";

/** A row of a table: its cells in their columns, null where a cell of this row or of one above covers the place. */
export interface TableRow {
  readonly places: readonly (HtmlElement | null)[];
  readonly draft: DraftRow;
  /** whether the table is said to arrange a page rather than to hold data */
  readonly arranges: boolean;
  /** whether the first row of the table names the columns */
  readonly named: boolean;
  /** of the table */
  readonly rows: number;
}

/** The rows of a table as a browser sets them: the foot last, cells that span rows and columns in all their places (HTML, 4.9.12). */
export function rowsOf(table: HtmlElement, isHidden: (node: HtmlElement) => boolean): TableRow[] {
  const shown = (node: HtmlElement) => elementsOf(node).filter((child) => !isHidden(child));
  const groups = shown(table).filter(({ tagName }) => ["thead", "tbody", "tfoot"].includes(tagName));
  const inOrder = ["thead", "tbody", "tfoot"].flatMap((name) => groups.filter(({ tagName }) => tagName === name));
  const rows = inOrder.flatMap((group) =>
    placed(
      shown(group).filter(({ tagName }) => tagName === "tr"),
      isHidden,
    ),
  );
  const heads = rows[0]?.flatMap((place) => (place ? [place.cell] : [])) ?? [];
  const facts = {
    arranges: ["presentation", "none"].includes(attribute(table, "role") ?? ""),
    named: heads.length > 1 && heads.every(({ tagName }) => tagName === "th"),
    rows: rows.length,
  };
  const inHead = inOrder
    .filter(({ tagName }) => tagName === "thead")
    .reduce((sum, group) => sum + shown(group).filter(({ tagName }) => tagName === "tr").length, 0);
  const drafted = { headerRows: inHead > 0 ? inHead : headingRows(rows) };
  return rows.map((places, index) => ({
    places: places.map((place) => place?.cell ?? null),
    draft: { table: drafted, index, cells: places },
    ...facts,
  }));
}

/** The rows above the first one with a cell of data; null where no cell of the table is a heading. */
function headingRows(rows: readonly (readonly (Place | null)[])[]): number | null {
  const holds = (row: readonly (Place | null)[], tag: string) =>
    row.some((place) => place?.cell.tagName === tag && charactersIn(place.cell).trim() !== "");
  if (!rows.some((row) => holds(row, "th"))) return null;
  const first = rows.findIndex((row) => !holds(row, "th") || holds(row, "td"));
  return first < 0 ? 0 : first;
}

interface Place extends DraftCell {
  readonly cell: HtmlElement;
}

function placed(rows: readonly HtmlElement[], isHidden: (node: HtmlElement) => boolean): (Place | null)[][] {
  /** for each column how many rows are still covered by a cell above */
  const covered: number[] = [];
  return rows.map((row, index) => {
    const places: (Place | null)[] = [];
    for (const cell of elementsOf(row)) {
      if ((cell.tagName !== "td" && cell.tagName !== "th") || isHidden(cell)) continue;
      while ((covered[places.length] ?? 0) > 0) places.push(null);
      const wide = Math.min(1000, span(cell, "colspan") || 1);
      const high = Math.min(span(cell, "rowspan") || rows.length, rows.length - index);
      for (let column = 0; column < wide; column++) {
        covered[places.length] = high;
        places.push(column === 0 ? { cell, columns: wide, rows: high, header: cell.tagName === "th" } : null);
      }
    }
    for (const [column, left] of covered.entries()) covered[column] = Math.max(0, (left ?? 0) - 1);
    return places;
  });
}

function span(cell: HtmlElement, name: string): number {
  const found = /^\s*(\d{1,5})/u.exec(attribute(cell, name) ?? "")?.[1];
  return found === undefined ? 1 : Number(found);
}

/** Characters of a cell that is a text to be cited sentence by sentence. */
const long = 300;

/**
 * Whether the cells of a row are to be read one after the other, as of a table that arranges a page or the paragraphs of a law.
 *
 * @param texts of the row's places
 */
export function isLaidOut(row: TableRow, texts: readonly string[]): boolean {
  const filled = row.places.flatMap((cell, index) => {
    const text = texts[index] ?? "";
    return cell && text !== "" ? [{ cell, text }] : [];
  });
  if (filled.some(({ cell }) => holdsTable(cell) || holdsSection(cell))) return true;
  const isLong = ({ text }: { readonly text: string }) => text.length > (row.arranges ? long / 3 : long);
  const several = filled.filter(({ cell }) => blocksIn(cell) > 1);
  const [first, second] = filled;
  if (!first) return false;
  if (!second) return isLong(first) || several.length > 0;
  if (filled.length === 2) {
    if (!row.named && isRowNumber(first.text) && /\p{L}{2}/u.test(second.text)) return true;
    return (
      filled.some(isLong) ||
      (!row.named && (several.length === 2 || several.some(({ text }) => text.length > long / 2)))
    );
  }
  if (filled.some(({ text }) => text.length > 5 * long)) return true;
  return !row.named && filled.some(isLong) && (row.arranges || row.rows === 1 || filled.filter(isLong).length > 1);
}

/** (1), a), 2., § 3, 1.2.3, •: what numbers a paragraph and is not a figure. */
export function isRowNumber(text: string): boolean {
  return /^(?:\(?(?:\d{1,4}|\p{L}{1,2}|[ivxlcdm]{1,7})(?:[.)]|\.\)|\]:)|\((?:\d{1,4}|\p{L}{1,2}|[ivxlcdm]{1,7})\)|§+\s?\d+\p{L}?|\d{1,3}(?:\.\d{1,3}){2,}\.?|\d{1,3}\.\d{1,3}\.|[•·▪◦–—-])$/iu.test(
    text,
  );
}

function holdsTable(cell: HtmlElement): boolean {
  return elementsOf(cell).some(
    (child) => (child.tagName === "table" && charactersIn(child).trim() !== "") || holdsTable(child),
  );
}

/** A heading, and what stands under it. */
function holdsSection(cell: HtmlElement): boolean {
  const heading = headingIn(cell);
  return heading !== null && charactersIn(cell).trim().length > charactersIn(heading).trim().length;
}

function headingIn(node: HtmlElement): HtmlElement | null {
  for (const child of elementsOf(node)) {
    const found = /^h[1-6]$/u.test(child.tagName) ? child : headingIn(child);
    if (found && charactersIn(found).trim() !== "") return found;
  }
  return null;
}

const blockTags = new Set("p div li dd dt pre blockquote h1 h2 h3 h4 h5 h6".split(" "));

/** Blocks with text of their own, the innermost counted. */
function blocksIn(node: HtmlElement): number {
  let count = 0;
  for (const child of elementsOf(node)) {
    const inner = blocksIn(child);
    count += inner > 0 ? inner : blockTags.has(child.tagName) && charactersIn(child).trim() !== "" ? 1 : 0;
  }
  return count;
}
