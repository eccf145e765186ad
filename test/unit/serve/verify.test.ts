import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import { AppError, errorTable, toAppError } from "../../../electron/contract/errors.ts";
import { createCheck } from "../../../electron/core/check/createCheck.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createDocuments } from "../../../electron/core/library/createDocuments.ts";
import { createPassing } from "../../../electron/core/library/passing.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { verifyRoutes } from "../../../electron/serve/own/verifyRoutes.ts";
import { directTextWorker } from "../../helpers/directTextWorker.ts";
import { exporter } from "../../helpers/exporter.ts";
import { aDocument, addReadDocument, aPage, documentId, openLibrary } from "../store/library.ts";

const pages = ["The rent is 1,200 euros a month.", "The tenant may keep a dog."];
const lease = pages.join("\n");

function serve() {
  const { store, folder, clock, logger } = openLibrary();
  const ports = { ...createNodePorts({ data: folder, resources: folder }, "test"), clock, logger };
  const jobs = createJobs(ports);
  onTestFinished(() => jobs.dispose());
  const settings = () => store.settings.get();
  const changed = () => {};
  const reader = {
    async read(_: unknown, { onPages }: { onPages(pages: ReturnType<typeof aPage>[]): void }) {
      onPages(pages.map((text, index) => aPage(index + 1, text)));
      const told = { format: "text", title: null, language: "en", pages: 2, words: 12 } as const;
      return { ...told, outline: [], notes: [], rendered: false };
    },
    async dispose() {},
  };
  const documents = createDocuments({ ...ports, store, jobs, reader, settings, changed });
  const passing = createPassing({ ...ports, store, documents });
  const check = createCheck({
    store,
    jobs,
    clock,
    textWorker: directTextWorker,
    exporter,
    models: { resolve: () => Promise.reject(new AppError("NO_MODEL")) },
    witnesses: { mayHave: () => false, witnessOf: () => () => Promise.resolve(null) },
  });
  const routes = new Hono();
  routes.onError((thrown, c) => {
    const error = toAppError(thrown);
    return c.json(error.toProblem(), errorTable[error.code].status as 400);
  });
  routes.route("/", verifyRoutes({ jobs, check, documents, passing, store }));
  const ask = async (body: unknown, signal?: AbortSignal) => {
    const init = { method: "POST", body: JSON.stringify(body), ...(signal && { signal }) };
    const response = await routes.request("/v1/verify", init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { store, ask, jobs };
}

describe("POST /v1/verify", () => {
  it("tells of each claim its verdict with quote, page and offsets, and leaves nothing of a text", async () => {
    const { store, ask } = serve();
    const claims = ["The rent is 1,200 euros a month.", "The rent is 1,500 euros a month."];
    const { status, body } = await ask({ claims, texts: [lease], other: true });
    expect(status).toBe(200);
    const [id] = body["texts"] as string[];
    const quote = "The rent is 1,200 euros a month.";
    expect(body["data"]).toMatchObject([
      { claim: claims[0], verdict: "verified", citations: [{ document: id, quote, page: 1, start: 0, end: 32 }] },
      { claim: claims[1], verdict: "contradicted", citations: [{ document: id, quote }] },
    ]);
    expect(store.documents.get(id ?? "")).toBeNull();
    expect(store.documents.allPassing()).toEqual([]);
  });

  it("holds claims against documents of the library, which stay", async () => {
    const { store, ask } = serve();
    addReadDocument(store, aDocument(), pages);
    const { body } = await ask({ claims: ["The tenant may keep a dog."], documents: [documentId("a")] });
    expect(body["data"]).toMatchObject([{ verdict: "verified", citations: [{ document: documentId("a") }] }]);
    expect(store.documents.list()).toHaveLength(1);
  });

  it("refuses with the field that is wrong, and what is not there", async () => {
    const { ask } = serve();
    expect(await ask({ claims: ["x"] })).toMatchObject({ status: 400, body: { data: { field: "documents" } } });
    expect(await ask({ texts: ["x"] })).toMatchObject({ status: 400, body: { data: { field: "claims" } } });
    const unknown = await ask({ claims: ["x"], documents: [documentId("b")] });
    expect(unknown).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
  });

  it("ends with its client", async () => {
    const { store, ask, jobs } = serve();
    const { body } = await ask({ claims: ["x"], texts: [lease] }, AbortSignal.abort());
    expect(body).toMatchObject({ code: "CANCELLED" });
    expect(store.documents.allPassing()).toEqual([]);
    expect(jobs.list().filter((job) => job.status === "running")).toEqual([]);
  });
});
