import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AnswerRow, AnswerTableDetail, TableView as View } from "../../../../electron/contract/answerTables.ts";
import { TableView } from "../../../../renderer/features/tables/TableView.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { ApiContext } from "../../../../renderer/lib/api.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import { createJobFeeds, JobFeedsContext } from "../../../../renderer/lib/jobs.ts";
import { createQueryClient } from "../../../../renderer/lib/queries.ts";
import { createToasts, ToastsContext } from "../../../../renderer/ui/Toasts.tsx";
import { aCell, anAnswer, aRow, aTable, euros, idOf } from "./samples.ts";

// The pages beside the table are drawn by a browser alone.
vi.mock("../../../../renderer/features/reader/index.ts", () => ({
  PageView: ({ goal }: { goal: unknown }) => <output>{JSON.stringify(goal)}</output>,
}));

configure({ asyncUtilTimeout: 20_000 });

beforeEach(() => {
  vi.stubGlobal("CSS", { escape: (text: string) => text });
  vi.stubGlobal(
    "ResizeObserver",
    class {
      readonly #tell: ResizeObserverCallback;
      constructor(tell: ResizeObserverCallback) {
        this.#tell = tell;
      }
      observe(target: Element) {
        const size = [{ inlineSize: 1200, blockSize: 700 }];
        const entry = { target, borderBoxSize: size, contentBoxSize: size, contentRect: { width: 1200, height: 700 } };
        this.#tell([entry as unknown as ResizeObserverEntry], this);
      }
      unobserve() {}
      disconnect() {}
    },
  );
  for (const [name, size] of [
    ["offsetWidth", 1200],
    ["clientWidth", 1200],
    ["offsetHeight", 700],
    ["clientHeight", 700],
  ] as const) {
    vi.spyOn(HTMLElement.prototype, name, "get").mockReturnValue(size);
  }
  // a grid scrolls to the cell that is moved to
  HTMLElement.prototype.scrollTo = () => undefined;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const quote = "The rent is 900 euros a month.";
const citation = { documentId: idOf(1), page: 2, start: 10, end: 10 + quote.length, quote };
const row = (number: number, rent: number, patch: Partial<AnswerRow> = {}) =>
  aRow(
    number,
    {
      tenant: aCell([anAnswer("Ada Ltd", { kind: "party", party: "Ada Ltd" })]),
      rent: aCell([anAnswer(`${String(rent)} euros`, euros(rent), { citations: [citation] })]),
      ends: aCell([]),
      pets: aCell([], { state: "unreadable" }),
    },
    patch,
  );

/** The view of a table over a library in memory. */
function open(rows: readonly AnswerRow[], patch: Partial<AnswerTableDetail> = {}) {
  let table = aTable({ rowCount: rows.length, ...patch });
  const asked: { view: View; from: number; count: number }[] = [];
  const calls = {
    correct: vi.fn<Api["tables"]["correct"]>(() => Promise.resolve(aCell([]))),
    approve: vi.fn<Api["tables"]["approve"]>(() => Promise.resolve()),
    run: vi.fn<Api["tables"]["run"]>(() => Promise.resolve()),
    order: vi.fn<Api["tables"]["order"]>(() => Promise.resolve()),
    pause: vi.fn<Api["tables"]["pause"]>(() => Promise.resolve()),
    setColumns: vi.fn<Api["tables"]["setColumns"]>((input) => {
      table = { ...table, columns: input.columns.map((column) => ({ ...column, id: column.id ?? "new" })) as never };
      return Promise.resolve(table);
    }),
    ask: vi.fn<Api["tables"]["ask"]>(() =>
      Promise.resolve({
        view: {
          filters: [{ columnId: "rent", test: { op: "between", least: 800, most: null, unit: "EUR" }, not: false }],
          sort: [],
          groupBy: null,
          approved: null,
        },
        left: ["sunny"],
        by: "code",
      }),
    ),
  };
  const api = {
    tables: {
      ...calls,
      get: () => Promise.resolve(table),
      rows: (input: { view: View; from: number; count: number }) => {
        asked.push(input);
        return Promise.resolve({
          rows: rows.slice(input.from, input.from + input.count),
          total: rows.length,
          groups: [],
        });
      },
      totals: () =>
        Promise.resolve([{ columnId: "rent", unit: "EUR", count: 3, sum: 2700, least: 800, most: 1000, median: 900 }]),
      notes: () =>
        Promise.resolve([
          {
            code: "MISSING",
            data: { column: "Ends", count: 3 },
            filters: [{ columnId: "ends", test: { op: "is", state: "notStated" }, not: false }],
          },
        ]),
      forecast: () => Promise.resolve({ cells: 2, documents: 1, ms: 120_000 }),
    },
    models: { list: () => Promise.resolve([]) },
  } as unknown as Api;
  render(
    <I18nextProvider i18n={createI18n()}>
      <QueryClientProvider client={createQueryClient()}>
        <ApiContext value={api}>
          <JobFeedsContext value={createJobFeeds(api)}>
            <ToastsContext value={createToasts()}>
              <TableView id="leases" />
            </ToastsContext>
          </JobFeedsContext>
        </ApiContext>
      </QueryClientProvider>
    </I18nextProvider>,
  );
  return { asked, ...calls };
}

const three = [row(1, 900), row(2, 800), row(3, 1000)];
const cellAt = (place: string) => {
  const cell = document.querySelector<HTMLElement>(`[data-cell="${place}"]`);
  if (!cell) throw new Error(`No cell at ${place}`);
  return cell;
};
const grid = () => screen.findByRole("grid", { name: "Leases" });

it("is a grid of documents and questions, with every state in words, and what the figures come to", async () => {
  open(three);
  const table = await grid();
  expect(table.getAttribute("aria-rowcount")).toBe("4");
  expect(
    within(table)
      .getAllByRole("columnheader")
      .map(({ textContent }) => textContent),
  ).toEqual(["Document", "Tenant", "Rent", "Ends", "Pets"]);
  await waitFor(() => cellAt("0 1"));
  expect(["0 1", "0 2", "0 3", "0 4"].map((place) => cellAt(place).textContent?.trim())).toEqual([
    "Ada Ltd",
    "€900",
    "— not stated",
    "Not readable",
  ]);
  expect(await screen.findByText("Σ €2,700")).toBeTruthy();
});

it("asks for rows in portions, not for all", async () => {
  const { asked } = open(Array.from({ length: 400 }, (_, index) => row(index, 900)));
  await grid();
  await waitFor(() => cellAt("0 1"));
  expect(asked.every(({ count }) => count <= 50)).toBe(true);
  expect(asked.map(({ from }) => from)).toEqual([0]);
  expect(document.querySelectorAll("[role=row]").length).toBeLessThan(40);
});

it("moves between cells by the arrow keys, opens one with its quote, and goes back to it", async () => {
  open(three);
  await grid();
  await waitFor(() => cellAt("0 1"));
  cellAt("0 0").focus();
  fireEvent.keyDown(cellAt("0 0"), { key: "ArrowRight" });
  await waitFor(() => expect(document.activeElement).toBe(cellAt("0 1")));
  fireEvent.keyDown(cellAt("0 1"), { key: "End" });
  await waitFor(() => expect(document.activeElement).toBe(cellAt("0 4")));
  fireEvent.keyDown(cellAt("0 4"), { key: "ArrowUp" });
  await waitFor(() => expect(document.activeElement).toBe(cellAt("-1 4")));
  fireEvent.keyDown(cellAt("-1 4"), { key: "ArrowDown" });
  await waitFor(() => expect(document.activeElement).toBe(cellAt("0 4")));
  cellAt("0 2").focus();
  fireEvent.keyDown(cellAt("0 2"), { key: "Enter" });
  const pane = await screen.findByRole("region", { name: "The cell" });
  expect(pane.textContent).toContain("In the document: “900 euros”");
  expect(within(pane).getByRole("note").textContent).toContain("Verified");
  // the quote, and within it the words of the answer
  expect(JSON.parse(document.querySelector("output")?.textContent ?? "null")).toEqual({
    page: 2,
    start: 10,
    end: 40,
    words: [{ start: 22, end: 31 }],
  });
  fireEvent.keyDown(pane, { key: "Escape" });
  await waitFor(() => expect(document.activeElement).toBe(cellAt("0 2")));
  expect(screen.queryByRole("region", { name: "The cell" })).toBeNull();
});

it("corrects a cell by hand, says who did, and takes it back", async () => {
  const correction = { text: "905 EUR", value: euros(905), at: 0, by: "Ada" };
  const { correct } = open([row(1, 900), { ...row(2, 800), cells: { rent: aCell([], { correction }) } }]);
  await grid();
  await waitFor(() => cellAt("0 2"));
  cellAt("0 2").focus();
  fireEvent.keyDown(cellAt("0 2"), { key: "F2" });
  const field = await screen.findByRole("textbox", { name: "What it should say" });
  fireEvent.change(field, { target: { value: "910 euros" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() =>
    expect(correct).toHaveBeenCalledWith({
      id: "leases",
      documentId: idOf(1),
      columnId: "rent",
      text: "910 euros",
    }),
  );
  fireEvent.click(cellAt("1 2"));
  expect(await screen.findByText(/^Corrected by Ada/u)).toBeTruthy();
  expect(within(cellAt("1 2")).getByRole("img", { name: "Corrected by hand" })).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Take back" }));
  await waitFor(() => expect(correct).toHaveBeenLastCalledWith(expect.objectContaining({ text: null })));
});

it("sorts by a column, and says so", async () => {
  const { asked } = open(three);
  await grid();
  await waitFor(() => cellAt("0 2"));
  fireEvent.click(cellAt("-1 2"));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Sort downwards" }));
  await waitFor(() => expect(asked.at(-1)?.view.sort).toEqual([{ columnId: "rent", descending: true }]));
  await waitFor(() =>
    expect(cellAt("-1 2").closest("[role=columnheader]")?.getAttribute("aria-sort")).toBe("descending"),
  );
});

it("shows what was understood of a question as filters that can be removed, and what was not", async () => {
  const { ask, asked } = open(three);
  await grid();
  const field = screen.getByRole("searchbox", { name: "Ask about the table" });
  fireEvent.change(field, { target: { value: "sunny leases over 800 euros" } });
  fireEvent.keyDown(field, { key: "Enter" });
  await waitFor(() => expect(ask).toHaveBeenCalled());
  expect(await screen.findByText("Not understood: “sunny”")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Rent at least €800" })).toBeTruthy();
  await waitFor(() => expect(asked.at(-1)?.view.filters).toHaveLength(1));
  fireEvent.click(screen.getByRole("button", { name: "Remove the filter “Rent at least €800”" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Rent at least €800" })).toBeNull());
});

it("shows the rows that a note speaks of", async () => {
  const { asked } = open(three);
  await grid();
  fireEvent.click(await screen.findByRole("button", { name: "1 note" }));
  fireEvent.click(await screen.findByRole("button", { name: "3 documents do not state “Ends”." }));
  await waitFor(() => expect(asked.at(-1)?.view.filters[0]?.test).toEqual({ op: "is", state: "notStated" }));
});

it("approves a row by its mark or a key", async () => {
  const { approve } = open(three);
  await grid();
  await waitFor(() => cellAt("1 1"));
  fireEvent.click(screen.getByRole("button", { name: "Approve Lease 1" }));
  await waitFor(() => expect(approve).toHaveBeenCalledWith({ id: "leases", documentIds: [idOf(1)], approved: true }));
  cellAt("1 1").focus();
  fireEvent.keyDown(cellAt("1 1"), { key: "a" });
  await waitFor(() => expect(approve).toHaveBeenCalledWith({ id: "leases", documentIds: [idOf(2)], approved: true }));
});

it("puts a row before the others and asks it again from its menu", async () => {
  const { order, run } = open(three);
  await grid();
  await waitFor(() => cellAt("1 1"));
  fireEvent.click(screen.getByRole("button", { name: "Actions for Lease 2" }));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Move to the top" }));
  await waitFor(() => expect(order).toHaveBeenCalledWith({ id: "leases", documentIds: [idOf(2)] }));
  fireEvent.click(screen.getByRole("button", { name: "Actions for Lease 3" }));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Ask the row again" }));
  await waitFor(() => expect(run).toHaveBeenCalledWith({ id: "leases", documentIds: [idOf(3)], again: true }));
});

it("asks a new column alone", async () => {
  const { setColumns, run } = open(three);
  await grid();
  fireEvent.click(screen.getByRole("button", { name: "Add column" }));
  fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Deposit" } });
  fireEvent.click(screen.getByRole("button", { name: "Ask" }));
  await waitFor(() => expect(run).toHaveBeenCalledWith({ id: "leases" }));
  expect(setColumns.mock.calls[0]?.[0].columns.map(({ id, name }) => [id ?? null, name])).toEqual([
    ["tenant", "Tenant"],
    ["rent", "Rent"],
    ["ends", "Ends"],
    ["pets", "Pets"],
    [null, "Deposit"],
  ]);
});

it("says how far the asking is, and can pause it", async () => {
  const counts = { ...aTable().counts, waiting: 3 };
  const { pause } = open(three, { queue: "running", counts });
  await grid();
  expect(screen.getByText(/^9 of 12 cells/u)).toBeTruthy();
  expect(screen.getByRole("progressbar", { name: "Asking" }).getAttribute("aria-valuenow")).toBe("75");
  fireEvent.click(screen.getByRole("button", { name: "Pause" }));
  await waitFor(() => expect(pause).toHaveBeenCalled());
});

it("says what is not asked yet and how long that takes", async () => {
  open(three, { counts: { ...aTable().counts, waiting: 3 } });
  await grid();
  expect(await screen.findByText(/^3 cells are not asked yet · takes about 2 min/u)).toBeTruthy();
});

it("offers to ask a model for what code alone is not sure of", async () => {
  const { run } = open(three);
  await grid();
  expect(await screen.findByText(/^2 that code alone is not sure of · takes about 2 min/u)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Ask" }));
  await waitFor(() => expect(run).toHaveBeenCalledWith({ id: "leases" }));
});

it("says that a table has no document", async () => {
  open([]);
  expect(await screen.findByText("No document yet")).toBeTruthy();
});
