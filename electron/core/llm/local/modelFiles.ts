import { reasonOf } from "../../../contract/reasons.ts";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { AppError, problemToError } from "../../../contract/errors.ts";
import type { Model, ModelRunner } from "../../../contract/models.ts";
import type { TaskReason } from "../../../contract/tasks.ts";
import { storedTrial, type TrialTask } from "../../../contract/trials.ts";
import type { ModelFile, ModelMetadata } from "./engine.ts";
import type { StoredModel } from "../../store/store.ts";
import { baseOfModelId } from "../../../contract/adapters.ts";
import { type Adapters, createAdapters } from "./adapters.ts";
import { computeFit, type Memory } from "./fit.ts";
import { type HashedFiles, importModel, keepFiles, type KnownFile, registerBundled } from "./importModel.ts";
import { rereadModels } from "./rereadModels.ts";
import type { IncomingModel, ModelFilesDeps } from "./modelFilesDeps.ts";
import { filesOfModel, isThere, missingParts } from "./storedFiles.ts";

/** The GGUF files that are there to be used, in place or as copies. */
export interface ModelFiles {
  /** The bundled one that writes first, then the newest, other bundled ones last; the fit is that of this moment. */
  list(): Model[];
  /** The machine's memory as a model would find it that takes the place of the one at work. */
  memory(): Memory;
  /**
   * The model of this id that can write, or for null the default one for the task, with the adapters that the id names or that are
   * active on its card.
   *
   * @param judged what trials must have found the default one good for, where that is not the task
   * @throws NO_MODEL, MODEL_NOT_FOUND where the model is unknown or its file is gone or has another size, MODEL_PARTS_MISSING,
   * MODEL_UNUSABLE where it is none; ADAPTER_NOT_FOUND; INVALID_INPUT where it cannot write, MODEL_CANNOT_CHAT where it, or none that is there, can do this
   */
  chosen(modelId: string | null, task: WritingTask, judged?: TrialTask): StoredModel & Pick<ModelFile, "adapters">;
  /** The default one for the task and why it is that one, whether its file is there or not; null where there is none. @param judged as of `chosen` */
  usual(task: WritingTask, judged?: TrialTask): Usual | null;
  /** The file of this model; null where it is unknown, gone or unusable. */
  installed(modelId: string): StoredModel | null;
  /** The newest model for this that is there, a bundled one last and only where the settings have it so; null where there is none. */
  newest(purpose: Exclude<ModelMetadata["purpose"], "chat">): StoredModel | null;
  /**
   * Copies a GGUF that comes as bytes and adds it; resolves when the bytes have been taken in, the job goes on with reading the
   * metadata. The job's result is the model's id; it fails with MODEL_NOT_GGUF, MODEL_TRUNCATED, DISK_FULL… and keeps nothing then.
   */
  receive(file: IncomingModel): Promise<{ jobId: string }>;
  /**
   * Adds a GGUF of this machine where it lies, by its first part where it is cut into several files.
   * @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_LINK_LOOP, FILE_UNREADABLE; the rest fails the job
   */
  receivePath(file: string, known?: KnownFile): Promise<{ jobId: string }>;
  /** See {@link keepFiles}. */
  keep(files: HashedFiles, signal: AbortSignal): Promise<void>;
  /** Brings the list of bundled models in line with `starter/` and `embedding/` of the resources, and removes imports that a crash left behind. */
  registerBundled(): Promise<void>;
  /** Reads the files again of models that an earlier version added, see {@link rereadModels}. */
  reread(): Promise<void>;
  /** @throws MODEL_NOT_FOUND, MODEL_UNUSABLE; INVALID_INPUT for one that cannot write or only continues texts */
  setDefault(id: string): void;
  /** Which program runs the model from now on. @throws MODEL_NOT_FOUND, MODEL_UNUSABLE; INVALID_INPUT for one that does not write, or was made for this application */
  setRunBy(id: string, runBy: ModelRunner): Promise<void>;
  /** @throws MODEL_NOT_FOUND and what the engine throws */
  load(id: string): Promise<void>;
  /**
   * Begins to load the default model, should the settings say so and the memory allow it. The bundled one is left alone: it is
   * there in half a second.
   */
  preload(): void;
  /** Stops what is being written, which keeps its text and can be continued, and frees the memory. */
  unload(): Promise<void>;
  /** Removes the model from the list and deletes the copy that was made of it. @throws MODEL_NOT_FOUND, INVALID_INPUT for a bundled one */
  remove(id: string): Promise<void>;
  readonly adapters: Adapters;
}

export interface Usual {
  readonly model: StoredModel;
  readonly reason: Extract<TaskReason, "default" | "trials" | "newest" | "only">;
}

/** What a model is to write: a summary, an answer in a chat, or how a text goes on. */
export type WritingTask = "summary" | "chat" | "completion";

export function createModelFiles(deps: ModelFilesDeps): ModelFiles {
  const { store, engine, jobs, settings, loadOptions, changed } = deps;
  const freeMemory = deps.freeMemory ?? measureMemory;
  const adapters = createAdapters(deps);

  return {
    adapters,
    list() {
      const rows = ordered();
      const memory = freeMemory();
      const defaultId = chooseDefault(rows, memory, "summary")?.model.id;
      const chatDefaultId = chooseDefault(rows, memory, "chat")?.model.id;
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        fileName: path.basename(row.path),
        bytes: row.metadata.bytes,
        architecture: row.metadata.architecture,
        quantization: row.metadata.quantization,
        parameters: row.metadata.parameters,
        experts: row.metadata.experts ?? null,
        trainContext: row.metadata.trainContext,
        licence: row.metadata.licence,
        hasChatTemplate: row.metadata.hasChatTemplate,
        callsTools: row.metadata.callsTools,
        purpose: row.metadata.purpose,
        style: row.metadata.style,
        problem: row.problem ?? null,
        bundled: row.bundled,
        isDefault: row.id === defaultId,
        isChatDefault: row.id === chatDefaultId,
        calibration: store.models.calibration(row.id)?.calibration ?? null,
        trial: trialOf(row.id),
        runBy: row.runBy ?? "app",
        fit: fitOf(row, memory),
        addedAt: row.addedAt,
      }));
    },
    memory: () => givenBack(freeMemory()),
    chosen(modelId, task, judged) {
      if (modelId !== null) {
        const own = present(ableTo(task, writing(requireModel(baseOfModelId(modelId)))));
        return adapters.over(own, modelId);
      }
      const rows = ordered();
      const row = chooseDefault(rows, freeMemory(), task, judged)?.model;
      if (row) return adapters.over(present(row), row.id);
      const other = chooseDefault(rows, freeMemory(), "summary");
      throw other ? cannotChat(other.model) : new AppError("NO_MODEL");
    },
    usual: (task, judged) => chooseDefault(ordered(), freeMemory(), task, judged),
    installed(modelId) {
      const row = store.models.get(baseOfModelId(modelId));
      return row && !row.problem && isThere(row) ? row : null;
    },
    newest: (purpose) =>
      ordered().find(
        (model) =>
          model.metadata.purpose === purpose &&
          !model.problem &&
          isThere(model) &&
          (!model.bundled || settings().bundledEmbedding),
      ) ?? null,
    receive: (file) => importModel.fromBytes({ ...deps, adapters }, file),
    receivePath: (file, known) => importModel.fromPath({ ...deps, adapters }, file, known),
    keep: (files, signal) => keepFiles({ ...deps, adapters }, files, signal),
    registerBundled: () => registerBundled(deps),
    reread: () => rereadModels(deps),
    setDefault(id) {
      const { name, metadata } = writing(requireModel(id));
      if (metadata.style === "base") throw new AppError("INVALID_INPUT", { data: { reason: "MODEL_BASE", name } });
      store.settings.set({ ...store.settings.get(), defaultModelId: id });
      changed("settings", null);
      changed("models", id);
    },
    async setRunBy(id, runBy) {
      const row = writing(requireModel(id));
      if (runBy === "server" && row.metadata.style === "starter") {
        throw new AppError("INVALID_INPUT", { data: { reason: "MODEL_OF_APPLICATION", name: row.name } });
      }
      store.models.setRunBy(id, runBy);
      if (runBy === "server" && baseOfModelId(engine.state.modelId ?? "") === id) await emptyEngine();
      changed("models", id);
    },
    async load(id) {
      await engine.load(adapters.over(present(writing(requireModel(id))), id), loadOptions());
      changed("models", id);
    },
    preload() {
      if (!settings().loadAtStart) return;
      const memory = freeMemory();
      const row = chooseDefault(ordered(), memory, "chat")?.model;
      // A program of others is started when it is asked, and not before.
      if (!row || row.bundled || row.runBy === "server" || !isThere(row)) return;
      if (fitOf(row, memory).verdict !== "fits") return;
      engine.preload(adapters.over(row, row.id), loadOptions());
    },
    async unload() {
      const id = engine.state.modelId;
      await emptyEngine();
      changed("models", id);
    },
    async remove(id) {
      const row = requireModel(id);
      if (row.bundled) {
        throw new AppError("INVALID_INPUT", {
          data: { reason: "MODEL_BUNDLED", name: row.name },
        });
      }
      // Windows does not delete a file that is still mapped.
      if (engine.state.modelId !== null && baseOfModelId(engine.state.modelId) === id) await emptyEngine();
      // Before its row: a file that cannot be deleted now can be removed again later.
      if (row.owned) for (const file of filesOfModel(row)) await rm(file, { force: true });
      store.transaction(() => {
        store.models.remove(id);
        const current = store.settings.get();
        if (current.defaultModelId === id) store.settings.set({ ...current, defaultModelId: null });
      });
      changed("settings", null);
      changed("models", id);
    },
  };

  /** What works with the model would load it again at once. */
  async function emptyEngine(): Promise<void> {
    // First, so that no queue takes up its next document because the summary of one was stopped.
    await deps.onUnload?.();
    await Promise.all(jobs.usingModel().map((job) => jobs.cancel(job.id)));
    await engine.unload();
  }

  function trialOf(id: string): Model["trial"] {
    const trial = store.trials.get(id);
    return trial && storedTrial(trial);
  }

  function requireModel(id: string): StoredModel {
    const row = store.models.get(id);
    if (!row) throw new AppError("MODEL_NOT_FOUND", { data: { reason: "UNLISTED" } });
    return row;
  }

  function writing(row: StoredModel): StoredModel {
    if (row.problem) throw problemToError(row.problem);
    if (row.metadata.purpose === "chat") return row;
    throw new AppError("INVALID_INPUT", {
      data: { reason: "MODEL_NOT_WRITING", name: row.name },
    });
  }

  function present(row: StoredModel): StoredModel {
    if (isThere(row)) return row;
    const missing = missingParts(row);
    if (missing.length === 0) throw new AppError("MODEL_NOT_FOUND", { data: { name: row.name } });
    throw new AppError("MODEL_PARTS_MISSING", { data: { parts: filesOfModel(row).length, missing } });
  }

  function ordered(): StoredModel[] {
    const rank = ({ bundled, metadata }: StoredModel): number => (!bundled ? 1 : metadata.purpose === "chat" ? 0 : 2);
    return store.models.list().toSorted((a, b) => rank(a) - rank(b) || b.addedAt - a.addedAt || (a.id < b.id ? -1 : 1));
  }

  function ableTo(task: WritingTask, row: StoredModel): StoredModel {
    if (task !== "summary" && rankFor(task, row) === null) throw cannotChat(row);
    return row;
  }

  /**
   * What the settings name where it is made for the task, even where its file is gone, so that the loss is told and no other model
   * answers unasked; else of those that are there and fit the one that trials found best for it, then the newest of those that suit best.
   */
  function chooseDefault(
    rows: readonly StoredModel[],
    memory: Memory,
    task: WritingTask,
    judged = judgedFor[task],
  ): Usual | null {
    const able = rows
      .flatMap((row) => {
        const rank = row.problem || row.metadata.purpose !== "chat" ? null : rankFor(task, row);
        return rank === null ? [] : [{ row, rank }];
      })
      .toSorted((a, b) => a.rank - b.rank);
    const chosen = able.find(({ row, rank }) => row.id === settings().defaultModelId && rank < lastResort);
    if (chosen) return { model: chosen.row, reason: "default" };
    const present = able.filter(({ row }) => isThere(row));
    const fitting = present.filter(({ row }) => fitOf(row, memory).verdict !== "tooLarge");
    const best = bestOfTrials(fitting, judged);
    if (best) return { model: best.row, reason: "trials" };
    const first = fitting[0] ?? present[0] ?? able[0];
    if (!first) return null;
    const alike = present.filter(({ rank }) => rank === first.rank);
    return { model: first.row, reason: alike.length > 1 ? "newest" : "only" };
  }

  /**
   * The first of those that trials found best for this; what was not tried comes before what was found poor. null where fewer than two
   * were tried, which compares nothing.
   */
  function bestOfTrials<T extends { row: StoredModel }>(models: readonly T[], judged: TrialTask | null): T | null {
    if (judged === null) return null;
    const graded = models
      // Others are asked in ways that trials do not know.
      .filter(({ row }) => row.metadata.style === "instruct")
      .map((model) => {
        const trial = trialOf(model.row.id);
        return { model, grade: trial?.isCurrent ? trial.grades[judged] : null };
      });
    if (graded.filter(({ grade }) => grade !== null).length < 2) return null;
    const order = { good: 0, fair: 1, poor: 2 };
    const [best] = graded.toSorted((a, b) => order[a.grade ?? "fair"] - order[b.grade ?? "fair"]);
    return best?.model ?? null;
  }

  /** One model is loaded at a time, so what the one at work holds is free for another. One asleep holds nothing. */
  function givenBack({ total, free }: Memory): Memory {
    const { status, memory: held } = engine.state;
    return { total, free: free + (status === "ready" || status === "busy" ? (held?.takenBytes ?? 0) : 0) };
  }

  function fitOf(row: StoredModel, memory: Memory) {
    const fit = computeFit(row.metadata, loadOptions().contextSize, givenBack(memory));
    if (isThere(row)) return fit;
    const missing = missingParts(row);
    return {
      ...fit,
      reason: missing.length > 0 ? reasonOf("FIT_PARTS_GONE", { missing }) : reasonOf("FIT_FILE_GONE"),
    };
  }
}

/** What a trial must have found a model good for. */
const judgedFor: Record<WritingTask, TrialTask | null> = { summary: "summaries", chat: "answers", completion: null };

/** Of models that do a task only where there is no other. */
const lastResort = 2;

/** How well a model that writes suits a task, 0 is best; null: not at all. */
function rankFor(task: WritingTask, { bundled, metadata: { style } }: StoredModel): number | null {
  const ranks: Record<WritingTask, Record<ModelMetadata["style"], number | null>> = {
    // A base model is given no question: its summary is the digest.
    summary: { instruct: bundled ? 1 : 0, starter: 1, base: lastResort },
    chat: { instruct: bundled ? 1 : 0, starter: null, base: null },
    completion: { base: 0, instruct: 1, starter: null },
  };
  return ranks[task][style];
}

function cannotChat({ name, metadata: { style } }: StoredModel): AppError {
  return new AppError("MODEL_CANNOT_CHAT", { data: { name, reason: style === "base" ? "BASE" : "STARTER" } });
}

/**
 * On Linux and Windows the system tells what a new program could take. macOS only tells the pages nobody uses, a small part of
 * that, since it fills memory with caches it gives back at need: there, half of the machine counts as free at least.
 */
function measureMemory(): Memory {
  const total = os.totalmem();
  const free = os.freemem();
  return { total, free: process.platform === "darwin" ? Math.max(free, total / 2) : free };
}
