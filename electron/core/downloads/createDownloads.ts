import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { AppEvent } from "../../contract/app.ts";
import type { Download, DownloadStart, FoundBy, HubModel, HubRepository } from "../../contract/downloads.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import { createTurns } from "../async/createTurns.ts";
import { measureFreeBytes } from "../files/freeBytes.ts";
import { quantizationOf } from "../../contract/ggufNames.ts";
import { nameOfModelPart } from "../../contract/modelParts.ts";
import type { Settings } from "../../contract/settings.ts";
import type { Hub } from "../hub/hub.ts";
import type { Clock, IdSource, Logger, Paths } from "../ports.ts";
import type { Store, StoredDownload } from "../store/store.ts";
import type { Downloads } from "./downloads.ts";
import { fetchFile, FileChanged } from "./fetchFile.ts";
import type { FoundFiles, FoundFile } from "./foundFiles.ts";
import { createPace } from "./pace.ts";

export interface DownloadsDeps {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: IdSource;
  readonly paths: Paths;
  readonly settings: () => Settings;
  readonly changed: (what: Extract<AppEvent, { type: "changed" }>["what"], id: string | null) => void;
  /** whether the model of this id is in the list with all its files */
  readonly hasModel: (id: string) => boolean;
  /** makes a model of files that are given away */
  readonly keep: (
    files: { readonly id: string; readonly files: readonly string[]; readonly name: string },
    signal: AbortSignal,
  ) => Promise<void>;
  /** Adds a file where it lies; the id is what its hash must be. Resolves with the model's id when the job has ended. */
  readonly link: (
    file: string,
    known: { readonly name: string; readonly id?: string },
  ) => Promise<{ jobId: string; modelId: Promise<string> }>;
  readonly foundFiles: FoundFiles;
  /** bytes that are free for this user where the folder lies; measured where not given */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** Milliseconds between two times that progress is told. */
const toldEveryMs = 300;
/** Bytes of the disk that are left to others. */
const spareBytes = 64 * 1024 * 1024;

/** What runs now. */
interface Running {
  readonly id: string;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  stage: "running" | "checking";
  problem: AppError | null;
  /** of each file */
  readonly received: number[];
}

export function createDownloads(deps: DownloadsDeps): Downloads {
  const { store, hub, clock, logger, ids, changed, settings } = deps;
  const folder = path.join(deps.paths.data, "models", "partial");
  const freeBytes = deps.freeBytes ?? measureFreeBytes;
  let pace = createPace(clock, () => settings().downloadLimit);
  /** those that this process is to fetch: others wait for the next start of the application */
  const wanted = new Set<string>();
  let running: Running | null = null;
  let isDisposed = false;
  let toldAt = -Infinity;
  /** what failed, where that could not be stored */
  const unstored = new Map<string, AppError>();
  let queue = Promise.resolve();
  const inTurn = createTurns();
  const cleaned = removeForgotten(folder, store.downloads.list(), logger);

  return {
    list() {
      const all = store.downloads.list().map(toDownload);
      return [...all.filter(({ state }) => state !== "done"), ...all.filter(({ state }) => state === "done")];
    },

    async start(input, signal) {
      const repository = await hub.describe(input.repo, input.revision, signal);
      const model = chooseModel(repository, input.file);
      refuseOther(model, input.sha256);
      return inTurn(() => begin(repository, model, input.sha256 !== null));
    },

    async pause(id) {
      requireRow(id);
      wanted.delete(id);
      if (running?.id === id) await stop(running);
      if (requireRow(id).state === "waiting") store.downloads.setState(id, { state: "paused" });
      changed("downloads", id);
    },

    resume(id) {
      const { state } = requireRow(id);
      if (state === "done") return;
      store.downloads.setState(id, { state: "waiting" });
      want(id);
    },

    async cancel(id) {
      const row = requireRow(id);
      wanted.delete(id);
      if (running?.id === id) await stop(running);
      store.downloads.remove(id);
      await forget(row);
      changed("downloads", id);
    },

    order(given) {
      const known = new Set(store.downloads.list().map(({ id }) => id));
      store.downloads.order(given.filter((id) => known.has(id)));
      changed("downloads", null);
    },

    setLimit(bytesPerSecond) {
      store.settings.set({ ...settings(), downloadLimit: bytesPerSecond });
      changed("settings", null);
    },

    async found() {
      const files = await deps.foundFiles.list();
      const here = new Set(store.models.list().flatMap(({ id, path: file }) => [id, path.resolve(file)]));
      return files.flatMap((file) => {
        const [first = ""] = file.files;
        if (here.has(path.resolve(first)) || (file.sha256 !== null && here.has(file.sha256))) return [];
        return [{ id: idOfFound(file), program: file.program, name: file.name, repo: file.repo, bytes: file.bytes }];
      });
    },

    async addFound(id) {
      const file = (await deps.foundFiles.list()).find((each) => idOfFound(each) === id);
      if (!file) throw new AppError("NOT_FOUND");
      const { jobId, modelId } = await deps.link(file.files[0] ?? "", { name: file.name });
      modelId.catch(() => {}); // the job tells it
      return { jobId };
    },

    resumeAll() {
      for (const { id, state } of store.downloads.list()) if (state === "waiting") want(id);
    },

    async dispose() {
      isDisposed = true;
      wanted.clear();
      if (running) await stop(running);
      await queue;
    },
  };

  async function begin({ repo, commit }: HubRepository, model: HubModel, pinned: boolean): Promise<Download> {
    const begun = store.downloads.list().find((each) => each.repo === repo && each.file === model.file) ?? null;
    const same = begun && isSame(begun, model, commit) ? begun : null;
    if (same && running?.id === same.id) return toDownload(same);
    if (same?.state === "done" && same.modelId !== null && deps.hasModel(same.modelId)) return toDownload(same);
    if (begun && !same) {
      if (running?.id === begun.id) await stop(running);
      await forget(begun);
    }
    const id = begun?.id ?? ids.next();
    const files = model.files.map((file, index) => ({ ...file, tag: same?.files[index]?.tag ?? null }));
    const [only] = files.length === 1 ? files : [];
    const modelId = only?.sha256 ?? null;
    const isHere = modelId !== null && deps.hasModel(modelId);
    const row: StoredDownload = {
      id,
      repo,
      commit,
      file: model.file,
      pinned,
      state: isHere ? "done" : "waiting",
      problem: null,
      foundBy: null,
      modelId: isHere ? modelId : (same?.modelId ?? null),
      addedAt: begun?.addedAt ?? clock.now(),
      files,
    };
    if (!isHere) await refuseWithoutRoom(row);
    store.downloads.put(row);
    if (isHere) changed("downloads", id);
    else want(id);
    return toDownload(row);
  }

  function want(id: string): void {
    unstored.delete(id);
    wanted.add(id);
    changed("downloads", id);
    queue = queue.then(work).catch((thrown: unknown) => {
      logger.error("The queue of downloads stopped", { error: String(thrown) });
    });
  }

  /** One after the other, as long as there are any. */
  async function work(): Promise<void> {
    await cleaned;
    for (;;) {
      const next = isDisposed
        ? undefined
        : store.downloads.list().find(({ id, state }) => state === "waiting" && wanted.has(id));
      if (!next) return;
      const ended = Promise.withResolvers<void>();
      const now: Running = {
        id: next.id,
        abort: new AbortController(),
        ended: ended.promise,
        stage: "running",
        problem: null,
        received: next.files.map((_, index) => bytesOf(partialOf(next, index))),
      };
      running = now;
      pace = createPace(clock, () => settings().downloadLimit);
      changed("downloads", next.id);
      try {
        await run(next, now);
      } catch (thrown) {
        if (!now.abort.signal.aborted) fail(next.id, thrown);
      } finally {
        running = null;
        ended.resolve();
        changed("downloads", next.id);
      }
    }
  }

  function fail(id: string, thrown: unknown): void {
    const error = toAppError(thrown);
    wanted.delete(id);
    logger.warn("A model was not fetched", { id, error: error.message });
    try {
      store.downloads.setState(id, { state: "failed", problem: error.toProblem() });
    } catch (second) {
      // On a disk that is full the row stays as it is: the download waits for the next start.
      logger.error("What became of a download could not be stored", { id, error: String(second) });
      unstored.set(id, error);
    }
  }

  async function run(row: StoredDownload, now: Running): Promise<void> {
    const { signal } = now.abort;
    // Moved before the process ended, and not told any more.
    if (row.modelId !== null && deps.hasModel(row.modelId)) return done(row.id, row.modelId);
    if (now.received.every((bytes) => bytes === 0) && (await linkFound(row, now))) return;
    await refuseWithoutRoom(row);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    let whole = createHash("sha256");
    for (const [index, file] of row.files.entries()) {
      const target = partialOf(row, index);
      try {
        whole = await fetchFile(
          { ...file, repo: row.repo, commit: row.commit, target },
          {
            hub,
            clock,
            signal,
            pace,
            progress(received, stage) {
              now.received[index] = received;
              now.stage = stage;
              tellSometimes(row.id);
            },
            keepTag: (tag) => store.downloads.setTag(row.id, index, tag),
            waiting(problem) {
              if (problem === now.problem) return;
              now.problem = problem;
              changed("downloads", row.id);
            },
          },
          whole,
        );
      } catch (thrown) {
        if (!(thrown instanceof FileChanged)) throw thrown;
        return await runChanged(row, now, file.path);
      }
    }
    now.stage = "checking";
    now.problem = null;
    changed("downloads", row.id);
    const modelId = whole.digest("hex");
    store.downloads.setState(row.id, { state: "waiting", modelId });
    const files = row.files.map((_, index) => partialOf(row, index));
    await deps.keep({ id: modelId, files, name: path.posix.basename(row.file) }, signal);
    done(row.id, modelId);
    changed("models", modelId);
  }

  /** The files at the commit are others than when it was chosen: what is there of them is of no use. */
  async function runChanged(row: StoredDownload, now: Running, name: string): Promise<void> {
    const { signal } = now.abort;
    const other = new AppError("DOWNLOAD_WRONG", { data: { reason: "OTHER", name } });
    const described = await hub.describe(row.repo, row.commit, signal);
    const model = described.models.find(({ file }) => file === row.file);
    if (!model || row.pinned || isSame(row, model, row.commit)) throw other;
    await forget(row);
    const changedRow = { ...row, files: model.files.map((file) => ({ ...file, tag: null })) };
    store.downloads.put(changedRow);
    now.received.splice(0, Infinity, ...model.files.map(() => 0));
    // A second change in one run is no accident any more.
    return run({ ...changedRow, pinned: true }, now);
  }

  /** A file of another program that is this model is used where it lies. */
  async function linkFound(row: StoredDownload, now: Running): Promise<boolean> {
    const { signal } = now.abort;
    now.stage = "checking";
    const found = await deps.foundFiles.matching(row.files, signal);
    now.stage = "running";
    if (!found) return false;
    const [only] = row.files.length === 1 ? row.files : [];
    const expected = only?.sha256 ?? null;
    try {
      const name = path.posix.basename(row.file);
      const linked = await deps.link(found.files[0] ?? "", { name, ...(expected === null ? {} : { id: expected }) });
      done(row.id, await linked.modelId, found.program);
      return true;
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      logger.warn("A file of another program could not be used", { program: found.program, error: String(thrown) });
      return false;
    }
  }

  function done(id: string, modelId: string, foundBy: FoundBy | null = null): void {
    wanted.delete(id);
    store.downloads.setState(id, { state: "done", modelId, foundBy });
  }

  async function stop(now: Running): Promise<void> {
    now.abort.abort();
    await now.ended;
  }

  function tellSometimes(id: string): void {
    const at = clock.monotonic();
    if (at - toldAt < toldEveryMs) return;
    toldAt = at;
    changed("downloads", id);
  }

  function requireRow(id: string): StoredDownload {
    const row = store.downloads.get(id);
    if (!row) throw new AppError("NOT_FOUND");
    return row;
  }

  /** Named as the parts of a model where there are several, so that it can be read as one. */
  function partialOf({ id, files }: StoredDownload, index: number): string {
    const stem = path.join(folder, id);
    return files.length === 1 ? `${stem}.gguf` : nameOfModelPart({ stem, number: index + 1, count: files.length });
  }

  async function forget(row: StoredDownload): Promise<void> {
    for (const index of row.files.keys()) await rm(partialOf(row, index), { force: true });
  }

  /** @throws DISK_FULL where this one and those that wait before it would not fit */
  async function refuseWithoutRoom(row: StoredDownload): Promise<void> {
    const missing = (each: StoredDownload): number =>
      each.files.reduce((sum, file, index) => sum + Math.max(0, file.bytes - bytesOf(partialOf(each, index))), 0);
    const before = store.downloads.list();
    const at = before.findIndex(({ id }) => id === row.id);
    const waiting = (at < 0 ? before : before.slice(0, at)).filter(({ state }) => state === "waiting");
    const needBytes = [...waiting, row].reduce((sum, each) => sum + missing(each), 0);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const free = await freeBytes(folder);
    if (needBytes + spareBytes <= free) return;
    throw new AppError("DISK_FULL", { data: { reason: "DOWNLOAD", needBytes, freeBytes: free } });
  }

  function toDownload(row: StoredDownload): Download {
    const now = running?.id === row.id ? running : null;
    const problem = now ? now.problem?.toProblem() : (row.problem ?? unstored.get(row.id)?.toProblem());
    const files = row.files.map(({ path: name, bytes, sha256 }, index) => ({
      path: name,
      bytes,
      sha256,
      received: row.state === "done" ? bytes : (now?.received[index] ?? bytesOf(partialOf(row, index))),
    }));
    const bytes = sum(files.map((file) => file.bytes));
    const received = Math.min(bytes, sum(files.map((file) => file.received)));
    const bytesPerSecond = now?.stage === "running" ? pace.speed() : null;
    return {
      id: row.id,
      repo: row.repo,
      commit: row.commit,
      file: row.file,
      quantization: quantizationOf(row.file),
      files,
      bytes,
      received,
      bytesPerSecond,
      secondsLeft: bytesPerSecond === null ? null : (bytes - received) / bytesPerSecond,
      state: now?.stage ?? (row.state === "waiting" && unstored.has(row.id) ? "failed" : row.state),
      problem: problem ?? null,
      checkedBy: row.files.every(({ sha256 }) => sha256 !== null) ? "sha256" : "size",
      foundBy: row.foundBy,
      modelId: row.state === "done" ? row.modelId : null,
      addedAt: row.addedAt,
    };
  }
}

/**
 * The model that is meant by a path, a file's name or a quantization; for null the only one, or the usual quantization.
 * @throws HUB_NOT_FOUND, INVALID_INPUT where several could be
 */
function chooseModel({ repo, models }: HubRepository, wanted: string | null): HubModel {
  if (models.length === 0) throw new AppError("HUB_NOT_FOUND", { data: { reason: "NO_MODEL", repo } });
  const all = models.filter(({ kind }) => kind === "model");
  const able = wanted !== null ? models.filter((model) => isMeant(model, wanted)) : all.length > 0 ? all : models;
  const usual = able.filter(({ quantization }) => quantization === usualQuantization);
  const [first, ...more] = able.length > 1 && usual.length === 1 ? usual : able;
  if (!first) throw new AppError("HUB_NOT_FOUND", { data: { reason: "FILE", repo, name: wanted ?? "" } });
  if (more.length === 0) return first;
  const allowed = able.slice(0, 40).map(({ file }) => file);
  throw new AppError("INVALID_INPUT", { data: { reason: "WHICH_MODEL", name: repo, allowed } });
}

/** Of a model that is to be had in several, the smallest that answers nearly as well as the whole. */
const usualQuantization = "Q4_K_M";

function isMeant({ files, quantization }: HubModel, wanted: string): boolean {
  const name = wanted.toLowerCase().replace(/^\/+/u, "");
  const names = files.flatMap(({ path: file }) => [file, path.posix.basename(file), file.replace(/\.gguf$/iu, "")]);
  return quantization?.toLowerCase() === name || names.some((each) => each.toLowerCase() === name);
}

/** @throws DOWNLOAD_WRONG where the hub names another hash than the one it is known by */
function refuseOther({ file, files }: HubModel, sha256: DownloadStart["sha256"]): void {
  if (sha256 === null || files[0]?.sha256 === sha256) return;
  throw new AppError("DOWNLOAD_WRONG", { data: { reason: "OTHER", name: file } });
}

/** Whether what is there of it is of these files. By their hashes that is known, whatever commit they are taken from. */
function isSame({ files, commit }: StoredDownload, model: HubModel, at: string): boolean {
  return (
    files.length === model.files.length &&
    (commit === at || model.files.every(({ sha256 }) => sha256 !== null)) &&
    files.every(({ path: name, bytes, sha256 }, index) => {
      const other = model.files[index];
      return other?.path === name && other.bytes === bytes && other.sha256 === sha256;
    })
  );
}

function idOfFound({ program, files }: FoundFile): string {
  return createHash("sha256")
    .update(`${program}\n${files.join("\n")}`)
    .digest("hex")
    .slice(0, 32);
}

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

/** Parts of downloads that no row names. */
async function removeForgotten(folder: string, rows: readonly StoredDownload[], logger: Logger): Promise<void> {
  try {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      if (!rows.some(({ id, state }) => state !== "done" && name.startsWith(id)))
        await rm(path.join(folder, name), { force: true });
    }
  } catch (thrown) {
    logger.warn("What is left of downloads could not be removed", { error: String(thrown) });
  }
}
