import type { LanguageModel, ModelSession } from "./languageModel.ts";
import type { Registry } from "./registry.ts";

/**
 * Opens who gives what was written its name: those that a person assigned to titles, else the one that wrote it, as it is. Null where that
 * one is not ready any more, since another model that has taken its place is at work for somebody, or is not allowed to.
 */
export async function openNamer(
  models: Pick<Registry, "assigned" | "isAllowed">,
  writer: LanguageModel,
  signal: AbortSignal,
): Promise<ModelSession | null> {
  const named = models.assigned("titles");
  if (named) return await named.open("background", { signal, asItIs: false });
  if (!writer.standing().isReady || !models.isAllowed(writer, "titles")) return null;
  return await writer.open("background", { signal, asItIs: true });
}
