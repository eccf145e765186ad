import Papa from "papaparse";
import { type Reason, reasonOf } from "../contract/reasons.ts";
import { flowBlock, rowBlock } from "./flowPages.ts";
import { composePage, type DraftBlock } from "./pageText.ts";
import type { ReadFacts, Reading } from "./reading.ts";

const fullRows = 200;
const fullCharacters = 12_000;

/**
 * A table of separated values: each row a block, in pages of at most 200 rows or about 12,000 characters, labelled with the numbers of
 * their rows (the first row of the file is 1). Where the first row names the columns, every page begins with it.
 */
export function readCsv(text: string, reading: Reading): ReadFacts {
  // Spreadsheets may name the separator in a line of its own.
  const named = /^sep=(.)\n/u.exec(text);
  const table = named ? text.slice(named[0].length) : text;
  const offset = named ? 1 : 0;
  const delimiter = named?.[1] ?? delimiterOf(table, reading.name);
  const notes: Reason[] = [];
  let rows = parseRows(table, delimiter, true);
  if (rows === null) {
    notes.push(reasonOf("QUOTE_NEVER_CLOSED"));
    rows = parseRows(table, delimiter, false) ?? [];
  }
  const title = titleOf(rows);
  const header = headerOf(title === null ? rows : rows.slice(rows.findIndex(isFilled) + 1).filter(isFilled));
  const drafted = { headerRows: header === null ? null : 1 };
  const above = title === null ? 0 : 1;
  const pages = pagesOf(rows, (row, index) => rowBlock(row.join("\t"), { table: drafted, index: index - above }));
  for (const [index, { first, last, blocks }] of pages.entries()) {
    const data = { first: first + offset, last: last + offset };
    const label = pages.length === 1 ? null : ({ code: "ROWS", data } as const);
    const page = { number: index + 1, label, status: "read", reason: null, size: null } as const;
    const shown = index === 0 && title !== null ? [flowBlock("heading", title, 1), ...blocks.slice(1)] : blocks;
    const repeated = index > 0 && header ? [rowBlock(header.join("\t"), { table: drafted, index: 0 })] : [];
    reading.page(composePage(page, [...repeated, ...shown]));
  }
  return { format: "csv", title, language: null, notes };
}

/** Rows of cells; null where a quotation mark is opened and never closed, which swallows all that follows. */
function parseRows(text: string, delimiter: string, quotes: boolean): string[][] | null {
  const rows: string[][] = [];
  let unclosed = false;
  Papa.parse<string[]>(text, {
    delimiter,
    // A quotation mark that cannot be met leaves all of them as they stand.
    ...(quotes ? {} : { quoteChar: "\u0000" }),
    step({ data, errors }) {
      if (errors.some(({ code }) => code === "MissingQuotes")) unclosed = true;
      rows.push(data.map((cell) => cell.replace(/\s+/gu, " ").trim()));
    },
  });
  return unclosed ? null : rows;
}

function delimiterOf(text: string, name: string): string {
  const sample = text.slice(0, 64 * 1024);
  if (/\.(?:tsv|tab)$/iu.test(name) && sample.includes("\t")) return "\t";
  // What the last line of a sample was cut to may have fewer columns.
  const whole = sample.length < text.length ? sample.slice(0, sample.lastIndexOf("\n") + 1) || sample : sample;
  const even = ["\t", ";"].find((delimiter) => isEven(whole, delimiter));
  return even ?? Papa.parse<string[]>(sample, { preview: 50, skipEmptyLines: true }).meta.delimiter;
}

const decimalComma = /^[-+−]?[€$£]?\s?\d[\d.'\s]*,\d+\s?[%€$£]?$/u;

/**
 * Whether this parts every line into equally many cells, and commas are none that part: they part lines unevenly, or are those of
 * decimals. A separator of cells has no space behind it in every line, as a mark in a sentence has.
 */
function isEven(sample: string, delimiter: string): boolean {
  const rowsBy = (mark: string) =>
    Papa.parse<string[]>(sample, { delimiter: mark, preview: 50, skipEmptyLines: true }).data.filter(
      (row, index, all) =>
        // A title may stand above a table.
        index > 0 || row.length > 1 || all.length < 2,
    );
  const isSame = (all: readonly (readonly string[])[]) =>
    (all[0]?.length ?? 0) > 1 && all.every((row) => row.length === all[0]?.length);
  const rows = rowsBy(delimiter);
  if (!isSame(rows) || (delimiter === ";" && rows.every((row) => row.slice(1).every((cell) => /^\s/u.test(cell)))))
    return false;
  const withComma = rows.flat().filter((cell) => cell.includes(","));
  return withComma.every((cell) => decimalComma.test(cell.trim())) || !isSame(rowsBy(","));
}

function isFilled(row: readonly string[]): boolean {
  return row.some((cell) => cell !== "");
}

/** A first line of a single cell above a table. */
function titleOf(rows: readonly (readonly string[])[]): string | null {
  const [first, second] = rows.slice(0, 50).filter(isFilled);
  const [title, ...others] = first?.filter((cell) => cell !== "") ?? [];
  if (title === undefined || first?.[0] !== title || others.length > 0 || title.length > 120) return null;
  const isAlone = (second ?? []).filter((cell) => cell !== "").length > 1;
  return isAlone && /\p{L}{2}/u.test(title) && !/[.:;]$/u.test(title) ? title : null;
}

interface TablePage {
  readonly first: number;
  readonly last: number;
  readonly blocks: readonly DraftBlock[];
}

/** @param blockOf makes the block of a row that is not empty, of which it is told how many stand before it */
function pagesOf(
  rows: readonly (readonly string[])[],
  blockOf: (row: readonly string[], index: number) => DraftBlock,
): TablePage[] {
  const pages: TablePage[] = [];
  let blocks: DraftBlock[] = [];
  let first = 1;
  let characters = 0;
  // A file that ends with a line feed, as most do, has no row behind it.
  let last = 0;
  let filled = 0;
  for (const [index, row] of rows.entries()) {
    if (row.every((cell) => cell === "")) continue;
    const length = row.reduce((sum, cell) => sum + cell.length + 1, 0);
    if (blocks.length >= fullRows || (blocks.length > 0 && characters + length > fullCharacters)) {
      pages.push({ first, last: index, blocks });
      blocks = [];
      characters = 0;
      first = index + 1;
    }
    blocks.push(blockOf(row, filled));
    filled++;
    characters += length;
    last = index + 1;
  }
  if (blocks.length > 0) pages.push({ first, last, blocks });
  return pages;
}

/** The first row where it can only be the names of the columns: as many as there are columns, all different, none a number. */
function headerOf(rows: readonly (readonly string[])[]): readonly string[] | null {
  const [first, ...others] = rows.slice(0, 50);
  if (!first || others.length === 0) return null;
  const widest = Math.max(...others.map((row) => row.length));
  const isNames = first.every((cell) => cell !== "" && cell.length <= 100 && !/^[-+]?[\d.,\s%€$£]+$/u.test(cell));
  return isNames && first.length >= widest && new Set(first).size === first.length ? first : null;
}
