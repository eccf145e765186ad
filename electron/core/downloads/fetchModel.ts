import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { FoundBy } from "../../contract/downloads.ts";
import { AppError } from "../../contract/errors.ts";
import type { StoredDownload } from "../store/store.ts";
import { isSame, knownIdOf } from "./chooseModel.ts";
import type { DownloadsDeps } from "./downloadsDeps.ts";
import { fetchFile, FileChanged } from "./fetchFile.ts";
import type { Pace } from "./pace.ts";
import type { Partials } from "./partials.ts";

/** A download while it runs. */
export interface Running {
  readonly id: string;
  readonly abort: AbortController;
  readonly pace: Pace;
  stage: "running" | "checking";
  /** why it waits before it tries again */
  problem: AppError | null;
  /** bytes of each file */
  received: number[];
}

export interface FetchModelContext extends Pick<
  DownloadsDeps,
  "store" | "hub" | "clock" | "logger" | "changed" | "hasModel" | "keep" | "link" | "foundFiles"
> {
  readonly partials: Partials;
  /** Tells that more has come, as often as somebody may want to know. */
  progressed(id: string): void;
}

/** What is there, once it is. */
interface Fetched {
  readonly modelId: string;
  readonly foundBy: FoundBy | null;
}

/**
 * Makes a model of a download: one that is here, one that another program has, or what the hub gives. Where it stops, what was fetched
 * stays.
 * @throws DOWNLOAD_WRONG, DISK_FULL, CANCELLED; what `fetchFile` and `keep` throw
 */
export async function fetchModel(row: StoredDownload, now: Running, context: FetchModelContext): Promise<Fetched> {
  const { store, partials } = context;
  // Moved before the process ended, and not told any more; or it came in another way meanwhile.
  const here = [row.modelId, knownIdOf(row.files)].find((id) => id !== null && context.hasModel(id)) ?? null;
  if (here !== null) {
    await partials.forget(row);
    return { modelId: here, foundBy: null };
  }
  const linked = now.received.every((bytes) => bytes === 0) ? await linkFound(row, now, context) : null;
  if (linked !== null) return linked;
  await partials.refuseWithoutRoom(row, store.downloads.list());
  return await fetchFiles(row, now, context, []);
}

/** What has gone wrong once by itself, and must not again. */
type Accident = "changed" | "gone";

async function fetchFiles(
  row: StoredDownload,
  now: Running,
  context: FetchModelContext,
  accidents: readonly Accident[],
): Promise<Fetched> {
  const { store, hub, clock, partials, changed, progressed } = context;
  const { signal } = now.abort;
  await mkdir(partials.folder, { recursive: true, mode: 0o700 });
  let whole = createHash("sha256");
  for (const [index, file] of row.files.entries()) {
    try {
      whole = await fetchFile(
        { ...file, repo: row.repo, commit: row.commit, target: partials.pathOf(row, index) },
        {
          hub,
          clock,
          signal,
          pace: now.pace,
          progress(received, stage) {
            now.received[index] = received;
            now.stage = stage;
            progressed(row.id);
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
      const other = new AppError("DOWNLOAD_WRONG", { data: { reason: "OTHER", name: file.path } });
      // A second change in one run is no accident any more.
      if (row.pinned || accidents.includes("changed")) throw other;
      const next = await changedRow(row, now, context);
      if (next === null) throw other;
      return await fetchFiles(next, now, context, [...accidents, "changed"]);
    }
  }
  now.stage = "checking";
  now.problem = null;
  changed("downloads", row.id);
  const gone = row.files.findIndex(({ bytes }, index) => partials.bytesOf(row, index) !== bytes);
  if (gone >= 0) {
    // Somebody deleted it while it came: the bytes went where nobody finds them.
    const { path: name = "", bytes: expectedBytes = 0 } = row.files[gone] ?? {};
    const data = { reason: "SIZE", name, bytes: partials.bytesOf(row, gone), expectedBytes } as const;
    if (accidents.includes("gone")) throw new AppError("DOWNLOAD_WRONG", { data });
    return await fetchFiles(row, now, context, [...accidents, "gone"]);
  }
  const modelId = whole.digest("hex");
  store.downloads.setState(row.id, { state: "waiting", modelId });
  const files = row.files.map((_, index) => partials.pathOf(row, index));
  await context.keep({ id: modelId, files, name: path.posix.basename(row.file) }, signal);
  changed("models", modelId);
  return { modelId, foundBy: null };
}

/**
 * The files at the commit are others than when it was chosen: what is there of them is of no use.
 * @returns null where they are the same, or none
 */
async function changedRow(
  row: StoredDownload,
  now: Running,
  { store, hub, partials }: FetchModelContext,
): Promise<StoredDownload | null> {
  const described = await hub.describe(row.repo, row.commit, now.abort.signal);
  const model = described.models.find(({ file }) => file === row.file);
  if (!model || isSame(row, model, row.commit)) return null;
  await partials.forget(row);
  const next = { ...row, files: model.files.map((file) => ({ ...file, tag: null })) };
  store.downloads.put(next);
  now.received = model.files.map(() => 0);
  return next;
}

/** A file of another program that is this model is used where it lies. */
async function linkFound(
  row: StoredDownload,
  now: Running,
  { foundFiles, link, logger }: FetchModelContext,
): Promise<Fetched | null> {
  const { signal } = now.abort;
  now.stage = "checking";
  const found = await foundFiles.matching(row.files, signal);
  now.stage = "running";
  if (!found) return null;
  const id = knownIdOf(row.files);
  try {
    const known = { name: path.posix.basename(row.file), ...(id === null ? {} : { id }) };
    const { modelId } = await link(found.files[0] ?? "", known, signal);
    return { modelId: await modelId, foundBy: found.program };
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    logger.warn("A file of another program could not be used", { program: found.program, error: String(thrown) });
    return null;
  }
}
