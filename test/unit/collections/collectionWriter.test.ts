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
import { type AskedStep, sentencesOf, stepOf } from "../summarize/scriptedEngine.ts";
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

type Answer = (request: GenerateRequest, sentences: readonly string[], call: number) => string | Promise<string>;

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

const copies: Answer = (_, sentences) => sentences.slice(0, 2).join(" ");

/** A collection of three documents, one of them without a summary, and a model that answers as the test says. */
function room(
  answers: Partial<Record<AskedStep, Answer>>,
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
      return [await (answers[stepOf(request)] ?? copies)(request, sentencesOf(request), call)];
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
      assigned: () => null,
      isAllowed: () => true,
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
    asked: (step: AskedStep) => model.asked.filter((request) => stepOf(request) === step),
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

const rent = "The tenant pays 900 euros a month for the old mill.";
const together =
  "The council of Linden will repair the roof of the old mill, for which the tenant pays 900 euros a month.";
const lie = "Zork sold 77 mills to Quux.";

const rolesOf = (points: readonly Point[]) => ({
  lead: points.filter(({ role }) => role === "lead"),
  rest: points.filter(({ role }) => role === "point"),
});

describe("the summary of a set by a model", () => {
  it("is made of points of the documents word for word, in their order, and asks the model for nothing but its beginning", async () => {
    const { write, model, asked, summary, membersOf } = room({ lead: () => together });
    expect(await summary()).toMatchObject({ source: "chosen", writing: null });
    const written = await write();
    expect(written).toMatchObject({
      source: "model",
      writing: { status: "done", stale: false, worse: false, jobId: null, recipe: { model: { name: "Scripted" } } },
    });
    const { lead, rest } = rolesOf(written.points);
    expect(lead.map(({ text, support }) => [text, support])).toEqual([[together, "verified"]]);
    const own = (await membersOf("collection")).flatMap((member) => resultOf(member).points.map(({ text }) => text));
    const texts = rest.map(({ text }) => text);
    expect(own.filter((text) => texts.includes(text))).toEqual(texts);
    expect(new Set(rest.map(({ citations }) => citations[0]?.documentId))).toEqual(
      new Set([mill, lease, letter].map(({ document }) => document.id)),
    );
    expect(rest.map(({ support, by }) => [support, by])).toEqual(rest.map(() => ["verified", "code"]));
    expectRealQuotes([...written.points, ...written.parts.flatMap(({ points }) => points)]);
    expect(model.asked).toHaveLength(1);
    const [prompt = ""] = asked("lead").map(({ turns }) => turns.at(-1)?.text ?? "");
    expect(prompt).toMatch(/## Minutes\n- .*## Lease\n- .*## Letter\n- .*"The mill"/su);
    expect(written.parts.map(({ source }) => source)).toEqual(["summary", "summary", "digest"]);
  });

  it("says what several documents say once, with the citations of all of them, in its beginning as well", async () => {
    const other = textDocument(["For the old mill the tenant pays 900 euros a month. The hedge is cut in May."]);
    const documents = [mill, lease, other];
    const both = new Set([lease.document.id, other.document.id]);
    const filesOf = (point?: Point) => new Set(point?.citations.map(({ documentId }) => documentId));
    const { points } = await room({ lead: () => "" }, { documents }).write();
    const said = points.filter(({ text }) => text.includes("900 euros"));
    expect(said.map(filesOf)).toEqual([both]);

    const begun = rolesOf((await room({ lead: () => rent }, { documents }).write()).points);
    expect(begun.lead.map(({ text }) => text)).toEqual([rent]);
    expect(filesOf(begun.lead[0])).toEqual(both);
    expect(begun.rest.filter(({ text }) => text.includes("900 euros"))).toEqual([]);
  });

  it("begins with what is verified of the model's words, and with nothing where none of it is", async () => {
    const { lead } = rolesOf((await room({ lead: () => `${lie} ${together}` }).write()).points);
    expect(lead.map(({ text }) => text)).toEqual([together]);
    const { source, writing, points } = await room({ lead: () => lie }).write();
    expect([source, writing?.worse]).toEqual(["model", false]);
    expect(rolesOf(points).lead).toEqual([]);
    expect(points.length).toBeGreaterThan(2);
  });

  it("is the beginning alone where one sentence is asked for, else the best point", async () => {
    const texts = async (lead: string) => {
      const opened = room({ lead: () => lead });
      opened.store.settings.set({ ...opened.store.settings.get(), summaryLength: "sentence" });
      return (await opened.write()).points.map(({ role, text }) => [role, text]);
    };
    expect(await texts(together)).toEqual([["lead", together]]);
    expect(await texts(lie)).toEqual([["lead", expect.stringMatching(/mill/u)]]);
  });

  it("gives way to the chosen sentences where nothing in it is a model's", async () => {
    const { write, store } = room({ lead: () => lie });
    for (const { document } of [mill, lease]) store.summaries.remove(`of-${document.id}`, 1);
    const { source, points, writing } = await write();
    expect([source, writing?.worse]).toEqual(["chosen", true]);
    expect(points.length).toBeGreaterThan(0);
  });

  it("is made of sentences where the model only quotes", async () => {
    const { write, model } = room({ numbered: (_, sentences) => `- ${sentences[0] ?? ""} [1]` }, { style: "starter" });
    const { source, points, parts } = await write();
    expect(source).toBe("model");
    expect(parts.map((part) => part.source)).toEqual(["paragraph", "summary", "digest"]);
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

  it("translates what comes from a document in another language, and checks it as a translation", async () => {
    const roofCost = "Das Dach der Mühle kostet 700 Euro.";
    const german = textDocument([roofCost], { language: "de", title: "Brief" });
    const translated = "The roof of the mill costs 700 euros.";
    const witness = aWitness(0.9);
    const { write, asked } = room(
      { lead: () => together, translate: () => `1. ${translated}` },
      { documents: [mill, lease, letter, german], witness },
    );
    const { points } = await write();
    expect(asked("translate").map(({ turns }) => turns.at(-1)?.text.split("\n")[0])).toEqual([`1. ${roofCost}`]);
    const point = points.find(({ text }) => text === translated);
    expect(point).toMatchObject({ support: "weak", quoted: false });
    expect(point?.findings.map(({ code }) => code)).toEqual(["OTHER_LANGUAGE", "FOUND_BY_MODEL"]);
    expect(point?.citations).toMatchObject([{ documentId: german.document.id, page: 1, quote: roofCost }]);
    expect(points.filter((other) => other !== point).map(({ support }) => support)).not.toContain("weak");
    expect(witness.asked).toHaveLength(1);
  });
});

describe("the writing of a set", () => {
  it("is stale once a member's summary changes, and shown as long as its quotes stand", async () => {
    const { write, summarize, summary, asked } = room({});
    await write();
    summarize(lease, pointsOf(lease).slice(0, 2));
    expect(await summary()).toMatchObject({ source: "model", writing: { stale: true, status: "done" } });
    expect((await summary()).parts[0]?.source).toBe("summary");
    expect(await write()).toMatchObject({ source: "model", writing: { stale: false } });
    expect(asked("lead")).toHaveLength(2);
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
    const { write, store, summary } = room({});
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
      lead: () => {
        takeOut();
        return together;
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

  it("stops when it is told to, and comes to the same when it goes on", async () => {
    let isHeld = true;
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const { start, jobs, writer, summary, write } = room({
      lead: async () => {
        if (isHeld) {
          reached.resolve();
          await held.promise;
        }
        return together;
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
    const written = await write();
    expect(written).toMatchObject({ source: "model", writing: { status: "done" } });
    expect(written.points).toEqual((await room({ lead: () => together }).write()).points);
  });

  it("keeps its finished steps when it fails, and goes on from them", async () => {
    let isBroken = true;
    const german = textDocument(["Das Dach der Mühle kostet 700 Euro."], { language: "de", title: "Brief" });
    const { start, jobs, write, asked } = room(
      {
        lead: () => together,
        translate: () => {
          if (isBroken) throw new AppError("MODEL_LOAD_FAILED");
          return "1. The roof of the mill costs 700 euros.";
        },
      },
      { documents: [mill, lease, letter, german] },
    );
    await expect(jobs.finished((await start()).jobId)).rejects.toMatchObject({ code: "MODEL_LOAD_FAILED" });
    isBroken = false;
    const { points } = await write();
    expect(points.map(({ text }) => text)).toEqual(
      expect.arrayContaining([together, "The roof of the mill costs 700 euros."]),
    );
    expect(asked("lead")).toHaveLength(1);
  });

  it("says why it failed and keeps what was there", async () => {
    let isBroken = false;
    const { write, start, jobs, summary, summarize } = room({
      lead: () => {
        if (isBroken) throw new AppError("MODEL_LOAD_FAILED");
        return together;
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
    const { start, write, jobs, summary, store } = room({});
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
    const { start, write, jobs, summary, store, model } = room({});
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
