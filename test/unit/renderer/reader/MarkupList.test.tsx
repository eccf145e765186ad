import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";
import type { PlacedMarkup } from "../../../../electron/contract/documents.ts";
import { MarkupList } from "../../../../renderer/features/reader/MarkupList.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

it("lists what was said, inserted and deleted, each a button to its place", () => {
  const place = { page: 3, start: 4, end: 9, about: "the rent", text: "" };
  const markup: PlacedMarkup[] = [
    {
      ...place,
      kind: "comment",
      author: "Ann",
      date: null,
      text: "Too much?",
      replies: [{ author: "Bob", date: null, text: "No." }],
    },
    { ...place, kind: "insertion", author: "Ann", date: "2024-05-06" },
    { ...place, kind: "deletion", author: null, date: null, text: "\n", about: "" },
  ];
  const onGo = vi.fn<(one: PlacedMarkup) => void>();
  render(
    <I18nextProvider i18n={createI18n()}>
      <MarkupList markup={markup} onGo={onGo} />
    </I18nextProvider>,
  );
  expect(screen.getByRole("region", { name: "Comments and changes" })).toBeTruthy();
  const buttons = screen.getAllByRole("button");
  expect(buttons.map((button) => button.textContent)).toEqual([
    "Page 3, Comment, Annthe rentToo much?Answer, BobNo.",
    "Page 3, Inserted, Ann, May 6, 2024the rent",
    "Page 3, Deleted¶",
  ]);
  for (const button of buttons.slice(1, 2)) fireEvent.click(button);
  expect(onGo).toHaveBeenCalledWith(markup[1]);
});
