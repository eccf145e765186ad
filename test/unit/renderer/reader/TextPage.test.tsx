import { cleanup, render, screen, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";
import type { Block, Page } from "../../../../electron/contract/documents.ts";
import { tablesOfRows } from "../../../../electron/contract/tables.ts";
import { TextPage } from "../../../../renderer/features/reader/TextPage.tsx";
import type { Mark } from "../../../../renderer/features/reader/textPieces.ts";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { legacyReason } from "../../../../electron/contract/reasons.ts";

afterEach(cleanup);

/** A page of the given blocks, one line each. */
function pageOf(blocks: readonly [Block["kind"], string][], facts: Partial<Page> = {}): Page {
  const text = blocks.map(([, line]) => line).join("\n");
  let at = 0;
  const ranges = blocks.map(([kind, line]) => {
    const block: Block = { kind, start: at, end: at + line.length, ...(kind === "heading" ? { level: 2 } : {}) };
    at += line.length + 1;
    return block;
  });
  return {
    number: 1,
    label: null,
    text,
    blocks: ranges,
    tables: tablesOfRows(text, ranges),
    sentences: [],
    status: "read",
    reason: null,
    size: null,
    runs: [],
    ...facts,
  };
}

function show(page: Page, marks: readonly Mark[] = [], onTarget: (element: HTMLElement | null) => void = () => {}) {
  return render(
    <I18nextProvider i18n={createI18n()}>
      <TextPage page={page} marks={marks} onTarget={onTarget} />
    </I18nextProvider>,
  );
}

const lease = pageOf([
  ["heading", "Lease"],
  ["paragraph", "The tenant pays 900 euros a month."],
  ["listItem", "Heating is included."],
  ["listItem", "1. Water is not."],
  ["tableRow", "Year\tRent"],
  ["tableRow", "2027\t920 euros"],
]);

it("lays out headings, lists and tables as what they are", () => {
  show(lease);
  expect(screen.getByRole("heading", { name: "Lease" }).getAttribute("aria-level")).toBe("4");
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    "Heating is included.",
    "1. Water is not.",
  ]);
  const rows = within(screen.getByRole("table")).getAllByRole("row");
  expect(
    rows.map((row) =>
      within(row)
        .getAllByRole("cell")
        .map((cell) => cell.textContent),
    ),
  ).toEqual([
    ["Year", "Rent"],
    ["2027", "920 euros"],
  ]);
});

it("lights exactly the quote, also across blocks and cells, and hands over where it begins", () => {
  const quote = "900 euros a month.\nHeating is included.";
  const start = lease.text.indexOf(quote);
  const onTarget = vi.fn<(element: HTMLElement | null) => void>();
  const { container } = show(lease, [{ start, end: start + quote.length, kind: "quote", target: true }], onTarget);
  const lit = [...container.querySelectorAll("mark")];
  expect(lit.map((mark) => mark.textContent)).toEqual(["900 euros a month.", "Heating is included."]);
  expect(onTarget.mock.calls[0]?.[0]).toBe(lit[0]);
});

it("says why a page was not read", () => {
  show(pageOf([], { status: "unread", reason: legacyReason("This page is a picture.") }));
  expect(screen.getByRole("note").textContent).toBe("Not read: This page is a picture.");
});

it("marks comments and changes quietly, with whose they are and what they say", () => {
  const page = pageOf([["paragraph", "The tenant pays 900 euros."]], {
    markup: [
      { kind: "deletion", author: "Ann", date: "2024-05-06T07:08:00Z", start: 16, end: 16, text: "800" },
      {
        kind: "comment",
        author: null,
        date: null,
        start: 16,
        end: 19,
        text: "Why?",
        resolved: true,
        replies: [{ author: "Bob", date: null, text: "Agreed." }],
      },
    ],
  });
  const { container } = show(page);
  expect(container.textContent).toBe("The tenant pays 900 euros.");
  const marks = [...container.querySelectorAll("mark")];
  expect(marks.map((mark) => [mark.dataset["kind"], mark.textContent])).toEqual([
    ["deletion", ""],
    ["comment", "900"],
  ]);
  expect(marks[0]?.title).toMatch(/^Deleted, Ann, May 6, 2024, 7:08\sAM: 800$/u);
  expect(marks[1]?.title).toBe("Comment, resolved: Why?\nAnswer, Bob: Agreed.");
});

it("marks a number that is hard to read on the scan", () => {
  const { container } = show(pageOf([["paragraph", "The level is 24."]], { status: "ocr", doubtful: [[13, 15]] }));
  const marks = [...container.querySelectorAll("mark")];
  expect(marks.map((mark) => [mark.textContent, mark.title])).toEqual([
    ["24", "This number is hard to read on the scan."],
  ]);
});

it("draws headings of columns and rows, and cells over several of them, with the quote lit in them", () => {
  const page = pageOf([
    ["tableRow", "Region\tRent"],
    ["tableRow", "\t2026\t2027"],
    ["tableRow", "North\t900\t920"],
  ]);
  const [table] = page.tables;
  const [first, ...others] = table?.rows ?? [];
  if (!table || !first) throw new Error("The page has no table.");
  const cells = first.cells.map((cell) => (cell.column === 0 ? { ...cell, rows: 2 } : { ...cell, columns: 2 }));
  const rows = [{ ...first, cells }, ...others].map((row, index) =>
    index < 2
      ? row
      : { ...row, cells: row.cells.map((cell) => (cell.column === 0 ? { ...cell, header: true as const } : cell)) },
  );
  const start = page.text.indexOf("920");
  const mark: Mark = { start, end: start + 3, kind: "quote", target: true };
  const { container } = show({ ...page, tables: [{ ...table, headerRows: 2, rows }] }, [mark]);
  const spansOf = (cell: HTMLElement) => [cell.getAttribute("colspan"), cell.getAttribute("rowspan")];
  const drawn = screen.getByRole("table");
  expect(
    within(drawn)
      .getAllByRole("columnheader")
      .map((cell) => [cell.textContent, cell.getAttribute("scope"), ...spansOf(cell)]),
  ).toEqual([
    ["Region", "col", null, "2"],
    // "colgroup" would ask for columns that are grouped, which these are not.
    ["Rent", "col", "2", "1"],
    ["2026", "col", null, "1"],
    ["2027", "col", null, "1"],
  ]);
  expect(within(drawn).getByRole("rowheader").textContent).toBe("North");
  expect(
    within(drawn)
      .getAllByRole("cell")
      .map((cell) => cell.textContent),
  ).toEqual(["900", "920"]);
  expect(container.querySelector("td mark")?.textContent).toBe("920");
});
