import { mkdir, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError, type Problem, toAppError } from "../../../contract/errors.ts";
import { modelPartOf, nameOfModelPart, namesOfModelParts } from "../../../contract/modelParts.ts";
import type { ModelMetadata } from "./engine.ts";
import type { JobContext } from "../../jobs/jobs.ts";
import type { StoredModel } from "../../store/store.ts";
import type { Adapters } from "./adapters.ts";
import { bundledEmbedding } from "./bundledEmbedding.ts";
import type { IncomingModel, ModelFilesDeps } from "./modelFilesDeps.ts";
import { hashFiles } from "../../files/hashFiles.ts";
import { fileError, refuseOtherThanGguf, writeWhileHashing } from "./modelBytes.ts";
import { readNamed } from "./readNamed.ts";
import { filesOfModel, isThere } from "./storedFiles.ts";

interface ImportDeps extends ModelFilesDeps {
  readonly adapters: Adapters;
}

/** The two ways a model comes in: as bytes that are copied, or as a file that stays where it is. */
export const importModel = {
  async fromBytes(deps: ImportDeps, file: IncomingModel): Promise<{ jobId: string }> {
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

  async fromPath(deps: ImportDeps, file: string, known: KnownFile = {}): Promise<{ jobId: string }> {
    const source = await findFile(file);
    const { id } = deps.jobs.start({
      kind: "importModel",
      subject: known.name ?? path.basename(file),
      lane: "import",
      usesModel: false,
      onShutdown: "cancel",
      run: (context) => addInPlace(deps, source, known, context),
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
  if (registerEmbedding(deps)) present.add(bundledEmbedding.id);
  for (const name of names) {
    const file = path.join(folder, name);
    try {
      const id = await hashFiles([file], () => {});
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
function registerEmbedding(deps: ModelFilesDeps): boolean {
  const { id, name, metadata } = bundledEmbedding;
  const file = path.join(deps.paths.resources, bundledEmbedding.file);
  if (!isThere({ path: file, metadata })) return false;
  const row = deps.store.models.get(id);
  if (row && (!row.bundled || row.path === file)) return true;
  const addedAt = row?.addedAt ?? deps.clock.now();
  deps.store.models.put({ id, name, path: file, bundled: true, owned: false, metadata, addedAt });
  deps.changed("models", id);
  return true;
}

async function copyIn(deps: ImportDeps, file: IncomingModel, context: JobContext, taken: () => void): Promise<void> {
  const folder = modelsFolder(deps);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lengths = lengthsOf(file);
  const temporary = namesOfParts(path.join(folder, `${leftoverMark}${context.jobId}`), lengths.length);
  try {
    const targets = temporary.map((at, index) => ({ at, bytes: lengths[index] ?? Infinity }));
    const progress = (done: number, total: number): void => copying(context, done, total);
    const id = await writeWhileHashing(targets, file.bytes, progress, context.signal).finally(taken);
    await keepFiles(deps, { id, files: temporary, name: file.name }, context.signal);
    tell(deps, context, id);
  } catch (thrown) {
    await removeAll(temporary);
    throw thrown;
  }
}

/** Files that lie in the folder of models and were hashed. */
export interface HashedFiles {
  readonly id: string;
  /** named as the parts of a model where there are several */
  readonly files: readonly string[];
  /** by which the first of them came */
  readonly name: string;
}

/**
 * Makes a model of its own of files that are given away: they are moved, or deleted where the model is there already. Where it is
 * refused they stay as they are.
 * @throws what is wrong with the model, CANCELLED
 */
export async function keepFiles(deps: ImportDeps, given: HashedFiles, signal: AbortSignal): Promise<void> {
  const { id, files } = given;
  const [first = ""] = files;
  const known = modelOf(deps, id);
  if (known && isThere(known)) {
    await removeAll(files);
    return;
  }
  const metadata = known?.metadata ?? (await readUnlessAdapter(deps, first, given.name, signal));
  if (metadata === null) {
    const settle = async (name: string): Promise<string> => {
      const target = path.join(modelsFolder(deps), `${fileStem(name)}-${id.slice(0, 8)}.gguf`);
      await rename(first, target);
      return target;
    };
    await deps.adapters.add({ id, path: first, fileName: given.name, owned: true, settle }, signal);
    return;
  }
  const name = known?.name ?? nameOf(metadata, given.name);
  const kept = namesOfParts(path.join(modelsFolder(deps), `${fileStem(name)}-${id.slice(0, 8)}`), files.length);
  signal.throwIfAborted();
  // The row first: a file of gigabytes that no row names would stay for ever, whatever ends the process in between.
  put(deps, { id, name, path: kept[0] ?? "", owned: true, metadata }, known);
  const moved: (readonly [from: string, to: string])[] = [];
  try {
    for (const [index, to] of kept.entries()) {
      const from = files[index] ?? "";
      await rename(from, to);
      moved.push([from, to]);
    }
  } catch (thrown) {
    if (known) deps.store.models.put(known);
    else deps.store.models.remove(id);
    for (const [from, to] of moved) await rename(to, from);
    throw thrown;
  }
  await fitAdapters(deps, id);
  deps.onAdded?.(id);
}

/**
 * Bytes of each of the files that come one after the other.
 * @throws MODEL_UNUSABLE for a part that is not the first, MODEL_PARTS_MISSING, both before a byte of them is taken
 */
function lengthsOf({ name, parts }: IncomingModel): number[] {
  const given = parts ?? [{ name, bytes: Infinity }];
  const part = modelPartOf(name);
  const all = namesOfModelParts(name);
  const missing = all.filter((one) => !given.some((incoming) => incoming.name === one));
  if (part && part.number > 1 && given.length === 1)
    throw new AppError("MODEL_UNUSABLE", { data: { reason: "PART", part: part.number, parts: part.count } });
  if (missing.length > 0) throw new AppError("MODEL_PARTS_MISSING", { data: { parts: all.length, missing } });
  if (given.length > all.length || given.some((incoming, index) => incoming.name !== all[index]))
    throw new AppError("INVALID_INPUT", { data: { field: "part" } });
  return given.map(({ bytes }) => bytes);
}

function namesOfParts(stem: string, count: number): string[] {
  return count === 1 ? [`${stem}.gguf`] : namesOfModelParts(nameOfModelPart({ stem, number: 1, count }));
}

async function removeAll(files: readonly string[]): Promise<void> {
  for (const file of files) await rm(file, { force: true });
}

/** What is known of a file before it is read. */
export interface KnownFile {
  /** that tells more than the file's own, as where another program calls it by its hash */
  readonly name?: string;
  /** the id it must have; one that has another is not added */
  readonly id?: string;
}

async function addInPlace(deps: ImportDeps, file: string, expected: KnownFile, context: JobContext): Promise<void> {
  const called = expected.name ?? path.basename(file);
  await refuseOtherThanGguf(file);
  // Before it is hashed: what is no model is told at once, whatever its size.
  const metadata = await readUnlessAdapter(deps, file, called, context.signal);
  if (metadata === null) {
    const id = await hashFiles([file], (done) => copying(context, done, 0), context.signal);
    refuseOther(expected, id);
    await deps.adapters.add({ id, path: file, fileName: called, owned: false }, context.signal);
    return tell(deps, context, id);
  }
  const { bytes } = metadata;
  const id = await hashFiles(
    filesOfModel({ path: file, metadata }),
    (done) => copying(context, done, bytes),
    context.signal,
  );
  refuseOther(expected, id);
  const known = deps.store.models.get(id);
  if (known && isThere(known)) return tell(deps, context, id);
  const name = known?.name ?? nameOf(metadata, called);
  put(deps, { id, name, path: file, owned: false, metadata }, known);
  await fitAdapters(deps, id);
  deps.onAdded?.(id);
  tell(deps, context, id);
}

/** The metadata of a model; null where the file is an adapter. @throws as `readNamed` */
async function readUnlessAdapter(
  deps: ImportDeps,
  file: string,
  name: string,
  signal: AbortSignal,
): Promise<ModelMetadata | null> {
  try {
    return await readNamed(deps.engine, file, name, signal);
  } catch (thrown) {
    if (isAdapterProblem(toAppError(thrown))) return null;
    throw thrown;
  }
}

/** What an earlier version took for a model that cannot be used, and is an adapter, counts for none. */
function modelOf({ store }: ImportDeps, id: string): StoredModel | null {
  const known = store.models.get(id);
  return known?.problem && isAdapterProblem(known.problem) ? null : known;
}

function isAdapterProblem({ code, data }: Pick<Problem, "code" | "data">): boolean {
  return code === "MODEL_UNUSABLE" && data?.["reason"] === "ADAPTER";
}

async function fitAdapters({ store, adapters }: ImportDeps, id: string): Promise<void> {
  const added = store.models.get(id);
  if (added?.metadata.purpose === "chat") await adapters.fit(added);
}

/** @throws DOWNLOAD_WRONG where it is another file than was expected */
function refuseOther({ id: expected, name = "" }: KnownFile, id: string): void {
  if (expected !== undefined && expected !== id) {
    throw new AppError("DOWNLOAD_WRONG", { data: { reason: "OTHER", name } });
  }
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

/** Where the file lies. The parts of a model are beside the link that bears a part's name, if it is one, and stay there. */
async function findFile(file: string): Promise<string> {
  try {
    const real = await realpath(file);
    const info = await stat(real);
    if (info.isDirectory()) throw new AppError("FILE_IS_DIRECTORY", { data: { name: path.basename(file) } });
    if (!info.isFile()) throw new AppError("FILE_UNREADABLE", { data: { name: path.basename(file) } });
    return modelPartOf(file) ? path.resolve(file) : real;
  } catch (thrown) {
    throw fileError(thrown);
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
  return own ? own : (modelPartOf(fileName)?.stem ?? path.basename(fileName).replace(/\.gguf$/i, "")) || "Model";
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
