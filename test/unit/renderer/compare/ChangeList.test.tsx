import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import type { Change, ChangeReason, Comparison } from "../../../../electron/contract/compare.ts";
import { ChangeList } from "../../../../renderer/features/compare/ChangeList.tsx";
import { filterChanges } from "../../../../renderer/features/compare/changeRows.ts";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { aChange, aComparison } from "./samples.ts";
import { legacyReason } from "../../../../electron/contract/reasons.ts";

afterEach(cleanup);

/** The list with the state that its room keeps for it. */
function Room({ comparison, opened }: { comparison: Comparison; opened: string[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<ChangeReason>>(new Set());
  const [isUnfolded, setIsUnfolded] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const open = ({ id }: Change) => {
    opened.push(id);
    setOpenId(id);
  };
  return (
    <ChangeList
      ref={null}
      comparison={comparison}
      {...filterChanges(comparison.changes, chosen)}
      chosen={chosen}
      onChosen={setChosen}
      isUnfolded={isUnfolded}
      onUnfold={setIsUnfolded}
      openId={openId}
      onOpen={open}
    />
  );
}

function show(comparison: Comparison): string[] {
  const opened: string[] = [];
  render(
    <I18nextProvider i18n={createI18n()}>
      <Room comparison={comparison} opened={opened} />
    </I18nextProvider>,
  );
  return opened;
}

const changes = [
  aChange({ id: "c1", importance: "amount", reasons: ["amount"], section: "Rent" }),
  aChange({
    id: "c2",
    kind: "added",
    importance: "passage",
    reasons: ["passage"],
    before: [],
    words: [{ kind: "added", text: "New." }],
  }),
  aChange({ id: "c3" }),
];
const rows = (name: string) => within(screen.getByRole("list", { name })).getAllByRole("button");

it("shows what changes the meaning, and folds what only says it in other words", () => {
  const opened = show(aComparison({ changes, statements: { before: 9, after: 9, same: 7 } }));
  expect(screen.getByRole("heading", { name: "3 changes, 2 of meaning" })).toBeTruthy();
  expect(screen.getByText("7 of 9 sentences are the same.")).toBeTruthy();
  const [first, second] = rows("Changes of meaning");
  // The kind of change is in words, not in colour alone.
  expect(first?.textContent).toContain("Changed");
  expect(first?.textContent).toContain("removed: One");
  expect(first?.textContent).toContain("added: Two");
  expect(first?.textContent).toContain("p. 1 → p. 2");
  expect(first?.textContent).toContain("Rent");
  expect(second?.textContent).toContain("later p. 2");
  expect(screen.queryByRole("list", { name: "Wording, numbering and place" })).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Wording, numbering and place (1)" }));
  expect(rows("Wording, numbering and place")).toHaveLength(1);
  if (first) fireEvent.click(first);
  expect(opened).toEqual(["c1"]);
  expect(rows("Changes of meaning").map((row) => row.getAttribute("aria-current"))).toEqual(["true", null]);
});

it("filters by what changed", () => {
  show(aComparison({ changes }));
  fireEvent.click(screen.getByRole("button", { name: /^Amounts/ }));
  expect(rows("Changes of meaning")).toHaveLength(1);
  fireEvent.click(screen.getByRole("button", { name: /^Amounts/ }));
  expect(rows("Changes of meaning")).toHaveLength(2);
});

it("shows a long list in portions", () => {
  const many = Array.from({ length: 310 }, (_, place) =>
    aChange({ id: `c${place + 1}`, importance: "date", reasons: ["date"] }),
  );
  show(aComparison({ changes: many }));
  expect(rows("Changes of meaning")).toHaveLength(150);
  fireEvent.click(screen.getByText("Show 150 more"));
  fireEvent.click(screen.getByText("Show 10 more"));
  expect(rows("Changes of meaning")).toHaveLength(310);
});

it("says that there is no difference, what was not compared, and that documents are unlike", () => {
  show(aComparison({ unread: { before: [], after: [{ page: 3, reason: legacyReason("It is a picture.") }] } }));
  expect(screen.getByRole("heading", { name: "No differences in the text" })).toBeTruthy();
  expect(screen.getByText("1 page of “New” has no text and was not compared.")).toBeTruthy();
  cleanup();
  show(aComparison({ changes, statements: { before: 90, after: 80, same: 0 } }));
  expect(screen.getByText(/little text in common/)).toBeTruthy();
});

it("says by whom a change was tracked, and folds the comments and changes that only one has", () => {
  const place = { page: 3, start: 4, end: 9, about: "rent", date: null };
  show(
    aComparison({
      changes: [aChange({ tracked: [{ author: "Ann", date: null }] })],
      markup: { added: [{ ...place, kind: "comment", author: "Bob", text: "Too much?" }], gone: [], answered: [] },
    }),
  );
  fireEvent.click(screen.getByRole("button", { name: "Wording, numbering and place (1)" }));
  expect(rows("Wording, numbering and place")[0]?.textContent).toContain("tracked: Ann");
  fireEvent.click(
    screen.getByRole("button", { name: "Comments and tracked changes that only the later document has (1)" }),
  );
  expect(screen.getByText("Too much?")).toBeTruthy();
});
