import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Document } from "../../../../electron/contract/documents.ts";
import type { Summary } from "../../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../../electron/contract/summaryOptions.ts";
import { SummaryTools } from "../../../../renderer/features/summary/SummaryTools.tsx";
import { useSummary } from "../../../../renderer/features/summary/useSummary.ts";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { ApiContext } from "../../../../renderer/lib/api.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import { createJobFeeds, JobFeedsContext } from "../../../../renderer/lib/jobs.ts";
import { createQueryClient } from "../../../../renderer/lib/queries.ts";
import { createToasts, ToastsContext, ToastsRegion } from "../../../../renderer/ui/Toasts.tsx";

// jsdom has no CSS.escape, which an open dialog asks for
beforeEach(() => void vi.stubGlobal("CSS", { escape: (text: string) => text }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const lease = { id: "d".repeat(64), title: "Lease of the harbour" } as Document;

function summary(id: string, createdAt: number): Summary {
  return {
    id,
    documentId: lease.id,
    status: "done",
    jobId: null,
    options: summaryOptionsSchema.parse({}),
    chunks: { done: 1, total: 1 },
    createdAt,
    points: [],
    sections: [],
    facts: [],
    recipe: null,
  } as unknown as Summary;
}

/** The tools of a document's summaries over a library in memory with a bin. */
function open(kept: Summary[]) {
  const start = vi.fn<Api["summaries"]["start"]>(() => Promise.resolve({ summaryId: "made", jobId: "job" }));
  const compare = vi.fn<(others: readonly Summary[]) => void>();
  const bin = new Map<string, Summary>();
  const api = {
    summaries: {
      start,
      list: () => Promise.resolve(kept.filter(({ id }) => !bin.has(id))),
      remove: ({ id }: { id: string }) => {
        const one = kept.find((summary) => summary.id === id);
        if (one) bin.set(id, one);
        return Promise.resolve();
      },
      restore: ({ id }: { id: string }) => Promise.resolve(void bin.delete(id)),
    },
  } as unknown as Api;
  const Tools = () => {
    const summaries = useSummary(lease.id);
    const { shown } = summaries;
    return shown ? (
      <main aria-label={shown.id}>
        <SummaryTools
          document={lease}
          summaries={summaries}
          shown={shown}
          canRedo
          onRedo={() => undefined}
          onAnother={() => summaries.another(null)}
          onCompare={compare}
        />
      </main>
    ) : (
      <p>no summary</p>
    );
  };
  render(
    <I18nextProvider i18n={createI18n()}>
      <ApiContext value={api}>
        <QueryClientProvider client={createQueryClient()}>
          <JobFeedsContext value={createJobFeeds(api)}>
            <ToastsContext value={createToasts()}>
              <div role="region" aria-label="pane" tabIndex={-1}>
                <Tools />
              </div>
              <ToastsRegion />
            </ToastsContext>
          </JobFeedsContext>
        </QueryClientProvider>
      </ApiContext>
    </I18nextProvider>,
  );
  return { bin, start, compare };
}

const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

async function confirmDeletion() {
  press("Delete this summary");
  const dialog = await screen.findByRole("alertdialog");
  fireEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
}

it("deletes the summary that is shown, shows the one before it, and takes the deletion back", async () => {
  const { bin } = open([summary("newer", 2000), summary("older", 1000)]);
  await screen.findByRole("main", { name: "newer" });
  await confirmDeletion();
  await screen.findByRole("main", { name: "older" });
  expect([...bin.keys()]).toEqual(["newer"]);
  press("Undo");
  await screen.findByRole("main", { name: "newer" });
  expect(bin.size).toBe(0);
});

it("deletes nothing that was not confirmed", async () => {
  const { bin } = open([summary("only", 1000)]);
  await screen.findByRole("main", { name: "only" });
  press("Delete this summary");
  const dialog = await screen.findByRole("alertdialog");
  fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(bin.size).toBe(0);
});

it("leaves a document without a summary after the last one is deleted", async () => {
  open([summary("only", 1000)]);
  await screen.findByRole("main", { name: "only" });
  await confirmDeletion();
  expect(await screen.findByText("no summary")).toBeDefined();
  // the button that had the focus is gone, and keys go on to mean something in the document
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("region", { name: "pane" })));
});

it("makes another version of the same options, and compares what is finished", async () => {
  const said = { points: [{ id: "s.1" }] } as unknown as Partial<Summary>;
  const [one, two] = [
    { ...summary("one", 1), ...said },
    { ...summary("two", 2), ...said },
  ];
  const { start, compare } = open([two, one, summary("empty", 0)]);
  fireEvent.click(await screen.findByRole("button", { name: "Compare versions" }));
  expect(compare).toHaveBeenCalledWith([one]);
  fireEvent.click(screen.getByRole("button", { name: "Another version" }));
  await waitFor(() => expect(start).toHaveBeenCalledTimes(1));
  expect(start.mock.calls[0]?.[0]).toEqual({
    documentId: lease.id,
    options: two.options,
    modelId: null,
    another: true,
  });
});
