import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError, toAppError } from "../../../contract/errors.ts";
import type { ModelMetadata } from "./engine.ts";
import type { JobContext } from "../../jobs/jobs.ts";
import type { StoredModel } from "../../store/store.ts";
import { bundledEmbedding } from "./bundledEmbedding.ts";
import type { ModelFilesDeps } from "./modelFilesDeps.ts";

/** The two ways a model comes in: as bytes that are copied, or as a file that stays where it is. */
export const importModel = {
  async fromBytes(
    deps: ModelFilesDeps,
    file: { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> },
  ): Promise<{ jobId: string }> {
    const taken = Promise.withResolvers<void>();
    const job = deps.jobs.start({
      kind: "importModel",
      subject: file.name,
      lane: "import",
      usesModel: false,
      onShutdown: "cancel",
      run: (context) => copyIn(deps, file, context, taken.resolve),
    });
    // Who sends the bytes must stay until they are taken: an answer before that may end the connection they come over.
    const ended = deps.jobs.finished(job.id).then(
      () => {},
      () => {}, // the job itself tells its error
    );
    await Promise.race([taken.promise, ended]);
    return { jobId: job.id };
  },

  async fromPath(deps: ModelFilesDeps, file: string): Promise<{ jobId: string }> {
    const source = await findFile(file);
    const { id } = deps.jobs.start({
      kind: "importModel",
      subject: path.basename(file),
      lane: "import",
      usesModel: false,
      onShutdown: "cancel",
      run: (context) => addInPlace(deps, source, context),
    });
    return { jobId: id };
  },
};

/** See `ModelFiles.registerBundled`. One that cannot be read is told in the log and left out: the application starts without it. */
export async function registerBundled(deps: ModelFilesDeps): Promise<void> {
  const { store, logger } = deps;
  await removeLeftovers(modelsFolder(deps));
  const folder = path.join(deps.paths.resources, "starter");
  const names = (await filesOf(folder)).filter((name) => /\.gguf$/i.test(name)).toSorted();
  const present = new Set<string>();
  if (await registerEmbedding(deps)) present.add(bundledEmbedding.id);
  for (const name of names) {
    const file = path.join(folder, name);
    try {
      const id = await hashFile(file, () => {});
      present.add(id);
      const row = store.models.get(id);
      if (row && (!row.bundled || row.path === file)) continue;
      const metadata = row?.metadata ?? (await deps.engine.readMetadata(file));
      store.models.put({
        id,
        name: names.length === 1 ? "Starter (tiny)" : nameOf(metadata, name),
        path: file,
        bundled: true,
        owned: false,
        metadata,
        addedAt: row?.addedAt ?? deps.clock.now(),
      });
      deps.changed("models", id);
    } catch (thrown) {
      logger.error("A bundled model could not be added", { name, error: String(thrown) });
    }
  }
  for (const row of store.models.list()) {
    if (row.bundled && !present.has(row.id)) store.models.remove(row.id);
  }
}

/** It is neither read nor hashed: whether its file is there is told by its size. */
async function registerEmbedding(deps: ModelFilesDeps): Promise<boolean> {
  const { id, name, metadata } = bundledEmbedding;
  const file = path.join(deps.paths.resources, bundledEmbedding.file);
  if (!(await hasBytes(file, metadata.bytes))) return false;
  const row = deps.store.models.get(id);
  if (row && (!row.bundled || row.path === file)) return true;
  const addedAt = row?.addedAt ?? deps.clock.now();
  deps.store.models.put({ id, name, path: file, bundled: true, owned: false, metadata, addedAt });
  deps.changed("models", id);
  return true;
}

async function copyIn(
  deps: ModelFilesDeps,
  file: { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> },
  context: JobContext,
  taken: () => void,
): Promise<void> {
  const folder = modelsFolder(deps);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = path.join(folder, `${leftoverMark}${context.jobId}.gguf`);
  try {
    const id = await writeWhileHashing(temporary, file.bytes, context).finally(taken);
    const known = deps.store.models.get(id);
    if (known && (await hasBytes(known.path, known.metadata.bytes))) {
      await rm(temporary);
      return tell(deps, context, id);
    }
    const metadata = known?.metadata ?? (await deps.engine.readMetadata(temporary, context.signal));
    const name = known?.name ?? nameOf(metadata, file.name);
    const target = path.join(folder, `${fileStem(name)}-${id.slice(0, 8)}.gguf`);
    context.signal.throwIfAborted();
    // The row first: a file of gigabytes that no row names would stay for ever, whatever ends the process in between.
    put(deps, { id, name, path: target, owned: true, metadata }, known);
    try {
      await rename(temporary, target);
    } catch (thrown) {
      if (known) deps.store.models.put(known);
      else deps.store.models.remove(id);
      throw thrown;
    }
    deps.onAdded?.(id);
    tell(deps, context, id);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}

async function addInPlace(
  deps: ModelFilesDeps,
  file: { readonly path: string; readonly bytes: number },
  context: JobContext,
): Promise<void> {
  await refuseOtherThanGguf(file.path);
  const id = await hashFile(file.path, (done) => copying(context, done, file.bytes), context.signal);
  const known = deps.store.models.get(id);
  if (known && (await hasBytes(known.path, known.metadata.bytes))) return tell(deps, context, id);
  const metadata = known?.metadata ?? (await deps.engine.readMetadata(file.path, context.signal));
  const name = known?.name ?? nameOf(metadata, path.basename(file.path));
  put(deps, { id, name, path: file.path, owned: false, metadata }, known);
  deps.onAdded?.(id);
  tell(deps, context, id);
}

/** A model whose file had gone keeps its place in the list when it comes back. */
function put(deps: ModelFilesDeps, model: Omit<StoredModel, "bundled" | "addedAt">, known: StoredModel | null): void {
  deps.store.models.put({
    ...model,
    bundled: known?.bundled ?? false,
    addedAt: known?.addedAt ?? deps.clock.now(),
  });
}

function tell(deps: ModelFilesDeps, context: JobContext, id: string): void {
  context.emit({ type: "item", item: { kind: "result", id } });
  deps.changed("models", id);
}

function copying(context: JobContext, done: number, total: number): void {
  context.emit({ type: "progress", stage: "copying", done, total, leftMs: null });
}

/** Bytes between two progress events. */
const progressStep = 8 * 1024 * 1024;
const magic = "GGUF";

/** Writes to a new file that is on the disk when this resolves; stops at the first bytes where they are not those of a GGUF. */
async function writeWhileHashing(
  destination: string,
  bytes: AsyncIterable<Uint8Array>,
  context: JobContext,
): Promise<string> {
  const hash = createHash("sha256");
  await using target = await open(destination, "wx", 0o600);
  let head = Buffer.alloc(0);
  let checked = false;
  let done = 0;
  let told = -progressStep;
  for await (const chunk of untilAborted(bytes, context.signal)) {
    if (!checked) {
      head = Buffer.concat([head, chunk]);
      checked = head.length >= magic.length;
      if (checked) refuseMagic(head);
    }
    hash.update(chunk);
    let written = 0;
    while (written < chunk.byteLength) {
      written += (await target.write(chunk, written)).bytesWritten;
    }
    done += chunk.byteLength;
    if (done - told >= progressStep) {
      copying(context, done, 0);
      told = done;
    }
  }
  if (!checked) throw new AppError("MODEL_NOT_GGUF");
  await target.sync();
  copying(context, done, done);
  return hash.digest("hex");
}

/** Leaves at once when the job is stopped, even while no bytes come. */
async function* untilAborted(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {}); // looked at in the race only
  const abort = () => aborted.reject(new AppError("CANCELLED"));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  const iterator = bytes[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await Promise.race([nextOf(iterator), aborted.promise]);
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", abort);
    // Not awaited: a source that waits for its sender would keep the job.
    if (!ended) void iterator.return?.().then(undefined, () => {});
  }
}

async function nextOf(iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await iterator.next();
  } catch (thrown) {
    throw new AppError("FILE_UNREADABLE", {
      data: { reason: "STOPPED_ARRIVING" },
      cause: thrown,
    });
  }
}

async function hashFile(file: string, progress: (done: number) => void, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  let done = 0;
  let told = -progressStep;
  const stream = createReadStream(file, { highWaterMark: 1024 * 1024, ...(signal ? { signal } : {}) });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    done += chunk.byteLength;
    if (done - told >= progressStep) {
      progress(done);
      told = done;
    }
  }
  progress(done);
  return hash.digest("hex");
}

async function refuseOtherThanGguf(file: string): Promise<void> {
  await using handle = await open(file).catch((thrown: unknown) => {
    throw fileError(thrown);
  });
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
  refuseMagic(buffer.subarray(0, bytesRead));
}

function refuseMagic(head: Buffer): void {
  if (head.toString("latin1", 0, magic.length) !== magic) throw new AppError("MODEL_NOT_GGUF");
}

async function findFile(file: string): Promise<{ path: string; bytes: number }> {
  try {
    const real = await realpath(file);
    const info = await stat(real);
    if (info.isDirectory()) throw new AppError("FILE_IS_DIRECTORY", { data: { name: path.basename(file) } });
    if (!info.isFile()) throw new AppError("FILE_UNREADABLE", { data: { name: path.basename(file) } });
    return { path: real, bytes: info.size };
  } catch (thrown) {
    throw fileError(thrown);
  }
}

function fileError(thrown: unknown): AppError {
  const code = thrown instanceof Error ? (thrown as { code?: unknown }).code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return new AppError("FILE_NOT_FOUND", { cause: thrown });
  if (code === "ELOOP") return new AppError("FILE_LINK_LOOP", { cause: thrown });
  if (code === "EACCES" || code === "EPERM") return new AppError("FILE_UNREADABLE", { cause: thrown });
  return toAppError(thrown);
}

async function hasBytes(file: string, bytes: number): Promise<boolean> {
  try {
    const info = await stat(file);
    return info.isFile() && info.size === bytes;
  } catch {
    return false; // whatever the reason, this file cannot be loaded, so the one at hand takes its place
  }
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (thrown instanceof Error && (thrown as { code?: unknown }).code === "ENOENT") return [];
    throw thrown;
  }
}

/** Imports in the making bear this at the start of their names. */
const leftoverMark = ".incoming-";

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await filesOf(folder)) {
    if (name.startsWith(leftoverMark)) await rm(path.join(folder, name), { force: true });
  }
}

function modelsFolder(deps: ModelFilesDeps): string {
  return path.join(deps.paths.data, "models");
}

function nameOf(metadata: ModelMetadata, fileName: string): string {
  const own = metadata.name?.trim();
  return own ? own : path.basename(fileName).replace(/\.gguf$/i, "") || "Model";
}

/** A file name that every system takes. */
function fileStem(name: string): string {
  const stem = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  return stem === "" ? "model" : stem;
}
