import type { DocumentText, Sentence } from "../text/documentText.ts";
import { fold } from "../text/fold.ts";
import type { Cell, Table as PageTable } from "../../contract/tables.ts";
import { oneLine } from "../text/oneLine.ts";
import { isDateCell, isNothing, isPeriod, numberIn } from "./cells.ts";

/** Cells of one row of a table by their columns, with the sentence they stand in. */
export interface Row {
  readonly sentence: Sentence;
  readonly cells: readonly string[];
}

/** What names the columns: of several rows the names above each other, so that a value has those of its group too. */
export interface Header {
  readonly sentences: readonly Sentence[];
  readonly cells: readonly string[];
}

/** A table as it stands: rows of about the same number of cells one after another. */
export interface Table {
  readonly header: Header | null;
  readonly rows: readonly Row[];
  readonly columns: number;
}

/** Rows make a table worth computing on from here on. */
export const leastRows = 3;

/** A row with what its page says of it. */
export interface PlacedRow extends Row {
  /** the part of its table that stands on its page */
  readonly table: PageTable;
  /** whether it is one of those that name the columns */
  readonly isHeader: boolean;
}

/** The rows of the tables of a document by their sentences. Words of a cell that covers several rows stand in all of them. */
export function rowsBySentence(source: DocumentText): ReadonlyMap<Sentence, PlacedRow> {
  const sentences = new Map<string, Sentence>();
  for (const sentence of source.sentences)
    if (sentence.kind === "tableRow") sentences.set(`${sentence.page} ${sentence.start}`, sentence);
  const found = new Map<Sentence, PlacedRow>();
  for (const [page, tables] of source.tables) {
    const textOf = (cell: Cell): string =>
      oneLine((source.pageTexts.get(page) ?? "").slice(cell.start, cell.end)).trim();
    for (const table of tables) {
      /** words that reach into rows below, by their column, and into how many */
      const reaching = new Map<number, { text: string; rows: number }>();
      for (const [index, { cells }] of table.rows.entries()) {
        const isHeader = index < table.headerRows;
        const texts: string[] = [];
        for (const [column, above] of reaching) {
          if (above.rows > 0) texts[column] = above.text;
          above.rows -= 1;
        }
        for (const cell of cells) {
          const { column, columns = 1, rows = 1 } = cell;
          const text = textOf(cell);
          const to = isHeader ? column + columns : column + 1;
          for (let at = column; at < to; at += 1) {
            texts[at] = text;
            // A number is that of one row.
            if (rows > 1 && (isHeader || numberIn(text, source.language) === null))
              reaching.set(at, { text, rows: rows - 1 });
          }
        }
        const sentence = sentences.get(`${page} ${cells[0]?.start}`);
        if (sentence)
          found.set(sentence, { sentence, cells: Array.from(texts, (text) => text ?? ""), table, isHeader });
      }
    }
  }
  return found;
}

/** The tables of a document, over the ends of pages too. A row of other width, or another block, begins another one. */
export function tablesOf(source: DocumentText): Table[] {
  const placed = rowsBySentence(source);
  const tables: Table[] = [];
  let open: PlacedRow[] = [];
  const close = (): void => {
    const table = tableOf(open, source.language);
    if (table) tables.push(table);
    open = [];
  };
  for (const sentence of source.sentences) {
    const row = placed.get(sentence);
    if (!row) {
      if (sentence.kind !== "caption") close();
      continue;
    }
    const last = open.at(-1);
    // Readers leave out empty cells at the end of a row.
    if (
      last &&
      (row.cells.length > widest(open) + 1 || (last.table !== row.table && last.sentence.page === sentence.page))
    )
      close();
    // A title above the table is no row of it; a row of which only the first cell is filled is.
    if (row.cells.length > 1 || open.length > 0) open.push(row);
  }
  close();
  return tables;
}

function widest(rows: readonly Row[]): number {
  return rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
}

function tableOf(all: readonly PlacedRow[], language: string): Table | null {
  const [first, ...rest] = all;
  if (!first || all.length < leastRows) return null;
  const said = all.findIndex(({ isHeader }) => !isHeader);
  const head = said > 0 ? all.slice(0, said) : isHeader(first, rest, language) ? [first] : [];
  const columns = widest(all);
  // Readers repeat the header on every page of a long table.
  const repeated = new Set(head.map(({ sentence }) => sentence.quote));
  const rows = all.slice(head.length).filter(({ sentence }) => !repeated.has(sentence.quote));
  return rows.length < leastRows ? null : { header: head.length > 0 ? joined(head, columns) : null, rows, columns };
}

function joined(head: readonly Row[], columns: number): Header {
  // A title over all columns names none of them.
  const names = head.filter(({ cells }) => cells.length < columns || new Set(cells).size > 1 || head.length === 1);
  const cells = Array.from({ length: columns }, (_, column) =>
    [...new Set(names.map((row) => row.cells[column] ?? "").filter((text) => text !== ""))].join(" "),
  );
  return { sentences: head.map(({ sentence }) => sentence), cells };
}

/** Names of columns, years and other periods among them; the numbers of a first row of values are none. */
function isHeader({ cells }: Row, rows: readonly Row[], language: string): boolean {
  const below = (index: number): string[] =>
    rows.map((row) => row.cells[index] ?? "").filter((cell) => cell !== "" && !isNothing(cell));
  const periods = cells.filter(isPeriod);
  const isRow = cells.some((cell, index) => {
    if (cell === "") return false;
    if (isDateCell(cell)) return below(index).filter(isDateCell).length * 2 > below(index).length;
    if (!isPeriod(cell)) return numberIn(cell, language) !== null;
    const values = below(index);
    return (values.length > 0 && values.every(isPeriod)) || !isSurelyPeriod(cell, periods);
  });
  return !isRow && cells.some((cell) => cell !== "");
}

/** "2,000" is an amount, and so may "2000" be where no other year stands beside it. */
function isSurelyPeriod(cell: string, periods: readonly string[]): boolean {
  if (new Set(periods).size < periods.length) return false;
  return periods.length > 1 || !/^\d+$/u.test(cell) || Number(cell) % 50 !== 0;
}

/** A row of which one cell names it; null where none does. */
export function labelOf({ cells }: Row, language: string): string | null {
  return cells.find((cell) => cell !== "" && !isNothing(cell) && numberIn(cell, language) === null) ?? null;
}

/** What the name of a row says of it: surely a total, one if it adds up, or nothing of the kind. */
export function totalNameOf(label: string): "total" | "maybe" | null {
  const folded = fold(label).replaceAll(/\s+/gu, " ").trim();
  if (totalName.test(folded)) return "total";
  return totalWords.test(folded) || balanceName.test(folded) ? "maybe" : null;
}

const totalNames = [
  "(?:grand |overall |net |gross |running )?totals?(?: amount| sum)?|sum(?: total)?|sub[ -]?totals?",
  "(?:gesamt|end|zwischen|teil|netto|brutto)?summe(?: gesamt)?|gesamt(?:betrag|e)?|insgesamt|total",
  "(?:sous[ -])?total(?:e|aux)?(?: general| ht| ttc)?|somme|montant total",
  "(?:sub)?total(?:es)?(?: general)?|suma(?: total)?|importe total",
  "(?:sub[ -]?)?total[ei](?: generale| complessivo)?|somma|importo totale",
  "(?:sub)?tota(?:l|is)(?: geral)?|soma|valor total",
  "(?:sub|eind)?totaal(?: generaal)?|som",
].join("|");
/** Alone, or with a unit, a year or a remark behind it: "Total (EUR)", "Summe 2024:". */
const totalName = new RegExp(`^(?:${totalNames})(?:[ :]*(?:\\(.*\\)|\\[.*\\]|\\p{Sc}|\\d{4}|[a-z]{3}))?[ :.=]*$`, "u");
const totalWords = new RegExp(
  `^(?:${totalNames})(?!\\p{L})|(?<!\\p{L})(?:${totalNames})$|^(?:gesamt|zwischensumme)|summe$`,
  "u",
);
const balanceName =
  /^(?:balance|net|result|profit|all|saldo|netto|ergebnis|alle|solde|net|resultat|ensemble|tous|neto|resultado|todos|todas|risultato|tutti|liquido|resultaat|alles)(?!\p{L})/u;
