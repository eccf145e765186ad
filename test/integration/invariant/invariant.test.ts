import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRouterClient } from "@orpc/server";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Store } from "../../../electron/core/store/store.ts";
import { lastingViolations, leftProcesses, violationsOfClosed, violationsOfRunning } from "../../helpers/invariant.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { startServer } from "../../helpers/runningServer.ts";
import {
  aCollection,
  aConversation,
  addReadDocument,
  aDocument,
  aMessage,
  aRecipe,
  aSummary,
  documentId,
  openLibrary,
} from "../../unit/store/library.ts";

const id = documentId("a");

/** What may be wrong in a library, and how it is put right again. */
const wrongs: readonly (readonly [
  what: string,
  found: RegExp,
  wrong: (store: Store) => void,
  right: (store: Store) => void,
])[] = [
  [
    "a summary that nobody writes",
    /^summary summary/u,
    (store) => store.summaries.put(aSummary({ documentId: id, status: "running" })),
    (store) => store.summaries.markInterrupted(),
  ],
  [
    "a message that nobody writes",
    /^message answer/u,
    (store) => {
      store.conversations.put(aConversation());
      store.messages.put(aMessage({ id: "answer", role: "assistant", status: "streaming" }));
    },
    (store) => store.messages.markPartial(),
  ],
  [
    "the summary of a collection that nobody writes",
    /^(?:the )?summary of/u,
    (store) => {
      store.collections.put(aCollection());
      store.collectionSummaries.put("collection", {
        status: "running",
        jobId: "gone",
        problem: null,
        recipe: aRecipe(),
        result: null,
      });
    },
    (store) => store.collectionSummaries.markInterrupted(),
  ],
  [
    "a queue without a job",
    /^(?:the )?queue/u,
    (store) => store.collections.put(aCollection({ queue: "running" })),
    (store) => store.collections.update("collection", { queue: "idle" }),
  ],
  [
    "a member that nobody summarizes",
    /^member|is summarized by nobody$/u,
    (store) => {
      store.collections.put(aCollection());
      store.collections.addMember("collection", { documentId: id, path: "a.md", state: "running", problem: null });
    },
    (store) => store.collections.markWaiting(),
  ],
];

describe("what holds after every test", () => {
  it.each(wrongs)(
    "finds %s, in a library that is open and in one that was closed",
    async (_what, found, wrong, right) => {
      const data = temporaryFolder();
      const app = await openApp(data);
      onTestFinished(() => app.dispose());
      const client = createRouterClient(app.router, { context: {} });
      const { store } = app.core;
      addReadDocument(store, aDocument({ id }), ["The mill is old."]);
      expect(await violationsOfRunning(client)).toEqual([]);
      wrong(store);
      expect(await violationsOfRunning(client)).toEqual([expect.stringMatching(found)]);
      expect(violationsOfClosed(data)).toEqual([]);
      await app.dispose();
      expect(violationsOfClosed(data)).toEqual([expect.stringMatching(found)]);
      const again = openLibrary({ folder: data });
      right(again.store);
      again.store.close();
      expect(violationsOfClosed(data)).toEqual([]);
    },
  );

  it("finds a document that nobody reads while the application runs, and lets it wait for the next start", async () => {
    const data = temporaryFolder();
    const app = await openApp(data);
    onTestFinished(() => app.dispose());
    const client = createRouterClient(app.router, { context: {} });
    app.core.store.documents.put(aDocument({ id, status: "reading" }));
    expect(await violationsOfRunning(client)).toEqual([expect.stringContaining("is being read by nobody")]);
    await app.dispose();
    expect(violationsOfClosed(data)).toEqual([]);
  });

  it.each([
    "documents/incoming-1",
    "models/.incoming-1.gguf",
    "backups/backup.part",
    "states/c.m.state.part",
    "window.json.new",
  ])("finds the temporary file %s", (name) => {
    const data = temporaryFolder();
    openLibrary({ folder: data }).store.close();
    const file = path.join(data, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "x");
    expect(violationsOfClosed(data)).toEqual([expect.stringContaining(path.basename(name))]);
    rmSync(file);
  });

  it.skipIf(process.platform === "win32")("finds a process that was left", async () => {
    const server = await startServer(temporaryFolder());
    expect(leftProcesses()).toEqual([expect.stringContaining("server.js")]);
    await server.stop();
    expect(await lastingViolations(leftProcesses)).toEqual([]);
  });
});
