import { cleanup, render, screen } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it } from "vitest";
import { actionDescriptors, actionIds, keysOfAction } from "../../../../electron/contract/actions.ts";
import { keyboard } from "../../../../renderer/app/actions/keyboard.ts";
import { ShortcutsView } from "../../../../renderer/features/settings/ShortcutsView.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";

afterEach(cleanup);

it("lists every key that does something, each once", () => {
  const i18n = createI18n();
  render(
    <I18nextProvider i18n={i18n}>
      <ShortcutsView />
    </I18nextProvider>,
  );
  const printed = [...document.querySelectorAll("kbd")].map(({ textContent }) => textContent);
  expect(printed).toHaveLength(actionIds.flatMap((id) => keysOfAction(actionDescriptors[id], keyboard)).length);
  expect(printed).toContain("Ctrl+K");
  expect(printed).toContain("Alt+↑");
  for (const id of actionIds) {
    if (keysOfAction(actionDescriptors[id], keyboard).length === 0) continue;
    expect(screen.getAllByText(i18n.t(`actions.${id}`)).length).toBeGreaterThan(0);
  }
});
