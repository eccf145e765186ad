import type { Clock, Logger, PowerMonitor, ProcessSpawner } from "../../ports.ts";
import type { ModelMetadata } from "./engine.ts";
import type { EngineLimits } from "./engineChild.ts";
import type { PromptCacheFolder } from "./promptCache/promptCacheFolder.ts";
import type { CpuMeter } from "./threads/cpuMeter.ts";

export interface EngineOptions {
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<EngineLimits>;
  readonly meter?: CpuMeter;
  readonly power?: PowerMonitor | undefined;
  /** milliseconds without a call until the model gives its memory back, asked for at the end of each call; Infinity: never */
  readonly sleepAfterMs?: () => number;
  /** what was learned of the chat templates of models, by model; nothing is remembered where it is left out */
  readonly templates?: TemplateMemory;
  /** where what was read of conversations is kept; nowhere where it is left out */
  readonly promptCache?: PromptCacheFolder;
}

/** Comparing a chat template with those of all known families takes longer than loading a small model. */
export interface TemplateMemory {
  /** the release of the runtime that found the template to be of no known family; null: it is, or was not compared */
  own(modelId: string): string | null;
  setOwn(modelId: string, release: string | null): void;
}

export interface EngineDeps extends EngineOptions {
  readMetadata(path: string): Promise<ModelMetadata>;
}
