import { AppError } from "../contract/errors.ts";
import { TILE } from "./batching.ts";

/**
 * Who of the background work may queue a piece of its prompt. A chat waits for what is queued, so no more is let in than one batch
 * is to hold.
 *
 * One prompt is read after the other, the one nearest to its end first. On the processor llama.cpp reads 64 tokens and more of one
 * sequence with a kernel that is several times as fast behind a long prompt as the one for fewer (`GGML_FA_TILE_Q`), so that shares
 * of many prompts in one batch would each be read slowly; and an end that short goes along with what stands before it.
 */
export interface ReadingTurns {
  /** whether anybody reads, or is about to */
  readonly busy: boolean;
  /** tokens on their way to a batch, or in one */
  readonly queued: number;
  /**
   * Waits for a turn.
   * @param left tokens of the prompt still to be read, at least 1
   * @returns how many of them to read now; `give` them back when they are read, or never will be
   * @throws CANCELLED
   */
  take(left: number, signal: AbortSignal): Promise<number>;
  give(tokens: number): void;
  /** What `most` says has changed. */
  look(): void;
}

/**
 * @param deps.most tokens that may be queued at this moment; 0: none
 * @param deps.size tokens a batch can hold
 */
export function createReadingTurns(deps: { readonly most: () => number; readonly size: number }): ReadingTurns {
  const waiting: { readonly left: number; readonly start: (tokens: number) => void }[] = [];
  let queued = 0;
  let isLooking = false;

  function look(): void {
    const most = Math.min(deps.most(), deps.size);
    waiting.sort((a, b) => a.left - b.left);
    for (let entry = waiting[0]; entry && most > 0; entry = waiting[0]) {
      const free = most - queued;
      if (queued > 0 && free < Math.min(entry.left, TILE)) return;
      const tokens = Math.min(entry.left - free < TILE ? entry.left : free, deps.size - queued);
      waiting.shift();
      queued += tokens;
      entry.start(tokens);
    }
  }

  return {
    get busy() {
      return queued > 0 || (waiting.length > 0 && deps.most() > 0);
    },
    get queued() {
      return queued;
    },
    take(left, signal) {
      return new Promise((resolve, reject) => {
        const entry = {
          left,
          start(tokens: number) {
            signal.removeEventListener("abort", onAbort);
            resolve(tokens);
          },
        };
        const onAbort = (): void => {
          const index = waiting.indexOf(entry);
          if (index !== -1) waiting.splice(index, 1);
          reject(new AppError("CANCELLED"));
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener("abort", onAbort, { once: true });
        waiting.push(entry);
        look();
      });
    },
    give(tokens) {
      queued -= tokens;
      if (isLooking) return;
      isLooking = true;
      // Whoever gives back asks for more at once, where the prompt has more, and is nearest to its end.
      queueMicrotask(() => {
        isLooking = false;
        look();
      });
    },
    look,
  };
}
