import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { expect, it, onTestFinished } from "vitest";
import { isReadBefore, type Citation, type Document, readingVersion } from "../../../electron/contract/documents.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import { checkVersion } from "../../../electron/contract/findings.ts";
import { untilAborted } from "../../../electron/core/async/waiting.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createDocuments } from "../../../electron/core/library/createDocuments.ts";
import { makePassages } from "../../../electron/core/library/passages.ts";
import type { ReadHandlers, ReadResult } from "../../../electron/core/library/reading/reader.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { someMetadata } from "../chat/chatRoom.ts";
import { textDocument } from "../summarize/textDocument.ts";
import {
  aCollection,
  aConversation,
  aDocument,
  aMessage,
  aPage,
  aPoint,
  aRecipe,
  aSummary,
  openLibrary,
  temporaryFolder,
} from "../store/library.ts";

const oldText = [
  "# Lease\nThe rent is 1 , 2 0 0 euros. No animals may live in the mill.",
  "The deposit is 106 euros. The keys are with Mrs Okafor.",
];
const newText = [
  "# Lease of the mill\nThis lease begins in May. The rent is 1,200 euros. No animals may live in the mill.",
  "The deposit is 10^6 euros. The keys are with Mrs Okafor.",
];

const idOf = (bytes: string): string => createHash("sha256").update(bytes).digest("hex");

/** A document as an earlier version read it, in a library on this folder. */
function addOld(store: Store, folder: string, bytes: string, patch: Partial<Document> = {}): string {
  const id = idOf(bytes);
  mkdirSync(path.join(folder, "documents"), { recursive: true });
  writeFileSync(path.join(folder, "documents", id), bytes);
  const { pages, outline, document } = textDocument(oldText);
  store.documents.put({ ...document, id });
  store.documents.addPages(id, pages);
  store.documents.setPassages(id, makePassages(pages, outline));
  store.documents.finish(id, { ...document, title: "Lease", outline });
  store.documents.put({ ...document, id, title: "Lease", reading: { version: 1, problem: null }, ...patch });
  return id;
}

function quoted(documentId: string, texts: readonly string[], page: number, quote: string): Citation {
  const text = textDocument(texts).pages[page - 1]?.text ?? "";
  const start = text.indexOf(quote);
  expect(start).toBeGreaterThanOrEqual(0);
  return { documentId, page, start, end: start + quote.length, quote };
}

/** @param read what the reader does, by the number of the request from 0 */
function room(
  folder = temporaryFolder(),
  read: (handlers: ReadHandlers, request: number) => Promise<ReadResult> = all,
) {
  const { store, clock, logger } = openLibrary({ folder });
  let ids = 0;
  const jobs = createJobs({ clock, logger, ids: { next: () => `job${String(++ids)}` } });
  onTestFinished(() => jobs.dispose());
  const told: string[] = [];
  const again: string[] = [];
  let requests = 0;
  const documents = createDocuments({
    store,
    jobs,
    clock,
    logger,
    paths: { data: folder, resources: folder },
    settings: () => store.settings.get(),
    changed: (what, id) => void told.push(`${what} ${id}`),
    onRead: (id, isAgain) => void (isAgain && again.push(id)),
    reader: { read: (_, handlers) => read(handlers, requests++), async dispose() {} },
  });
  const ended = () => Promise.all(jobs.list().map(({ id }) => jobs.finished(id).catch(() => {})));
  return { folder, store, jobs, documents, told, again, ended, requests: () => requests };
}

async function all({ onPages }: ReadHandlers): Promise<ReadResult> {
  const { document, pages, outline } = textDocument(newText);
  onPages(pages);
  return { ...document, title: "Lease of the mill", outline, notes: [], rendered: false };
}

/** Gives a page and does not end by itself. */
function stuck({ onPages, signal }: ReadHandlers): Promise<ReadResult> {
  onPages(textDocument(newText).pages.slice(0, 1));
  return untilAborted(new Promise<ReadResult>(() => {}), signal);
}

it("puts the new text in the place of the old one, with the citations of all that cites it, and tells what is lost", async () => {
  const { folder, store, documents, told, again, ended } = room();
  const id = addOld(store, folder, "%lease", { pinned: true, updatedAt: 7, createdAt: 3 });
  const rent = quoted(id, oldText, 1, "The rent is 1 , 2 0 0 euros.");
  const animals = quoted(id, oldText, 1, "No animals may live in the mill.");
  const deposit = quoted(id, oldText, 2, "The deposit is 106 euros.");
  const other = { ...animals, documentId: idOf("other") };
  const points = [aPoint("rent", { citations: [rent, animals] }), aPoint("deposit", { citations: [deposit, other] })];
  const section = { index: 0, heading: null, firstPage: 1, lastPage: 2, points };
  store.summaries.put(
    aSummary({
      documentId: id,
      status: "done",
      jobId: null,
      points,
      sections: [section],
      facts: [{ kind: "amount", label: "1 , 2 0 0", value: "", citations: [rent] }],
    }),
  );
  store.summaries.put(
    aSummary({
      id: "same",
      documentId: id,
      status: "done",
      jobId: null,
      points: [aPoint("no", { citations: [animals] })],
    }),
  );
  store.collections.put(aCollection());
  store.collections.addMember("collection", { documentId: id, path: "a", state: "done", problem: null });
  const check = { version: checkVersion, problem: null };
  const result = {
    of: "state",
    points: [aPoint("no", { citations: [animals] })],
    parts: [{ documentId: id, points: [aPoint("lost", { citations: [deposit] })] }],
    worse: false,
    recipe: aRecipe(),
    check,
  };
  store.collectionSummaries.put("collection", {
    status: "done",
    jobId: null,
    problem: null,
    recipe: aRecipe(),
    result,
  });
  // The conversation reads the document no longer; its answer cites it still.
  store.conversations.put(aConversation());
  store.messages.put(aMessage({ role: "assistant", citations: [animals], passages: [deposit] }));
  const correction = { id: "c", text: "own", isOfWhole: true, options: aSummary().options, createdAt: 1 };
  store.corrections.put(id, { ...correction, original: { text: "no", citations: [animals] } });
  store.collections.saveDigest(id, [{ text: "no", section: null, citations: [animals] }]);

  const metadata = { ...someMetadata(4), purpose: "embedding" as const };
  store.models.put({ id: "m", name: "m", path: "m", bundled: false, owned: false, metadata, addedAt: 1 });
  const passages = store.vectors.missing("m", id, 99);
  const vectors = passages.map((passage) => ({ id: passage.id, vector: new Float32Array([1, 0]) }));
  store.vectors.put("m", vectors);
  expect(store.vectors.missing("m", id, 99)).toEqual([]);

  documents.readAgain();
  await ended();

  const now = {
    rent: quoted(id, newText, 1, "The rent is 1,200 euros."),
    animals: quoted(id, newText, 1, "No animals may live in the mill."),
    deposit: { ...deposit, lost: true },
  };
  expect(now.animals.start).not.toBe(animals.start);
  const summary = store.summaries.get("summary");
  const anchored = [
    [now.rent, now.animals],
    [now.deposit, other],
  ];
  expect(summary?.points.map(({ citations }) => citations)).toEqual(anchored);
  expect(summary?.sections[0]?.points.map(({ citations }) => citations)).toEqual(anchored);
  expect(summary?.facts[0]?.citations).toEqual([now.rent]);
  // Its words are judged again by those that stand there now; where they are the same the verdict holds.
  expect(summary?.check).toEqual({ version: 1, problem: null });
  expect(store.summaries.get("same")).toMatchObject({ check, points: [{ citations: [now.animals] }] });
  expect(store.collectionSummaries.get("collection")?.result).toMatchObject({
    check,
    points: [{ citations: [now.animals] }],
    parts: [{ points: [{ citations: [now.deposit] }] }],
  });
  expect(store.messages.get("message")).toMatchObject({ citations: [now.animals], passages: [now.deposit] });
  expect(store.corrections.list(id)[0]?.original.citations).toEqual([now.animals]);

  const document = store.documents.get(id);
  expect(document).toMatchObject({
    status: "ready",
    title: "Lease of the mill",
    pinned: true,
    createdAt: 3,
    reading: { version: readingVersion, problem: null },
  });
  expect(store.search.all("begins", 5)).toHaveLength(1);
  expect(store.search.all("106", 5)).toEqual([]);
  expect(store.documents.allPages(id)).toEqual(textDocument(newText).pages);
  expect(store.collections.digest(id)).toBeNull();
  expect(store.vectors.missing("m", id, 99)).not.toEqual([]);
  expect(store.vectors.nearest("m", [id], new Float32Array([1, 0]), 9)).toEqual([]);
  expect(again).toEqual([id]);
  expect(told.toSorted()).toEqual([
    "collections collection",
    "conversations conversation",
    `documents ${id}`,
    "summaries same",
    "summaries summary",
  ]);
  documents.readAgain();
  expect(document && isReadBefore(document)).toBe(false);
  expect(again).toHaveLength(1);
});

it("keeps the title that a person gave, and the order of the list", async () => {
  const { folder, store, documents, ended } = room();
  const first = addOld(store, folder, "%one", { title: "My lease", updatedAt: 50 });
  const second = addOld(store, folder, "%two", { updatedAt: 90 });
  const newest = addOld(store, folder, "%three", {
    updatedAt: 200,
    reading: { version: readingVersion, problem: null },
  });
  documents.readAgain();
  await ended();
  expect(store.documents.list().map(({ id, title }) => [id, title])).toEqual([
    [newest, "Lease"],
    [second, "Lease of the mill"],
    [first, "My lease"],
  ]);
});

it("goes on after the application was closed in the middle, and keeps the old text until then", async () => {
  const folder = temporaryFolder();
  const closed = room(folder, (handlers, request) => (request === 0 ? all(handlers) : stuck(handlers)));
  const [one, two] = [addOld(closed.store, folder, "%one", { updatedAt: 9 }), addOld(closed.store, folder, "%two")];
  const before = closed.store.documents.allPages(two);
  closed.documents.readAgain();
  const [job] = closed.jobs.list();
  for await (const event of closed.jobs.attach(job?.id ?? "")) {
    if (event.type === "progress" && event.done === 1) break;
  }
  while (closed.requests() < 2) await new Promise((resolve) => setImmediate(resolve));
  await closed.jobs.dispose();
  expect(closed.store.documents.get(one)?.reading).toEqual({ version: readingVersion, problem: null });
  expect(closed.store.documents.get(two)).toMatchObject({ status: "ready", reading: { version: 1, problem: null } });
  expect(closed.store.documents.allPages(two)).toEqual(before);
  closed.store.close();

  const { store, documents, ended, requests } = room(folder);
  documents.readAgain();
  await ended();
  expect(requests()).toBe(1);
  expect(store.documents.get(two)?.reading).toEqual({ version: readingVersion, problem: null });
  expect(store.documents.allPages(two)).toEqual(textDocument(newText).pages);
});

it("waits for other work, gives way to what is started, and begins anew after it", async () => {
  const { folder, store, jobs, documents, ended, requests } = room(undefined, (handlers, request) =>
    request === 0 ? stuck(handlers) : all(handlers),
  );
  const id = addOld(store, folder, "%one");
  const reply = { kind: "reply", subject: "m", lane: "reply", usesModel: true, onShutdown: "cancel" } as const;
  const first = Promise.withResolvers<void>();
  const waited = jobs.start({ ...reply, run: () => first.promise });
  documents.readAgain();
  const reread = jobs.list().find(({ kind }) => kind === "reread");
  for await (const event of jobs.attach(reread?.id ?? "")) if (event.type === "progress") break;
  expect(requests()).toBe(0);
  first.resolve();
  await jobs.finished(waited.id);
  while (requests() === 0) await new Promise((resolve) => setImmediate(resolve));
  const second = Promise.withResolvers<void>();
  const seen: unknown[] = [];
  jobs.start({
    ...reply,
    run: () => second.promise,
    onEnd: () => void seen.push(store.documents.get(id)?.reading.version),
  });
  expect(store.documents.get(id)?.status).toBe("ready");
  second.resolve();
  await ended();
  expect(seen).toEqual([1]);
  expect(requests()).toBe(2);
  expect(store.documents.get(id)?.reading.version).toBe(readingVersion);
});

it("keeps the old text of a file that cannot be read any more, says why, and does not try again unasked", async () => {
  const { folder, store, documents, told, ended, requests, jobs } = room(undefined, async (handlers, request) => {
    if (request === 0) throw new AppError("PASSWORD_REQUIRED");
    return all(handlers);
  });
  const id = addOld(store, folder, "%locked");
  const before = store.documents.allPages(id);
  documents.readAgain();
  await ended();
  expect(store.documents.get(id)).toMatchObject({
    status: "ready",
    problem: null,
    reading: { version: 1, problem: { code: "PASSWORD_REQUIRED" } },
  });
  expect(store.documents.allPages(id)).toEqual(before);
  expect(told).toEqual([`documents ${id}`]);
  documents.readAgain();
  await ended();
  expect(requests()).toBe(1);

  const { jobId } = await documents.unlock(id, "secret");
  await jobs.finished(jobId);
  expect(store.documents.get(id)?.reading).toEqual({ version: readingVersion, problem: null });
});

it("reads the file again that is dropped once more where the copy of it was lost", async () => {
  const { folder, store, documents, ended, jobs } = room(undefined, async (handlers, request) => {
    if (request === 0) throw new AppError("FILE_NOT_FOUND");
    return all(handlers);
  });
  const id = addOld(store, folder, "%gone", { title: "My lease" });
  rmSync(path.join(folder, "documents", id));
  documents.readAgain();
  await ended();
  expect(store.documents.get(id)?.reading.problem).toEqual({ code: "FILE_NOT_FOUND" });
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("%gone");
  }
  const received = await documents.receive({ name: "again.txt", bytes: bytes() });
  await jobs.finished(received.jobId);
  expect(store.documents.get(id)).toMatchObject({
    title: "My lease",
    reading: { version: readingVersion, problem: null },
  });
});

it("takes no page over that an earlier version recognised", () => {
  const first = openLibrary();
  const { id } = aDocument();
  first.store.documents.put(aDocument());
  first.store.documents.addPages(
    id,
    [1, 2].map((number) => ({ ...aPage(number, "A page."), status: "ocr" })),
  );
  first.store.close();
  const database = new Database(first.file);
  database.exec("UPDATE unfinished_pages SET reading_version = 1 WHERE number = 1");
  database.close();
  const { store } = openLibrary({ folder: first.folder });
  store.documents.clearUnfinished(id, "recognized");
  expect(store.documents.unfinishedPages(id).map(({ number }) => number)).toEqual([2]);
});
