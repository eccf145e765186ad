import { Readable } from "node:stream";
import type { ReceivedFile } from "../contract/app.ts";
import { documentIdSchema } from "../contract/documents.ts";
import { AppError, errorTable, toAppError } from "../contract/errors.ts";
import { toWordedProblem } from "./appError.ts";
import { kindOf, kindOfPath } from "./fileKind.ts";
import type { Core } from "../core/createCore.ts";
import type { TakingTogether } from "../core/library/library.ts";
import type { IncomingModel } from "../core/llm/local/modelFilesDeps.ts";

/**
 * `POST /files?name=…` takes a file in (of a model that is cut into several, all of them one after the other, with a `part=…&size=…`
 * for each), `GET /files/<documentId>` gives an original back with byte ranges (RFC 9110, one range).
 * Every door that speaks HTTP mounts this; null for a path that is not its own.
 */
export async function handleFiles(core: Core, request: Request): Promise<Response | null> {
  const url = new URL(request.url);
  try {
    if (url.pathname === "/files" && request.method === "POST") {
      const name = url.searchParams.get("name");
      if (!name) throw new AppError("INVALID_INPUT", { data: { field: "name" } });
      const collectionId = url.searchParams.get("collection");
      const into = collectionId ? { collectionId, path: url.searchParams.get("path") ?? name } : null;
      const parts = partsOf(url.searchParams);
      return Response.json(await receiveFile(core, name, bytesOf(request), { into, parts }), { status: 202 });
    }
    if (url.pathname.startsWith("/files/") && (request.method === "GET" || request.method === "HEAD")) {
      const id = documentIdSchema.safeParse(url.pathname.slice("/files/".length));
      if (!id.success) throw new AppError("NOT_FOUND");
      return await serveOriginal(core, id.data, request);
    }
    return null;
  } catch (thrown) {
    const error = toAppError(thrown);
    return Response.json(toWordedProblem(error), { status: errorTable[error.code].status });
  }
}

/** @throws INVALID_INPUT where they are not what they should be */
function partsOf(query: URLSearchParams): IncomingModel["parts"] | null {
  const sizes = query.getAll("size").map(Number);
  const parts = query.getAll("part").map((name, index) => ({ name, bytes: sizes[index] ?? 0 }));
  if (parts.length === 0) return null;
  if (parts.some(({ bytes }) => !Number.isSafeInteger(bytes) || bytes <= 0))
    throw new AppError("INVALID_INPUT", { data: { field: "size" } });
  return parts;
}

export interface ReceiveFileOptions {
  /** the collection that the file joins, and where it stood in its folder */
  readonly into?: { readonly collectionId: string; readonly path: string } | null;
  /** the files of a model that is cut into several, whose bytes come one after the other */
  readonly parts?: IncomingModel["parts"] | null;
  readonly password?: string | undefined;
  /** What the caller can use; a model is refused then before any of it is taken in. */
  readonly only?: "documents" | undefined;
  /** what joins no collection is kept unless this says otherwise */
  readonly taking?: TakingTogether | undefined;
}

/** Takes in a file that comes as bytes, see {@link kindOf}. @throws FORMAT_UNSUPPORTED for what is not of `only` */
export async function receiveFile(
  core: Core,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  { into = null, parts = null, password, only, taking }: ReceiveFileOptions = {},
): Promise<ReceivedFile> {
  const { first, all } = await peek(bytes);
  if (into) {
    const { collectionId, path } = into;
    if (core.store.collections.queueOf(collectionId) === null) throw new AppError("NOT_FOUND");
    const { documentId, jobId } = await core.intake.file(collectionId, path, all);
    return { kind: documentId === null ? "collection" : "document", documentId, collectionId, jobId };
  }
  const kind = kindOf(name, first);
  if (kind === "model") {
    if (only !== undefined) throw new AppError("FORMAT_UNSUPPORTED", { data: { reason: "MODEL" } });
    const { jobId } = await core.models.receive({ name, bytes: all, ...(parts ? { parts } : {}) });
    return { kind: "model", documentId: null, collectionId: null, jobId };
  }
  if (kind === "archive") return archive(await core.intake.archive(name, all, password, taking));
  const { documentId, jobId } = await core.documents.receive({ ...taking, name, bytes: all, password });
  return { kind: "document", documentId, collectionId: null, jobId };
}

export interface ReceivePathOptions {
  readonly password?: string | undefined;
  /** What the caller can use; anything else is refused before any of it is taken in. By default whatever it becomes is. */
  readonly only?: "document" | "documents" | "model" | undefined;
  /** documents are kept unless this says otherwise */
  readonly taking?: TakingTogether | undefined;
}

/**
 * A file or folder of this machine, from the command line or handed over by the system: a model is used in place, a document
 * copied, a folder or an archive becomes a collection.
 * @throws FILE_IS_DIRECTORY, FORMAT_UNSUPPORTED, MODEL_NOT_GGUF for what is none of `only`
 */
export async function receivePath(
  core: Core,
  path: string,
  { password, only, taking }: ReceivePathOptions = {},
): Promise<ReceivedFile> {
  const { kind, isThere } = await kindOfPath(path);
  if (kind === "folder") {
    if (only === "document" || only === "model") throw new AppError("FILE_IS_DIRECTORY");
    const { collectionId, jobId } = await core.intake.folder(path, taking);
    return { kind: "collection", documentId: null, collectionId, jobId };
  }
  // What cannot be opened says so itself.
  if (kind !== "model" && only === "model" && isThere) throw new AppError("MODEL_NOT_GGUF");
  if (kind === "model") {
    if (only !== undefined && only !== "model") throw new AppError("FORMAT_UNSUPPORTED", { data: { reason: "MODEL" } });
    const { jobId } = await core.models.receivePath(path);
    return { kind: "model", documentId: null, collectionId: null, jobId };
  }
  if (kind === "archive") {
    if (only === "document" && (await core.intake.isArchive(path))) throw new AppError("FILE_IS_DIRECTORY");
    return archive(await core.intake.archivePath(path, password, taking));
  }
  const { documentId, jobId } = await core.documents.receivePath(path, password, taking);
  return { kind: "document", documentId, collectionId: null, jobId };
}

function archive(received: Omit<ReceivedFile, "kind">): ReceivedFile {
  return { kind: received.collectionId === null ? "document" : "collection", ...received };
}

async function serveOriginal(core: Core, id: string, request: Request): Promise<Response> {
  const file = await core.documents.openFile(id);
  const headers = new Headers({
    "Content-Type": await contentTypeOf(file),
    "Content-Disposition": "attachment",
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
  });
  const range = parseRange(request.headers.get("Range"), file.size);
  if (range === "unsatisfiable") {
    headers.set("Content-Range", `bytes */${file.size}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  headers.set("Content-Length", String(end - start + 1));
  if (range) headers.set("Content-Range", `bytes ${start}-${end}/${file.size}`);
  const status = range ? 206 : 200;
  if (request.method === "HEAD" || file.size === 0) return new Response(null, { status, headers });
  const stream = Readable.from(file.bytes(start, end + 1), { objectMode: false });
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { status, headers });
}

/** By the content, since a name may say anything; only what the interface shows as it is gets a type of its own. */
async function contentTypeOf(file: Awaited<ReturnType<Core["documents"]["openFile"]>>): Promise<string> {
  if (file.format === "pdf") return "application/pdf";
  if (file.format !== "image") return "application/octet-stream";
  for await (const [first] of file.bytes(0, 1)) {
    return first === 0x89 ? "image/png" : first === 0xff ? "image/jpeg" : "application/octet-stream";
  }
  return "application/octet-stream";
}

function parseRange(header: string | null, size: number): { start: number; end: number } | "unsatisfiable" | null {
  const match = header ? /^bytes=(\d*)-(\d*)$/.exec(header) : null;
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const [, from = "", to = ""] = match;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? "unsatisfiable" : { start, end };
}

async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  if (!request.body) return;
  const reader = request.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** The first bytes (at least 4 where there are so many) and the whole again. */
async function peek(bytes: AsyncIterable<Uint8Array>): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator: AsyncIterator<Uint8Array, unknown> = bytes[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  while (length < 4 && !ended) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else {
      head.push(next.value);
      length += next.value.byteLength;
    }
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      yield* head;
      while (!ended) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { first: Buffer.concat(head), all: whole() };
}
