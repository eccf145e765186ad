import { cleanup, render, screen, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import type { Point } from "../../../../electron/contract/summaries.ts";
import { SetPoints } from "../../../../renderer/features/collections/SetPoints.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

const names = new Map([
  ["a".repeat(64), "Minutes"],
  ["b".repeat(64), "Lease"],
]);
const cite = (digit: string, page: number) => ({
  documentId: digit.repeat(64),
  page,
  start: page,
  end: page + 4,
  quote: "mill",
});
const aPoint = (id: string, patch: Partial<Point>): Point => ({
  id,
  text: `Point ${id}.`,
  section: null,
  citations: [cite("a", 1)],
  support: "verified",
  by: "code",
  findings: [],
  role: "point",
  quoted: false,
  ...patch,
});
const points = [
  aPoint("1", { citations: [cite("b", 3), cite("a", 1), cite("b", 2)] }),
  aPoint("2", { support: "weak", findings: [{ code: "FEW_WORDS", data: {} }] }),
  aPoint("3", { quoted: true }),
];

function show(more: Partial<Parameters<typeof SetPoints>[0]>): void {
  render(
    <I18nextProvider i18n={createI18n()}>
      <SetPoints points={points} label="The set" nameOf={(id) => names.get(id)} {...more} />
    </I18nextProvider>,
  );
}

it("names every file of a point once, with a numbered chip for each quote", () => {
  show({ isWritten: true });
  const [first, second] = screen.getAllByRole("listitem");
  if (!first || !second) throw new Error("No points");
  expect(
    within(first)
      .getAllByRole("button")
      .map(({ textContent }) => textContent),
  ).toEqual(["1", "2", "3"]);
  expect(first.textContent).toMatch(/Lease· page 3Minutes· page 1$/u);
  expect(
    within(second)
      .getAllByRole("button")
      .map(({ textContent }) => textContent),
  ).toEqual(["4", "Weakly supported"]);
});

it("shows what leads as running text before the others, with its files, and numbers the quotes on", () => {
  const lead = aPoint("0", { role: "lead", citations: [cite("a", 1), cite("b", 3)] });
  show({ points: [lead, ...points], isWritten: true });
  const begun = screen.getByRole("group", { name: "In short" });
  expect(begun.textContent).toMatch(/^Point 0\..*Minutes· page 1Lease· page 3$/u);
  const [first] = screen.getAllByRole("listitem");
  if (!first) throw new Error("No points");
  expect(screen.getAllByRole("listitem")).toHaveLength(points.length);
  expect(within(first).getAllByRole("button")[0]?.textContent).toBe("3");
});

it("marks what is in doubt or quoted where a model wrote, and nothing where code chose", () => {
  show({ isWritten: true });
  expect(screen.getByRole("note").textContent).toContain("Few of its words stand in its quotes.");
  expect(screen.getByText("Quoted")).toBeTruthy();
  cleanup();
  show({});
  expect(screen.queryByRole("note")).toBeNull();
  expect(screen.queryByText("Quoted")).toBeNull();
});

it("shows a paragraph as running text", () => {
  show({ isParagraph: true, isWritten: true });
  expect(screen.queryByRole("list")).toBeNull();
  expect(screen.getByRole("group", { name: "The set" }).textContent).toMatch(/Point 1\..*Point 2\..*Point 3\./u);
});
