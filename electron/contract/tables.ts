import * as z from "zod";

const place = z.number().int().nonnegative();

/** A cell that is not empty. Range in the page's text in UTF-16 code units, end exclusive, without white space around the words. */
export const cellSchema = z.object({
  start: place,
  end: place,
  /** the column it begins in, from 0 */
  column: place,
  /** how many columns and rows it covers, where they are several; rows as far as they are on the page */
  columns: z.number().int().min(2).optional(),
  rows: z.number().int().min(2).optional(),
  /** true of a cell below the header rows that names its row */
  header: z.literal(true).optional(),
});
export type Cell = z.infer<typeof cellSchema>;

/** A row is a block of the page. */
export const tableRowSchema = z.object({ start: place, end: place, cells: z.array(cellSchema) });
export type TableRow = z.infer<typeof tableRowSchema>;

/** The part of a table that stands on a page. What lies between two of its rows, as notes may, is no part of it. */
export const tableSchema = z.object({
  start: place,
  end: place,
  /** how many of its rows, from the first on, name the columns */
  headerRows: place,
  /** the units that headings say of their columns, as they write them: "EUR million", "%" */
  units: z.array(z.object({ column: place, unit: z.string() })),
  rows: z.array(tableRowSchema),
});
export type Table = z.infer<typeof tableSchema>;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The cells of a row as its text has them: a tab stands between two columns, covered and empty places have no words. */
export function cellsIn(text: string, { start, end }: Range): Cell[] {
  const cells: Cell[] = [];
  let from = start;
  for (const [column, words] of text.slice(start, end).split("\t").entries()) {
    const first = from + words.length - words.trimStart().length;
    const last = from + words.trimEnd().length;
    if (first < last) cells.push({ start: first, end: last, column });
    from += words.length + 1;
  }
  return cells;
}

/** The tables of a page of which nothing more is known than its rows: those without another block between them. */
export function tablesOfRows(text: string, blocks: readonly (Range & { readonly kind: string })[]): Table[] {
  const groups: Range[][] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.kind !== "tableRow") continue;
    if (blocks[index - 1]?.kind === "tableRow") groups.at(-1)?.push(block);
    else groups.push([block]);
  }
  return groups.map((group) => {
    const rows = group.map((row) => ({ start: row.start, end: row.end, cells: cellsIn(text, row) }));
    return { start: rows[0]?.start ?? 0, end: rows.at(-1)?.end ?? 0, headerRows: 0, units: [], rows };
  });
}
