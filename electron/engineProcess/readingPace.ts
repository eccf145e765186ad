import { TILE } from "./batching.ts";

/**
 * How much of its prompts background work may read in one batch. A batch that runs is not stopped, so its length is what a chat
 * may have to wait for; and short batches read a little slower than long ones.
 */
export interface ReadingPace {
  /** of prompts; 0 while nothing is known */
  readonly tokensPerSecond: number;
  /** A batch began that reads so many tokens of prompts; 0: one that writes. */
  onBatch(read: number, at: number): void;
  /** The time until the next batch says nothing: work rested or ended. */
  onRest(): void;
  /** Tokens that are read in about so many milliseconds: a multiple of 64, at least one. */
  tokensIn(ms: number): number;
}

export function createReadingPace(): ReadingPace {
  /** tokens a millisecond */
  let speed = 0;
  let last: { readonly read: number; readonly at: number } | null = null;
  return {
    get tokensPerSecond() {
      return speed * 1000;
    },
    onBatch(read, at) {
      if (last !== null && last.read >= TILE && at > last.at) {
        const sample = last.read / (at - last.at);
        speed = speed === 0 ? sample : speed + (sample - speed) * FORGETTING;
      }
      last = { read, at };
    },
    onRest() {
      last = null;
    },
    tokensIn: (ms) => (speed === 0 ? FIRST_TOKENS : Math.max(TILE, Math.round((speed * ms) / TILE) * TILE)),
  };
}

/** Before the speed is known. */
const FIRST_TOKENS = 2 * TILE;
const FORGETTING = 0.3;
