import { cpus } from "node:os";
import type { LanguageModel } from "./languageModel.ts";

/** Names the processor and how the model uses it: what decides its speed. @param model null: no model is asked */
export function machineOf(model: Pick<LanguageModel, "standing"> | null): string {
  const all = cpus();
  const processor = `${all[0]?.model.trim() ?? "unknown"} x${String(all.length)}`;
  return model === null ? processor : `${processor}, ${model.standing().device}`;
}
