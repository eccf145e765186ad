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
}

export const DEFAULT_CONTEXT = 16_384;
/** Below this a document's chunk with its instructions does not fit, so the model is of no use here. */
export const SMALLEST_CONTEXT = 2048;

/**
 * Chooses a context that fits the memory without leaning on swap: the longest one first, then as many sequences as a
 * third of what is left pays for, because a long chat needs the length and background work only gains from the rest.
 * @throws MODEL_TOO_LARGE where not even the smallest use fits
 */
export function planMemory(needs: MemoryNeeds): MemoryPlan {
  const trained = needs.trainContext > 0 ? needs.trainContext : DEFAULT_CONTEXT;
  const largest = Math.min(needs.wantedContext ?? DEFAULT_CONTEXT, trained);
  const smallest = needs.wantedContext === null ? Math.min(SMALLEST_CONTEXT, largest) : largest;
  const room = needs.freeBytes - needs.weightBytes - needs.fixedBytes;
  const cost = (contextSize: number, sequences: number): number => contextSize * sequences * needs.bytesPerToken;

  if (cost(smallest, 2) > room) {
    const needBytes = needs.weightBytes + needs.fixedBytes + cost(smallest, 2);
    throw new AppError("MODEL_TOO_LARGE", {
      data: {
        needBytes: Math.ceil(needBytes),
        freeBytes: Math.floor(needs.freeBytes),
        missingBytes: Math.ceil(needBytes - needs.freeBytes),
      },
    });
  }
  const affordable = needs.bytesPerToken > 0 ? room / (2 * needs.bytesPerToken) : largest;
  const contextSize = Math.max(smallest, Math.min(largest, Math.floor(affordable / 256) * 256));
  let sequences = 2;
  while (sequences < MOST_SEQUENCES && cost(contextSize, sequences + 1) <= room / 3) sequences++;
  return { contextSize, sequences };
}

/** Beyond four streams a CPU decodes hardly faster in total (measured: 136 tokens/s at 4, 178 at 8, each half as fast). */
export const MOST_SEQUENCES = 4;
