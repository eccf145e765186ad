import type { DocumentText, Sentence } from "../text/documentText.ts";
import { fold } from "../text/fold.ts";
import { isDateCell, isNothing, isPeriod, numberIn } from "./cells.ts";

/** Cells of one row of a table, with the sentence they stand in. */
export interface Row {
  readonly sentence: Sentence;
  readonly cells: readonly string[];
}

/** A table as it stands: rows of about the same number of cells one after another. */
export interface Table {
  readonly header: Row | null;
  readonly rows: readonly Row[];
  readonly columns: number;
}

/** Rows make a table worth computing on from here on. */
export const leastRows = 3;

/** The tables of a document. Rows have their cells between tab stops; a row of other width, or another block, begins another table. */
export function tablesOf(source: DocumentText): Table[] {
  const tables: Table[] = [];
  let open: Row[] = [];
  const close = (): void => {
    const table = tableOf(open, source.language);
    if (table) tables.push(table);
    open = [];
  };
  for (const sentence of source.sentences) {
    if (sentence.kind !== "tableRow") {
      if (sentence.kind !== "caption") close();
      continue;
    }
    const cells = cellsOf(sentence, source);
    // Readers leave out empty cells at the end of a row.
    if (open.length > 0 && cells.length > widest(open) + 1) close();
    // A title above the table is no row of it; a row of which only the first cell is filled is.
    if (cells.length > 1 || open.length > 0) open.push({ sentence, cells });
  }
  close();
  return tables;
}

/** The cells of a row. Empty ones at its beginning are no part of the sentence, for what is quoted begins with a word. */
function cellsOf({ page, start, quote }: Sentence, { pageTexts }: DocumentText): string[] {
  const before = /\t[\t ]*$/u.exec(pageTexts.get(page)?.slice(Math.max(0, start - 64), start) ?? "")?.[0] ?? "";
  return `${before}${quote}`.split("\t").map((cell) => cell.trim());
}

function widest(rows: readonly Row[]): number {
  return rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
}

function tableOf(all: readonly Row[], language: string): Table | null {
  const [first, ...rest] = all;
  if (!first || all.length < leastRows) return null;
  const header = isHeader(first, rest, language) ? first : null;
  // Readers repeat the header on every page of a long table.
  const rows = header ? rest.filter(({ sentence }) => sentence.quote !== header.sentence.quote) : all;
  return rows.length < leastRows ? null : { header, rows, columns: widest(all) };
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
