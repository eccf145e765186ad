import { expect, it } from "vitest";
import { cellsIn, type Table } from "../../../electron/contract/tables.ts";
import { toPage, toStored } from "../../../electron/core/store/storedPages.ts";
import type { Logger } from "../../../electron/core/ports.ts";
import { aPage } from "./samples.ts";

const silent: Logger = { info() {}, warn() {}, error() {} };

const text = "Year\tRent (EUR)\t\n\tWarm\tCold\n2027\t920\t800";
const rows = text.split("\n").map((line) => {
  const start = text.indexOf(line);
  return { start, end: start + line.length, cells: cellsIn(text, { start, end: start + line.length }) };
});

it("keeps the tables of a page with their spans, headings and units", () => {
  const [first, second, third] = rows;
  if (!first || !second || !third) throw new Error("Rows are missing.");
  const table: Table = {
    start: 0,
    end: text.length,
    headerRows: 2,
    units: [{ column: 1, unit: "EUR" }],
    rows: [
      {
        ...first,
        cells: first.cells.map((cell) => (cell.column === 0 ? { ...cell, rows: 2 } : { ...cell, columns: 2 })),
      },
      second,
      { ...third, cells: third.cells.map((cell) => (cell.column === 0 ? { ...cell, header: true as const } : cell)) },
    ],
  };
  const page = aPage(1, text, {
    blocks: rows.map(({ start, end }) => ({ kind: "tableRow", start, end })),
    tables: [table],
  });
  expect(toPage(toStored(page), "a", silent)).toEqual(page);
});

it("keeps the rows of a table in a cell of another one to itself", () => {
  const inText = "Name\tParts\nMill\nwheel\tstone\nBarn\tdoor";
  const lines = inText.split("\n").map((line) => {
    const start = inText.indexOf(line);
    return { start, end: start + line.length };
  });
  const tableOf = (...of: typeof lines): Table => ({
    start: of[0]?.start ?? 0,
    end: of.at(-1)?.end ?? 0,
    headerRows: 0,
    units: [],
    rows: of.map((line) => ({ ...line, cells: cellsIn(inText, line) })),
  });
  const [first, named, inside, last] = lines;
  if (!first || !named || !inside || !last) throw new Error("Rows are missing.");
  const page = aPage(1, inText, {
    blocks: lines.map((line) => ({ kind: line === named ? "paragraph" : "tableRow", ...line })),
    tables: [tableOf(first, last), tableOf(inside)],
  });
  expect(toPage(toStored(page), "a", silent).tables).toEqual(page.tables);
});

it("tells the cells of pages that were stored before tables were by their tabs", () => {
  const page = aPage(1, text, { blocks: rows.map(({ start, end }) => ({ kind: "tableRow", start, end })) });
  const [table, ...others] = toPage({ ...toStored(page), tables: null }, "a", silent).tables;
  expect(others).toEqual([]);
  expect(table?.headerRows).toBe(0);
  expect(
    table?.rows.map(({ cells }) => cells.map(({ start, end, column }) => [column, text.slice(start, end)])),
  ).toEqual([
    [
      [0, "Year"],
      [1, "Rent (EUR)"],
    ],
    [
      [1, "Warm"],
      [2, "Cold"],
    ],
    [
      [0, "2027"],
      [1, "920"],
      [2, "800"],
    ],
  ]);
});
