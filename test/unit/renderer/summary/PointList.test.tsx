import { cleanup, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import { PointList } from "../../../../renderer/features/summary/PointList.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

it("says what verified a sentence where its words alone did not, and marks what is in doubt", () => {
  const citations = [{ documentId: "d".repeat(64), page: 1, start: 0, end: 4, quote: "Rain" }];
  render(
    <I18nextProvider i18n={createI18n()}>
      <PointList
        listId="whole"
        points={[
          { text: "It rained.", citations, support: "verified", findings: [] },
          {
            text: "It poured.",
            citations,
            support: "verified",
            findings: [{ code: "NEAR_IN_MEANING", data: { farther: 40, of: 40 } }],
          },
          { text: "It hailed.", citations, support: "weak", findings: [{ code: "FEW_WORDS", data: {} }] },
        ]}
      />
    </I18nextProvider>,
  );
  const [plain, reworded, weak] = screen.getAllByRole("listitem");
  expect(plain?.querySelector("[role=note]")).toBeNull();
  expect(reworded?.querySelector("[role=note]")?.textContent).toBe(
    "In other words: They mean nearly the same: 40 of 40 other sentences of the document are farther from it by their vectors.",
  );
  expect(weak?.querySelector("[role=note]")?.textContent).toContain("Few of its words stand in its quotes.");
});
