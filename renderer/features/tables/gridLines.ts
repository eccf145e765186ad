import type { AnswerRows } from "../../../electron/contract/answerTables.ts";

export type Group = AnswerRows["groups"][number];

/** A line of the grid: a row, or what heads the rows of one value. */
export type GridLine =
  | { readonly kind: "row"; readonly row: number }
  | { readonly kind: "group"; readonly group: Group };

/** Rows with a line before each group. */
export function lineCount(total: number, groups: readonly Group[]): number {
  return total + groups.length;
}

/** What stands on a line, both counted from 0. */
export function lineAt(line: number, groups: readonly Group[]): GridLine {
  const before = countWhile(groups, (group, index) => group.from + index <= line);
  const last = groups[before - 1];
  if (last && last.from + before - 1 === line) return { kind: "group", group: last };
  return { kind: "row", row: line - before };
}

/** On which line a row stands. */
export function lineOfRow(row: number, groups: readonly Group[]): number {
  return row + countWhile(groups, ({ from }) => from <= row);
}

/** How many groups of the beginning are so; no later one may be where one is not. */
function countWhile(groups: readonly Group[], isSo: (group: Group, index: number) => boolean): number {
  let [low, high] = [0, groups.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const group = groups[middle];
    if (group && isSo(group, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
