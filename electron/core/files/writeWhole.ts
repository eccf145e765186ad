import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { syncFolder } from "./syncFolder.ts";

/** Writes a small file for its owner alone, whole or not at all; on the disk when this returns. */
export function writeWhole(file: string, text: string): void {
  const fresh = `${file}.new`;
  try {
    const descriptor = openSync(fresh, "w", 0o600);
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(fresh, file);
  } catch (thrown) {
    rmSync(fresh, { force: true });
    throw thrown;
  }
  syncFolder(path.dirname(file));
}
