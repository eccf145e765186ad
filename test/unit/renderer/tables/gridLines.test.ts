import { expect, it } from "vitest";
import { lineAt, lineCount, lineOfRow } from "../../../../renderer/features/tables/gridLines.ts";

const groups = [
  { label: "a", from: 0, count: 2 },
  { label: "b", from: 2, count: 1 },
  { label: null, from: 3, count: 4 },
];

it("stands rows on their own lines where nothing is grouped", () => {
  expect(lineCount(5, [])).toBe(5);
  expect(lineAt(3, [])).toEqual({ kind: "row", row: 3 });
  expect(lineOfRow(3, [])).toBe(3);
});

it("puts a line before each group", () => {
  expect(lineCount(7, groups)).toBe(10);
  const lines = Array.from({ length: 10 }, (_, line) => lineAt(line, groups));
  expect(lines.map((line) => (line.kind === "row" ? line.row : line.group.label))).toEqual([
    "a",
    0,
    1,
    "b",
    2,
    null,
    3,
    4,
    5,
    6,
  ]);
});

it("finds each row on the line where it stands", () => {
  for (let row = 0; row < 7; row += 1) {
    expect(lineAt(lineOfRow(row, groups), groups)).toEqual({ kind: "row", row });
  }
});
