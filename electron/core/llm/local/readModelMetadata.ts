import { AppError } from "../../../contract/errors.ts";
import { engineOptions, type Clock, type Logger, type ProcessSpawner } from "../../ports.ts";
import type { ModelMetadata } from "./engine.ts";
import { startEngineChild, type EngineLimits } from "./engineChild.ts";

/**
 * Reads the metadata of a file that nobody vouches for in a process made for it alone: a file that brings its reader down,
 * or keeps it busy for ever, costs that process and not the model at work.
 * @throws as `Engine.readMetadata`; a reader that died or hung over the file is MODEL_DAMAGED
 */
export async function readModelMetadata(
  deps: {
    readonly spawner: ProcessSpawner;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly limits: EngineLimits;
  },
  path: string,
  signal?: AbortSignal,
): Promise<ModelMetadata> {
  for (let attempt = 1; ; attempt++) {
    const child = startEngineChild({
      ...deps,
      limits: { ...deps.limits, stallMs: deps.limits.metadataMs },
      options: engineOptions,
    });
    try {
      await child.ready;
      return await child.call("metadata", { path }, { signal });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "ENGINE_CRASHED") throw error;
      // One more try, unless the file kept its reader busy to the limit: a process can die of something else.
      if (attempt >= 2 || child.end?.hung === true) throw new AppError("MODEL_DAMAGED", { cause: error });
    } finally {
      child.kill();
    }
  }
}
