import type { WatchedFolder } from "../../../../electron/contract/watchedFolders.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { folderRulesSchema } from "../../../../electron/contract/watchedFolders.ts";
import { FolderPanel, FollowButton } from "../../../../renderer/features/watchedFolders/index.ts";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { ApiContext } from "../../../../renderer/lib/api.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import { createQueryClient } from "../../../../renderer/lib/queries.ts";
import { createToasts, ToastsContext } from "../../../../renderer/ui/Toasts.tsx";

// jsdom has none, and dialogs of the library ask for it.
beforeEach(() => void vi.stubGlobal("CSS", { escape: (text: string) => text }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const folder: WatchedFolder = {
  id: "letters",
  path: "/home/ann/letters",
  rules: folderRulesSchema.parse({}),
  state: "still",
  by: "interval",
  progress: null,
  unsettled: 1,
  files: 3,
  lookedAt: 1,
  problem: null,
};

function show(folders: readonly unknown[]) {
  const setRules = vi.fn<() => Promise<WatchedFolder>>().mockResolvedValue(folder);
  const api = {
    watchedFolders: {
      list: async () => folders,
      day: async () => ({
        day: "2026-12-02",
        total: 1,
        before: null,
        after: null,
        events: [{ at: 1, kind: "moved", path: "b.txt", before: "a.txt", documentId: null, title: null, line: null }],
      }),
      setRules,
    },
    tables: { list: async () => [] },
  } as unknown as Api;
  render(
    <I18nextProvider i18n={createI18n()}>
      <QueryClientProvider client={createQueryClient()}>
        <ApiContext value={api}>
          <ToastsContext value={createToasts()}>
            <FolderPanel id="letters" />
            <FollowButton id="letters" />
          </ToastsContext>
        </ApiContext>
      </QueryClientProvider>
    </I18nextProvider>,
  );
  return { setRules };
}

it("tells how the folder stands and what the day brought", async () => {
  show([folder]);
  expect(await screen.findByText("/home/ann/letters")).toBeTruthy();
  const status = screen.getByRole("status").textContent;
  expect(status).toContain("3 files · 1 is still being written");
  expect(status).toContain("looked at every minute");
  expect(await screen.findByText("Today: 1 change")).toBeTruthy();
  expect(screen.queryByText("Follow a folder…")).toBeNull();
});

it("keeps rules that were changed", async () => {
  const { setRules } = show([folder]);
  fireEvent.click(await screen.findByText("Rules…"));
  fireEvent.click(await screen.findByRole("switch"));
  fireEvent.click(screen.getByText("Save"));
  await waitFor(() => expect(setRules).toHaveBeenCalledOnce());
  expect(setRules).toHaveBeenCalledWith({ id: "letters", rules: { ...folder.rules, summarize: true } });
});

it("offers to follow a folder where none is followed", async () => {
  show([]);
  expect(await screen.findByText("Follow a folder…")).toBeTruthy();
  expect(screen.queryByRole("status")).toBeNull();
});
