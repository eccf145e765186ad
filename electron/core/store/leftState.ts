import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import * as z from "zod";
import { syncFolder } from "../files/syncFolder.ts";

/**
 * How a library was left: `unmade`: there never was one; `open`: its process ended in the middle, so that its write-ahead log must be
 * there; `closed`: all stands in its file. It is kept beside the library, since a file that is gone says nothing itself.
 */
export type LeftState = "unmade" | "open" | "closed";

const stateOf = (file: string): string => `${file}-state`;

/** @param file of the library */
export function readLeftState(file: string): LeftState {
  if (!existsSync(stateOf(file))) return "unmade";
  return readFileSync(stateOf(file), "latin1").startsWith("open") ? "open" : "closed";
}

/** To be called when the library was opened. It says so only once its log surely is on the disk. */
export function noteOpen(file: string): void {
  if (!existsSync(`${file}-wal`)) return;
  syncFolder(path.dirname(file));
  write(file, "open");
}

/** To be called before the library is closed, which takes its log away: it says so before. */
export function noteClosed(file: string): void {
  write(file, "closed");
}

/** In place, and in fewer bytes than a disk writes at once: neither a full disk nor the end of the power leaves half of it. */
function write(file: string, state: "open" | "closed"): void {
  const isThere = existsSync(stateOf(file));
  const descriptor = openSync(stateOf(file), isThere ? "r+" : "wx", 0o600);
  try {
    writeSync(descriptor, `${state.padEnd(stateBytes - 1)}\n`, 0, "latin1");
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes of the library's file when it was closed, when it was changed last (milliseconds since 1970), and the checksum of its bytes. */
const sumSchema = z.object({ bytes: z.number(), changedAt: z.number(), crc32: z.number() });
const stateBytes = 8;

/**
 * Notes the checksum of a library that is closed. SQLite checks the structure of a file without one, which says nothing of a bit that a
 * disk loses within a word.
 */
export function noteSum(file: string): void {
  if (existsSync(`${file}-wal`)) return;
  const { size, mtimeMs } = statSync(file);
  const sum: z.infer<typeof sumSchema> = { bytes: size, changedAt: Math.floor(mtimeMs), crc32: checksum(file) };
  const descriptor = openSync(stateOf(file), "r+");
  try {
    ftruncateSync(descriptor, stateBytes);
    writeSync(descriptor, `${JSON.stringify(sum)}\n`, stateBytes, "latin1");
  } finally {
    closeSync(descriptor);
  }
}

/** Whether the file holds other bytes than when it was closed, though nobody has written to it since. */
export function hasRotted(file: string): boolean {
  if (!existsSync(file) || !existsSync(stateOf(file))) return false;
  const sum = readSum(file);
  const { size, mtimeMs } = statSync(file);
  return sum !== null && sum.bytes === size && sum.changedAt === Math.floor(mtimeMs) && sum.crc32 !== checksum(file);
}

/** Null where none was noted, or the end of the power left half of it. */
function readSum(file: string): z.infer<typeof sumSchema> | null {
  try {
    return sumSchema.parse(JSON.parse(readFileSync(stateOf(file), "latin1").slice(stateBytes)));
  } catch {
    return null;
  }
}

function checksum(file: string): number {
  const chunk = Buffer.alloc(2 ** 20);
  const descriptor = openSync(file, "r");
  try {
    let sum = 0;
    for (;;) {
      const read = readSync(descriptor, chunk);
      if (read === 0) return sum;
      sum = crc32(chunk.subarray(0, read), sum);
    }
  } finally {
    closeSync(descriptor);
  }
}
