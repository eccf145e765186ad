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
