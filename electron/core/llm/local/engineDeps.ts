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
  /** which models' own chat templates are left out; for the life of the process alone where it is absent */
  readonly templates?: TemplateMemory;
  /** where what was read of conversations is kept; nowhere where it is left out */
  readonly promptCache?: PromptCacheFolder;
}

/** A chat template that hung or crashed the process would do so at the next start, too. */
export interface TemplateMemory {
  isLeftOut(modelId: string): boolean;
  leaveOut(modelId: string): void;
}

export interface EngineDeps extends EngineOptions {
  readMetadata(path: string): Promise<ModelMetadata>;
}
