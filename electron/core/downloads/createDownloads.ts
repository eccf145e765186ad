import { createHash } from "node:crypto";
import path from "node:path";
import type { Download, HubModel, HubRepository } from "../../contract/downloads.ts";
import { AppError } from "../../contract/errors.ts";
import { quantizationOf } from "../../contract/ggufNames.ts";
import { createTurns } from "../async/createTurns.ts";
import { neverAborted } from "../async/waiting.ts";
import { measureFreeBytes } from "../files/freeBytes.ts";
import type { StoredDownload } from "../store/store.ts";
import { chooseModel, isSame, knownIdOf } from "./chooseModel.ts";
import { createQueue } from "./createQueue.ts";
import type { Downloads } from "./downloads.ts";
import type { DownloadsDeps } from "./downloadsDeps.ts";
import type { FoundFile } from "./createFoundFiles.ts";
import { createPartials } from "./partials.ts";

/** Milliseconds between two times that progress is told. */
const toldEveryMs = 300;
/** Seconds without a byte after which a download is said to stand still. */
const longSilence = 5;

/** What changes a download happens in turn, and each finds it as the one before has left it. */
export function createDownloads(deps: DownloadsDeps): Downloads {
  const { store, hub, clock, ids, changed, settings } = deps;
  const partials = createPartials(path.join(deps.paths.data, "models", "partial"), deps.freeBytes ?? measureFreeBytes);
  const inTurn = createTurns();
  let isDisposed = false;
  let toldAt = -Infinity;
  const queue = createQueue({
    ...deps,
    partials,
    downloadLimit: () => settings().downloadLimit,
    prepared: partials.keepOnly(store.downloads.list(), deps.logger),
    progressed(id) {
      const at = clock.monotonic();
      if (at - toldAt < toldEveryMs) return;
      toldAt = at;
      changed("downloads", id);
    },
  });

  return {
    list() {
      const all = store.downloads.list().map(toDownload);
      return [...all.filter(({ state }) => state !== "done"), ...all.filter(({ state }) => state === "done")];
    },

    async start(input, signal) {
      const repository = await hub.describe(input.repo, input.revision, signal);
      const model = chooseModel(repository, input);
      return inTurn(() => begin(repository, model, input.sha256 !== null));
    },

    pause: (id) =>
      inTurn(async () => {
        requireRow(id);
        await queue.leave(id);
        if (requireRow(id).state === "waiting") store.downloads.setState(id, { state: "paused" });
        changed("downloads", id);
      }),

    resume: (id) =>
      inTurn(() => {
        if (requireRow(id).state === "done" || queue.running?.id === id) return;
        store.downloads.setState(id, { state: "waiting" });
        queue.want(id);
      }),

    cancel: (id) =>
      inTurn(async () => {
        requireRow(id);
        await queue.leave(id);
        const row = requireRow(id);
        store.downloads.remove(id);
        await partials.forget(row);
        changed("downloads", id);
      }),

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
      const { jobId, modelId } = await deps.link(file.files[0] ?? "", { name: file.name }, neverAborted());
      modelId.catch(() => {}); // the job tells it
      return { jobId };
    },

    resumeAll() {
      for (const { id, state } of store.downloads.list()) if (state === "waiting") queue.want(id);
    },

    async dispose() {
      isDisposed = true;
      await queue.dispose();
      await inTurn(() => {});
    },
  };

  async function begin({ repo, commit }: HubRepository, model: HubModel, pinned: boolean): Promise<Download> {
    if (isDisposed) throw new AppError("CANCELLED");
    const begun = store.downloads.list().find((each) => each.repo === repo && each.file === model.file) ?? null;
    const same = begun && isSame(begun, model, commit) ? begun : null;
    if (same && queue.running?.id === same.id) return toDownload(same);
    if (same?.state === "done" && same.modelId !== null && deps.hasModel(same.modelId)) return toDownload(same);
    if (begun && !same) await queue.leave(begun.id);
    const modelId = knownIdOf(model.files);
    const isHere = modelId !== null && deps.hasModel(modelId);
    const row: StoredDownload = {
      id: begun?.id ?? ids.next(),
      repo,
      commit,
      file: model.file,
      pinned,
      state: isHere ? "done" : "waiting",
      problem: null,
      foundBy: null,
      modelId: isHere ? modelId : (same?.modelId ?? null),
      addedAt: begun?.addedAt ?? clock.now(),
      files: model.files.map((file, index) => ({ ...file, tag: same?.files[index]?.tag ?? null })),
    };
    if (!isHere) await partials.refuseWithoutRoom(row, store.downloads.list());
    // What is there is of another file. Before the row says so, for without a hash nothing else would tell them apart.
    if (begun && !same) await partials.forget(store.downloads.get(begun.id) ?? begun);
    store.downloads.put(row);
    if (isHere) changed("downloads", row.id);
    else queue.want(row.id);
    return toDownload(row);
  }

  function requireRow(id: string): StoredDownload {
    const row = store.downloads.get(id);
    if (!row) throw new AppError("NOT_FOUND");
    return row;
  }

  function toDownload(row: StoredDownload): Download {
    const now = queue.running?.id === row.id ? queue.running : null;
    const problem = now ? now.problem?.toProblem() : (row.problem ?? queue.unstoredProblemOf(row.id)?.toProblem());
    const files = row.files.map(({ path: name, bytes, sha256 }, index) => ({
      path: name,
      bytes,
      sha256,
      received: row.state === "done" ? bytes : (now?.received[index] ?? partials.bytesOf(row, index)),
    }));
    const bytes = sum(files.map((file) => file.bytes));
    const received = Math.min(bytes, sum(files.map((file) => file.received)));
    const pace = now?.stage === "running" && now.problem === null ? now.pace : null;
    const silence = pace?.silence() ?? 0;
    const bytesPerSecond = silence < longSilence ? (pace?.speed() ?? null) : null;
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
      silentSeconds: silence < longSilence ? null : Math.floor(silence),
      state: now?.stage ?? restingState(row),
      problem: problem ?? null,
      checkedBy: row.files.every(({ sha256 }) => sha256 !== null) ? "sha256" : "size",
      foundBy: row.foundBy,
      modelId: row.state === "done" ? row.modelId : null,
      addedAt: row.addedAt,
    };
  }

  /** One that waits, and that nobody here is to fetch, was stopped when that could not be stored, or belongs to another process. */
  function restingState({ id, state }: StoredDownload): StoredDownload["state"] {
    if (state !== "waiting" || queue.isWanted(id)) return state;
    return queue.unstoredProblemOf(id) ? "failed" : "paused";
  }
}

function idOfFound({ program, files }: FoundFile): string {
  return createHash("sha256")
    .update(`${program}\n${files.join("\n")}`)
    .digest("hex")
    .slice(0, 32);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
