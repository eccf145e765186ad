import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect, it, vi } from "vitest";
import type { Reading } from "../../../../electron/contract/documents.ts";
import { CitationsContext, PointList } from "../../../../renderer/features/summary/PointList.tsx";
import { EarlierNote, ReadingNote } from "../../../../renderer/features/summary/ReadingNote.tsx";
import { createI18n } from "../../../../renderer/i18n/i18n.ts";
import { ApiContext } from "../../../../renderer/lib/api.ts";
import type { Api } from "../../../../renderer/lib/client.ts";
import { createJobFeeds, JobFeedsContext } from "../../../../renderer/lib/jobs.ts";
import { createQueryClient } from "../../../../renderer/lib/queries.ts";
import { goalOf } from "../../../../renderer/lib/goalOf.ts";
import { aDocument, aPoint } from "../../store/samples.ts";

afterEach(cleanup);

const before: Reading = { version: 1, problem: null };
const ready = aDocument({ status: "ready" });
const citation = { documentId: ready.id, page: 3, start: 40, end: 45, quote: "words" };
const lost = { ...citation, lost: true };

function show(element: React.ReactNode, reread = vi.fn<() => Promise<{ jobId: string }>>()) {
  const api = { jobs: { list: async () => [] }, documents: { reread } } as unknown as Api;
  return render(
    <I18nextProvider i18n={createI18n()}>
      <ApiContext value={api}>
        <JobFeedsContext value={createJobFeeds(api)}>
          <QueryClientProvider client={createQueryClient()}>{element}</QueryClientProvider>
        </JobFeedsContext>
      </ApiContext>
    </I18nextProvider>,
  ).container;
}

it("says of a document that an earlier version read it, and nothing of one that this version read", () => {
  const note = (reading: Reading) => show(<ReadingNote document={{ ...ready, reading }} onPassword={() => {}} />);
  expect(note(before).textContent).toContain("The text is read again in the background");
  expect(note(ready.reading).textContent).toBe("");
});

it("says why a file could not be read again, and tries it once more where that is wished", async () => {
  const reread = vi.fn<() => Promise<{ jobId: string }>>(async () => ({ jobId: "j" }));
  const kept = { version: 1, problem: { code: "FILE_NOT_FOUND" as const } };
  const container = show(<ReadingNote document={{ ...ready, reading: kept }} onPassword={() => {}} />, reread);
  expect(container.textContent).toContain("the file could not be read again. ");
  fireEvent.click(screen.getByRole("button", { name: "Read again" }));
  await waitFor(() => expect(reread).toHaveBeenCalledOnce());
});

it("asks for the password of a file that could not be read again without it", () => {
  const kept = { version: 1, problem: { code: "PASSWORD_REQUIRED" as const } };
  show(<ReadingNote document={{ ...ready, reading: kept }} onPassword={() => {}} />);
  expect(screen.getByRole("button", { name: "Unlock" })).toBeTruthy();
});

it("says of a summary that it is of an earlier reading, and counts the quotes that are lost", () => {
  const points = [aPoint("a", { citations: [lost, citation] }), aPoint("b", { citations: [lost] })];
  expect(show(<EarlierNote document={{ ...ready, reading: before }} points={points} />).textContent).toBe(
    "Of an earlier reading of the document.1 quote is not in the document as it is read now; it is kept and marked.",
  );
  cleanup();
  expect(show(<EarlierNote document={ready} points={[aPoint("a", { citations: [citation] })]} />).textContent).toBe("");
});

it("marks a quote that is lost, which leads to its page alone", () => {
  const open = vi.fn<React.ContextType<typeof CitationsContext>["open"]>();
  show(
    <CitationsContext value={{ openId: null, open }}>
      <PointList listId="l" label="points" points={[aPoint("a", { citations: [citation, lost] })]} />
    </CitationsContext>,
  );
  expect(screen.getByRole("button", { name: "Citation 1, page 3" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Citation 2, of an earlier reading" })).toBeTruthy();
  expect(goalOf(lost, [{ start: 41, end: 42 }])).toEqual({ page: 3, start: 0, end: 0, words: [] });
  expect(goalOf(citation)).toEqual({ page: 3, start: 40, end: 45, words: [] });
});
