import { Hono } from "hono";
import type { Document } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { Core } from "../../core/createCore.ts";
import { follow } from "./follow.ts";

export type DocumentDeps = Pick<Core, "jobs" | "documents" | "passing"> & {
  readonly store: Pick<Core["store"], "documents">;
};

/** How long a document that is not kept stays while nobody needs it. */
const idleMs = 60 * 60 * 1000;

/**
 * `/v1/documents`: files come as the body, with their name as `?name=`; `?keep=true` keeps them in the library. Errors are thrown: whoever
 * mounts it gives them their form.
 */
export function documentRoutes({ jobs, documents, passing, store }: DocumentDeps): Hono {
  const routes = new Hono();

  routes.post("/v1/documents", async (c) => {
    const name = c.req.query("name") ?? "";
    if (name === "") throw new AppError("INVALID_INPUT", { data: { field: "name", problem: "expected a file name" } });
    const keep = c.req.query("keep") ?? "false";
    if (keep !== "true" && keep !== "false")
      throw new AppError("INVALID_INPUT", { data: { field: "keep", problem: "expected true or false" } });
    const file = { name, bytes: bytesOf(c.req.raw) };
    const { documentId, jobId } = await (keep === "true" ? documents.receive(file) : passing.receive(file, idleMs));
    try {
      await follow(jobs, jobId, c.req.raw.signal, () => {});
    } catch (thrown) {
      if (store.documents.isPassing(documentId)) await passing.discard(documentId);
      throw thrown;
    }
    return c.json(told(required(documentId)), 201);
  });

  routes.get("/v1/documents", (c) => {
    const all = [...store.documents.list(), ...store.documents.allPassing().map(required)];
    return c.json({ object: "list", data: all.map(told) });
  });

  routes.get("/v1/documents/:id", (c) => {
    const { id } = c.req.param();
    return c.json({ ...told(required(id)), outline: store.documents.outline(id) });
  });

  /** What is kept goes to the bin of the library. */
  routes.delete("/v1/documents/:id", async (c) => {
    const { id } = c.req.param();
    required(id);
    if (store.documents.isPassing(id)) await passing.discard(id);
    else documents.remove(id);
    return c.json({ id, object: "document", deleted: true });
  });

  return routes;

  function required(id: string): Document {
    const document = store.documents.get(id);
    if (!document) throw new AppError("NOT_FOUND", { data: { documentId: id } });
    return document;
  }

  function told({ id, name, title, format, bytes, pages, words, language, status, problem, unread, notes }: Document) {
    const kept = !store.documents.isPassing(id);
    const read = { title, format, bytes, pages, words, language, status, problem };
    return { id, object: "document", name, ...read, kept, unread, warnings: notes };
  }
}

async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body) yield* request.body;
}
