import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";
import { checkVersion } from "../../../../electron/contract/findings.ts";
import type { Support } from "../../../../electron/contract/summaries.ts";
import { CheckNote } from "../../../../renderer/features/summary/CheckNote.tsx";
import { VerdictCounts } from "../../../../renderer/features/summary/VerdictCounts.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

const show = (element: React.ReactNode) => render(<I18nextProvider i18n={createI18n()}>{element}</I18nextProvider>);
const pointsOf = (...supports: Support[]) => supports.map((support) => ({ support }));

it("counts the sentences of each verdict there is, and shows those of one alone and all again", () => {
  const onOnly = vi.fn<(support: Support | null) => void>();
  const points = pointsOf("weak", "verified", "contradicted", "weak");
  const { rerender } = show(<VerdictCounts points={points} only={null} onOnly={onOnly} />);
  const names = () => screen.getAllByRole("button").map((button) => button.textContent);
  expect(names()).toEqual(["1 verified", "2 weakly supported", "1 contradicted"]);
  fireEvent.click(screen.getByRole("button", { name: "2 weakly supported" }));
  expect(onOnly).toHaveBeenLastCalledWith("weak");
  rerender(
    <I18nextProvider i18n={createI18n()}>
      <VerdictCounts points={points} only="weak" onOnly={onOnly} />
    </I18nextProvider>,
  );
  const weak = screen.getByRole("button", { name: "2 weakly supported" });
  expect(weak.getAttribute("aria-pressed")).toBe("true");
  fireEvent.click(weak);
  expect(onOnly).toHaveBeenLastCalledWith(null);
});

it("says of verdicts of an earlier check what becomes of them, and nothing of those of this one", () => {
  const said = (check: Parameters<typeof CheckNote>[0]["check"]) => {
    const { container } = show(<CheckNote check={check} />);
    const text = container.textContent;
    cleanup();
    return text;
  };
  expect(said({ version: checkVersion, problem: null })).toBe("");
  expect(said({ version: checkVersion - 1, problem: null })).toContain("again in the background");
  expect(said({ version: checkVersion - 1, problem: "unreadable" })).toContain("cannot be read");
  expect(said({ version: checkVersion - 1, problem: "moved" })).toContain("do not stand");
});
