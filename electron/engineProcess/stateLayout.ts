import { readSync } from "node:fs";

/**
 * How llama.cpp lays out the state of one sequence (`llama_kv_cache::state_write`, for a cache of one part): the number of
 * sequences the context has, then for each the number of its cells; all are 0 but for one, behind whose number its cells
 * stand. A context with another number of sequences refuses it for that number alone. How many there are follows the free
 * memory, so the number is exchanged before restoring; the file holds more zeros than any context asks for.
 */

/** Sequences of a context that the zeros suffice for. */
export const MOST_SEQUENCES = 64;
/** Bytes of zeros behind what llama.cpp wrote, for contexts of more sequences. */
export const PADDING = 4 * MOST_SEQUENCES;

/** Cells of the first sequence, which the chat has. */
export function countCells(fd: number, tokens: number): number {
  const count = Buffer.alloc(4);
  return readSync(fd, count, 0, 4, 12 + tokens * 4 + 4) === 4 ? count.readUInt32LE(0) : -1;
}

/**
 * Where the number of sequences stands, in bytes from the beginning; null where the file is not laid out exactly so, as for
 * models whose cache has several parts, or the cells are not all of the tokens.
 */
export function findSequenceCount(fd: number, tokens: number, bytes: number, sequences: number): number | null {
  const start = 12 + tokens * 4;
  let at = start;
  const head = Buffer.alloc(16);
  const take = (length: number): Buffer | null => {
    if (at + length > bytes || readSync(fd, head, 0, length, at) !== length) return null;
    at += length;
    return head;
  };
  const uint = (): number => take(4)?.readUInt32LE(0) ?? -1;
  const long = (): number => Number(take(8)?.readBigUInt64LE(0) ?? -1n);

  if (uint() !== sequences || uint() !== tokens) return null;
  // Position, number of sequences it belongs to, and which that is.
  at += tokens * 12;
  const isTransposed = uint();
  const layers = uint();
  if (isTransposed < 0 || isTransposed > 1 || layers < 1 || layers > 1000) return null;
  for (let layer = 0; layer < 2 * layers; layer++) {
    // Keys of all layers, then their values: type, bytes of a cell, cells.
    const isKnown = uint() >= 0;
    const cellBytes = isTransposed === 1 && layer >= layers ? uint() * uint() : long();
    if (!isKnown || cellBytes <= 0) return null;
    at += cellBytes * tokens;
  }
  for (let sequence = 1; sequence < sequences; sequence++) if (uint() !== 0) return null;
  return at === bytes ? start : null;
}
