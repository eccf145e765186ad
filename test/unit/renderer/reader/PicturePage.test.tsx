import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Page } from "../../../../electron/contract/documents.ts";
import { PageToolbar } from "../../../../renderer/features/reader/PageToolbar.tsx";
import { PicturePage } from "../../../../renderer/features/reader/PicturePage.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { reasonOf } from "../../../../electron/contract/reasons.ts";

beforeEach(() => {
  // jsdom has no canvas: letters are then taken as equally wide
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const page: Page = {
  number: 1,
  label: null,
  text: "The rent is due",
  blocks: [{ kind: "paragraph", start: 0, end: 15 }],
  tables: [],
  sentences: [{ id: "p1.s1", start: 0, end: 15 }],
  status: "ocr",
  reason: null,
  confidence: 0.874,
  size: { width: 300, height: 200 },
  runs: [
    [0, 3, 10, 20, 30, 12],
    [4, 8, 44, 20, 40, 12],
    [9, 11, 88, 20, 16, 12],
    [12, 15, 10, 40, 30, 12],
  ],
};

function show(children: React.ReactNode) {
  return render(<I18nextProvider i18n={createI18n()}>{children}</I18nextProvider>);
}

it("shows the picture with the words of a quote lit where they stand, and reads it to who cannot see it", () => {
  const target = vi.fn<(element: HTMLElement | null) => void>();
  const marks = [{ start: 4, end: 15, kind: "quote" as const, target: true }];
  const { container } = show(<PicturePage url="/files/abc" scale={2} page={page} marks={marks} onTarget={target} />);
  const picture = screen.getByRole("img", { name: "The rent is due" });
  expect(picture.getAttribute("src")).toBe("/files/abc");
  const lights = [...container.querySelectorAll<HTMLElement>(".pdf-light")].map(({ style }) => ({
    left: style.left,
    top: style.top,
    width: style.width,
  }));
  // two words of one line are one light, the third stands on the next line
  expect(lights).toEqual([
    { left: "88px", top: "40px", width: "120px" },
    { left: "20px", top: "80px", width: "60px" },
  ]);
  expect(target).toHaveBeenCalledWith(expect.any(HTMLElement));
});

it("says so where the picture cannot be shown or its text was not read", () => {
  const unread: Page = {
    ...page,
    status: "unread",
    reason: reasonOf("PICTURE_WITHOUT_TEXT"),
    runs: [],
  };
  show(<PicturePage url="/files/abc" scale={1} page={unread} marks={[]} onTarget={() => {}} />);
  expect(screen.getByRole("note").textContent).toContain("No text was found in the picture");
  fireEvent.error(screen.getByRole("img"));
  expect(screen.getByText(/could not be drawn/)).toBeTruthy();
});

it("names in the toolbar how sure recognised text is, and nothing where the text is the document's own", () => {
  const bar = (confidence: number | null) => (
    <PageToolbar
      page={1}
      label={null}
      confidence={confidence}
      total={1}
      zoom="fit"
      isDrawn
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
  );
  show(bar(0.874));
  expect(screen.getByText(/Recognised text, 87\s?% sure/)).toBeTruthy();
  cleanup();
  show(bar(null));
  expect(screen.queryByText(/Recognised text/)).toBeNull();
});

it("marks a number that is hard to read on the scan, and says so where one points at it", () => {
  const doubtful = { ...page, doubtful: [[4, 8] as [number, number]] };
  const { container } = show(<PicturePage url="/files/abc" scale={2} page={doubtful} marks={[]} onTarget={() => {}} />);
  const [light, ...others] = container.querySelectorAll<HTMLElement>(".pdf-light");
  expect(others).toEqual([]);
  expect(light?.dataset["kind"]).toBe("doubtful");
  expect(light?.title).toBe("This number is hard to read on the scan.");
  expect(light?.style.left).toBe("88px");
});
