import { cleanup, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import { type PageLabel, printedLabel } from "../../../../electron/contract/pageLabels.ts";
import { PageToolbar } from "../../../../renderer/features/reader/PageToolbar.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

function show(label: PageLabel | null, isDrawn: boolean): void {
  render(
    <I18nextProvider i18n={createI18n()}>
      <PageToolbar
        page={2}
        label={label}
        confidence={null}
        total={3}
        zoom="fit"
        isDrawn={isDrawn}
        isFinding={false}
        onPage={() => {}}
        onZoom={() => {}}
        onStep={() => {}}
        onFind={() => {}}
        isListing={null}
        onMarkup={() => {}}
        leading={null}
        trailing={null}
      />
    </I18nextProvider>,
  );
}

it("says in words what a page of laid out text holds", () => {
  show({ code: "LINES", data: { first: 61, last: 140 }, within: ["papers.eml", "mill.ts"] }, false);
  expect(screen.getByText("papers.eml · mill.ts · lines 61–140")).toBeTruthy();
});

it("says which number is printed on a drawn page", () => {
  show(printedLabel("iv"), true);
  expect(screen.getByText("printed iv")).toBeTruthy();
});
