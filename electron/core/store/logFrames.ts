import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";

/** What of a write-ahead log can be told without the key of the library: SQLite encrypts its pages, not what stands before each. */
export interface LogFrames {
  /** changes of which it holds the end, by the number of pages written until then */
  readonly commits: readonly number[];
}

const headerBytes = 32;
const frameHeaderBytes = 24;

/**
 * The frames of a write-ahead log that belong to its last round (SQLite's "WAL-mode File Format"); null where there is no log, or nothing
 * in it. What is damaged in the pages themselves is not seen here.
 */
export function readLogFrames(file: string): LogFrames | null {
  const log = `${file}-wal`;
  if (!existsSync(log)) return null;
  const size = statSync(log).size;
  const descriptor = openSync(log, "r");
  try {
    const read = (at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at));
    };
    const header = read(0, headerBytes);
    if (header.length < headerBytes) return null;
    const given = header.readUInt32BE(8);
    const pageBytes = isPageSize(given) ? given : 4096;
    const frames: { readonly round: string; readonly isCommit: boolean }[] = [];
    for (let at = headerBytes; at + frameHeaderBytes <= size; at += frameHeaderBytes + pageBytes) {
      const bytes = read(at, frameHeaderBytes);
      frames.push({ round: bytes.toString("latin1", 8, 16), isCommit: bytes.readUInt32BE(4) !== 0 });
    }
    // Where the header is damaged, the frames say of which round most of them are.
    const round = isWhole(header)
      ? header.toString("latin1", 16, 24)
      : mostFrequent(frames.map((frame) => frame.round));
    return {
      commits: frames.flatMap((frame, index) => (frame.isCommit && frame.round === round ? [index + 1] : [])),
    };
  } finally {
    closeSync(descriptor);
  }
}

function mostFrequent(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}

function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65_536 && (bytes & (bytes - 1)) === 0;
}

/** Whether the header of a log is as its checksum says: two sums over its first six numbers, in the order of bytes that it names. */
function isWhole(header: Buffer): boolean {
  const magic = header.readUInt32BE(0);
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return false;
  const read = (at: number): number => (magic === 0x377f0683 ? header.readUInt32BE(at) : header.readUInt32LE(at));
  let [one, two] = [0, 0];
  for (let at = 0; at < 24; at += 8) {
    one = (one + read(at) + two) >>> 0;
    two = (two + read(at + 4) + one) >>> 0;
  }
  return one === header.readUInt32BE(24) && two === header.readUInt32BE(28);
}
