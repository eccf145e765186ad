import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Message, ToolUse } from "../../../../electron/contract/chat.ts";
import { OpenToolUse, ToolUses } from "../../../../renderer/features/chat/ToolUses.tsx";
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

const asking: ToolUse = {
  id: "1",
  serverId: "n",
  server: "Notes",
  tool: "read_text_file",
  arguments: '{"path":"mill.txt"}',
  at: 0,
  state: "asking",
  offersAlways: false,
  shown: "",
  characters: 0,
};
const done: ToolUse = { ...asking, state: "done", shown: "The mill. […]", characters: 5000 };

/** What was asked of the core is told in its order. */
function show(use: ToolUse, status: Message["status"], { refuses = false } = {}) {
  const asked: object[] = [];
  const api = {
    chat: {
      decideTool: async (decision: object) => {
        asked.push(decision);
        if (refuses) throw new Error("gone");
      },
      toolResult: async () => ({ text: "The mill. And all the rest." }),
    },
  } as unknown as Api;
  const message = { id: "m", status, toolUses: [use] };
  render(
    <I18nextProvider i18n={createI18n()}>
      <QueryClientProvider client={createQueryClient()}>
        <ToastsContext value={createToasts()}>
          <ApiContext value={api}>
            <ToolUses message={message} />
            <OpenToolUse message={message} />
          </ApiContext>
        </ToastsContext>
      </QueryClientProvider>
    </I18nextProvider>,
  );
  return asked;
}

it("shows a call word for word before it is made, and offers once and no alone for what was never shown", async () => {
  const asked = show(asking, "streaming");
  expect(screen.getByRole("status").textContent).toBe("May “Notes” do this?");
  expect(screen.getByText("read_text_file")).not.toBeNull();
  expect(screen.getByText(/"path": "mill.txt"/u)).not.toBeNull();
  expect(screen.queryByRole("button", { name: /Always/u })).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Once" }));
  await waitFor(() => expect(asked).toEqual([{ messageId: "m", useId: "1", decision: "once" }]));
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "No" }).disabled).toBe(true);
});

it.each([
  ["Always for this tool in this conversation", "always"],
  ["No", "no"],
])("decides by %s", async (name, decision) => {
  const asked = show({ ...asking, offersAlways: true }, "streaming");
  fireEvent.click(screen.getByRole("button", { name }));
  await waitFor(() => expect(asked).toEqual([{ messageId: "m", useId: "1", decision }]));
});

it("lets a decision that did not arrive be made again", async () => {
  const asked = show(asking, "streaming", { refuses: true });
  fireEvent.click(screen.getByRole("button", { name: "Once" }));
  await waitFor(() => expect(asked).toHaveLength(1));
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>("button", { name: "Once" }).disabled).toBe(false));
});

it("says that it waits for a tool, and asks nothing where the answer is over", () => {
  show({ ...asking, state: "running" }, "streaming");
  expect(screen.getByRole("status").textContent).toContain("Waiting for read_text_file of “Notes”");
  cleanup();
  show(asking, "partial");
  expect(screen.queryByRole("button", { name: "Once" })).toBeNull();
  expect(screen.getByRole("button", { name: "read_text_file · Notes · stopped" })).not.toBeNull();
});

it("folds a call with its answer, says what was cut, and opens all of it", async () => {
  show(done, "done");
  expect(screen.getByText(/the first 9 of 5,000 characters/u)).not.toBeNull();
  const fold = screen.getByRole("button", { name: "read_text_file · Notes" });
  expect(screen.getByText("The mill. […]").closest("[hidden]")).not.toBeNull();
  fireEvent.click(fold);
  expect(screen.getByText("The mill. […]").closest("[hidden]")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Open the whole answer" }));
  expect((await screen.findByText("The mill. And all the rest.")).closest("[role=dialog]")).not.toBeNull();
  expect(screen.queryByText(/are kept/u)).toBeNull();
});

it("says how a call ended that did not end well, and that an answer was too long to be kept", () => {
  show({ ...done, state: "failed", shown: "No such file", characters: 12 }, "done");
  expect(screen.getByRole("button", { name: "read_text_file · Notes · failed" })).not.toBeNull();
  expect(screen.queryByText(/characters\./u)).toBeNull();
  cleanup();
  show({ ...asking, state: "refused" }, "done");
  fireEvent.click(screen.getByRole("button", { name: "read_text_file · Notes · not allowed" }));
  expect(screen.queryByRole("button", { name: "Open the whole answer" })).toBeNull();
  cleanup();
  show({ ...done, characters: 1_000_004 }, "done");
  fireEvent.click(screen.getByRole("button", { name: "read_text_file · Notes" }));
  fireEvent.click(screen.getByRole("button", { name: "Open the whole answer" }));
  expect(screen.getByText("Only its first 1,000,000 characters are kept.")).not.toBeNull();
});
