import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JobEvent } from "../../../electron/contract/jobs.ts";
import type { ModelStyle } from "../../../electron/contract/models.ts";
import { type Summary, summarySchema } from "../../../electron/contract/summaries.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { textDocument } from "../../unit/summarize/textDocument.ts";
import { addDocument, type Application, startApplication } from "./application.ts";

/** The real engine process with a tiny model of random weights, which writes junk: the pipeline must hold all the same. */

let folder: string;
let model: { id: string; path: string };
let app: Application | null = null;
let libraries = 0;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tramontane-summaries-"));
  model = { id: "c".repeat(64), path: writeTinyModel(path.join(folder, "tiny.gguf")).path };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await app?.dispose();
  app = null;
});

function newLibrary(): string {
  libraries += 1;
  return path.join(folder, `library${String(libraries)}`);
}

/** What random weights write freely is of no use, so that nothing more is asked; of the sentences they choose each part is made. */
function open(style: ModelStyle, library = newLibrary()): Application {
  app = startApplication(library, model, { contextSize: 2048, asked: { style, chunkTokens: null } });
  return app;
}

const paragraph =
  "The council met in the old hall on 3 March 2024. It spent 12,500 euros on ropes. Nobody from the harbour of Brest spoke against it. ";
const input = textDocument(
  Array.from({ length: 3 }, (_, page) => `# Meeting ${String(page + 1)}\n${`${paragraph.repeat(3)}\n`.repeat(2)}`),
);

function expectSound(summary: Summary): void {
  summarySchema.parse(summary);
  expect(summary).toMatchObject({ status: "done", problem: null, jobId: null });
  expect(summary.chunks.done).toBe(summary.chunks.total);
  expect(summary.coverage).toMatchObject({
    pages: { total: 3, read: 3, unread: [] },
    sections: { total: 3 },
    chunks: { total: summary.chunks.total, mapped: summary.chunks.total },
    truncated: false,
  });
  const points = [...summary.points, ...summary.sections.flatMap((section) => section.points)];
  expect(summary.points.length).toBeGreaterThan(0);
  for (const { citations, support, findings } of points) {
    expect(support === "verified").toBe(findings.length === 0);
    expect(citations.length).toBeGreaterThan(0);
    for (const { page, start, end, quote } of citations) {
      expect(input.pages[page - 1]?.text.slice(start, end)).toBe(quote);
    }
  }
}

async function nextChunk(events: AsyncGenerator<JobEvent>): Promise<void> {
  for (;;) {
    const next = await events.next();
    if (next.done === true) throw new Error("The job ended before a chunk was done.");
    const event: JobEvent = next.value;
    if (event.type === "progress" && event.stage === "mapping" && event.done > 0) return;
  }
}

describe("a summary by the real engine", () => {
  it("comes to an end whatever the model writes, quotes in place", async () => {
    const { store, summaries, jobs } = open("instruct");
    addDocument(store, input);
    const { summaryId, jobId } = await summaries.start(
      input.document.id,
      summaryOptionsSchema.parse({ length: "short" }),
      null,
    );
    await jobs.finished(jobId);
    const summary = summaries.get(summaryId);
    expectSound(summary);
    // What random weights write is verified by nothing: the digest stands in its place.
    expect(summary).toMatchObject({ recipe: { instead: "unfit" }, chunks: { total: 0 } });
    for (const { text, citations, quoted } of summary.points) {
      expect(quoted).toBe(true);
      expect(citations.map(({ quote }) => quote.replaceAll(/\s+/gu, " "))).toEqual([text]);
    }
  });

  it("teaches what the next one will take", async () => {
    const { store, summaries, jobs, engine } = open("starter");
    addDocument(store, input);
    const options = summaryOptionsSchema.parse({ length: "short" });
    const forecast = () => summaries.forecast([input.document.id], options, null, { mayProbe: true });
    const tried = await forecast();
    expect(tried).toMatchObject({ basis: "probed", model: { sha256: model.id } });
    expect(tried.memoryBytes).toBeGreaterThan(statSync(model.path).size);
    expect(engine.state.status).toBe("ready");
    const { jobId } = await summaries.start(input.document.id, options, null);
    await jobs.finished(jobId);
    const measured = await forecast();
    expect(measured.basis).toBe("measured");
    expect(measured.measuredAt).toBeGreaterThanOrEqual(tried.measuredAt ?? Infinity);
    expect(measured.seconds?.expected).toBeGreaterThan(0);
    // Three parts at least, and their merge.
    expect(measured.calls).toBeGreaterThan(3);
    await engine.unload();
    const unloaded = await forecast();
    expect(unloaded).toMatchObject({ basis: "measured", memoryBytes: measured.memoryBytes });
    expect(engine.state.status).toBe("stopped");
  });

  it("goes on when the process of the model is killed in the middle", async () => {
    const { store, summaries, jobs, children } = open("starter");
    addDocument(store, input);
    const { summaryId, jobId } = await summaries.start(
      input.document.id,
      summaryOptionsSchema.parse({ length: "short" }),
      null,
    );
    await nextChunk(jobs.attach(jobId));
    const pid = children.at(-1)?.pid;
    if (pid === undefined) throw new Error("There is no process to kill.");
    const before = children.length;
    process.kill(pid, "SIGKILL");
    await jobs.finished(jobId);
    expectSound(summaries.get(summaryId));
    expect(children.length).toBeGreaterThan(before);
  });

  it("goes on in a new run of the application, without the parts that were done", async () => {
    const library = newLibrary();
    const first = open("starter", library);
    addDocument(first.store, input);
    const { summaryId, jobId } = await first.summaries.start(
      input.document.id,
      summaryOptionsSchema.parse({ length: "short" }),
      null,
    );
    await nextChunk(first.jobs.attach(jobId));
    await first.dispose();

    const second = open("starter", library);
    const found = second.summaries.get(summaryId);
    expect(found.status).toBe("interrupted");
    const keys = [...second.store.summaries.checkpoints(summaryId).keys()];
    const kept = keys.filter((key) => key.startsWith("map:")).length;
    expect(kept).toBeGreaterThan(0);
    expect(found.chunks.done).toBe(kept);
    const resumed = await second.summaries.resume(summaryId);
    await second.jobs.finished(resumed.jobId);
    expectSound(second.summaries.get(summaryId));
  });
});
