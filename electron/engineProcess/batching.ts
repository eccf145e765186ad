import type {
  BatchItem,
  CustomBatchingPrioritizationStrategy,
  EvaluationPriority,
  PrioritizedBatchItem,
} from "node-llama-cpp";

/** What the sequences of a context do, so that a batch knows for whom to wait. */
export interface BatchWatch {
  /** sequences that write a token at a time at this moment, those at a halt left out */
  writing(): number;
  /** whether background work reads a prompt, or is about to */
  reading(): boolean;
  /** A batch is about to be evaluated: one token of each of `writing` sequences, or `read` tokens of prompts. */
  onBatch(batch: { readonly writing: number; readonly read: number }): void;
}

/**
 * Fills the batches of a context. node-llama-cpp's own choice takes what is queued when the batch before ends; by then the
 * sequence sampled last has not come round to queue its next token, so that of n sequences n - 1 were evaluated at a time
 * (85 batches for 4 sequences of 64 tokens). This one takes nothing until all that write are there, which the context
 * answers by asking again after some turns of the microtask queue; a straggler is given up after `patience` of them.
 *
 * Pieces of prompts go before tokens that are written: llama.cpp splits a batch that mixes both, and sequences that write
 * together cost hardly more than one.
 *
 * The items go in the order of their sequences. llama.cpp evaluates tokens of several sequences together only as long as their
 * numbers follow each other (`split_equal`, sequential); in another order a batch of four is two to four batches, and took twice
 * as long. The order is told by {@link orderOf}.
 */
export function createBatchStrategy(watch: BatchWatch): CustomBatchingPrioritizationStrategy {
  let asked = 0;
  return ({ items, size }) => {
    const inOrder = items.toSorted((a, b) => a.evaluationPriority - b.evaluationPriority);
    const isWriting = items.every(({ tokens }) => tokens.length === 1);
    if (isWriting && (items.length < watch.writing() || watch.reading()) && asked < patience) {
      asked += 1;
      return [];
    }
    asked = 0;
    const pieces = inOrder.filter(({ tokens }) => tokens.length > 1);
    const shares = fill(pieces.length === 0 ? inOrder : pieces, size);
    const tokens = shares.reduce((sum, { processAmount }) => sum + processAmount, 0);
    watch.onBatch(pieces.length === 0 ? { writing: tokens, read: 0 } : { writing: 0, read: tokens });
    return shares;
  };
}

/**
 * The evaluation priority of a sequence that is the n-th of its context, counted from 0. Nobody but the strategy above looks at
 * priorities, and an item says nothing else of where it comes from.
 */
export function orderOf(index: number): EvaluationPriority {
  return index as EvaluationPriority;
}

/** Askings in a row; a straggler comes within some ten of them, a sequence that has just ended its answer never does. */
const patience = 100;

/** One after the other as far as the batch holds them. */
function fill(items: readonly BatchItem[], size: number): PrioritizedBatchItem[] {
  let left = size;
  const shares: PrioritizedBatchItem[] = [];
  for (const item of items) {
    if (left === 0) break;
    const processAmount = Math.min(item.tokens.length, left);
    shares.push({ item, processAmount });
    left -= processAmount;
  }
  return shares;
}

/** Tokens of one sequence from which on llama.cpp's flash attention works in tiles. */
export const TILE = 64;
