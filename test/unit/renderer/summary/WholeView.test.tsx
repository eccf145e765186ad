import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { KeyFact, Point, Summary } from "../../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../../electron/contract/summaryOptions.ts";
import { CorrectContext } from "../../../../renderer/features/summary/CorrectPoint.tsx";
import { WholeView } from "../../../../renderer/features/summary/WholeView.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

// jsdom has no CSS.escape, which an open dialog asks for
beforeEach(() => void vi.stubGlobal("CSS", { escape: (text: string) => text }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const at = (sentence: number) => [
  { documentId: "d".repeat(64), page: sentence, start: 0, end: 9, quote: `Sentence ${sentence}.` },
];

function point(id: string, text: string, sentence: number, patch: Partial<Point> = {}): Point {
  const verdict = { support: "verified", by: "code", quoted: false } as const;
  return { id, role: "point", text, section: null, citations: at(sentence), ...verdict, findings: [], ...patch };
}

function show(patch: Partial<Summary>, correct: React.ContextType<typeof CorrectContext> = null) {
  const summary = { id: "s", facts: [], points: [], kind: null, options: summaryOptionsSchema.parse({}), ...patch };
  render(
    <I18nextProvider i18n={createI18n()}>
      <CorrectContext value={correct}>
        <WholeView shown={summary as unknown as Summary} isTranslated={false}>
          <p>counts</p>
        </WholeView>
      </CorrectContext>
    </I18nextProvider>,
  );
}

const rent = point("s.2", "The rent is 1,240 euros.", 1);
const sum: KeyFact = { kind: "amount", label: "2,480 euros", value: "The deposit is 2,480 euros.", citations: at(2) };

it("shows the lead before everything else", () => {
  show({ points: [rent, point("s.1", "It is a lease.", 3, { role: "lead" })] });
  const lead = screen.getByRole("group", { name: "In short" });
  expect(lead.textContent).toContain("It is a lease.");
  const follows = (node: Node) => lead.compareDocumentPosition(node) === Node.DOCUMENT_POSITION_FOLLOWING;
  expect(follows(screen.getByText("counts"))).toBe(true);
  const list = screen.getByRole("list", { name: "The whole" });
  expect(within(list).getAllByRole("listitem")).toHaveLength(1);
});

it("says where the document's own sentences stand for what the model could not say", () => {
  const told = /this model could say nothing/iu;
  show({ points: [rent] });
  expect(screen.queryByText(told)).toBeNull();
  cleanup();
  show({ points: [rent], recipe: { instead: "unfit" } as Summary["recipe"] });
  expect(screen.getByText(told)).toBeTruthy();
});

it("lays a contract out as a table of its terms, each cell with its citation", () => {
  show({
    kind: "contract",
    points: [rent, point("s.3", "Quiet hours begin at ten.", 4)],
    facts: [{ ...sum, label: "1,240 euros", value: "The rent is 1,240 euros.", citations: at(1) }, sum],
  });
  const table = screen.getByRole("table", { name: "Terms of the contract" });
  expect(
    within(table)
      .getAllByRole("rowheader")
      .map(({ textContent }) => textContent),
  ).toEqual(["Sums"]);
  expect(table.textContent).toContain("The rent is 1,240 euros.");
  expect(table.textContent).toContain("The deposit is 2,480 euros.");
  expect(table.querySelectorAll("[data-chip]")).toHaveLength(2);
  const rest = screen.getByRole("list", { name: "Further points" });
  expect(rest.textContent).toContain("Quiet hours begin at ten.");
  expect(rest.textContent).not.toContain("rent");
});

it("lays minutes out by who does what by when", () => {
  const action: KeyFact = { kind: "action", label: "Tom", value: "Tom asks.", due: "by Friday", citations: at(1) };
  show({ kind: "minutes", points: [point("s.1", "Tom obtains offers.", 1)], facts: [action] });
  const [, row] = screen.getAllByRole("row");
  expect(within(row ?? document.body).getByRole("rowheader").textContent).toBe("Tom");
  expect(row?.textContent).toContain("Tom obtains offers.");
  expect(row?.textContent).toContain("by Friday");
  expect(screen.queryByRole("heading", { name: "Decisions" })).toBeNull();
});

it("corrects a point, and marks it", async () => {
  const correct = vi.fn<(pointId: string, text: string) => Promise<boolean>>(() => Promise.resolve(true));
  show({ points: [point("s.1", "The rent is 900 euros.", 1), { ...rent, corrected: true }] }, correct);
  expect(screen.getByText("Corrected by you")).toBeTruthy();
  fireEvent.doubleClick(screen.getAllByRole("listitem")[0]?.firstElementChild ?? document.body);
  const dialog = await screen.findByRole("dialog", { name: "Correct the sentence" });
  const field = within(dialog).getByRole("textbox");
  fireEvent.change(field, { target: { value: " The rent is 1,240 euros. " } });
  fireEvent.keyDown(field, { key: "Enter" });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(correct.mock.calls).toEqual([["s.1", "The rent is 1,240 euros."]]);
});

it("offers no correction where nothing can be changed", () => {
  show({ points: [rent] });
  expect(screen.queryByRole("button", { name: "Correct this sentence" })).toBeNull();
});
