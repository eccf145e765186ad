import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import type { ChildOptions } from "../../ports.ts";

/**
 * How a reader process is started. Loads nothing else of the application, so that one can be started first of all.
 * @param memoryMb what it may hold, in MB (2^20 bytes)
 */
export function readerOptions(memoryMb: number): ChildOptions {
  return {
    execArgv: readerFlags(memoryMb),
    env: { ...leanMemory(), TRAMONTANE_READER_MEMORY_MB: String(memoryMb) },
  };
}

/**
 * What a reading makes is mostly thrown away within a page. In spaces of this many MB for what is new, of which V8 keeps up to three,
 * it stays in less memory than in the usual 16 and takes no longer; in 4 it takes half as long again.
 */
const youngMb = 8;

/**
 * On plain Node the child runs under the permission model: it may read the application's own code and data and nothing
 * else, write nothing and start no process. Electron's utility process has no such model.
 */
function readerFlags(memoryMb: number): string[] {
  const heap = [`--max-old-space-size=${memoryMb}`, `--max-semi-space-size=${youngMb}`];
  if (process.versions["electron"]) return heap;
  const root = applicationRoot();
  // The packages may lie elsewhere, behind a link.
  const folders = [root, realpathSync(path.join(root, "node_modules"))];
  const reads = folders.map((folder) => `--allow-fs-read=${folder}`);
  return [...heap, "--disable-warning=SecurityWarning", "--permission", "--allow-worker", ...reads];
}

/**
 * What the C library of Linux gives back of what was freed, and how few pools it keeps: the threads of a reader that recognises scans
 * take a fifth less. Other systems and other libraries do not know these names; Electron has an allocator of its own.
 */
function leanMemory(): Readonly<Record<string, string>> {
  if (process.platform !== "linux" || process.versions["electron"]) return {};
  return { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: "131072", MALLOC_MMAP_THRESHOLD_: "65536" };
}

/** The folder that holds the program and its packages: the nearest one above with a package.json. */
function applicationRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, "package.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) return import.meta.dirname;
    folder = parent;
  }
  return folder;
}
