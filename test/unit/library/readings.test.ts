import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Page } from "../../../electron/contract/documents.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import { type ReadLimits, readLimitsSchema } from "../../../electron/contract/settings.ts";
import { untilAborted } from "../../../electron/core/async/waiting.ts";
import { createDocuments, type Documents } from "../../../electron/core/library/createDocuments.ts";
import type { ReadHandlers, ReadRequest, ReadResult } from "../../../electron/core/library/reading/reader.ts";
import { createReader } from "../../../electron/core/library/reading/readerClient.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import type { Jobs } from "../../../electron/core/jobs/jobs.ts";
import type { Child } from "../../../electron/core/ports.ts";
import { openStore } from "../../../electron/core/store/openStore.ts";
import type { Store } from "../../../electron/core/store/store.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { createFakeClock } from "../engine/fakeClock.ts";
import { recordingLogger } from "../store/library.ts";
import { aDocument, aPage } from "../store/samples.ts";

const silent = { info() {}, warn() {}, error() {} };
const recognized = (number: number): Page => ({ ...aPage(number, `Page ${number}`), status: "ocr", confidence: 0.9 });

describe("a reading", () => {
  let folder: string;
  let logger: ReturnType<typeof recordingLogger>;
  let problems: AppError[];
  let store: Store;
  let jobs: Jobs;
  let documents: Documents;
  let requests: ReadRequest[];
  /** what the reader does when it is asked next */
  let next: ((handlers: ReadHandlers) => Promise<ReadResult>)[];
  let onRead: (id: string) => void;
  let unread: string[];
  let told: string[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tramontane-readings-"));
    open();
  });

  afterEach(close);

  async function close(): Promise<void> {
    await jobs.dispose();
    store.close();
  }

  function open(): void {
    const ports = createNodePorts({ data: folder, resources: folder }, "test");
    logger = recordingLogger();
    store = openStore(ports);
    problems = [];
    jobs = createJobs({ ...ports, logger, onProblem: (error) => problems.push(error) });
    requests = [];
    next = [];
    unread = [];
    told = [];
    onRead = () => {};
    documents = createDocuments({
      ...ports,
      logger,
      store,
      jobs,
      reader: {
        async read(request, handlers) {
          requests.push(request);
          const answer = next.shift();
          if (!answer) throw new Error("Nothing was to be read.");
          return answer(handlers);
        },
        async dispose() {},
      },
      settings: () => store.settings.get(),
      changed: (what, id) => void told.push(`${what} ${id} ${store.documents.get(id)?.status ?? ""}`),
      onRead: (id) => onRead(id),
      onUnread: (id, { code }) => unread.push(`${code} ${id}`),
    });
  }

  async function* bytes(what = "a scan"): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`%PDF-1.4 ${what}`);
  }
  /** Gives a page and does not end by itself. */
  const stay = async ({ onPages, signal }: ReadHandlers): Promise<ReadResult> => {
    onPages([aPage(1, "Half of it")]);
    return untilAborted(new Promise<ReadResult>(() => {}), signal);
  };
  const crash = async ({ onPages }: ReadHandlers): Promise<ReadResult> => {
    onPages([aPage(1, "Text layer")]);
    onPages([recognized(2), recognized(3)]);
    throw new AppError("READER_CRASHED");
  };
  const finish = async ({ onPages }: ReadHandlers): Promise<ReadResult> => {
    onPages([aPage(1, "Text layer"), recognized(2), recognized(3)]);
    return {
      format: "pdf",
      title: null,
      language: "en",
      pages: 3,
      words: 6,
      outline: [],
      notes: [],
      rendered: true,
    };
  };
  const ended = async (jobId: string) => jobs.finished(jobId).catch((error: unknown) => error);

  it("that did not come to its end hands the recognised pages to the next, and them alone", async () => {
    next = [crash, crash, finish];
    const first = await documents.receive({ name: "scan.pdf", bytes: bytes() });
    expect(await ended(first.jobId)).toMatchObject({ code: "READER_CRASHED" });
    expect(requests[0]?.recognized).toEqual([]);
    const again = await documents.reread(first.documentId);
    await ended(again.jobId);
    expect(requests[1]?.recognized).toEqual([recognized(2), recognized(3)]);
    const dropped = await documents.receive({ name: "scan.pdf", bytes: bytes() });
    await ended(dropped.jobId);
    expect(requests[2]?.recognized).toEqual([recognized(2), recognized(3)]);
    expect(store.documents.get(first.documentId)?.status).toBe("ready");
  });

  it("tells that there are pages to look at when the first has come", async () => {
    next = [stay];
    const { documentId, jobId } = await documents.receive({ name: "scan.pdf", bytes: bytes() });
    const isRead = `documents ${documentId} reading`;
    // That it has come, and that there is a page.
    await vi.waitFor(() => expect(told).toEqual([isRead, isRead]));
    expect(store.documents.shownPages(documentId, 1, 9).map(({ text }) => text)).toEqual(["Half of it"]);
    await jobs.cancel(jobId);
    expect(store.documents.shownPages(documentId, 1, 9)).toEqual([]);
  });

  it("that a person asks for anew begins anew", async () => {
    next = [finish, finish];
    const { documentId, jobId } = await documents.receive({ name: "scan.pdf", bytes: bytes() });
    await ended(jobId);
    const again = await documents.reread(documentId);
    await ended(again.jobId);
    expect(requests[1]?.recognized).toEqual([]);
  });

  it("that the application is closed in stays to be done, and so does one that waited", async () => {
    next = [stay];
    const first = await documents.receive({ name: "first.pdf", bytes: bytes("one") });
    const second = await documents.receive({ name: "second.pdf", bytes: bytes("two") });
    await begun(first.jobId);
    await close();
    open();
    next = [finish, finish];
    for (const { documentId } of [first, second]) {
      expect(store.documents.get(documentId)).toMatchObject({ status: "reading", problem: null });
      const { jobId } = await documents.reread(documentId);
      await jobs.finished(jobId);
      expect(store.documents.get(documentId)?.status).toBe("ready");
    }
    expect(unread).toEqual([]);
  });

  it("that a person stops is over, before its turn and after", async () => {
    next = [stay];
    const first = await documents.receive({ name: "first.pdf", bytes: bytes("one") });
    const second = await documents.receive({ name: "second.pdf", bytes: bytes("two") });
    await begun(first.jobId);
    await jobs.cancel(second.jobId);
    await jobs.cancel(first.jobId);
    for (const { documentId } of [first, second]) {
      expect(store.documents.get(documentId)).toMatchObject({ status: "failed", problem: { code: "CANCELLED" } });
    }
    expect(unread).toEqual([`CANCELLED ${second.documentId}`, `CANCELLED ${first.documentId}`]);
    // Stopped before the application closed, it stays stopped.
    await close();
    open();
    expect(store.documents.get(first.documentId)?.status).toBe("failed");
  });

  it("of a document that is thrown away goes on when that comes back", async () => {
    next = [stay, finish, stay, finish];
    const { documentId, jobId } = await documents.receive({ name: "scan.pdf", bytes: bytes() });
    await begun(jobId);
    documents.remove(documentId);
    await ended(jobId);
    documents.restore(documentId);
    await ended(await jobOf(documentId));
    expect(store.documents.get(documentId)).toMatchObject({ status: "ready", pages: 3 });
    // Read before, it comes back as it was, also when its file is dropped again.
    documents.remove(documentId);
    const again = await documents.receive({ name: "copy.pdf", bytes: bytes() });
    await ended(again.jobId);
    expect(store.documents.get(documentId)).toMatchObject({ status: "ready", name: "scan.pdf", pages: 3 });
    expect(requests).toHaveLength(2);
  });

  it("again that is stopped, fails or is cut off leaves the text of before", async () => {
    next = [finish];
    const { documentId, jobId } = await documents.receive({ name: "scan.pdf", bytes: bytes() });
    await jobs.finished(jobId);
    const [text, before] = [store.documents.allPages(documentId), store.documents.get(documentId)];
    const passages = store.documents.searchPassages([documentId], "page", 5);
    expect(passages.length).toBeGreaterThan(0);

    next = [crash];
    expect(await ended((await documents.reread(documentId)).jobId)).toMatchObject({ code: "READER_CRASHED" });
    expect(store.documents.get(documentId)).toMatchObject({ status: "ready", problem: { code: "READER_CRASHED" } });
    expect(store.documents.searchPassages([documentId], "page", 5)).toEqual(passages);

    next = [stay];
    const stopped = await documents.reread(documentId);
    await begun(stopped.jobId);
    expect(store.documents.allPages(documentId)).toEqual(text);
    await jobs.cancel(stopped.jobId);
    expect(store.documents.get(documentId)).toMatchObject({ status: "ready", problem: null });

    next = [stay];
    await begun((await documents.reread(documentId)).jobId);
    await close();
    open();
    expect(store.documents.allPages(documentId)).toEqual(text);
    next = [finish];
    await jobs.finished((await documents.reread(documentId)).jobId);
    const { updatedAt: _, readMs: __, ...read } = store.documents.get(documentId) ?? aDocument();
    expect(before).toMatchObject(read);
    expect(store.documents.unfinishedPages(documentId)).toEqual([]);
  });

  it("is finished, whatever comes of what follows it", async () => {
    next = [finish, finish];
    onRead = () => {
      throw new AppError("DISK_FULL");
    };
    const first = await documents.receive({ name: "first.pdf", bytes: bytes("one") });
    const second = await documents.receive({ name: "second.pdf", bytes: bytes("two") });
    await jobs.finished(first.jobId);
    await jobs.finished(second.jobId);
    expect(store.documents.list().map(({ status }) => status)).toEqual(["ready", "ready"]);
    expect(problems.map(({ code }) => code)).toEqual(["DISK_FULL", "DISK_FULL"]);
    expect(logger.lines.join()).toContain("DISK_FULL");
  });

  it("keeps the name that was given meanwhile", async () => {
    next = [finish];
    const { documentId, jobId } = await documents.receive({ name: "scan.pdf", bytes: bytes() });
    documents.rename(documentId, "My scan");
    await jobs.finished(jobId);
    expect(store.documents.get(documentId)?.title).toBe("My scan");
  });

  it.skipIf(process.platform !== "linux")("that is refused leaves no file open", async () => {
    const given = path.join(folder, "given.pdf");
    writeFileSync(given, "%PDF-1.4");
    const openOnes = () =>
      readdirSync("/proc/self/fd").filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === given;
        } catch {
          return false;
        }
      });
    next = [finish];
    await ended((await documents.receive({ name: "scan.pdf", bytes: bytes() })).jobId);
    rmSync(path.join(folder, "documents"), { recursive: true });
    await expect(documents.receivePath(given)).rejects.toMatchObject({ code: "DATA_DIR_UNWRITABLE" });
    expect(openOnes()).toEqual([]);
  });

  /** Resolves when the reader has given the first page. */
  async function begun(jobId: string): Promise<void> {
    for await (const event of jobs.attach(jobId)) if (event.type === "progress" && event.stage === "reading") return;
  }
  async function jobOf(documentId: string): Promise<string> {
    return jobs.list().find(({ subject, status }) => subject === documentId && status === "running")?.id ?? "";
  }
});

describe("the seconds of a document", () => {
  /** A reading by a process that says what the test has it say. */
  async function openReading(limits: Partial<ReadLimits>) {
    const clock = createFakeClock();
    let send: (message: unknown) => void = () => {};
    let asked: () => void = () => {};
    const started = new Promise<void>((resolve) => (asked = resolve));
    let exit: Parameters<Child["onExit"]>[0] = () => {};
    const seen = { killed: false, stages: [] as string[] };
    const child: Child = {
      pid: undefined,
      send: () => asked(),
      onMessage: (listener) => void (send = listener),
      onExit: (listener) => void (exit = listener),
      onStderr() {},
      kill() {
        seen.killed = true;
        exit({ code: null, signal: "SIGKILL" });
      },
    };
    const reader = createReader({ spawner: { spawn: () => child }, clock, logger: silent });
    const reading = reader
      .read(
        { bytes: Buffer.from("%PDF-1.4"), name: "scan.pdf", limits: readLimitsSchema.parse(limits) },
        { onPages() {}, onProgress: (done, total, stage) => void seen.stages.push(`${stage} ${done}/${total}`) },
      )
      .catch((error: unknown) => error);
    await started;
    return { clock, send: (message: object) => send({ id: 1, ...message }), seen, reading, reader };
  }

  it("begin anew with each page that is recognised, and end one that stands still", async () => {
    const { clock, send, seen, reading, reader } = await openReading({ seconds: 10 });
    for (let done = 0; done < 5; done++) {
      send({ type: "progress", done, total: 12, stage: "recognizing" });
      clock.advance(15_000);
    }
    expect(seen.killed).toBe(false);
    expect(seen.stages.at(-1)).toBe("recognizing 4/12");
    // A page is given up by the reader itself after its own seconds; twice as long is more than it can need.
    clock.advance(5_000);
    expect(await reading).toMatchObject({ code: "READ_TIMEOUT" });
    expect(seen.killed).toBe(true);
    await reader.dispose();
  });

  it("begin anew with the start of the process and with whatever is read", async () => {
    const { clock, send, seen, reading, reader } = await openReading({ seconds: 10 });
    for (const message of [
      { type: "ready" },
      { type: "progress", done: 1, total: 3, stage: "reading" },
      { type: "pages", pages: [] },
      { type: "progress", done: 2, total: 3, stage: "reading" },
    ]) {
      clock.advance(9_000);
      send(message);
    }
    expect(seen.killed).toBe(false);
    clock.advance(10_000);
    expect(await reading).toMatchObject({ code: "READ_TIMEOUT", data: { limitSeconds: 10 } });
    await reader.dispose();
  });

  it("end with the minutes of the whole, however it gets on", async () => {
    const { clock, send, seen, reading, reader } = await openReading({ seconds: 50, totalMinutes: 2 });
    for (let done = 0; done < 3; done++) {
      send({ type: "progress", done, total: 12, stage: "reading" });
      clock.advance(39_000);
    }
    expect(seen.killed).toBe(false);
    send({ type: "progress", done: 3, total: 12, stage: "recognizing" });
    clock.advance(3_000);
    expect(await reading).toMatchObject({ code: "READ_TIMEOUT", data: { reason: "TOTAL", limitSeconds: 120 } });
    expect(seen.killed).toBe(true);
    await reader.dispose();
  });
});
