import { createTexts } from "../../../electron/core/library/library.ts";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { GenerateRequest, ModelStyle } from "../../../electron/core/llm/languageModel.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import type { Document, Page } from "../../../electron/contract/documents.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import type { Point } from "../../../electron/contract/summaries.ts";
import { resultOf, type SummarizedMember } from "../../../electron/core/collections/collectionSummary.ts";
import { createCollectionWriter } from "../../../electron/core/collections/collectionWriter.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { addDocument } from "../../integration/summarize/application.ts";
import { aCollection, aRecipe, aSummary, openLibrary } from "../store/library.ts";
import { sentencesOf } from "../summarize/scriptedEngine.ts";
import type { ModelWitness } from "../../../electron/core/evidence/witness.ts";
import { textDocument } from "../summarize/textDocument.ts";
import { aWitness } from "../witness/aWitness.ts";

const mill = textDocument(
  [
    "The council of Linden will repair the roof of the old mill before the winter. The work costs 48,000 euros in all. The builder Hartmann does the work with four people. The mill stays closed to visitors until May. A fence keeps children away from the wheel. The clerk reports on the work every month.",
  ],
  { title: "Minutes" },
);
const lease = textDocument(
  [
    "The tenant pays 900 euros a month for the old mill. The lease of the mill ends on 31 May 2027.",
    "No animals may live in the mill.",
  ],
  { title: "Lease" },
);
const letter = textDocument(["The roof of the mill leaks in heavy rain. The flour in the loft was spoiled twice."], {
  title: "Letter",
});

type Kind = "paragraph" | "set" | "repair";
type Answer = (request: GenerateRequest, sentences: readonly string[], call: number) => string | Promise<string>;
const kindOf = ({ turns }: GenerateRequest): Kind => {
  const text = turns.map((turn) => turn.text).join("\n");
  if (text.includes("The note that failed:")) return "repair";
  return text.includes("Set of documents:") ? "set" : "paragraph";
};

/** Every sentence of a document as a verified point. */
function pointsOf({ document, pages }: { document: Document; pages: readonly Page[] }): Point[] {
  return pages.flatMap((page) =>
    page.sentences.map(({ start, end }) => {
      const quote = page.text.slice(start, end);
      const citations = [{ documentId: document.id, page: page.number, start, end, quote }];
      const verdict = { support: "verified", by: "code", findings: [] } as const;
      return { id: "s", role: "point", text: quote, section: null, citations, ...verdict, findings: [], quoted: false };
    }),
  );
}

const say = (text: string, sentences: readonly string[], ...cited: string[]): string => {
  const numbers = cited.map((sentence) => sentences.indexOf(sentence) + 1);
  expect(numbers).not.toContain(0);
  return `- ${text} [${numbers.join(",")}]`;
};
const copies =
  (count: number): Answer =>
  (_, sentences) =>
    sentences
      .slice(0, count)
      .map((sentence, place) => `- ${sentence} [${String(place + 1)}]`)
      .join("\n");

/** A collection of three documents, one of them without a summary, and a model that answers as the test says. */
function room(
  answers: Partial<Record<Kind, Answer>>,
  {
    style = "instruct",
    documents = [mill, lease, letter],
    witness,
  }: {
    style?: ModelStyle;
    documents?: readonly ReturnType<typeof textDocument>[];
    witness?: ModelWitness;
  } = {},
) {
  const { store, clock, logger } = openLibrary();
  let ids = 0;
  const jobs = createJobs({ clock, logger, ids: { next: () => `job${++ids}` } });
  onTestFinished(() => jobs.dispose());
  const model = createFakeModel({
    id: "c".repeat(64),
    name: "Scripted",
    style,
    parallelism: 2,
    async answer(request, call) {
      return [await (answers[kindOf(request)] ?? copies(3))(request, sentencesOf(request), call)];
    },
  });
  store.collections.put(aCollection({ title: "The mill" }));
  for (const document of documents) {
    addDocument(store, document);
    const documentId = document.document.id;
    store.collections.addMember("collection", {
      documentId,
      path: document.document.name,
      state: "done",
      problem: null,
    });
    if (document !== letter) summarize(document);
  }
  function summarize(document: (typeof documents)[number], points = pointsOf(document)): void {
    const { id: documentId } = document.document;
    store.summaries.put(aSummary({ id: `of-${documentId}`, documentId, status: "done", points }));
  }
  const membersOf = async (id: string): Promise<SummarizedMember[]> =>
    store.collections.members(id).flatMap(({ documentId, path, summaryId }) => {
      const document = store.documents.get(documentId);
      const own = documents.find((each) => each.document.id === documentId);
      if (!document || !own) return [];
      const digest = pointsOf(own).map(({ text, section, citations }) => ({ text, section, citations }));
      return [{ document, path, digest, summary: summaryId === null ? null : store.summaries.get(summaryId) }];
    });
  const writer = createCollectionWriter({
    texts: createTexts({ store, logger }),
    store,
    jobs,
    clock,
    logger,
    membersOf,
    textWorker: directTextWorker,
    settings: () => store.settings.get(),
    changed: () => {},
    appVersion: "0.0.0",
    ...(witness && { witnessOf: () => () => Promise.resolve(witness) }),
    models: {
      resolve: () => Promise.resolve(model),
    },
  });
  const collection = () => {
    const found = store.collections.get("collection");
    if (!found) throw new Error("The collection is gone");
    return found;
  };
  const summary = () => writer.summaryOf(collection());
  return {
    store,
    jobs,
    model,
    writer,
    membersOf,
    textWorker: directTextWorker,
    summarize,
    summary,
    start: () => writer.start(collection(), { options: null, modelId: null }),
    async write() {
      const { jobId } = await writer.start(collection(), { options: null, modelId: null });
      await jobs.finished(jobId);
      return summary();
    },
    asked: (kind: Kind) => model.asked.filter((request) => kindOf(request) === kind),
  };
}

function expectRealQuotes(points: readonly Point[]): void {
  const documents = new Map([mill, lease, letter].map((each) => [each.document.id, each.pages]));
  for (const { citations } of points) {
    expect(citations.length).toBeGreaterThan(0);
    for (const { documentId, page, start, end, quote } of citations) {
      expect(documents.get(documentId)?.[page - 1]?.text.slice(start, end)).toBe(quote);
    }
  }
}

const roof = "The council of Linden will repair the roof of the old mill before the winter.";
const rent = "The tenant pays 900 euros a month for the old mill.";
const leak = "The roof of the mill leaks in heavy rain.";
const animals = "No animals may live in the mill.";

describe("the summary of a set by a model", () => {
  it("joins what several documents say, each citation naming its file", async () => {
    const { write, asked, summary } = room({
      set: (_, sentences) =>
        [
          say("The roof of the mill leaks, and the council of Linden will repair it.", sentences, leak, roof),
          say(rent, sentences, rent),
          say(animals, sentences, animals),
        ].join("\n"),
    });
    expect(await summary()).toMatchObject({ source: "chosen", writing: null });
    const written = await write();
    expect(written).toMatchObject({
      source: "model",
      writing: { status: "done", stale: false, worse: false, jobId: null, recipe: { model: { name: "Scripted" } } },
    });
    expect(written.points.map(({ support }) => support)).toEqual(["verified", "verified", "verified"]);
    expect(new Set(written.points[0]?.citations.map(({ documentId }) => documentId))).toEqual(
      new Set([mill.document.id, letter.document.id]),
    );
    // the second page of the second document
    expect(written.points[2]?.citations).toMatchObject([{ documentId: lease.document.id, page: 2, quote: animals }]);
    expectRealQuotes([...written.points, ...written.parts.flatMap(({ points }) => points)]);
    const [prompt = ""] = asked("set").map(({ turns }) => turns.at(-1)?.text ?? "");
    expect(prompt).toMatch(/## Minutes\n\[1\].*## Lease\n.*## Letter\n/su);
  });

  it("writes a paragraph for the document with more points than fit one, and takes the points of the others", async () => {
    const { write, asked } = room({ paragraph: copies(4) });
    const { parts } = await write();
    expect(parts.map(({ source, points }) => [source, points.length])).toEqual([
      ["paragraph", 4],
      ["summary", 3],
      ["digest", 2],
    ]);
    expect(asked("paragraph")).toHaveLength(1);
    expect(asked("paragraph")[0]?.turns.at(-1)?.text).toContain("Document: Minutes");
    expect(asked("paragraph")[0]?.turns.at(-1)?.text).not.toContain("900 euros");
  });

  it("adds a point of each document that the model left out, where there is room", async () => {
    const { write } = room({ set: (_, sentences) => say(roof, sentences, roof) });
    const { points } = await write();
    expect(points).toHaveLength(3);
    expect(points.map(({ citations }) => citations[0]?.documentId)).toEqual(
      [mill, lease, letter].map(({ document }) => document.id),
    );
    expect(points.every(({ support }) => support === "verified")).toBe(true);
    expect(points.map(({ quoted }) => quoted)).toEqual([false, true, true]);
  });

  it("gives way to the chosen sentences where most of it cannot be verified", async () => {
    const { write } = room({
      set: () => "- Zork sold 77 mills to Quux. [1]\n- Blarg bought 99 roofs. [2]\n- Quux paid 12 pounds. [3]",
      repair: () => "- Zork sold 55 mills. [1]",
    });
    const { source, points, writing, parts } = await write();
    expect([source, writing?.worse]).toEqual(["chosen", true]);
    expect(points.length).toBeGreaterThan(0);
    expect(points.every(({ text }) => [mill, lease, letter].flatMap(pointsOf).some((own) => own.text === text))).toBe(
      true,
    );
    // the paragraph is none the worse for it
    expect(parts[0]?.source).toBe("paragraph");
  });

  it("is made of sentences where the model only quotes", async () => {
    const { write, model } = room({ paragraph: (_, sentences) => `- ${sentences[0] ?? ""} [1]` }, { style: "starter" });
    const { source, points } = await write();
    expect(source).toBe("model");
    for (const { text, citations, support } of points) {
      expect([citations.map(({ quote }) => quote), support]).toEqual([[text], "verified"]);
    }
    for (const { turns, format } of model.asked) {
      const choice = format?.kind === "pick" ? format : null;
      expect(turns.map(({ role }) => role)).toEqual(["user"]);
      expect(turns[0]?.text).not.toContain("Set of documents");
      expect(choice?.lines.length).toBeGreaterThan(0);
    }
  });

  it("checks what comes from a document in another language as a translation", async () => {
    const roofCost = "Das Dach der Mühle kostet 700 Euro.";
    const german = textDocument([`${roofCost} Der Rat zahlt im Mai.`], { language: "de", title: "Brief" });
    const answer: Answer = (_, sentences) =>
      [
        say(roof, sentences, roof),
        say(rent, sentences, rent),
        say(leak, sentences, leak),
        say("The roof of the mill costs 700 euros.", sentences, roofCost),
      ].join("\n");
    const witness = aWitness(0.9);
    const { write } = room({ set: answer }, { documents: [mill, lease, letter, german], witness });
    const { points } = await write();
    expect(points.map(({ support }) => support)).toEqual(["verified", "verified", "verified", "weak"]);
    expect(points[3]?.findings.map(({ code }) => code)).toEqual(["OTHER_LANGUAGE", "FOUND_BY_MODEL"]);
    expect(points[3]?.citations).toMatchObject([{ documentId: german.document.id, page: 1, quote: roofCost }]);
    expect(witness.asked).toHaveLength(1);
  });
});

describe("the writing of a set", () => {
  it("is stale once a member's summary changes, shown as long as its quotes stand, and only what changed is done again", async () => {
    const { write, summarize, summary, asked } = room({});
    await write();
    const before = [asked("paragraph").length, asked("set").length];
    summarize(lease, pointsOf(lease).slice(0, 2));
    expect(await summary()).toMatchObject({ source: "model", writing: { stale: true, status: "done" } });
    expect((await summary()).parts[0]?.source).toBe("summary");
    expect(await write()).toMatchObject({ source: "model", writing: { stale: false } });
    expect([asked("paragraph").length, asked("set").length]).toEqual([before[0], (before[1] ?? 0) + 1]);
  });

  it("draws other words where nothing has changed and another is asked for", async () => {
    const { write, model } = room({});
    const first = (await write()).writing?.recipe.seed;
    const count = model.asked.length;
    const second = (await write()).writing?.recipe.seed;
    expect(second).not.toBe(first);
    expect(model.asked.length).toBe(2 * count);
  });

  it("goes away with a quote that no longer stands, and forgets a document that is taken out", async () => {
    const { write, store, summary } = room({ set: copies(9) });
    await write();
    store.collections.removeMember("collection", letter.document.id);
    expect(store.collectionSummaries.get("collection")).toBeNull();
    expect(store.collectionSummaries.checkpoints("collection").size).toBe(0);
    expect(await summary()).toMatchObject({ source: "chosen", writing: null });
    await write();
    // Read anew, the file says something else.
    addDocument(store, { ...lease, pages: lease.pages.map((page) => ({ ...page, text: page.text.toUpperCase() })) });
    expect((await summary()).source).toBe("chosen");
  });

  it("keeps nothing of a document that is taken out while it is written", async () => {
    let takeOut = (): void => {};
    const { write, start, jobs, store, summary, summarize } = room({
      set: (request, sentences, call) => {
        takeOut();
        return copies(9)(request, sentences, call);
      },
    });
    await write();
    summarize(lease, pointsOf(lease).slice(0, 2));
    takeOut = () => store.collections.removeMember("collection", letter.document.id);
    const { jobId } = await start();
    await expect(jobs.finished(jobId)).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await summary()).toMatchObject({ source: "chosen", writing: { status: "interrupted" } });
    expect(store.collectionSummaries.get("collection")?.result).toBeNull();
    expect(store.collectionSummaries.checkpoints("collection").size).toBe(0);
  });

  it("stops when it is told to, keeps its steps, and goes on from them", async () => {
    let isHeld = true;
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const { start, jobs, writer, summary, write, asked } = room({
      set: async (request, sentences, call) => {
        if (isHeld) {
          reached.resolve();
          await held.promise;
        }
        return copies(3)(request, sentences, call);
      },
    });
    const { jobId } = await start();
    // asked for while it runs, it is that one
    expect(await start()).toEqual({ jobId });
    await reached.promise;
    expect((await summary()).writing).toMatchObject({ status: "running", jobId });
    const stopped = writer.stop("collection");
    held.resolve();
    await stopped;
    await expect(jobs.finished(jobId)).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await summary()).toMatchObject({
      source: "chosen",
      writing: { status: "interrupted", jobId: null, problem: null },
    });
    isHeld = false;
    expect(await write()).toMatchObject({ source: "model", writing: { status: "done" } });
    expect(asked("paragraph")).toHaveLength(1);
  });

  it("says why it failed and keeps what was there", async () => {
    let isBroken = false;
    const { write, start, jobs, summary, summarize } = room({
      set: (request, sentences, call) => {
        if (isBroken) throw new AppError("MODEL_LOAD_FAILED");
        return copies(3)(request, sentences, call);
      },
    });
    await write();
    isBroken = true;
    summarize(lease, pointsOf(lease).slice(0, 2));
    const { jobId } = await start();
    await expect(jobs.finished(jobId)).rejects.toMatchObject({ code: "MODEL_LOAD_FAILED" });
    expect(await summary()).toMatchObject({
      source: "model",
      writing: { status: "failed", stale: true, problem: { code: "MODEL_LOAD_FAILED" } },
    });
  });

  it("does not claim to run where the disk was full at its end, and goes on when there is room again", async () => {
    const { start, write, jobs, summary, store } = room({ set: copies(3) });
    const { put } = store.collectionSummaries;
    let isFull = true;
    vi.spyOn(store.collectionSummaries, "put").mockImplementation((id, stored) => {
      if (isFull && stored.status !== "running") throw new AppError("DISK_FULL");
      put(id, stored);
    });
    const { jobId } = await start();
    await expect(jobs.finished(jobId)).rejects.toMatchObject({ code: "DISK_FULL" });
    expect((await summary()).writing).toMatchObject({ status: "failed", jobId: null, problem: { code: "DISK_FULL" } });
    isFull = false;
    expect(await write()).toMatchObject({ source: "model", writing: { status: "done" } });
  });

  it("is not begun where the library cannot say that it is written", async () => {
    const { start, write, jobs, summary, store, model } = room({ set: copies(3) });
    const { put } = store.collectionSummaries;
    let isFull = true;
    vi.spyOn(store.collectionSummaries, "put").mockImplementation((id, stored) => {
      if (isFull) throw new AppError("DISK_FULL");
      put(id, stored);
    });
    await expect(start()).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(jobs.list().map(({ kind, status }) => [kind, status])).toEqual([["merge", "cancelled"]]);
    expect((await summary()).writing).toMatchObject({ status: "failed", jobId: null, problem: { code: "DISK_FULL" } });
    expect(model.asked).toEqual([]);
    isFull = false;
    expect(await write()).toMatchObject({ source: "model", writing: { status: "done" } });
  });

  it("needs two documents with text", async () => {
    const { store, start } = room({});
    store.collections.removeMember("collection", letter.document.id);
    store.collections.removeMember("collection", lease.document.id);
    await expect(start()).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(store.collectionSummaries.get("collection")).toBeNull();
  });

  it("is interrupted where the process ended in the middle", async () => {
    const { store, summary } = room({});
    store.collectionSummaries.put("collection", {
      status: "running",
      jobId: "gone",
      problem: null,
      recipe: aRecipe(),
      result: null,
    });
    expect(store.collectionSummaries.markInterrupted()).toBe(1);
    expect((await summary()).writing).toMatchObject({ status: "interrupted", jobId: null });
  });
});

it("a document without verified points is told by its digest", async () => {
  const { membersOf } = room({});
  expect((await membersOf("collection")).map((member) => resultOf(member).source)).toEqual([
    "summary",
    "summary",
    "digest",
  ]);
});
