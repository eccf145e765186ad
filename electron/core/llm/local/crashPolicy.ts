import { isDeepStrictEqual } from "node:util";
import { type Reason, reasonOf } from "../../../contract/reasons.ts";
import type { ChildEnd } from "./engineChild.ts";
import type { LoadOptions, ModelFile } from "./engine.ts";

/** A model that ought to be loaded, with what was learned of it on the way. */
export interface Target {
  readonly model: ModelFile;
  readonly options: LoadOptions;
  /** why the GPU is left alone although the settings allow it */
  cpuReason: Reason | null;
  ignoreTemplate: boolean;
  templateDeaths: number;
  promptCacheDeaths: number;
}

export function createTarget(model: ModelFile, options: LoadOptions): Target {
  return { model, options, cpuReason: null, ignoreTemplate: false, templateDeaths: 0, promptCacheDeaths: 0 };
}

export function isSameTarget(
  one: Pick<Target, "model" | "options">,
  other: Pick<Target, "model" | "options">,
): boolean {
  return (
    one.model.id === other.model.id &&
    one.model.path === other.model.path &&
    isDeepStrictEqual(one.model.adapters ?? [], other.model.adapters ?? []) &&
    one.options.gpu === other.options.gpu &&
    one.options.contextSize === other.options.contextSize &&
    one.options.lookup === other.options.lookup
  );
}

/** Starts of the process, loads of the model and repeats of a call that are tried before the failure is told. */
export const startAttempts = 3;
export const loadAttempts = 2;
export const callRepeats = 2;
/** Crashes without one finished call between them, after which the model is given up. */
export const mostCrashes = 6;
/** Deaths while a template was rendered, after which the file's own is left out. */
const mostTemplateDeaths = 2;
/** Deaths while the prompt cache was written or restored, after which it is left alone. */
const mostPromptCacheDeaths = 2;

/** A process may be ended by anything while it renders a template; that the template did it shows at the second time, or when it hung. */
export function learnFromDeath(target: Target, end: ChildEnd): void {
  if (end.phase === "template") {
    target.templateDeaths += end.hung ? mostTemplateDeaths : 1;
    target.ignoreTemplate = target.templateDeaths >= mostTemplateDeaths;
  }
  if (end.phase === "promptCache") target.promptCacheDeaths += 1;
}

/** Leaves the GPU out after a load that took the process down, where its use was free. */
export function suspectGpu(target: Target): void {
  if (target.options.gpu === "auto") target.cpuReason = reasonOf("GPU_LOAD_CRASHED");
}

export function mayKeepPrompts(target: Target): boolean {
  return target.promptCacheDeaths < mostPromptCacheDeaths;
}

/** Milliseconds before the next try: 0, then 250 doubling up to 10,000. */
export function backoff(failures: number): number {
  return failures <= 0 ? 0 : Math.min(10_000, 250 * 2 ** (failures - 1));
}
