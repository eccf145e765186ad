import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * A disk of its own, of this many MB, that is soon full, in a new folder or over a given one; null, and a line that says so, where this machine does not let
 * us mount one.
 */
export function mountSmallDisk(megabytes: number, over?: string): { folder: string; unmount(): void } | null {
  const folder = over ?? mkdtempSync(path.join(os.tmpdir(), "tramontane-disk-"));
  const args = ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder];
  if (process.platform !== "linux" || spawnSync("mount", args).status !== 0) {
    if (over === undefined) rmSync(folder, { recursive: true });
    console.warn("A test on a disk of its own is skipped: this machine does not let us mount one.");
    return null;
  }
  return {
    folder,
    unmount() {
      spawnSync("umount", ["-l", folder]);
      if (over === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
