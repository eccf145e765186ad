import { AppError } from "../contract/errors.ts";

export interface MemoryNeeds {
  readonly weightBytes: number;
  /** of one sequence's cache for one token */
  readonly bytesPerToken: number;
  /** compute buffers, about the same for any context */
  readonly fixedBytes: number;
  /** memory that may be used, of the computer and its GPU together */
  readonly freeBytes: number;
  readonly trainContext: number;
  /** what the user asked for; null to choose */
  readonly wantedContext: number | null;
}

export interface MemoryPlan {
  /** tokens of one sequence */
  readonly contextSize: number;
  /** all sequences: one for the chat, the rest for background work */
  readonly sequences: number;
  /** what kept the context from being longer */
  readonly contextBy: "settings" | "usual" | "training" | "memory";
  /** bytes of the weights and the caches of all sequences */
  readonly bytes: number;
  readonly freeBytes: number;
}

/** Never the training context by itself: 128 k tokens take more memory than most weights, for conversations that need 4 k. */
export const DEFAULT_CONTEXT = 16_384;
/** Below this a document's chunk with its instructions does not fit, so the model is of no use here. */
export const SMALLEST_CONTEXT = 2048;

/**
 * Chooses a context that fits the memory without leaning on swap: the longest one first, then as many sequences as a
 * share of what is left pays for, because a long chat needs the length and background work only gains from the rest. How
 * many of the sequences are used is left to what is measured later.
 * @throws MODEL_TOO_LARGE where not even the smallest use fits
 */
export function planMemory(needs: MemoryNeeds): MemoryPlan {
  const trained = needs.trainContext > 0 ? needs.trainContext : DEFAULT_CONTEXT;
  const asked = needs.wantedContext ?? DEFAULT_CONTEXT;
  const largest = Math.min(asked, trained);
  const smallest = needs.wantedContext === null ? Math.min(SMALLEST_CONTEXT, largest) : largest;
  const free = needs.freeBytes - needs.weightBytes - needs.fixedBytes;
  const cost = (contextSize: number, sequences: number): number => contextSize * sequences * needs.bytesPerToken;
  const need = (cache: number): number => Math.ceil(needs.weightBytes + needs.fixedBytes + cache);

  if (cost(smallest, 2) > free) throw tooLarge(need(cost(smallest, 2)), needs.freeBytes);
  const affordable = needs.bytesPerToken > 0 ? free / (2 * needs.bytesPerToken) : largest;
  const contextSize = Math.max(smallest, Math.min(largest, Math.floor(affordable / 256) * 256));
  let sequences = 2;
  while (sequences < MOST_SEQUENCES && cost(contextSize, sequences + 1) <= cachesFor(sequences + 1, free)) sequences++;
  return {
    contextSize,
    sequences,
    contextBy:
      contextSize < largest
        ? "memory"
        : trained < asked
          ? "training"
          : needs.wantedContext === null
            ? "usual"
            : "settings",
    bytes: Math.ceil(needs.weightBytes + cost(contextSize, sequences)),
    freeBytes: Math.floor(needs.freeBytes),
  };
}

/** The refusal of a model for its size, with the numbers that tell how far off it is. */
export function tooLarge(needBytes: number, freeBytes: number): AppError {
  return new AppError("MODEL_TOO_LARGE", {
    data: {
      needBytes: Math.ceil(needBytes),
      freeBytes: Math.floor(freeBytes),
      missingBytes: Math.ceil(needBytes - freeBytes),
    },
  });
}

/** More than the compute buffers of any model take with the batches used here. */
export const AMPLE_BYTES = 3 * 2 ** 30;

/** One sequence for the chat and four for background work: most computers gain up to there. */
export const USUAL_SEQUENCES = 5;
/** One for the chat and eight: beyond, each writes so slowly that nothing is gained by it (136 tokens/s at 4, 178 at 8). */
export const MOST_SEQUENCES = 9;

/** Bytes that caches may take. What gains little must cost little: llama.cpp clears all of it at each start. */
function cachesFor(sequences: number, free: number): number {
  return sequences <= USUAL_SEQUENCES ? free / 3 : Math.min(free / 8, QUICKLY_CLEARED);
}

/** Bytes that are cleared in less time than a model takes to load. */
const QUICKLY_CLEARED = 2 ** 30;
