import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Message, ToolUse } from "../../../../electron/contract/chat.ts";
import { AssistantMessage } from "../../../../renderer/features/chat/AssistantMessage.tsx";
import type { BranchEntry } from "../../../../renderer/features/chat/branch.ts";
import type { ChatActions } from "../../../../renderer/features/chat/useChatActions.ts";
import { isOpen, OpenToolUse, ToolUses } from "../../../../renderer/features/chat/ToolUses.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { ApiContext } from "../../../../renderer/lib/api.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import { createJobFeeds, JobFeedsContext } from "../../../../renderer/lib/jobs.ts";
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
  const { api, asked } = createApi(refuses);
  const message = { id: "m", status, toolUses: [use] };
  render(
    <Around api={api}>
      <ToolUses messageId="m" uses={isOpen(message, use) ? [] : [use]} />
      <OpenToolUse message={message} />
    </Around>,
  );
  return asked;
}

function createApi(refuses = false): { api: Api; asked: object[] } {
  const asked: object[] = [];
  const api = {
    chat: {
      decideTool: async (decision: object) => {
        asked.push(decision);
        if (refuses) throw new Error("gone");
      },
      toolResult: async () => ({ text: "The mill. And all the rest." }),
    },
    endpoints: { list: async () => [] },
  } as unknown as Api;
  return { api, asked };
}

function Around({ api, children }: { readonly api: Api; readonly children: ReactNode }) {
  return (
    <I18nextProvider i18n={createI18n()}>
      <QueryClientProvider client={createQueryClient()}>
        <ToastsContext value={createToasts()}>
          <ApiContext value={api}>
            <JobFeedsContext value={createJobFeeds(api)}>{children}</JobFeedsContext>
          </ApiContext>
        </ToastsContext>
      </QueryClientProvider>
    </I18nextProvider>
  );
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

it("stands in an answer at its place in the text, those in a row together, with the verdicts at theirs", () => {
  const text = "I look.\n\nIt was built in 1824. [1]\n\nIt stands.";
  const at = "It was built in 1824.";
  const citation = { documentId: "d".repeat(64), page: 1, start: 0, end: 5, quote: "1834." };
  const message: Message = {
    id: "m",
    conversationId: "c",
    parentId: null,
    role: "assistant",
    text,
    thought: null,
    status: "done",
    citations: [citation],
    statements: [
      {
        start: text.indexOf(at),
        end: text.indexOf(at) + at.length,
        claim: at,
        support: "contradicted",
        by: null,
        findings: [{ code: "NUMBER_DIFFERS", data: { text: "1824", other: "1834" }, words: { start: 16, end: 20 } }],
        citations: [0],
      },
    ],
    passages: [],
    context: {
      droppedTurns: 0,
      documents: "none",
      passages: 0,
      promptTokens: 9,
      contextSize: 512,
      question: null,
      lookedFor: [],
      toolsOver: [{ server: "Notes", offered: 64, all: 1200 }],
      toolsTooLarge: { tokens: 9120, contextSize: 4096 },
    },
    toolUses: [
      { ...done, id: "1", at: 7 },
      { ...done, id: "2", tool: "list_directory", at: 7 },
      { ...done, id: "3", tool: "write_file", state: "refused", at: 7 + 2 + at.length },
    ],
    model: null,
    modelId: null,
    jobId: null,
    problem: null,
    completionTokens: null,
    tokensPerSecond: null,
    createdAt: 1,
  };
  const { container } = render(
    <Around api={createApi().api}>
      <AssistantMessage
        entry={{ message, siblings: [message.id], index: 0 } as unknown as BranchEntry}
        documents={[]}
        actions={{} as ChatActions}
        isBusy={false}
        isLast
      />
    </Around>,
  );
  const inOrder = [
    "I look.",
    "read_text_file · Notes",
    "list_directory · Notes",
    at,
    "write_file · Notes",
    "It stands.",
  ];
  const whole = container.textContent ?? "";
  const places = inOrder.map((part) => whole.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(screen.getAllByRole("list", { name: "Tools that were called" })).toHaveLength(2);
  expect(container.querySelector("mark")?.textContent).toBe("1824");
  expect(screen.getByText(/take 9,120 tokens, too many for the 4,096/u)).not.toBeNull();
  expect(screen.getByText("Of the 1,200 chosen tools of “Notes” the model was offered the first 64.")).not.toBeNull();
});
