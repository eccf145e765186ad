import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { type Adapter, modelIdWith, partsOfModelId } from "../../../contract/adapters.ts";
import { AppError, problemToError, toAppError } from "../../../contract/errors.ts";
import type { StoredAdapter, StoredModel } from "../../store/store.ts";
import type { AdapterMetadata, ModelFile } from "./engine.ts";
import type { ModelFilesDeps } from "./modelFilesDeps.ts";
import { isThere as isModelThere } from "./storedFiles.ts";

/** LoRA files: changes to the weights of a model, which are laid over it while it runs. */
export interface Adapters {
  /** Newest first. */
  list(): Adapter[];
  /**
   * Has an adapter change a model wherever that is used, at this scale (0 to 2), or not.
   * @throws NOT_FOUND, MODEL_NOT_FOUND; ADAPTER_WRONG_BASE where it is not made for the model, and what keeps it from being read
   */
  set(id: string, use: StoredAdapter["models"][number]): Promise<void>;
  /** Takes the adapter out of the list and deletes the copy that was made of it. @throws NOT_FOUND */
  remove(id: string): Promise<void>;
  /** Takes in a file of which the engine said that it is an adapter. @throws as `Engine.readAdapter` */
  add(file: AddedAdapter, signal: AbortSignal): Promise<void>;
  /** Finds out which adapters fit a model that was added. */
  fit(model: StoredModel): Promise<void>;
  /** The model with the adapters that its id names, or that are active on its card. @throws ADAPTER_NOT_FOUND */
  over(model: StoredModel, modelId: string): StoredModel & Pick<ModelFile, "adapters">;
}

export interface AddedAdapter {
  readonly id: string;
  readonly path: string;
  /** name of the file as it came */
  readonly fileName: string;
  readonly owned: boolean;
  /** Puts the file where it stays, once it is known to be one. @returns its path there */
  readonly settle?: (name: string) => Promise<string>;
}

type Deps = Pick<ModelFilesDeps, "store" | "engine" | "clock" | "logger" | "changed">;

export function createAdapters({ store, engine, clock, logger, changed }: Deps): Adapters {
  return {
    list: () =>
      store.adapters.list().map(({ path: file, owned: _owned, ...adapter }) => ({
        ...adapter,
        fileName: path.basename(file),
        isThere: isThere({ path: file, bytes: adapter.bytes }),
      })),
    async set(id, use) {
      const adapter = requireAdapter(id);
      const model = store.models.get(use.id);
      if (!model) throw new AppError("MODEL_NOT_FOUND", { data: { reason: "UNLISTED" } });
      if (!adapter.models.some((known) => known.id === use.id)) {
        const refusal = (await engine.readAdapter(adapter.path, [model])).refusals[model.id];
        if (refusal) throw problemToError(refusal);
      }
      store.adapters.setModel(id, use);
      changed("models", use.id);
    },
    async remove(id) {
      const adapter = requireAdapter(id);
      // Before its row: a file that cannot be deleted now can be removed again later.
      if (adapter.owned) await rm(adapter.path, { force: true });
      store.adapters.remove(id);
      changed("models", null);
    },
    async add({ id, path: file, fileName, owned, settle }, signal) {
      const known = store.adapters.get(id);
      const metadata = await engine.readAdapter(file, writing(), signal);
      const name = known?.name ?? nameOf(metadata, fileName);
      const put = (at: string): void =>
        store.adapters.put({
          id,
          name,
          path: at,
          owned,
          bytes: metadata.bytes,
          architecture: metadata.architecture,
          baseName: metadata.baseName,
          rank: metadata.rank,
          alpha: metadata.alpha,
          addedAt: known?.addedAt ?? clock.now(),
          models: modelsOf(metadata, known),
        });
      put(settle ? await settle(name) : file);
      // An earlier version listed it as a model that cannot be used.
      store.models.remove(id);
      changed("models", null);
    },
    async fit(model) {
      for (const adapter of store.adapters.list()) {
        if (adapter.architecture !== model.metadata.architecture || !isThere(adapter)) continue;
        if (adapter.models.some(({ id }) => id === model.id)) continue;
        try {
          const { refusals } = await engine.readAdapter(adapter.path, [model]);
          if (refusals[model.id] === null) store.adapters.setModel(adapter.id, fitting(model.id));
        } catch (thrown) {
          const error = toAppError(thrown);
          if (error.code === "CANCELLED") return;
          logger.warn("An adapter could not be held against a model", { error: String(error) });
        }
      }
    },
    over(model, modelId) {
      const wanted = partsOfModelId(modelId).adapters ?? store.adapters.activeOf(model.id);
      const id = modelIdWith(model.id, wanted);
      const set = partsOfModelId(id).adapters ?? [];
      if (set.length === 0) return model;
      const files = set.map(({ id: adapterId, scale }) => {
        const adapter = store.adapters.get(adapterId);
        if (!adapter || !isThere(adapter))
          throw new AppError("ADAPTER_NOT_FOUND", { data: { name: adapter?.name ?? adapterId.slice(0, 12) } });
        return { path: adapter.path, scale, name: scale === 1 ? adapter.name : `${adapter.name} × ${String(scale)}` };
      });
      return {
        ...model,
        id,
        name: [model.name, ...files.map(({ name }) => name)].join(" + "),
        adapters: files.map(({ path: file, scale }) => ({ path: file, scale })),
      };
    },
  };

  function requireAdapter(id: string): StoredAdapter {
    const adapter = store.adapters.get(id);
    if (!adapter) throw new AppError("NOT_FOUND");
    return adapter;
  }

  /** Models that adapters can be of. */
  function writing(): StoredModel[] {
    return store.models
      .list()
      .filter((model) => model.metadata.purpose === "chat" && !model.problem && isModelThere(model));
  }
}

/** What is known of models stays, also of those that are not there now. */
function modelsOf({ refusals }: AdapterMetadata, known: StoredAdapter | null): StoredAdapter["models"] {
  const kept = (known?.models ?? []).filter(({ id }) => refusals[id] === undefined || refusals[id] === null);
  const found = Object.entries(refusals).filter(
    ([id, refusal]) => refusal === null && kept.every((model) => model.id !== id),
  );
  return [...kept, ...found.map(([id]) => fitting(id))];
}

/** It changes nothing until a person says so. */
function fitting(id: string): StoredAdapter["models"][number] {
  return { id, active: false, scale: 1 };
}

function isThere({ path: file, bytes }: Pick<StoredAdapter, "path" | "bytes">): boolean {
  return statSync(file, { throwIfNoEntry: false })?.size === bytes;
}

function nameOf({ name }: Pick<AdapterMetadata, "name">, fileName: string): string {
  return name ?? (fileName.replace(/\.gguf$/iu, "") || "LoRA");
}
