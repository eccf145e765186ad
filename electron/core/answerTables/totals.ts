import type { Column, Total } from "../../contract/answerTables.ts";
import { byColumn, medianOf, numbersByUnit, type ShortCell } from "./shortCell.ts";

/**
 * What numbers, amounts and periods come to, in the order of the columns, the commonest unit of each first. Of several answers the best
 * counts: the others hold under other conditions.
 */
export function totalsOf(columns: readonly Pick<Column, "id" | "kind">[], cells: Iterable<ShortCell>): Total[] {
  const cellsOf = byColumn(cells);
  return columns.flatMap(({ id, kind }) => {
    if (kind !== "number" && kind !== "money" && kind !== "period") return [];
    return [...numbersByUnit(cellsOf.get(id) ?? [])].map(([unit, values]): Total => {
      const numbers = values.map(({ number }) => number);
      const sum = numbers.reduce((all, number) => all + number, 0);
      return {
        columnId: id,
        unit,
        count: numbers.length,
        // Cents that binary numbers do not have.
        sum: Number(sum.toPrecision(14)),
        least: numbers.reduce((a, b) => Math.min(a, b)),
        most: numbers.reduce((a, b) => Math.max(a, b)),
        median: Number(medianOf(numbers).toPrecision(14)),
      };
    });
  });
}
