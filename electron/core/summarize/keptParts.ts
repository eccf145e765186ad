import { isDeepStrictEqual } from "node:util";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import { versionsBefore } from "../library/library.ts";
import type { Store } from "../store/store.ts";
import type { KeptParts } from "./reuse.ts";

/**
 * What the summaries of the versions before a document hold of the same parts; null for nothing. Who asks for another summary of a
 * document that has one wants another, so that nothing is taken over then.
 * @param wanted `id` is that of the summary to be made, where it exists already
 */
export function keptPartsOf(
  store: Store,
  wanted: {
    readonly id?: string;
    readonly documentId: string;
    readonly options: SummaryOptions;
    readonly modelId: string | undefined;
  },
): KeptParts | null {
  const isAnother = store.summaries
    .list(wanted.documentId)
    .some(
      (other) =>
        other.id !== wanted.id &&
        other.status === "done" &&
        isDeepStrictEqual(other.options, wanted.options) &&
        other.recipe?.model.sha256 === wanted.modelId,
    );
  if (isAnother) return null;
  const parts = new Map<string, unknown>();
  for (const version of versionsBefore(store, wanted.documentId)) {
    for (const [key, value] of store.summaries.parts(version)) if (!parts.has(key)) parts.set(key, value);
  }
  return parts.size > 0 ? parts : null;
}
