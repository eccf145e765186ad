import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JobEvent } from "../../../electron/contract/jobs.ts";
import { createDocuments, type Documents } from "../../../electron/core/library/createDocuments.ts";
import type { Reader } from "../../../electron/core/library/reading/reader.ts";
import { createReader } from "../../../electron/core/library/reading/readerClient.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { Jobs } from "../../../electron/core/jobs/jobs.ts";
import type { Ports } from "../../../electron/core/ports.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { column, tinyPdf } from "../../helpers/tinyPdf.ts";

let ports: Ports;
let store: Store;
let jobs: Jobs;
let reader: Reader;
let documents: Documents;
let changes: string[];

beforeEach(() => {
  const data = mkdtempSync(path.join(os.tmpdir(), "tramontane-documents-"));
  ports = createNodePorts({ data, resources: data }, "test");
  store = openStore(ports);
  jobs = createJobs(ports);
  reader = createReader(ports);
  changes = [];
  documents = createDocuments({
    ...ports,
    store,
    jobs,
    reader,
    settings: () => store.settings.get(),
    changed: (what, id) => void changes.push(`${what} ${id}`),
  });
});

afterEach(async () => {
  await jobs.dispose();
  await reader.dispose();
  store.close();
});

async function* bytesOf(...chunks: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

const originals = () => readdirSync(path.join(ports.paths.data, "documents"));
const eventsOf = async (jobId: string) => {
  const events: JobEvent[] = [];
  for await (const event of jobs.attach(jobId)) events.push(event);
  return events;
};
const letter = tinyPdf([
  [
    { x: 72, y: 720, text: "A letter", size: 20 },
    ...column(72, 690, ["Dear reader, this is the letter.", "It has a second sentence."]),
  ],
]);

describe("documents", () => {
  it("are kept under their hash, read and made searchable", async () => {
    const { documentId, jobId } = await documents.receive({
      name: "letter.pdf",
      bytes: bytesOf(letter.subarray(0, 100), letter.subarray(100)),
    });
    const events = await eventsOf(jobId);
    expect(events.at(-1)?.type).toBe("done");
    expect(events).toContainEqual(expect.objectContaining({ type: "item", item: { kind: "result", id: documentId } }));
    expect(store.documents.get(documentId)).toMatchObject({
      name: "letter.pdf",
      title: "A letter",
      format: "pdf",
      status: "ready",
      pages: 1,
      bytes: letter.length,
      language: "en",
      rendered: true,
      unread: [],
    });
    expect(originals()).toEqual([documentId]);
    const file = await documents.openFile(documentId);
    expect(file).toMatchObject({ size: letter.length, format: "pdf" });
    expect(Buffer.from(await file.whole(1)).equals(Buffer.from(letter))).toBe(true);
    expect(store.documents.outline(documentId)).toEqual([{ title: "A letter", level: 1, page: 1, start: 0 }]);
    const [hit] = store.documents.searchPassages([documentId], "second sentence", 5);
    const page = store.documents.pages(documentId, 1, 1)[0];
    expect(hit?.section).toBe("A letter");
    expect(page?.text.slice(hit?.start, hit?.end)).toBe(hit?.text);
    expect(
      documents.find(documentId, "SECOND  sentence").map(({ start, end }) => page?.text.slice(start, end)),
    ).toEqual(["second sentence"]);
    expect(changes).toContain(`documents ${documentId}`);
  });

  it("dropped twice are one document, not read again", async () => {
    const first = await documents.receive({ name: "a.txt", bytes: bytesOf("The same text.") });
    await jobs.finished(first.jobId);
    const readAt = store.documents.get(first.documentId)?.updatedAt;
    const second = await documents.receive({ name: "b.txt", bytes: bytesOf("The same text.") });
    const events = await eventsOf(second.jobId);
    expect(second.documentId).toBe(first.documentId);
    expect(events.at(-1)?.type).toBe("done");
    expect(store.documents.list()).toHaveLength(1);
    expect(store.documents.get(first.documentId)).toMatchObject({ name: "a.txt", updatedAt: readAt });
  });

  it("that cannot be read stay in the list with the reason and can be removed", async () => {
    const { documentId, jobId } = await documents.receive({ name: "scan.pdf", bytes: bytesOf(tinyPdf([[]])) });
    await expect(jobs.finished(jobId)).rejects.toMatchObject({ code: "DOCUMENT_NO_TEXT" });
    expect(store.documents.get(documentId)).toMatchObject({ status: "failed", problem: { code: "DOCUMENT_NO_TEXT" } });
    expect(store.documents.allPages(documentId)).toEqual([]);
    documents.remove(documentId);
    expect(store.documents.list()).toEqual([]);
    documents.restore(documentId);
    expect(store.documents.list()).toHaveLength(1);
    await documents.purgeFiles([documentId]);
    expect(originals()).toEqual([]);
  });

  it("can be renamed and pinned, and keep the name when read again", async () => {
    const { documentId, jobId } = await documents.receive({ name: "a.txt", bytes: bytesOf("Some text here.") });
    await jobs.finished(jobId);
    documents.rename(documentId, "My text");
    documents.pin(documentId, true);
    const again = await documents.reread(documentId);
    await jobs.finished(again.jobId);
    expect(store.documents.get(documentId)).toMatchObject({ title: "My text", pinned: true, status: "ready" });
    expect(() => documents.rename("0".repeat(64), "x")).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  it("keep a title that a model found when read again, but for their own and for one that a person gives", async () => {
    const titles: Record<string, string[]> = {};
    for (const [name, text] of [
      ["plain.txt", "Some text here."],
      ["page.html", "<html><head><title>Its own</title></head><body><p>Some text here.</p></body></html>"],
    ] as const) {
      const { documentId, jobId } = await documents.receive({ name, bytes: bytesOf(text) });
      await jobs.finished(jobId);
      const reread = async () => {
        await jobs.finished((await documents.reread(documentId)).jobId);
        return store.documents.get(documentId)?.title ?? "";
      };
      store.documents.setFoundTitle(documentId, "Found");
      const found = await reread();
      documents.rename(documentId, "Mine");
      titles[name] = [found, await reread()];
    }
    expect(titles).toEqual({ "plain.txt": ["Found", "Mine"], "page.html": ["Its own", "Mine"] });
    expect(store.search.all("Found", 5)).toEqual([]);
  });

  it("over the size, without bytes, or broken off leave nothing behind", async () => {
    store.settings.set({ ...store.settings.get(), readLimits: { ...store.settings.get().readLimits, fileMb: 1 } });
    const big = documents.receive({ name: "big.txt", bytes: bytesOf("x".repeat(2 ** 20), "y") });
    await expect(big).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
    await expect(documents.receive({ name: "empty.txt", bytes: bytesOf() })).rejects.toMatchObject({
      code: "DOCUMENT_EMPTY",
    });
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("half");
      throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    }
    await expect(documents.receive({ name: "half.txt", bytes: broken() })).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(originals()).toEqual([]);
    expect(store.documents.list()).toEqual([]);
  });

  it("are cancelled while they are read", async () => {
    const pages = Array.from({ length: 3000 }, (_, index) => column(72, 700, [`Page ${index} has this text.`]));
    const { documentId, jobId } = await documents.receive({ name: "long.pdf", bytes: bytesOf(tinyPdf(pages)) });
    for await (const event of jobs.attach(jobId)) {
      if (event.type === "progress" && event.done > 0) void jobs.cancel(jobId);
    }
    await expect(jobs.finished(jobId)).rejects.toMatchObject({ code: "CANCELLED" });
    expect(store.documents.get(documentId)).toMatchObject({ status: "failed", problem: { code: "CANCELLED" } });
  });

  it("on this machine that are none are told apart", async () => {
    const folder = path.join(ports.paths.data, "given");
    mkdirSync(folder);
    const loop = path.join(folder, "loop.txt");
    symlinkSync(loop, loop);
    writeFileSync(path.join(folder, "note.txt"), "A note.");
    await expect(documents.receivePath(path.join(folder, "none.txt"))).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
    });
    await expect(documents.receivePath(folder)).rejects.toMatchObject({ code: "FILE_IS_DIRECTORY" });
    await expect(documents.receivePath(loop)).rejects.toMatchObject({ code: "FILE_LINK_LOOP" });
    await expect(documents.receivePath("/dev/null")).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
    const { documentId, jobId } = await documents.receivePath(path.join(folder, "note.txt"));
    await jobs.finished(jobId);
    expect(store.documents.get(documentId)).toMatchObject({ name: "note.txt", title: "note" });
  });
});
