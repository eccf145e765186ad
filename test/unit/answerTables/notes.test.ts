import { describe, expect, it } from "vitest";
import { documentColumn } from "../../../electron/contract/answerTables.ts";
import { notesOf } from "../../../electron/core/answerTables/notes.ts";
import type { ShortCell, ShortValue } from "../../../electron/core/answerTables/shortCell.ts";
import { totalsOf } from "../../../electron/core/answerTables/totals.ts";
import { columnOf } from "../export/answerTableMaterial.ts";

function cellOf(columnId: string, row: number, ...values: readonly ShortValue[]): ShortCell {
  const state = values.length > 0 ? "stated" : "notStated";
  return { documentId: `d${String(row)}`, columnId, state, doubtful: false, values };
}
const number = (value: number, unit: string | null = null, end = value): ShortValue => ({
  number: value,
  numberEnd: end,
  unit,
  label: unit === null ? String(value) : `${String(value)} ${unit}`,
});
const text = (label: string): ShortValue => ({ number: null, numberEnd: null, unit: null, label });
const fileOf = (documentId: string): string => `${documentId}.pdf`;

describe("notes over a table", () => {
  it("tell what is missing where most rows have it, with the filter that shows it", () => {
    const column = columnOf("Notice", "period");
    const cells = [cellOf("notice", 1, number(90)), cellOf("notice", 2, number(90)), cellOf("notice", 3)];
    expect(notesOf([column], cells, fileOf)).toEqual([
      {
        code: "MISSING",
        data: { column: "Notice", count: 1 },
        filters: [{ columnId: "notice", test: { op: "is", state: "notStated" }, not: false }],
      },
    ]);
    expect(notesOf([column], cells.slice(1), fileOf)).toEqual([]);
  });

  it("tell ten times the median, and a tenth of it, among five of one unit", () => {
    const column = columnOf("Rent", "money");
    const rents = [900, 1000, 1100, 1200, 12_000].map((amount, row) => cellOf("rent", row, number(amount, "EUR")));
    expect(notesOf([column], rents, fileOf)).toEqual([
      {
        code: "OUTLIER",
        data: { column: "Rent", text: "12000 EUR", file: "d4.pdf", times: 10.9 },
        filters: [{ columnId: documentColumn, test: { op: "equals", text: "d4.pdf" }, not: false }],
      },
    ]);
    const low = [...rents.slice(0, 4), cellOf("rent", 4, number(100, "EUR"))];
    expect(notesOf([column], low, fileOf)).toMatchObject([{ code: "OUTLIER", data: { times: 0.1 } }]);
    expect(notesOf([column], rents.slice(1), fileOf)).toEqual([]);
    const other = [...rents.slice(0, 4), cellOf("rent", 4, number(12_000, "JPY"))];
    expect(notesOf([column], other, fileOf).map(({ code }) => code)).toEqual(["MIXED_UNITS"]);
  });

  it("tell the same number of two invoices, but not the city that many have", () => {
    const columns = [columnOf("Number", "text"), columnOf("City", "text")];
    const numbers = ["A-1", "A-2", "A-3", "A-4", "a-2"].map((label, row) => cellOf("number", row, text(label)));
    const cities = ["Rome", "Rome", "Rome", "Paris", "Oslo"].map((label, row) => cellOf("city", row, text(label)));
    expect(notesOf(columns, [...numbers, ...cities], fileOf)).toEqual([
      {
        code: "SAME_VALUE",
        data: { column: "Number", text: "A-2", count: 2 },
        filters: [{ columnId: "number", test: { op: "equals", text: "A-2" }, not: false }],
      },
    ]);
  });

  it("tell several answers, but not the items of a list, several units and doubts", () => {
    const columns = [columnOf("Rent", "money"), columnOf("Tasks", "list")];
    const cells: ShortCell[] = [
      { ...cellOf("rent", 1, number(5, "EUR"), number(6, "EUR")), doubtful: true },
      cellOf("rent", 2, number(5, "USD")),
      cellOf("rent", 3, number(5, "EUR")),
      cellOf("tasks", 1, text("a"), text("b")),
    ];
    expect(notesOf(columns, cells, fileOf)).toEqual([
      {
        code: "MIXED_UNITS",
        data: { column: "Rent", units: "EUR, USD" },
        filters: [
          { columnId: "rent", test: { op: "is", state: "stated" }, not: false },
          { columnId: "rent", test: { op: "between", least: null, most: null, unit: "EUR" }, not: true },
        ],
      },
      { code: "SEVERAL_ANSWERS", data: { column: "Rent", count: 1 }, filters: [] },
      {
        code: "DOUBTFUL",
        data: { count: 1 },
        filters: [{ columnId: documentColumn, test: { op: "is", state: "doubtful" }, not: false }],
      },
    ]);
  });

  it.each([
    ["Start", "End"],
    ["Lease start date", "Lease end date"],
    ["Mietbeginn", "Mietende"],
    ["Vertragsbeginn", "Vertragsende"],
    ["Date de début", "Date de fin"],
    ["Fecha de inicio", "Vencimiento"],
    ["Inizio", "Scadenza"],
    ["Data de início", "Data de término"],
    ["Ingangsdatum", "Einddatum"],
  ])("tell an end before its start: %s, %s", (start, end) => {
    const columns = [columnOf(start, "date"), columnOf(end, "date")];
    const [from = "", to = ""] = columns.map(({ id }) => id);
    const cells = [
      cellOf(from, 1, number(20_000)),
      cellOf(to, 1, number(19_000)),
      cellOf(from, 2, number(20_000)),
      // Known to the year: it ends after its start.
      cellOf(to, 2, number(19_900, null, 20_264)),
    ];
    expect(notesOf(columns, cells, fileOf)).toEqual([
      {
        code: "END_BEFORE_START",
        data: { start, end, count: 1 },
        filters: [{ columnId: documentColumn, test: { op: "equals", text: "d1.pdf" }, not: false }],
      },
    ]);
  });

  it("take no start and end of different things together", () => {
    const columns = [columnOf("Trial start", "date"), columnOf("Trial end", "date"), columnOf("Lease end", "date")];
    const cells = [cellOf("trial start", 1, number(20_000)), cellOf("lease end", 1, number(19_000))];
    expect(notesOf(columns, cells, fileOf)).toEqual([]);
  });
});

it("totals count each unit by itself, of several answers the best, and leave out words", () => {
  const columns = [columnOf("Rent", "money"), columnOf("Tenant", "party"), columnOf("Notice", "period")];
  const cells = [
    cellOf("rent", 1, number(0.1, "EUR"), number(9, "EUR")),
    cellOf("rent", 2, number(0.2, "EUR")),
    cellOf("rent", 3, number(4, "GBP")),
    cellOf("rent", 4, text("to be agreed")),
    cellOf("tenant", 1, text("Ada")),
    cellOf("notice", 1, number(90)),
  ];
  expect(totalsOf(columns, cells)).toEqual([
    { columnId: "rent", unit: "EUR", count: 2, sum: 0.3, least: 0.1, most: 0.2, median: 0.15 },
    { columnId: "rent", unit: "GBP", count: 1, sum: 4, least: 4, most: 4, median: 4 },
    { columnId: "notice", unit: null, count: 1, sum: 90, least: 90, most: 90, median: 90 },
  ]);
});
