import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import { AppError, errorTable, toAppError } from "../../../electron/contract/errors.ts";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import { createDocuments } from "../../../electron/core/library/createDocuments.ts";
import { createPassing } from "../../../electron/core/library/passing.ts";
import { meteredModel, type Metered } from "../../../electron/core/llm/meteredModel.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { summaryAnswerSchema, summaryRoutes, summaryStateSchema } from "../../../electron/serve/own/summaryRoutes.ts";
import { createWords } from "../../../electron/words/words.ts";
import { restOf, type Sent, sentEvents } from "../../helpers/sentEvents.ts";
import { modelOn } from "../../helpers/modelOn.ts";
import { startApplication } from "../../integration/summarize/application.ts";
import { temporaryFolder } from "../store/library.ts";
import { faithfulAnswer, type Script, scriptedEngine } from "../summarize/scriptedEngine.ts";
import { textDocument } from "../summarize/textDocument.ts";

const text = [
  "The harbour council met on Monday to speak of the budget.",
  "The budget of the harbour grew by twelve thousand euros.",
  "Nobody on the council objected to the new crane.",
].join(" ");
const model = { id: "b".repeat(64), path: "/nowhere/model.gguf" };
const standard = summaryOptionsSchema.parse({});

/** The routes over real summaries and a real library, with a model that answers by script. */
function serve(script: Partial<Script> & { readonly hasNoModel?: boolean } = {}, folder = temporaryFolder()) {
  const engine = scriptedEngine({ answer: faithfulAnswer, modelId: model.id, ...script });
  const uses: Metered[] = [];
  const meter = { record: (use: Metered) => void uses.push(use), now: () => 0, usesGpu: () => false };
  const metered = meteredModel(modelOn(engine, { id: model.id, name: "Tiny" }), "summary", meter);
  const resolve = async () => {
    if (script.hasNoModel) throw new AppError("NO_MODEL");
    return metered;
  };
  const app = startApplication(folder, model, { engine, resolve });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await app.dispose();
    isOpen = false;
  };
  onTestFinished(close);
  const { store, jobs, summaries } = app;
  const ports = createNodePorts({ data: folder, resources: folder }, "test");
  const reader = {
    async read(_: unknown, { onPages }: { onPages(pages: ReturnType<typeof textDocument>["pages"]): void }) {
      onPages(textDocument([text]).pages);
      const told = { format: "text", title: "The harbour", language: "en", pages: 1, words: 30 } as const;
      return { ...told, outline: [], notes: [], rendered: false };
    },
    async dispose() {},
  };
  const settings = () => store.settings.get();
  const documents = createDocuments({ ...ports, store, jobs, reader, settings, changed: () => {} });
  const passing = createPassing({ ...ports, store, documents });
  const released = Promise.withResolvers<void>();
  const observed = {
    ...summaries,
    async release(id: string) {
      await summaries.release(id);
      released.resolve();
    },
  };
  const routes = new Hono();
  routes.onError((thrown, c) => {
    const error = toAppError(thrown);
    return c.json(error.toProblem(), errorTable[error.code].status as 400);
  });
  routes.route(
    "/",
    summaryRoutes({
      core: { jobs, documents, passing, summaries: observed, store, ports, registry: { resolve } },
      models: {
        resolve: async (_, name) => {
          if (name === "nobody") throw new AppError("MODEL_NOT_FOUND");
          return metered;
        },
      },
      words: createWords(),
    }),
  );
  const ask = async (method: string, path: string, body?: unknown, signal?: AbortSignal) => {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }), ...(signal && { signal }) };
    const response = await routes.request(path, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const post = (body: unknown, signal?: AbortSignal) => ask("POST", "/v1/summaries", body, signal);
  async function* follow(body: object, signal?: AbortSignal): AsyncGenerator<Sent, undefined> {
    const init = { method: "POST", body: JSON.stringify({ ...body, stream: true }), ...(signal && { signal }) };
    const response = await routes.request("/v1/summaries", init);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    yield* sentEvents(response);
    return undefined;
  }
  /** What stands in the library, listed or not. */
  const left = () => ({
    documents: [...store.documents.list().map(({ id }) => id), ...store.documents.allPassing()],
    running: jobs.list().filter(({ status }) => status === "running"),
  });
  const addDocument = (): string => {
    const { document, pages, outline } = textDocument([text], { title: "The harbour" });
    store.documents.put({ ...document, status: "reading" });
    store.documents.addPages(document.id, pages);
    store.documents.finish(document.id, { ...document, outline });
    return document.id;
  };
  return { ...app, close, engine, uses, ask, post, follow, left, addDocument, released: released.promise };
}

/** A model that says when it was asked, and answers when it is let go. */
function waitingModel() {
  const asked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const answer: Script["answer"] = async (request, sentences) => {
    asked.resolve();
    await goOn.promise;
    return faithfulAnswer(request, sentences);
  };
  return { answer, asked: asked.promise, goOn: () => goOn.resolve() };
}

describe("POST /v1/summaries", () => {
  it("tells of each sentence its verdict and quotes, with the receipt, and leaves nothing", async () => {
    const { post, left, ask, uses } = serve();
    const { status, body } = await post({ text });
    expect(status).toBe(200);
    const answer = summaryAnswerSchema.parse(body);
    expect(answer).toMatchObject({
      status: "done",
      kept: false,
      receipt: { pages: { total: 1, read: 1, unread: [] } },
    });
    expect(answer.recipe?.model.name).toBe("Tiny");
    expect(answer.sentences.map((sentence) => sentence.verdict)).toEqual(["verified", "verified", "verified"]);
    for (const { citations } of answer.sentences) {
      expect(citations.length).toBeGreaterThan(0);
      for (const { quote, page, start, end } of citations) expect([text.slice(start, end), page]).toEqual([quote, 1]);
    }
    expect(answer.sections.flatMap(({ sentences }) => sentences).length).toBeGreaterThan(0);
    expect(left()).toEqual({ documents: [], running: [] });
    expect(await ask("GET", `/v1/summaries/${answer.id}`)).toMatchObject({ status: 404 });
    // Every call counts as one of programs.
    expect(uses.length).toBeGreaterThan(0);
    expect([...new Set(uses.map(({ task }) => task))]).toEqual(["api"]);
  });

  it("takes a document of the library, which keeps its own summaries and gets none", async () => {
    const { post, addDocument, summaries, store, left } = serve();
    const id = addDocument();
    const { body } = await post({ document: id, options: { length: "short" } });
    expect(body).toMatchObject({ document: id, options: { length: "short" }, kept: false });
    expect(summaries.list(id)).toEqual([]);
    expect(store.summaries.parts(id).size).toBe(0);
    expect(left().documents).toEqual([id]);
  });

  it("streams what it has come to, and at the end the whole", async () => {
    const { follow, left } = serve();
    const events: Sent[] = [];
    for await (const event of follow({ data: Buffer.from(text).toString("base64"), name: "harbour.txt" }))
      events.push(event);
    const names = events.map(({ name }) => name);
    expect(names[0]).toBe("started");
    expect(new Set(names)).toEqual(new Set(["started", "progress", "section", "sentences", "summary"]));
    const whole = summaryAnswerSchema.parse(events.at(-1)?.data);
    expect(whole.id).toBe(events[0]?.data["id"]);
    expect(events.findLast(({ name }) => name === "sentences")?.data["sentences"]).toEqual(whole.sentences);
    expect(left()).toEqual({ documents: [], running: [] });
  });

  it("keeps what it is asked to keep, which goes to the bin where a program deletes it, after a restart too", async () => {
    const folder = temporaryFolder();
    const first = serve({}, folder);
    const { body } = await first.post({ text, keep: true });
    expect(body).toMatchObject({ kept: true });
    const [path, id] = [`/v1/summaries/${String(body["id"])}`, String(body["document"])];
    expect(first.summaries.list(id)).toHaveLength(1);
    await first.close();

    const { ask, summaries, store } = serve({}, folder);
    expect(store.documents.list()).toHaveLength(1);
    expect(summaryAnswerSchema.parse((await ask("GET", path)).body)).toMatchObject({
      kept: true,
      title: "The harbour",
    });
    expect(await ask("DELETE", path)).toMatchObject({ status: 200, body: { deleted: true } });
    expect(summaries.list(id)).toEqual([]);
    summaries.restore(String(body["id"]));
    expect(summaries.list(id)).toHaveLength(1);
  });

  it("says how far one that runs is, and ends it where it is told to", async () => {
    const { answer, asked } = waitingModel();
    const { follow, ask, left } = serve({ answer });
    const events = follow({ text });
    const started = await events.next();
    const path = `/v1/summaries/${String(started.value?.data["id"])}`;
    await asked;
    const { body } = await ask("GET", path);
    expect(summaryStateSchema.parse(body)).toMatchObject({
      status: "running",
      kept: false,
      parts: { done: 0, total: 1 },
    });
    expect(await ask("DELETE", path)).toMatchObject({ status: 200, body: { deleted: true } });
    const rest = await restOf(events);
    expect(rest.at(-1)).toMatchObject({ name: "error", data: { error: { code: "cancelled" } } });
    expect(await ask("GET", path)).toMatchObject({ status: 404 });
    expect(left()).toEqual({ documents: [], running: [] });
  });

  it("ends with its client, whose place the next one has, and leaves nothing", async () => {
    const { answer, asked, goOn } = waitingModel();
    const { post, left, ask, store } = serve({ answer });
    const gone = new AbortController();
    const first = post({ text }, gone.signal);
    await asked;
    const [id] = store.documents.allPassing();
    gone.abort();
    expect((await first).body).toMatchObject({ code: "CANCELLED" });
    expect(store.summaries.parts(id ?? "").size).toBe(0);
    expect(left()).toEqual({ documents: [], running: [] });
    goOn();
    expect(await post({ text })).toMatchObject({ status: 200 });
    expect(await ask("GET", "/v1/summaries/nobody")).toMatchObject({ status: 404 });
  });

  it("goes on without its client where it is to be kept", async () => {
    const { answer, asked, goOn } = waitingModel();
    const { follow, jobs, summaries } = serve({ answer });
    const gone = new AbortController();
    const events = follow({ text, keep: true }, gone.signal);
    const started = await events.next();
    await asked;
    const [job] = jobs.list().filter(({ kind }) => kind === "summarize");
    gone.abort();
    goOn();
    await jobs.finished(job?.id ?? "");
    expect(summaries.get(String(started.value?.data["id"])).status).toBe("done");
  });

  it("is one for all who ask for the same, and ends with the last of them", async () => {
    const { answer, asked, goOn } = waitingModel();
    const { follow, addDocument, summaries, ask, released } = serve({ answer });
    const id = addDocument();
    const gone = new AbortController();
    const first = follow({ document: id }, gone.signal);
    const second = follow({ document: id });
    const started = [await first.next(), await second.next()].map(({ value }) => String(value?.data["id"]));
    expect(new Set(started).size).toBe(1);
    await asked;
    gone.abort();
    await released;
    goOn();
    const rest = await restOf(second);
    expect(rest.at(-1)?.name).toBe("summary");
    expect(summaries.list(id)).toEqual([]);
    expect(await ask("GET", `/v1/summaries/${started[0] ?? ""}`)).toMatchObject({ status: 404 });
  });

  it("is not ended under a person who starts the same, and stays theirs", async () => {
    const { answer, asked, goOn } = waitingModel();
    const { follow, addDocument, summaries, jobs, released } = serve({ answer });
    const id = addDocument();
    const gone = new AbortController();
    const events = follow({ document: id }, gone.signal);
    const started = await events.next();
    await asked;
    expect(summaries.list(id)).toEqual([]);
    const mine = await summaries.start(id, standard, null);
    expect(mine.summaryId).toBe(started.value?.data["id"]);
    gone.abort();
    await released;
    goOn();
    await jobs.finished(mine.jobId);
    expect(summaries.list(id)).toMatchObject([{ id: mine.summaryId, status: "done" }]);
  });

  it("leaves a person's own alone, which a program only waited for", async () => {
    const { answer, asked, goOn } = waitingModel();
    const { follow, addDocument, summaries, jobs, released } = serve({ answer });
    const id = addDocument();
    const mine = await summaries.start(id, standard, null);
    await asked;
    const gone = new AbortController();
    const events = follow({ document: id }, gone.signal);
    expect((await events.next()).value?.data["id"]).toBe(mine.summaryId);
    gone.abort();
    await released;
    goOn();
    await jobs.finished(mine.jobId);
    expect(summaries.list(id)).toMatchObject([{ id: mine.summaryId, status: "done" }]);
  });

  it("is gone after a restart where the process ended in it", async () => {
    const folder = temporaryFolder();
    const { answer, asked } = waitingModel();
    const first = serve({ answer }, folder);
    const id = first.addDocument();
    const { summaryId } = await first.summaries.start(id, standard, null, { passes: true });
    await asked;
    await first.close();
    const { store } = serve({}, folder);
    expect(store.summaries.get(summaryId)?.status).toBe("interrupted");
    store.summaries.discardPassing(0);
    expect(store.summaries.get(summaryId)).toBeNull();
    expect(store.documents.list()).toHaveLength(1);
  });

  it("refuses what cannot be done before it takes anything in", async () => {
    const { post, left, addDocument } = serve();
    expect(await post({ text, keep: true, model: "nobody" })).toMatchObject({ body: { code: "MODEL_NOT_FOUND" } });
    expect(await post({ text, options: { length: "endless" } })).toMatchObject({
      status: 400,
      body: { data: { field: "options.length" } },
    });
    expect(await post({})).toMatchObject({ status: 400, body: { data: { field: "document" } } });
    expect(await post({ text, document: addDocument() })).toMatchObject({ body: { data: { field: "document" } } });
    expect(await post({ document: "a".repeat(64) })).toMatchObject({ status: 404 });
    expect(left().documents).toHaveLength(1);
    const without = serve({ hasNoModel: true });
    expect(await without.post({ text, keep: true })).toMatchObject({ body: { code: "NO_MODEL" } });
    expect(without.left().documents).toEqual([]);
  });

  it("refuses to keep the summary of what is not kept itself", async () => {
    const { answer, asked } = waitingModel();
    const { follow, post, released } = serve({ answer });
    const gone = new AbortController();
    const events = follow({ text }, gone.signal);
    const { value } = await events.next();
    await asked;
    const refused = await post({ document: value?.data["document"], keep: true });
    expect(refused).toMatchObject({ status: 400, body: { data: { field: "keep" } } });
    gone.abort();
    await released;
  });
});
