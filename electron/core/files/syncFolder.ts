import { closeSync, fsyncSync, openSync } from "node:fs";

/** Writes a folder's entries to the disk, where the system can. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
