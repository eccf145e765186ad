import { statSync } from "node:fs";
import { reasonOf } from "../../../contract/reasons.ts";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { AppError } from "../../../contract/errors.ts";
import type { Model } from "../../../contract/models.ts";
import type { ModelMetadata } from "./engine.ts";
import type { StoredModel } from "../../store/store.ts";
import { computeFit, type Memory } from "./fit.ts";
import { importModel, registerBundled } from "./importModel.ts";
import type { ModelFilesDeps } from "./modelFilesDeps.ts";

/** The GGUF files that are there to be used, in place or as copies. */
export interface ModelFiles {
  /** The bundled one that writes first, then the newest, other bundled ones last; the fit is that of this moment. */
  list(): Model[];
  /**
   * The model of this id that can write, or for null the default one.
   * @throws NO_MODEL, MODEL_NOT_FOUND where the model is unknown or its file is gone or has another size; INVALID_INPUT where it cannot write
   */
  chosen(modelId: string | null): StoredModel;
  /** The newest model for this that is there, a bundled one last and only where the settings have it so; null where there is none. */
  newest(purpose: Exclude<ModelMetadata["purpose"], "chat">): StoredModel | null;
  /**
   * Copies a GGUF that comes as bytes and adds it; resolves when the bytes have been taken in, the job goes on with reading the
   * metadata. The job's result is the model's id; it fails with MODEL_NOT_GGUF, MODEL_TRUNCATED, DISK_FULL… and keeps nothing then.
   */
  receive(file: { readonly name: string; readonly bytes: AsyncIterable<Uint8Array> }): Promise<{ jobId: string }>;
  /**
   * Adds a GGUF of this machine where it lies.
   * @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_LINK_LOOP, FILE_UNREADABLE; the rest fails the job
   */
  receivePath(file: string): Promise<{ jobId: string }>;
  /** Brings the list of bundled models in line with `starter/` and `embedding/` of the resources, and removes imports that a crash left behind. */
  registerBundled(): Promise<void>;
  /** @throws MODEL_NOT_FOUND */
  setDefault(id: string): void;
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
}

export function createModelFiles(deps: ModelFilesDeps): ModelFiles {
  const { store, engine, jobs, settings, loadOptions, changed } = deps;
  const freeMemory = deps.freeMemory ?? measureMemory;

  return {
    list() {
      const rows = ordered();
      const memory = freeMemory();
      const fits = new Map(rows.map((row) => [row.id, fitOf(row, memory)]));
      const defaultId = chooseDefault(rows, memory)?.id;
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        fileName: path.basename(row.path),
        bytes: row.metadata.bytes,
        architecture: row.metadata.architecture,
        quantization: row.metadata.quantization,
        parameters: row.metadata.parameters,
        trainContext: row.metadata.trainContext,
        licence: row.metadata.licence,
        hasChatTemplate: row.metadata.hasChatTemplate,
        purpose: row.metadata.purpose,
        bundled: row.bundled,
        isDefault: row.id === defaultId,
        calibration: store.models.calibration(row.id)?.calibration ?? null,
        fit: fits.get(row.id) ?? fitOf(row, memory),
        addedAt: row.addedAt,
      }));
    },
    chosen(modelId) {
      const row = modelId === null ? chooseDefault(ordered(), freeMemory()) : requireModel(modelId);
      if (!row) throw new AppError("NO_MODEL");
      return present(writing(row));
    },
    newest: (purpose) =>
      ordered().find(
        (model) =>
          model.metadata.purpose === purpose && isThere(model) && (!model.bundled || settings().bundledEmbedding),
      ) ?? null,
    receive: (file) => importModel.fromBytes(deps, file),
    receivePath: (file) => importModel.fromPath(deps, file),
    registerBundled: () => registerBundled(deps),
    setDefault(id) {
      writing(requireModel(id));
      store.settings.set({ ...store.settings.get(), defaultModelId: id });
      changed("settings", null);
      changed("models", id);
    },
    async load(id) {
      await engine.load(present(writing(requireModel(id))), loadOptions());
      changed("models", id);
    },
    preload() {
      if (!settings().loadAtStart) return;
      const memory = freeMemory();
      const row = chooseDefault(ordered(), memory);
      if (!row || row.bundled || row.metadata.purpose !== "chat" || !isThere(row)) return;
      if (fitOf(row, memory).verdict !== "fits") return;
      engine.preload(row, loadOptions());
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
      if (engine.state.modelId === id) await emptyEngine();
      // Before its row: a file that cannot be deleted now can be removed again later.
      if (row.owned) await rm(row.path, { force: true });
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

  function requireModel(id: string): StoredModel {
    const row = store.models.get(id);
    if (!row) throw new AppError("MODEL_NOT_FOUND", { data: { reason: "UNLISTED" } });
    return row;
  }

  function writing(row: StoredModel): StoredModel {
    if (row.metadata.purpose === "chat") return row;
    throw new AppError("INVALID_INPUT", {
      data: { reason: "MODEL_NOT_WRITING", name: row.name },
    });
  }

  function present(row: StoredModel): StoredModel {
    if (!isThere(row)) throw new AppError("MODEL_NOT_FOUND", { data: { name: row.name } });
    return row;
  }

  function ordered(): StoredModel[] {
    const rank = ({ bundled, metadata }: StoredModel): number => (!bundled ? 1 : metadata.purpose === "chat" ? 0 : 2);
    return store.models.list().toSorted((a, b) => rank(a) - rank(b) || b.addedAt - a.addedAt || (a.id < b.id ? -1 : 1));
  }

  /**
   * What the settings name, even where its file is gone, so that the loss is told and no other model answers unasked; else the
   * newest that was installed, is there and fits; else the bundled one, which fits anywhere.
   */
  function chooseDefault(rows: readonly StoredModel[], memory: Memory): StoredModel | null {
    const chosen = rows.find(({ id }) => id === settings().defaultModelId);
    if (chosen) return chosen;
    const able = rows.filter(({ metadata }) => metadata.purpose === "chat");
    const present = able.filter(isThere).toSorted((a, b) => Number(a.bundled) - Number(b.bundled));
    return present.find((row) => fitOf(row, memory).verdict !== "tooLarge") ?? present[0] ?? able[0] ?? null;
  }

  function fitOf(row: StoredModel, memory: Memory) {
    // One model is loaded at a time, so what the one at work holds is free for this one. One asleep holds nothing.
    const { status, memory: held } = engine.state;
    const given = status === "ready" || status === "busy" ? (held?.takenBytes ?? 0) : 0;
    const fit = computeFit(row.metadata, loadOptions().contextSize, { ...memory, free: memory.free + given });
    return isThere(row) ? fit : { ...fit, reason: reasonOf("FIT_FILE_GONE") };
  }
}

/** A file that was replaced by another size is another model. */
function isThere(row: StoredModel): boolean {
  const file = statSync(row.path, { throwIfNoEntry: false });
  return file?.isFile() === true && file.size === row.metadata.bytes;
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
