import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { useState } from "react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import { AppError } from "../../../../electron/contract/errors.ts";
import type { Support } from "../../../../electron/contract/summaries.ts";
import type { DeskClaim, DeskState } from "../../../../renderer/features/check/checkDesk.ts";
import { ClaimList } from "../../../../renderer/features/check/ClaimList.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { aCitation, aClaim, leaseId, letterId } from "./samples.ts";

afterEach(cleanup);

const titles = new Map([
  [leaseId, "Lease"],
  [letterId, "Letter"],
]);

function stateOf(claims: readonly DeskClaim[] | null, rest: Partial<DeskState> = {}): DeskState {
  return { text: "", documentIds: [], heldAgainst: [], phase: "done", problem: null, ...rest, claims };
}

/** The list with the choice that its view keeps for it. */
function List({ state, done }: { state: DeskState; done: string[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<Support>>(new Set());
  return (
    <ClaimList
      ref={null}
      state={state}
      against="Lease"
      chosen={chosen}
      onChosen={setChosen}
      open={null}
      onOpen={(index, { quote, start: from }, words) => {
        const lit = words.map(({ start, end }) => quote.slice(start - from, end - from));
        done.push([`open ${String(index)}: ${quote}`, ...lit].join(" | "));
      }}
      titleOf={(id) => titles.get(id) ?? ""}
      onEdit={() => done.push("edit")}
      onStop={() => done.push("stop")}
      onResume={() => done.push("resume")}
      makeExport={() => Promise.reject(new AppError("INTERNAL"))}
    />
  );
}

function show(state: DeskState): string[] {
  const done: string[] = [];
  render(
    <I18nextProvider i18n={createI18n()}>
      <List state={state} done={done} />
    </I18nextProvider>,
  );
  return done;
}

const claims = [
  aClaim("The rent is 900 euros.", { citations: [aCitation("The rent is 900 euros.")] }),
  aClaim("The deposit is 300 euros.", {
    support: "contradicted",
    by: null,
    findings: [
      {
        code: "NUMBER_DIFFERS",
        data: { text: "300", other: "600" },
        words: { start: 15, end: 18 },
        other: { quote: 1, start: 13, end: 16 },
      },
    ],
    citations: [aCitation("A deposit is paid.", 2), aCitation("A deposit\n of 600 euros is due.", 3)],
  }),
  aClaim("It rained.", { support: "unsupported", by: null, findings: [{ code: "NO_CITATION", data: {} }] }),
];
const items = () => within(screen.getByRole("list", { name: "Sentences" })).getAllByRole("listitem");
const litIn = (element: Element | null | undefined) =>
  [...(element?.querySelectorAll("mark") ?? [])].map(({ textContent }) => textContent);

it("marks each sentence in words, with its reason and its quotes", () => {
  const done = show(stateOf(claims));
  expect(items().map((item) => item.querySelector("[data-support]")?.textContent)).toEqual([
    "Verified",
    "Contradicted",
    "Not supported",
  ]);
  expect(screen.getByRole("status").textContent).toBe("3 sentences checked against Lease");
  fireEvent.click(screen.getByRole("button", { name: "Citation 1, Lease, page 1" }));
  expect(done).toEqual(["open 0: The rent is 900 euros."]);
  expect(items()[2]?.textContent).toContain("No sentence of the documents comes near it.");
  expect(items()[2]?.textContent).not.toContain("It cites no sentence");
});

it("shows what contradicts a sentence beside it, with the words lit that differ", () => {
  const done = show(stateOf(claims));
  const item = items()[1];
  expect(item?.textContent).toContain("It says “300”, its quotes say “600”.");
  expect(litIn(item)).toEqual(["300", "600"]);
  // of two quotes the one that was held against it
  const place = within(item ?? document.body).getByRole("button");
  expect(place.textContent).toBe("Lease, page 3A deposit of 600 euros is due.");
  fireEvent.click(place);
  expect(done).toEqual(["open 1: A deposit\n of 600 euros is due. | 600"]);
});

it("shows what another document says against a sentence that is verified", () => {
  const findings = [{ code: "NUMBER_DIFFERS" as const, data: { text: "900", other: "950" } }];
  show(
    stateOf([
      aClaim("The rent is 900 euros.", {
        citations: [aCitation("The rent is 900 euros.")],
        contradictions: [{ findings, citations: [aCitation("The rent is 950 euros.", 1, letterId)] }],
      }),
    ]),
  );
  const other = screen.getByRole("region", { name: "Another document says otherwise" });
  expect(within(other).getByRole("button").textContent).toBe("Letter, page 1The rent is 950 euros.");
  expect(items()[0]?.querySelector("[data-support]")?.textContent).toBe("Verified");
});

it("counts the marks and shows only those that are asked for", () => {
  show(stateOf(claims));
  const filters = screen.getByRole("toolbar", { name: "Show sentences that are" });
  const buttons = within(filters).getAllByRole("button");
  expect(buttons.map(({ textContent }) => textContent)).toEqual([
    "Verified1",
    "Weakly supported0",
    "Contradicted1",
    "Not supported1",
  ]);
  expect(buttons[1]?.hasAttribute("disabled")).toBe(true);
  if (buttons[1] && buttons[2]) fireEvent.click(buttons[2]);
  expect(items()).toHaveLength(1);
  expect(items()[0]?.textContent).toContain("The deposit is 300 euros.");
});

it("tells how far a check is, and can stop it", () => {
  const done = show(stateOf([...claims.slice(0, 1), aClaim("It rained.", null)], { phase: "running" }));
  expect(screen.getByRole("status").textContent).toBe("1 of 2 sentences checked");
  expect(screen.getByRole("progressbar", { name: "Checking" }).getAttribute("aria-valuenow")).toBe("50");
  expect(items()[1]?.textContent).toContain("Not checked yet");
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(done).toEqual(["stop"]);
});

it("goes on after it was stopped or failed", () => {
  const done = show(stateOf([aClaim("It rained.", null)], { phase: "stopped" }));
  expect(screen.getByRole("status").textContent).toBe("Stopped. 0 of 1 sentences are checked.");
  fireEvent.click(screen.getByRole("button", { name: "Go on" }));
  cleanup();
  show(stateOf(null, { phase: "failed", problem: { code: "DOCUMENT_NOT_READY" } }));
  expect(screen.getByRole("alert").textContent).toContain("The check did not finish");
  expect(screen.getByRole("button", { name: "Go on" })).toBeTruthy();
  expect(done).toEqual(["resume"]);
});

it("says that a text has nothing to check", () => {
  show(stateOf([]));
  expect(screen.getByText("There is no sentence to check")).toBeTruthy();
  expect(screen.queryByRole("toolbar")).toBeNull();
});

it("shows a long text in portions", () => {
  show(stateOf(Array.from({ length: 420 }, (_, index) => aClaim(`Sentence ${String(index)}.`))));
  expect(items()).toHaveLength(200);
  fireEvent.click(screen.getByRole("button", { name: "Show 200 more" }));
  fireEvent.click(screen.getByRole("button", { name: "Show 20 more" }));
  expect(items()).toHaveLength(420);
});
