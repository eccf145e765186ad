import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";
import type { Finding } from "../../../../electron/contract/findings.ts";
import type { Support } from "../../../../electron/contract/summaries.ts";
import { CitationsContext, OnlyContext, PointList, Prose } from "../../../../renderer/features/summary/PointList.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

const quote = "The rent\n  is 900 euros a month.";
const citations = [{ documentId: "d".repeat(64), page: 3, start: 40, end: 40 + quote.length, quote }];
const near: Finding = { code: "NEAR_IN_MEANING", data: { farther: 40, of: 40 } };
const differs: Finding = {
  code: "NUMBER_DIFFERS",
  data: { text: "950", other: "900" },
  words: { start: 12, end: 15 },
  other: { quote: 0, start: 12, end: 15 },
};
const points = [
  { text: "It rained.", citations, support: "verified", by: "code", findings: [] },
  { text: "It poured.", citations, support: "verified", by: "vectors", findings: [near] },
  {
    text: "It hailed.",
    citations,
    support: "weak",
    by: null,
    findings: [{ code: "WORDS_NOT_IN_QUOTES", data: { text: "hailed" }, words: { start: 3, end: 9 } }],
  },
  { text: "The rent is 950 euros.", citations, support: "contradicted", by: null, findings: [differs] },
  {
    text: "Ann pays it.",
    citations,
    support: "unsupported",
    by: null,
    findings: [{ code: "NAME_NOT_IN_QUOTES", data: { text: "Ann" }, words: { start: 0, end: 3 } }],
  },
] as const satisfies Parameters<typeof PointList>[0]["points"];

function show(element: React.ReactNode, only: Support | null = null) {
  const open = vi.fn<React.ContextType<typeof CitationsContext>["open"]>();
  render(
    <I18nextProvider i18n={createI18n()}>
      <OnlyContext value={only}>
        <CitationsContext value={{ openId: null, open }}>{element}</CitationsContext>
      </OnlyContext>
    </I18nextProvider>,
  );
  return open;
}

const noteOf = (item: HTMLElement | undefined) => item?.querySelector("[role=note]")?.textContent;

it("says of each sentence its verdict and why, and what verified it where its quotes alone did not", () => {
  show(<PointList listId="whole" points={points} />);
  const [plain, near, weak, contradicted, unsupported] = screen.getAllByRole("listitem");
  expect(noteOf(plain)).toBeUndefined();
  expect(within(plain ?? document.body).getByRole("img", { name: "Verified" })).toBeTruthy();
  expect(noteOf(near)).toMatch(/^Verified by meaning: They mean nearly the same/u);
  expect(noteOf(weak)).toBe("Weakly supported: “hailed” is not in its quotes.");
  expect(noteOf(contradicted)).toMatch(/^Contradicted: It says “950”, its quotes say “900”\./u);
  expect(noteOf(unsupported)).toBe("Not supported: “Ann” is not in its quotes.");
});

it("marks the very words of a sentence that lack support, also where they are its last", () => {
  show(<PointList listId="whole" points={points} />);
  const items = screen.getAllByRole("listitem");
  const lit = items.map((item) =>
    [...item.querySelectorAll("mark")].filter((mark) => !mark.closest("dl")).map((mark) => mark.textContent),
  );
  expect(lit).toEqual([[], [], ["hailed"], ["950"], ["Ann"]]);
  expect(items.map((item) => item.textContent?.includes("It hailed."))).toContain(true);
});

it("shows the words of a contradicted sentence beside those of its quote, and opens the page with these lit", () => {
  const open = show(<PointList listId="whole" points={points} />);
  const [said, quoted] = screen.getAllByRole("definition");
  expect(said?.querySelector("mark")?.textContent).toBe("950");
  expect(quoted?.querySelector("mark")?.textContent).toBe("900");
  expect(quoted?.textContent).toContain("The rent is 900 euros a month.");
  fireEvent.click(screen.getByRole("button", { name: "Show page 3" }));
  // Of the page's text, in which the quote runs over two lines.
  const from = 40 + quote.indexOf("900");
  expect(open).toHaveBeenCalledWith(citations[0], expect.stringContaining("whole.3"), [{ start: from, end: from + 3 }]);
});

it("says in running text what a mark means when it is pressed by the keyboard", async () => {
  // jsdom has none.
  vi.stubGlobal("CSS", { escape: (text: string) => text });
  const open = show(<Prose listId="whole" paragraphs={[points]} label="The whole" />);
  expect(screen.queryByRole("definition")).toBeNull();
  const mark = screen.getByRole("button", { name: "Contradicted" });
  fireEvent.keyDown(mark, { key: "Enter" });
  fireEvent.keyUp(mark, { key: "Enter" });
  const dialog = await screen.findByRole("dialog", { name: "Contradicted" });
  expect(dialog.textContent).toContain("Its quotes say otherwise.");
  expect(within(dialog).getAllByRole("definition")).toHaveLength(2);
  // The page that is opened is not covered by what opened it.
  fireEvent.click(within(dialog).getByRole("button", { name: "Show page 3" }));
  expect(open).toHaveBeenCalledOnce();
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("shows the sentences of one verdict alone, with their numbers as before", () => {
  show(<PointList listId="whole" points={points} />, "weak");
  const items = screen.getAllByRole("listitem", { hidden: true });
  expect(items.map((item) => item.hidden)).toEqual([true, true, false, true, true]);
});
