import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import { tableViewSchema } from "../../../electron/contract/answerTables.ts";
import { AppError, errorTable, toAppError } from "../../../electron/contract/errors.ts";
import { createAnswerTables } from "../../../electron/core/answerTables/createAnswerTables.ts";
import { createDocumentAnswers } from "../../../electron/core/answerTables/createDocumentAnswers.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createDocuments } from "../../../electron/core/library/createDocuments.ts";
import { createTexts } from "../../../electron/core/library/library.ts";
import { createPassing } from "../../../electron/core/library/passing.ts";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import { meteredModel, type Metered } from "../../../electron/core/llm/meteredModel.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { tableAnswerSchema, tableRoutes } from "../../../electron/serve/own/tableRoutes.ts";
import { createWords } from "../../../electron/words/words.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { restOf, type Sent, sentEvents } from "../../helpers/sentEvents.ts";
import { addReadDocument, aDocument, aPage, documentId, openLibrary } from "../store/library.ts";

const lease = "Rent: 1,200 euros a month.\nOne cat or one dog may be kept in the mill by the tenant.";
const columns = [
  { name: "Rent", kind: "money" },
  { name: "Pets", kind: "boolean", question: "May an animal live there?" },
];

/** The routes over a real library, with a model that answers, or with none. */
function serve(answer: (() => Promise<string>) | null = null) {
  const { store, folder, clock, logger } = openLibrary();
  const ports = { ...createNodePorts({ data: folder, resources: folder }, "test"), clock, logger };
  const jobs = createJobs(ports);
  onTestFinished(() => jobs.dispose());
  const reader = {
    async read({ name }: { readonly name: string }, { onPages }: { onPages(pages: ReturnType<typeof aPage>[]): void }) {
      if (name === "broken.pdf") throw new AppError("DOCUMENT_DAMAGED");
      onPages(lease.split("\n").map((text, index) => aPage(index + 1, text)));
      const told = { format: "text", title: null, language: "en", pages: 2, words: 18 } as const;
      return { ...told, outline: [], notes: [], rendered: false };
    },
    async dispose() {},
  };
  const settings = () => store.settings.get();
  const documents = createDocuments({ ...ports, store, jobs, reader, settings, changed: () => {} });
  const passing = createPassing({ ...ports, store, documents });
  const uses: Metered[] = [];
  const meter = { record: (use: Metered) => void uses.push(use), now: () => 0, usesGpu: () => false };
  const fake = createFakeModel({ answer: async () => [(await answer?.()) ?? ""] });
  const model = meteredModel(fake, "tables", meter);
  const answerTables = createAnswerTables({
    ...ports,
    store,
    jobs,
    models: {
      hasModel: () => answer !== null,
      resolve: async () => (answer ? model : await Promise.reject(new AppError("NO_MODEL"))),
    },
    answers: createDocumentAnswers({ store, texts: createTexts({ store, logger }), textWorker: directTextWorker }),
    changed: () => {},
    exporter: async () => await Promise.reject(new AppError("INTERNAL")),
    person: () => "",
  });
  const routes = new Hono();
  routes.onError((thrown, c) => {
    const error = toAppError(thrown);
    return c.json(error.toProblem(), errorTable[error.code].status as 400);
  });
  routes.route(
    "/",
    tableRoutes({
      core: { jobs, documents, passing, answerTables, store, ports },
      models: { resolve: async () => await Promise.reject(new AppError("MODEL_NOT_FOUND")) },
      words: createWords(),
    }),
  );
  const request = (body: unknown, signal?: AbortSignal) =>
    routes.request("/v1/tables", { method: "POST", body: JSON.stringify(body), ...(signal && { signal }) });
  const post = async (body: unknown, signal?: AbortSignal) => {
    const response = await request(body, signal);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const left = () => ({
    documents: [...store.documents.list().map(({ name }) => name), ...store.documents.allPassing()],
    tables: answerTables.list().map(({ title }) => title),
    running: jobs.list().filter(({ status }) => status === "running"),
  });
  return { store, jobs, answerTables, request, post, left, uses };
}

describe("POST /v1/tables", () => {
  it("answers each column with quotes that stand in the document, and leaves nothing", async () => {
    const { post, left, uses } = serve(async () => "Yes, one cat or one dog may be kept.");
    const { status, body } = await post({ files: [{ text: lease, name: "lease.txt" }], columns });
    expect(status).toBe(200);
    const table = tableAnswerSchema.parse(body);
    expect(table).toMatchObject({ id: null, kept: false, columns: ["Rent", "Pets"], rows: [{ name: "lease.txt" }] });
    const [row] = table.rows;
    expect(row?.cells["Rent"]).toMatchObject({
      state: "stated",
      source: "code",
      answers: [{ value: { kind: "money", amount: 1200, currency: "EUR" }, verdict: "verified" }],
    });
    expect(row?.cells["Pets"]).toMatchObject({ state: "stated", source: "model" });
    const citations = Object.values(row?.cells ?? {}).flatMap(({ answers }) =>
      answers.flatMap((each) => each.citations),
    );
    expect(citations.length).toBeGreaterThan(1);
    const pages = lease.split("\n");
    for (const { quote, page, start, end } of citations) expect(pages[page - 1]?.slice(start, end)).toBe(quote);
    expect(left()).toEqual({ documents: [], tables: [], running: [] });
    // Every call counts as one of programs.
    expect(uses.length).toBeGreaterThan(0);
    expect([...new Set(uses.map(({ task }) => task))]).toEqual(["api"]);
  });

  it("streams rows in the order that was asked, each document once, and asks no model where none is to be used", async () => {
    const { request, store, uses } = serve(async () => "Yes.");
    addReadDocument(store, aDocument({ name: "roof.md" }), ["Rent: 800 euros a month."]);
    const files = [{ data: Buffer.from(lease).toString("base64"), name: "lease.txt" }];
    const documents = [documentId("a"), documentId("a")];
    const events = await restOf(
      sentEvents(await request({ documents, files, columns, use_model: false, stream: true })),
    );
    expect(events.map(({ name }) => name)).toEqual(["started", "row", "row", "table"]);
    const rows = events.filter(({ name }) => name === "row").map(({ data }) => data);
    expect(rows).toMatchObject([
      { document: documentId("a"), name: "roof.md", cells: { Pets: { state: "notStated", answers: [] } } },
      { name: "lease.txt" },
    ]);
    expect(tableAnswerSchema.parse(events.at(-1)?.data).rows).toEqual(rows);
    expect(store.documents.list()).toHaveLength(1);
    expect(uses).toEqual([]);
  });

  it("keeps the table and its documents where that is asked, and goes on without its client", async () => {
    const goOn = Promise.withResolvers<string>();
    const asked = Promise.withResolvers<void>();
    const { request, jobs, answerTables, left } = serve(async () => {
      asked.resolve();
      return await goOn.promise;
    });
    const gone = new AbortController();
    const body = { files: [{ text: lease, name: "lease.txt" }], columns, keep: true, title: "Leases", stream: true };
    const events = sentEvents(await request(body, gone.signal));
    const started: Sent | undefined = (await events.next()).value;
    await asked.promise;
    gone.abort();
    goOn.resolve("Yes, one cat or one dog may be kept.");
    const [job] = jobs.list().filter(({ kind }) => kind === "table");
    await jobs.finished(job?.id ?? "");
    const [table] = answerTables.list();
    expect(table).toMatchObject({ id: started?.data["id"], title: "Leases", queue: "idle" });
    const { rows } = answerTables.rows(table?.id ?? "", tableViewSchema.parse({}), { from: 0, count: 9 });
    expect(rows.map(({ cells }) => Object.values(cells).map(({ state }) => state))).toEqual([["stated", "stated"]]);
    expect(left()).toEqual({ documents: ["lease.txt"], tables: ["Leases"], running: [] });
  });

  it("ends with its client, and leaves nothing", async () => {
    const asked = Promise.withResolvers<void>();
    const { post, left } = serve(async () => {
      asked.resolve();
      return await new Promise<string>(() => {});
    });
    const gone = new AbortController();
    const answer = post({ files: [{ text: lease }], columns }, gone.signal);
    await asked.promise;
    gone.abort();
    expect((await answer).body).toMatchObject({ code: "CANCELLED" });
    expect(left()).toEqual({ documents: [], tables: [], running: [] });
  });

  it("says in the cells of one document that it could not be read, and goes on with the others", async () => {
    const { post, store } = serve();
    const problem = new AppError("DOCUMENT_DAMAGED").toProblem();
    store.documents.put(aDocument({ id: documentId("b"), name: "broken.pdf", status: "failed", problem }));
    addReadDocument(store, aDocument(), ["Rent: 800 euros a month."]);
    const { body } = await post({ documents: [documentId("b"), documentId("a")], columns: columns.slice(0, 1) });
    expect(body["rows"]).toMatchObject([
      { name: "broken.pdf", cells: { Rent: { state: "unreadable", problem: { code: "DOCUMENT_DAMAGED" } } } },
      { cells: { Rent: { state: "stated" } } },
    ]);
  });

  it("says in its cells what a model failed of, and ends where every document would fail alike", async () => {
    const failing = (code: "INTERNAL" | "MODEL_LOAD_FAILED") =>
      serve(() => Promise.reject(new AppError(code))).post({ files: [{ text: lease }], columns });
    expect((await failing("INTERNAL")).body["rows"]).toMatchObject([
      { cells: { Rent: { state: "stated" }, Pets: { state: "failed", problem: { code: "INTERNAL" } } } },
    ]);
    expect((await failing("MODEL_LOAD_FAILED")).body).toMatchObject({ code: "MODEL_LOAD_FAILED" });
  });

  it("refuses what is wrong before it takes anything in, and leaves nothing of what could not be read", async () => {
    const { post, left } = serve();
    const files = [{ text: lease }];
    expect(await post({ columns })).toMatchObject({ status: 400, body: { data: { field: "documents" } } });
    expect(await post({ files, columns: [] })).toMatchObject({ status: 400, body: { data: { field: "columns" } } });
    const twice = [columns[0], { ...columns[0], name: "RENT" }];
    expect(await post({ files, columns: twice })).toMatchObject({ status: 400, body: { data: { field: "columns" } } });
    expect(await post({ files: [{ name: "x" }], columns })).toMatchObject({
      body: { data: { field: "files.0.text" } },
    });
    const unknown = await post({ files, columns, keep: true, model: "nobody" });
    expect(unknown).toMatchObject({ body: { code: "MODEL_NOT_FOUND" } });
    expect(await post({ documents: [documentId("c")], columns })).toMatchObject({ status: 404 });
    const broken = await post({ files: [...files, { text: "x", name: "broken.pdf" }], columns });
    expect(broken).toMatchObject({ body: { code: "DOCUMENT_DAMAGED" } });
    expect(left()).toEqual({ documents: [], tables: [], running: [] });
  });
});
