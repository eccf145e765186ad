import { closeSync, existsSync, openSync, readSync } from "node:fs";

const magic = "SQLite format 3\0";

/** The first 64 bytes of a database that is not encrypted (SQLite file format, 1.3); null for any other file, and where there is none. */
export function readHeader(file: string): Buffer | null {
  if (!existsSync(file)) return null;
  const header = Buffer.alloc(64);
  const descriptor = openSync(file, "r");
  try {
    const read = readSync(descriptor, header, 0, header.length, 0);
    return read === header.length && header.toString("latin1", 0, magic.length) === magic ? header : null;
  } finally {
    closeSync(descriptor);
  }
}

/** Whether the file begins as a database that is not encrypted does. */
export function isPlain(file: string): boolean {
  return readHeader(file) !== null;
}
