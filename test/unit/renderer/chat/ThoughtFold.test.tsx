import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import type { Thought } from "../../../../electron/contract/chat.ts";
import { ThoughtFold } from "../../../../renderer/features/chat/ThoughtFold.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

const thought: Thought = { text: "Let me see.\nWell.", ms: 12_340, cut: null };

function show(patch: Partial<Thought> = {}, isRunning = false) {
  return render(
    <I18nextProvider i18n={createI18n()}>
      <ThoughtFold thought={{ ...thought, ...patch }} isRunning={isRunning} />
    </I18nextProvider>,
  ).container;
}

it("is folded with its time, and opens", () => {
  show();
  const button = screen.getByRole("button", { name: "Thought for 12.3 s" });
  expect(button.getAttribute("aria-expanded")).toBe("false");
  expect(screen.queryByText(/Let me see/u)?.closest("[hidden]")).not.toBeNull();
  fireEvent.click(button);
  expect(button.getAttribute("aria-expanded")).toBe("true");
  expect(screen.getByText(/Let me see/u).closest("[hidden]")).toBeNull();
});

it("says how long it goes on", () => {
  show({ ms: 3000 }, true);
  expect(screen.getByRole("button", { name: "Thinking… 3 s" })).not.toBeNull();
  expect(screen.getByRole("status")).not.toBeNull();
});

it.each([
  ["bound", "as long as it may"],
  ["loop", "round in circles"],
  ["end", "in the middle of its thoughts"],
] as const)("says why it was ended: %s", (cut, words) => {
  expect(show({ cut }).textContent).toContain(words);
});
