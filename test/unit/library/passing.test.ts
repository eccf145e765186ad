import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { Jobs } from "../../../electron/core/jobs/jobs.ts";
import { createDocuments, type Documents } from "../../../electron/core/library/createDocuments.ts";
import { createPassing, type Need, type Passing } from "../../../electron/core/library/passing.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { recordingLogger, standingClock } from "../store/library.ts";
import { aPage, aSummary } from "../store/samples.ts";

const hourMs = 3_600_000;

describe("a document that is not kept", () => {
  let folder: string;
  let clock: ReturnType<typeof standingClock>;
  let logger: ReturnType<typeof recordingLogger>;
  let store: Store;
  let jobs: Jobs;
  let documents: Documents;
  let passing: Passing;
  let followed: string[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tramontane-passing-"));
    const ports = createNodePorts({ data: folder, resources: folder }, "test");
    clock = standingClock();
    logger = recordingLogger();
    store = openStore({ ...ports, clock });
    jobs = createJobs({ ...ports, clock, logger });
    followed = [];
    documents = createDocuments({
      ...ports,
      clock,
      logger,
      store,
      jobs,
      reader: {
        async read(_request, { onPages }) {
          onPages([aPage(1, "The mill is closed.")]);
          return {
            format: "text",
            title: null,
            language: "en",
            pages: 1,
            words: 4,
            outline: [],
            notes: [],
            rendered: false,
          };
        },
        async dispose() {},
      },
      settings: () => store.settings.get(),
      changed: () => {},
      onRead: (id) => followed.push(`${id} ${String(store.documents.isPassing(id))}`),
    });
    passing = createPassing({ store, documents, clock, logger });
  });

  afterEach(async () => {
    await jobs.dispose();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function* bytes(text: string): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  const file = (text = "The mill is closed.") => ({ name: "mill.txt", bytes: bytes(text) });
  const isThere = (id: string): boolean => existsSync(path.join(folder, "documents", id));

  async function comes(idleMs: number, text?: string): Promise<string> {
    const { documentId, jobId } = await passing.receive(file(text), idleMs);
    await jobs.finished(jobId);
    return documentId;
  }

  it("is had by its id, and nothing lists or finds it", async () => {
    const id = await comes(hourMs);
    expect(store.documents.get(id)?.status).toBe("ready");
    expect(store.documents.allPages(id).map(({ text }) => text)).toEqual(["The mill is closed."]);
    expect(store.documents.searchPassages([id], "mill", 5)).toHaveLength(1);
    expect(store.documents.list()).toEqual([]);
    expect(store.search.all("mill", 10)).toEqual([]);
    expect(followed).toEqual([`${id} true`]);
  });

  it("goes away once nobody needed it for so long, with its file", async () => {
    const id = await comes(hourMs);
    clock.advance(hourMs - 1);
    const need = passing.need([id]);
    clock.advance(2 * hourMs);
    expect(store.documents.get(id)).not.toBeNull();
    await need[Symbol.asyncDispose]();
    clock.advance(hourMs - 1);
    expect(store.documents.get(id)).not.toBeNull();
    clock.advance(1);
    await vi.waitFor(() => expect(isThere(id)).toBe(false));
    expect(store.documents.get(id)).toBeNull();
    expect(logger.lines).toEqual([]);
  });

  it("stays while one of several needs it, and goes with the last", async () => {
    const id = await comes(0);
    const [one, other] = [passing.need([id]), passing.need([id, id])];
    await one[Symbol.asyncDispose]();
    expect(isThere(id)).toBe(true);
    await passing.discard(id);
    expect(store.documents.get(id)).not.toBeNull();
    await other[Symbol.asyncDispose]();
    expect(store.documents.get(id)).toBeNull();
    expect(isThere(id)).toBe(false);
    expect(() => passing.need([id])).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  it("is kept from when it comes to be kept, and what follows a reading is done then", async () => {
    const id = await comes(0);
    const { jobId } = await documents.receive(file());
    await jobs.finished(jobId);
    expect(followed).toEqual([`${id} true`, `${id} false`]);
    expect(store.documents.list().map((document) => document.id)).toEqual([id]);
    await passing.need([id])[Symbol.asyncDispose]();
    await expect(passing.discard(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await passing.discardAll();
    expect(isThere(id)).toBe(true);
  });

  it("that is in the library stays there", async () => {
    const { documentId, jobId } = await documents.receive(file());
    await jobs.finished(jobId);
    expect(await comes(0)).toBe(documentId);
    await passing.need([documentId])[Symbol.asyncDispose]();
    expect(store.documents.list()).toHaveLength(1);
  });

  it("that lay in the bin lies there again", async () => {
    const { documentId, jobId } = await documents.receive(file());
    await jobs.finished(jobId);
    documents.remove(documentId);
    expect(await comes(0)).toBe(documentId);
    expect(store.documents.get(documentId)?.status).toBe("ready");
    await passing.need([documentId])[Symbol.asyncDispose]();
    expect(store.documents.get(documentId)).toBeNull();
    expect(isThere(documentId)).toBe(true);
    documents.restore(documentId);
    expect(store.documents.list()).toHaveLength(1);
  });

  it("of the last process is deleted at the start of the next", async () => {
    const ids = [await comes(hourMs, "One."), await comes(0, "Two.")];
    await createPassing({ store, documents, clock, logger }).discardAll();
    expect(ids.map((id) => store.documents.get(id))).toEqual([null, null]);
    expect(ids.map(isThere)).toEqual([false, false]);
  });

  it("stays a document that comes again while it goes away", async () => {
    const id = await comes(0);
    const need = passing.need([id]);
    const [, received] = await Promise.all([need[Symbol.asyncDispose](), documents.receive(file())]);
    await jobs.finished(received.jobId);
    expect(store.documents.list()).toHaveLength(1);
    expect(isThere(id)).toBe(true);
  });

  it("is there from the moment it comes for whom it is taken in for, though another lets it go in the same moment", async () => {
    const before = passing.need([await comes(0)]);
    const [, { need, id }] = await Promise.all([before[Symbol.asyncDispose](), taken(0)]);
    expect(isThere(id)).toBe(true);
    await need.end(true);
    expect(store.documents.get(id)).toBeNull();
  });

  it("outlives the process for a while where it is held and was broken off, and goes with who comes to its end", async () => {
    const { id, need } = await taken(hourMs);
    await need[Symbol.asyncDispose]();
    await passing.discardAll();
    expect(isThere(id)).toBe(true);
    expect([store.documents.list(), store.documents.allPassing()]).toEqual([[], []]);

    clock.advance(hourMs - 1);
    passing = createPassing({ store, documents, clock, logger });
    await passing.discardAll();
    const again = await taken(hourMs);
    expect(again.id).toBe(id);
    await again.need.end(true);
    expect([store.documents.get(id), isThere(id)]).toEqual([null, false]);
  });

  it("goes at a start once it was held long enough", async () => {
    const { id, need } = await taken(hourMs);
    await need[Symbol.asyncDispose]();
    clock.advance(hourMs);
    await createPassing({ store, documents, clock, logger }).discardAll();
    expect([store.documents.get(id), isThere(id)]).toEqual([null, false]);
  });

  it("stays held where one of two who needed it was broken off, whoever is the last", async () => {
    const [one, other] = [await taken(hourMs), await taken(hourMs)];
    await one.need[Symbol.asyncDispose]();
    await other.need.end(true);
    expect(isThere(one.id)).toBe(true);
  });

  it("stays with a summary of it that is held, and with no other", async () => {
    const { id, need } = await taken(hourMs);
    store.summaries.put(aSummary({ documentId: id, status: "interrupted" }));
    store.summaries.pass("summary", clock.now() + hourMs);
    await need.end(true);
    expect(isThere(id)).toBe(true);
    clock.advance(hourMs);
    const next = createPassing({ store, documents, clock, logger });
    store.summaries.discardPassing(clock.now());
    await next.discardAll();
    expect([store.documents.get(id), isThere(id)]).toEqual([null, false]);
  });

  it("is not emptied with the bin while it is held", async () => {
    const { id } = await taken(hourMs);
    expect(store.purge(clock.now() + hourMs)).toEqual({ documentIds: [] });
    expect(store.documents.get(id)?.status).toBe("ready");
  });

  async function taken(holdMs: number): Promise<{ id: string; need: Need }> {
    const needs: Need[] = [];
    const received = await documents.receive({ ...file(), ...passing.taking((need) => void needs.push(need), holdMs) });
    await jobs.finished(received.jobId);
    const [need] = needs;
    if (!need) throw new Error("Nobody needs it.");
    return { id: received.documentId, need };
  }
});
