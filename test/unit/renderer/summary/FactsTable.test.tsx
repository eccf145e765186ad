import { cleanup, render, screen, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import type { KeyFact } from "../../../../electron/contract/summaries.ts";
import { FactsTable } from "../../../../renderer/features/summary/FactsTable.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

function show(facts: readonly KeyFact[]): HTMLElement {
  render(
    <I18nextProvider i18n={createI18n()}>
      <FactsTable listId="facts" facts={facts} />
    </I18nextProvider>,
  );
  return screen.getByRole("table", { name: "Key facts" });
}

const cite = (start: number): KeyFact["citations"] => [
  { documentId: "d".repeat(64), page: 1, start, end: start + 4, quote: "Rain" },
];

it("shows what a meeting came to: decisions, who does what and when, and open questions", () => {
  const table = show([
    { kind: "decision", label: "", value: "The roof is repaired.", citations: cite(0) },
    { kind: "action", label: "Tom", value: "Tom asks three firms.", due: "by Friday", citations: cite(10) },
    { kind: "action", label: "", value: "Write to the council.", citations: cite(20) },
    { kind: "question", label: "Lena", value: "Who pays?", citations: cite(30) },
  ]);
  const groups = within(table).getAllByRole("columnheader");
  expect(groups.map(({ textContent }) => textContent)).toEqual(["Decisions", "Actions", "Open questions"]);
  // A decision that nobody is named for takes the whole width; an action without a name leaves the place of it.
  expect(
    within(table)
      .getAllByRole("rowheader")
      .map(({ textContent }) => textContent),
  ).toEqual(["Tom", "–", "Lena"]);
  expect(within(table).getByText("The roof is repaired.", { exact: false }).getAttribute("colspan")).toBe("2");
  expect(within(table).getByText("When: by Friday").closest("tr")?.textContent).toContain("Tom asks three firms.");
  expect(within(table).getAllByText(/^When: /u)).toHaveLength(1);
});

it("tells a sentence that names two people in one row", () => {
  const table = show([
    { kind: "name", label: "Anna", value: "Anna met Tom.", citations: cite(0) },
    { kind: "name", label: "Tom", value: "Anna met Tom.", citations: cite(0) },
  ]);
  expect(
    within(table)
      .getAllByRole("rowheader")
      .map(({ textContent }) => textContent),
  ).toEqual(["AnnaTom"]);
});

it("says in words what was computed of a table, and shows what an older version had said", () => {
  const table = show([
    { kind: "table", label: "Sales", value: "", data: { type: "table", rows: 4, columns: 1 }, citations: cite(0) },
    {
      kind: "column",
      label: "",
      value: "",
      data: {
        type: "numbers",
        column: 2,
        count: 3,
        empty: 1,
        totals: 1,
        least: -1200.5,
        most: 500,
        leastCell: "1.200,50-",
        mostCell: "500",
        total: -600.5,
        mean: -200.1667,
        unit: "EUR",
      },
      citations: cite(10),
    },
    {
      kind: "outlier",
      label: "Sold",
      value: "",
      data: { type: "outlier", column: 3, cell: "9,000", value: 9000 },
      citations: cite(20),
    },
    { kind: "column", label: "Column 7", value: "numbers, 1 to 3, total 6, average 2", citations: cite(30) },
  ]);
  const rows = within(table)
    .getAllByRole("row")
    .map(({ textContent }) => textContent.replace(/ \d$/u, ""));
  expect(rows).toEqual([
    "Tables",
    "Sales4 rows, 1 column",
    "Columns",
    "Column 2numbers, 1.200,50- to 500, total -600.5 EUR, average -200.17 EUR, 1 empty cell",
    "Column 7numbers, 1 to 3, total 6, average 2",
    "What stands out",
    "Sold9,000 stands far from the other values",
  ]);
});
