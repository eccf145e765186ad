import type { CellState } from "../../contract/answerTables.ts";

/** A cell without what it rests on, of which all of a table can be held in memory. */
export interface ShortCell {
  readonly documentId: string;
  readonly columnId: string;
  readonly state: CellState;
  /** some answer is not verified, and nobody corrected it */
  readonly doubtful: boolean;
  /** best first; of a list its items */
  readonly values: readonly ShortValue[];
}

export interface ShortValue {
  /** a number or an amount; of a date the days since 1970 to its beginning; of a period days; null of words */
  readonly number: number | null;
  /** of a date the days to its last day, else as `number` */
  readonly numberEnd: number | null;
  /** ISO 4217, or as the document writes it */
  readonly unit: string | null;
  /** "1200 EUR", "2027-03", "P3M", or words as they are */
  readonly label: string;
}

/** What stands first in the cells of a column, and of which document. */
export interface FirstValue extends ShortValue {
  readonly documentId: string;
}

/** The cells of each column. */
export function byColumn(cells: Iterable<ShortCell>): Map<string, ShortCell[]> {
  const columns = new Map<string, ShortCell[]>();
  for (const cell of cells) {
    const column = columns.get(cell.columnId);
    if (column) column.push(cell);
    else columns.set(cell.columnId, [cell]);
  }
  return columns;
}

/** The first values of cells that are numbers, by their units. */
export function numbersByUnit(cells: readonly ShortCell[]): Map<string | null, (FirstValue & { number: number })[]> {
  const units = new Map<string, { unit: string | null; values: (FirstValue & { number: number })[] }>();
  for (const { documentId, values } of cells) {
    const [first] = values;
    if (first === undefined || first.number === null) continue;
    const key = first.unit?.toLowerCase() ?? "";
    const known = units.get(key) ?? { unit: first.unit, values: [] };
    known.values.push({ ...first, number: first.number, documentId });
    units.set(key, known);
  }
  const ordered = [...units.values()].sort((a, b) => b.values.length - a.values.length);
  return new Map(ordered.map(({ unit, values }) => [unit, values]));
}

/** @param numbers at least one */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low = 0, high = low] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return (low + high) / 2;
}
