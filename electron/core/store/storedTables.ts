import * as z from "zod";
import type { Block } from "../../contract/documents.ts";
import { cellsIn, type Table, tablesOfRows } from "../../contract/tables.ts";

/** What the text and the blocks of a page do not say of its tables; cells by where they start: columns, rows, 1 for one that names its row. */
const storedTablesSchema = z.array(
  z.object({
    start: z.number(),
    end: z.number(),
    headerRows: z.number(),
    units: z.array(z.object({ column: z.number(), unit: z.string() })).default([]),
    cells: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])).default([]),
  }),
);

export const nullableTablesSchema = storedTablesSchema.nullable();

/** The tables of a page as JSON; what can be told from its text is left out, which a large sheet has by the ten thousand. */
export function storeTables(tables: readonly Table[]): string {
  return JSON.stringify(
    tables.map(({ start, end, headerRows, units, rows }) => {
      const cells = rows
        .flatMap((row) => row.cells)
        .filter((cell) => cell.columns !== undefined || cell.rows !== undefined || cell.header)
        .map((cell) => [cell.start, cell.columns ?? 1, cell.rows ?? 1, cell.header ? 1 : 0]);
      return { start, end, headerRows, ...(units.length > 0 ? { units } : {}), ...(cells.length > 0 ? { cells } : {}) };
    }),
  );
}

/** @param stored null of a page that was stored before tables were */
export function toTables(
  stored: z.infer<typeof nullableTablesSchema>,
  text: string,
  blocks: readonly Block[],
): Table[] {
  if (stored === null) return tablesOfRows(text, blocks);
  // A table in a cell of another one begins behind it and stands between its rows.
  const lines = Map.groupBy(
    blocks.filter(({ kind }) => kind === "tableRow"),
    (line) => stored.findLast(({ start, end }) => line.start >= start && line.end <= end),
  );
  return stored.map((table) => {
    const { start, end, headerRows, units, cells } = table;
    const marks = new Map(cells.map(([at, ...mark]) => [at, mark]));
    const rows = (lines.get(table) ?? []).map((line) => ({
      start: line.start,
      end: line.end,
      cells: cellsIn(text, line).map((cell) => {
        const [columns = 1, high = 1, header = 0] = marks.get(cell.start) ?? [];
        return {
          ...cell,
          ...(columns > 1 ? { columns } : {}),
          ...(high > 1 ? { rows: high } : {}),
          ...(header === 1 ? { header: true as const } : {}),
        };
      }),
    }));
    return { start, end, headerRows, units, rows };
  });
}
