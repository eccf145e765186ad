import type { CustomBatchingPrioritizationStrategy, PrioritizedBatchItem } from "node-llama-cpp";
import type { BatchTimes, ThreadCounts } from "../core/llm/local/protocol.ts";
import { median } from "./median.ts";

/**
 * Times the batches of a context and gives each the threads of its kind. A batch begins when the context asks which items go
 * into it, just before it takes its threads, and ends when something of it is told.
 */
export interface BatchClock {
  /** Stands before the strategy that fills the batches. */
  watching(strategy: CustomBatchingPrioritizationStrategy): CustomBatchingPrioritizationStrategy;
  /** from the next batch on */
  setThreads(counts: ThreadCounts): void;
  /** A token or the end of a piece of a prompt came out. */
  onProgress(): void;
  /** Nothing is asked for; what is under way, if anything, is not timed. */
  onRest(): void;
  /** the batches since the last call, those alike put together */
  take(): BatchTimes[];
}

/**
 * Tokens of the largest batch that counts as writing. Up to here reading the weights takes most of the time, so that the
 * memory is the limit; beyond it arithmetic is.
 */
const WIDEST_WRITING = 16;

export function createBatchClock(deps: {
  /** milliseconds of a monotonic clock */
  readonly now: () => number;
  readonly counts: ThreadCounts;
  readonly applyThreads: (count: number) => void;
  /** the model chooses among given lines, see `chooseLines` */
  readonly chooses: boolean;
}): BatchClock {
  const { now, applyThreads, chooses } = deps;
  let counts = deps.counts;
  let running: { readonly tokens: number; readonly threads: number; readonly began: number } | null = null;
  let ended: { readonly tokens: number; readonly threads: number; readonly ms: number }[] = [];

  function end(): void {
    if (running) ended.push({ tokens: running.tokens, threads: running.threads, ms: now() - running.began });
    running = null;
  }

  return {
    watching: (strategy) => (pending) => {
      const items = strategy(pending);
      const tokens = items.reduce((sum, { processAmount }) => sum + processAmount, 0);
      // An empty one is a question put again, not a batch.
      if (tokens > 0) {
        end();
        const threads = counts[phaseOf(tokens)];
        applyThreads(threads);
        running = chooses && items.some(isChoosing) ? null : { tokens, threads, began: now() };
      }
      return items;
    },
    setThreads(next) {
      counts = next;
    },
    onProgress: end,
    onRest() {
      running = null;
    },
    take() {
      const alike = Map.groupBy(ended, ({ tokens, threads }) => `${widthOf(tokens)} ${threads}`);
      ended = [];
      return [...alike.values()].flatMap((batches) => {
        const [first] = batches;
        if (!first) return [];
        const msPerToken = median(batches.map(({ ms, tokens }) => ms / tokens));
        const { tokens, threads } = first;
        return [{ phase: phaseOf(tokens), width: widthOf(tokens), threads, batches: batches.length, msPerToken }];
      });
    },
  };
}

/** Of a model that chooses: what was chosen, up to the next choice: few tokens or many, behind little or much, so that no two of them are alike. */
function isChoosing({ item: { tokens, logits } }: PrioritizedBatchItem): boolean {
  return tokens.length > 1 && logits[0] !== true && logits[tokens.length - 1] === true;
}

function phaseOf(tokens: number): keyof ThreadCounts {
  return tokens > WIDEST_WRITING ? "prefill" : "decode";
}

/** Pieces of prompts that differ little in length are alike; among a few tokens one more already counts. */
function widthOf(tokens: number): number {
  return tokens > WIDEST_WRITING ? 2 ** Math.ceil(Math.log2(tokens)) : tokens;
}
