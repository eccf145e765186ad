import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Page } from "../../../electron/contract/documents.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import { readLimitsSchema } from "../../../electron/contract/settings.ts";
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
import { aPage } from "../store/samples.ts";

const silent = { info() {}, warn() {}, error() {} };
const recognized = (number: number): Page => ({ ...aPage(number, `Page ${number}`), status: "ocr", confidence: 0.9 });

describe("a reading that did not come to its end", () => {
  let store: Store;
  let jobs: Jobs;
  let documents: Documents;
  let requests: ReadRequest[];
  /** what the reader does when it is asked next */
  let next: ((handlers: ReadHandlers) => Promise<ReadResult>)[];

  beforeEach(() => {
    const data = mkdtempSync(path.join(tmpdir(), "tramontane-resume-"));
    const ports = createNodePorts({ data, resources: data }, "test");
    store = openStore(ports);
    jobs = createJobs(ports);
    requests = [];
    next = [];
    documents = createDocuments({
      ...ports,
      logger: silent,
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
      changed() {},
    });
  });

  afterEach(async () => {
    await jobs.dispose();
    store.close();
  });

  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("%PDF-1.4 a scan");
  }
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

  it("hands the recognised pages to the next, and them alone", async () => {
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

  it("is not one that a person asks to be done anew", async () => {
    next = [finish, finish];
    const { documentId, jobId } = await documents.receive({ name: "scan.pdf", bytes: bytes() });
    await ended(jobId);
    const again = await documents.reread(documentId);
    await ended(again.jobId);
    expect(requests[1]?.recognized).toEqual([]);
  });
});

describe("the seconds of a document", () => {
  it("begin anew with each page that is recognised, and end one that stands still", async () => {
    const clock = createFakeClock();
    let send: (message: unknown) => void = () => {};
    let asked: () => void = () => {};
    const started = new Promise<void>((resolve) => (asked = resolve));
    let killed = false;
    const child: Child = {
      pid: undefined,
      send: () => asked(),
      onMessage: (listener) => void (send = listener),
      onExit() {},
      onStderr() {},
      kill: () => void (killed = true),
    };
    const reader = createReader({ spawner: { spawn: () => child }, clock, logger: silent });
    const place = path.join(mkdtempSync(path.join(tmpdir(), "tramontane-seconds-")), "scan.pdf");
    writeFileSync(place, "%PDF-1.4");
    const stages: string[] = [];
    const reading = reader
      .read(
        { path: place, name: "scan.pdf", limits: readLimitsSchema.parse({ seconds: 10 }) },
        { onPages() {}, onProgress: (done, total, stage) => stages.push(`${stage} ${done}/${total}`) },
      )
      .catch((error: unknown) => error);
    await started;
    for (let done = 0; done < 5; done++) {
      send({ type: "progress", id: 1, done, total: 12, stage: "recognizing" });
      clock.advance(15_000);
    }
    expect(killed).toBe(false);
    expect(stages.at(-1)).toBe("recognizing 4/12");
    // A page is given up by the reader itself after its own seconds; twice as long is more than it can need.
    clock.advance(5_000);
    expect(await reading).toMatchObject({ code: "READ_TIMEOUT" });
    expect(killed).toBe(true);
    await reader.dispose();
  });
});
