import { AppError } from "../../../contract/errors.ts";
import { engineOptions, type Clock, type Logger, type ProcessSpawner } from "../../ports.ts";
import type { AdapterMetadata, ModelFile, ModelMetadata } from "./engine.ts";
import { type EngineChild, startEngineChild, type EngineLimits } from "./engineChild.ts";

/**
 * Reads the metadata of a file that nobody vouches for in a process made for it alone: a file that brings its reader down,
 * or keeps it busy for ever, costs that process and not the model at work.
 * @throws as `Engine.readMetadata`; a reader that died or hung over the file is MODEL_DAMAGED
 */
export function readModelMetadata(deps: ReadingDeps, path: string, signal?: AbortSignal): Promise<ModelMetadata> {
  return inProcessOfItsOwn(deps, (child) => child.call("metadata", { path }, { signal }));
}

/** As {@link readModelMetadata}, of a LoRA file beside the models that it may belong to. */
export function readAdapterMetadata(
  deps: ReadingDeps,
  { path, models }: { readonly path: string; readonly models: readonly Pick<ModelFile, "id" | "path">[] },
  signal?: AbortSignal,
): Promise<AdapterMetadata> {
  return inProcessOfItsOwn(deps, (child) => child.call("adapter", { path, models }, { signal }));
}

interface ReadingDeps {
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: EngineLimits;
}

async function inProcessOfItsOwn<T>(deps: ReadingDeps, read: (child: EngineChild) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const child = startEngineChild({
      ...deps,
      limits: { ...deps.limits, stallMs: deps.limits.metadataMs },
      options: engineOptions,
    });
    try {
      await child.ready;
      return await read(child);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "ENGINE_CRASHED") throw error;
      // One more try, unless the file kept its reader busy to the limit: a process can die of something else.
      if (attempt >= 2 || child.end?.hung === true) throw new AppError("MODEL_DAMAGED", { cause: error });
    } finally {
      child.kill();
    }
  }
}
