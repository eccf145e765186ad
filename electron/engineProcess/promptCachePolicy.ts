/**
 * Whether keeping and restoring a prompt cache is quicker than reading the prompt again, by what was measured in this process.
 * Until something was, the figures are those of a slow disk, so that the first try is one that can hardly lose.
 */
export interface PromptCachePolicy {
  isWorthKeeping(cache: {
    readonly tokens: number;
    /** those that no file holds yet */
    readonly unsaved: number;
    readonly bytesPerToken: number;
    /** tokens a second of prompts; 0: not known */
    readonly speed: number;
  }): boolean;
  isWorthRestoring(cache: {
    /** tokens of the prompt that need not be read */
    readonly gained: number;
    readonly bytes: number;
    readonly speed: number;
  }): boolean;
  onKept(bytes: number, ms: number): void;
  onRestored(bytes: number, ms: number): void;
}

/** @param options.leastGainMs a gain below this is none that a person would notice */
export function createPromptCachePolicy({ leastGainMs }: { readonly leastGainMs: number }): PromptCachePolicy {
  /** bytes a millisecond */
  let keeping = SLOW_DISK;
  let restoring = SLOW_DISK;
  return {
    isWorthKeeping({ tokens, unsaved, bytesPerToken, speed }) {
      if (tokens < LEAST_TOKENS || unsaved <= 0 || speed <= 0) return false;
      const gain = (unsaved * 1000) / speed;
      const bytes = tokens * bytesPerToken;
      // Writing is done while nobody waits, but wears the disk: it must be worth more than it takes.
      return gain >= leastGainMs && gain > bytes / restoring && gain > bytes / keeping;
    },
    isWorthRestoring({ gained, bytes, speed }) {
      if (gained <= 0 || speed <= 0) return false;
      const gain = (gained * 1000) / speed;
      return gain >= leastGainMs && gain > bytes / restoring;
    },
    onKept(bytes, ms) {
      keeping = blend(keeping, bytes, ms);
    },
    onRestored(bytes, ms) {
      restoring = blend(restoring, bytes, ms);
    },
  };
}

/** One slow moment of the disk decides nothing for ever. */
function blend(rate: number, bytes: number, ms: number): number {
  return rate * 0.5 + (bytes / Math.max(1, ms)) * 0.5;
}

/** 150 MB a second */
const SLOW_DISK = 150_000;
/** Below this a prompt is read in no time. */
const LEAST_TOKENS = 256;
