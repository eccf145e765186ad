import type { ModelFit } from "../../../contract/models.ts";
import { reasonOf } from "../../../contract/reasons.ts";

export interface Memory {
  /** bytes of the machine */
  readonly total: number;
  /** bytes a new model could take now */
  readonly free: number;
}

/** Tokens of context the application asks for where nothing else is set. */
export const usualContextSize = 16_384;
/** Below this a conversation or a chunk of a document has no room. */
export const leastContextSize = 2_048;

/** The engine holds one context for the chat and at least one for background work. */
const sequences = 2;

/** The share of free memory a model may take before other programs feel it. */
const comfortable = 0.85;

/**
 * Whether a model and its contexts fit the memory that is free. A model that only fits with less context than wanted is
 * tight, and one that leaves less than {@link leastContextSize} tokens (or its training context, where smaller) too large.
 * @param wanted tokens of context by the settings, which is not made smaller; null: the usual. At most the training context.
 */
export function computeFit(
  model: { readonly bytes: number; readonly bytesPerContextToken: number; readonly trainContext: number },
  wanted: number | null,
  memory: Memory,
): ModelFit {
  const trained = model.trainContext > 0 ? model.trainContext : usualContextSize;
  const want = Math.min(wanted ?? usualContextSize, trained);
  const least = wanted === null ? Math.min(leastContextSize, want) : want;
  const freeBytes = Math.max(0, Math.floor(memory.free));
  const perToken = sequences * model.bytesPerContextToken;
  const needFor = (tokens: number) => model.bytes + tokens * perToken;

  if (needFor(least) > freeBytes) {
    const needBytes = needFor(least);
    return {
      verdict: "tooLarge",
      needBytes,
      freeBytes,
      contextSize: 0,
      reason:
        model.bytes > memory.total
          ? reasonOf("FIT_LARGER_THAN_MEMORY", { missingBytes: needBytes - freeBytes })
          : reasonOf("FIT_TOO_LARGE", { missingBytes: needBytes - freeBytes, needBytes, freeBytes }),
    };
  }
  const holds = perToken > 0 ? Math.floor((freeBytes - model.bytes) / perToken) : want;
  const contextSize = Math.min(want, holds);
  const needBytes = needFor(contextSize);
  const facts = { needBytes, freeBytes, contextSize };
  if (contextSize < want) {
    return {
      verdict: "tight",
      ...facts,
      reason: reasonOf("FIT_SHORT_CONTEXT", { contextSize, wanted: want }),
    };
  }
  if (needBytes > comfortable * freeBytes) {
    return {
      verdict: "tight",
      ...facts,
      reason: reasonOf("FIT_TIGHT", { needBytes, freeBytes }),
    };
  }
  return {
    verdict: "fits",
    ...facts,
    reason: reasonOf("FIT", { contextSize }),
  };
}
