import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import { AppError, errorTable, toAppError } from "../../../electron/contract/errors.ts";
import { createJobs } from "../../../electron/core/jobs/createJobs.ts";
import { createDocuments } from "../../../electron/core/library/createDocuments.ts";
import { createPassing } from "../../../electron/core/library/passing.ts";
import { createNodePorts } from "../../../electron/host/nodePorts.ts";
import { documentRoutes } from "../../../electron/serve/own/documentRoutes.ts";
import { aPage, openLibrary } from "../store/library.ts";

function serve({ isDamaged = false } = {}) {
  const { store, folder, clock, logger } = openLibrary();
  const ports = { ...createNodePorts({ data: folder, resources: folder }, "test"), clock, logger };
  const jobs = createJobs(ports);
  onTestFinished(() => jobs.dispose());
  const reader = {
    async read(_: unknown, { onPages }: { onPages(pages: ReturnType<typeof aPage>[]): void }) {
      if (isDamaged) throw new AppError("DOCUMENT_DAMAGED");
      onPages([aPage(1, "The mill is closed.")]);
      const told = { format: "text", title: null, language: "en", pages: 1, words: 4 } as const;
      return { ...told, outline: [], notes: [], rendered: false };
    },
    async dispose() {},
  };
  const settings = () => store.settings.get();
  const documents = createDocuments({ ...ports, store, jobs, reader, settings, changed: () => {} });
  const passing = createPassing({ ...ports, store, documents });
  const routes = new Hono();
  routes.onError((thrown, c) => {
    const error = toAppError(thrown);
    return c.json(error.toProblem(), errorTable[error.code].status as 400);
  });
  routes.route("/", documentRoutes({ store, jobs, documents, passing }));
  const ask = async (method: string, path: string, body?: string | FormData, init?: RequestInit) => {
    const response = await routes.request(path, init ?? { method, ...(body !== undefined && { body }) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { store, ask };
}

describe("/v1/documents", () => {
  it("reads a file that is not kept, tells of it, and lets it go", async () => {
    const { store, ask } = serve();
    const made = await ask("POST", "/v1/documents?name=mill.txt", "The mill is closed.");
    expect(made).toMatchObject({ status: 201, body: { name: "mill.txt", pages: 1, status: "ready", kept: false } });
    const id = String(made.body["id"]);
    expect(await ask("GET", "/v1/documents")).toMatchObject({ body: { data: [{ id }] } });
    expect(await ask("GET", `/v1/documents/${id}`)).toMatchObject({ body: { id, outline: [], warnings: [] } });
    expect(store.documents.list()).toEqual([]);
    expect(await ask("DELETE", `/v1/documents/${id}`)).toMatchObject({ body: { id, deleted: true } });
    expect(await ask("GET", `/v1/documents/${id}`)).toMatchObject({ status: 404 });
  });

  it("keeps what it is asked to keep, and puts it into the bin", async () => {
    const { store, ask } = serve();
    const made = await ask("POST", "/v1/documents?name=mill.txt&keep=true", "The mill is closed.");
    expect(made.body).toMatchObject({ kept: true });
    expect(store.documents.list()).toHaveLength(1);
    await ask("DELETE", `/v1/documents/${String(made.body["id"])}`);
    expect(store.documents.isRemoved(String(made.body["id"]))).toBe(true);
  });

  it("takes a file from a form", async () => {
    const { store, ask } = serve();
    const form = new FormData();
    form.set("file", new File(["The mill is closed."], "mill.txt"));
    const made = await ask("POST", "/v1/documents", form);
    expect(made).toMatchObject({ status: 201, body: { name: "mill.txt", bytes: 19, kept: false } });
    form.set("name", "Mühle.md");
    form.set("keep", "true");
    expect(await ask("POST", "/v1/documents", form)).toMatchObject({ status: 201, body: { kept: true } });
    expect(store.documents.list()).toHaveLength(1);
    form.append("file", new File(["Another."], "other.txt"));
    expect(await ask("POST", "/v1/documents", form)).toMatchObject({ status: 400, body: { data: { field: "file" } } });
    const without = new FormData();
    without.set("file", "only words");
    expect(await ask("POST", "/v1/documents", without)).toMatchObject({ body: { data: { field: "file" } } });
    const init = { method: "POST", body: "x", headers: { "content-type": "multipart/form-data; boundary=none" } };
    expect(await ask("POST", "/v1/documents", undefined, init)).toMatchObject({
      status: 400,
      body: { data: { field: "body" } },
    });
  });

  it("refuses what is wrong, and leaves nothing of what could not be read", async () => {
    const { store, ask } = serve({ isDamaged: true });
    expect(await ask("POST", "/v1/documents", "x")).toMatchObject({ status: 400, body: { data: { field: "name" } } });
    const keep = await ask("POST", "/v1/documents?name=a&keep=1", "x");
    expect(keep).toMatchObject({ status: 400, body: { data: { field: "keep" } } });
    const damaged = await ask("POST", "/v1/documents?name=mill.pdf", "x");
    expect(damaged).toMatchObject({ status: 422, body: { code: "DOCUMENT_DAMAGED" } });
    expect(store.documents.allPassing()).toEqual([]);
    expect(await ask("DELETE", `/v1/documents/${"a".repeat(64)}`)).toMatchObject({ status: 404 });
  });
});
