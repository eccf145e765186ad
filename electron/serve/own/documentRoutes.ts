import { Hono } from "hono";
import * as z from "zod";
import { type Document, documentSchema, outlineEntrySchema } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { Core } from "../../core/createCore.ts";
import { checked } from "../parsed.ts";
import { follow } from "./follow.ts";

export type DocumentDeps = Pick<Core, "jobs" | "documents" | "passing"> & {
  readonly store: Pick<Core["store"], "documents">;
};

const name = z.string().min(1).max(255);
const keep = z.enum(["true", "false"]).default("false");

/** Where a file is the body itself. */
export const documentQuerySchema = z.object({
  name: name.describe(
    "of the file; its ending tells its form where its bytes do not; wanted where the file is the body itself",
  ),
  keep: keep.describe("keeps it in the library"),
});

/** Where it comes in a form. */
export const documentFormSchema = z.object({
  file: z.file().min(1),
  name: name.optional(),
  keep,
});

/** A document as programs are told of it. */
export const toldDocumentSchema = z.object({
  id: documentSchema.shape.id,
  object: z.literal("document"),
  name: z.string(),
  title: z.string(),
  format: z.string(),
  bytes: documentSchema.shape.bytes,
  pages: documentSchema.shape.pages,
  words: documentSchema.shape.words,
  language: documentSchema.shape.language,
  status: documentSchema.shape.status,
  problem: z.object({ code: z.string() }).loose().nullable(),
  /** it stays in the library; what is not kept is gone an hour after it was needed last */
  kept: z.boolean(),
  unread: documentSchema.shape.unread,
  warnings: documentSchema.shape.notes,
});
export const documentListSchema = z.object({ object: z.literal("list"), data: z.array(toldDocumentSchema) });
export const detailedDocumentSchema = toldDocumentSchema.extend({ outline: z.array(outlineEntrySchema) });

/** How long a document that is not kept stays while nobody needs it. */
const idleMs = 60 * 60 * 1000;

/**
 * `/v1/documents`: files come as the body, with their name as `?name=`, or in a form; `keep` keeps them in the library. Errors are thrown:
 * whoever mounts it gives them their form.
 */
export function documentRoutes({ jobs, documents, passing, store }: DocumentDeps): Hono {
  const routes = new Hono();

  routes.post("/v1/documents", async (c) => {
    const { keeps, ...file } = await fileOf(c.req.raw, c.req.query());
    const { documentId, jobId } = await (keeps ? documents.receive(file) : passing.receive(file, idleMs));
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
    return c.json({ object: "list", data: all.map(told) } satisfies z.input<typeof documentListSchema>);
  });

  routes.get("/v1/documents/:id", (c) => {
    const { id } = c.req.param();
    const outline = store.documents.outline(id);
    return c.json({ ...told(required(id)), outline } satisfies z.input<typeof detailedDocumentSchema>);
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

  function told(document: Document): z.input<typeof toldDocumentSchema> {
    const { id, title, format, bytes, pages, words, language, status, problem, unread, notes } = document;
    const kept = !store.documents.isPassing(id);
    const read = { title, format, bytes, pages, words, language, status, problem };
    return { id, object: "document", name: document.name, ...read, kept, unread, warnings: notes };
  }
}

interface GivenFile {
  readonly name: string;
  readonly keeps: boolean;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** @throws INVALID_INPUT with the field that is wrong */
async function fileOf(request: Request, query: Record<string, string>): Promise<GivenFile> {
  if (!/^multipart\/form-data\b/iu.test(request.headers.get("content-type") ?? "")) {
    const given = checked(query, documentQuerySchema);
    return { name: given.name, keeps: given.keep === "true", bytes: bytesOf(request.body) };
  }
  let form: FormData;
  try {
    // As bytes in memory, which the guard of the door bounds.
    form = await request.formData();
  } catch (cause) {
    if (request.signal.aborted) throw new AppError("CANCELLED", { cause });
    throw new AppError("INVALID_INPUT", { data: { field: "body", problem: "this is no form" }, cause });
  }
  if (form.getAll("file").length > 1)
    throw new AppError("INVALID_INPUT", { data: { field: "file", problem: "expected one file" } });
  const given = checked({ ...query, ...Object.fromEntries(form) }, documentFormSchema);
  const named = checked(given.name ?? given.file.name, name, "name");
  return { name: named, keeps: given.keep === "true", bytes: bytesOf(given.file.stream()) };
}

async function* bytesOf(stream: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (stream) yield* stream;
}
