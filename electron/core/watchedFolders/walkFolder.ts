import { lstat, opendir } from "node:fs/promises";
import path from "node:path";
import { deepestFolder, isSystemName } from "../../contract/folders.ts";
import { mostWatchedFiles } from "../../contract/watchedFolders.ts";
import type { FileStamp } from "../store/store.ts";

/** What stands in a folder now. */
export interface Walk {
  /** device and inode of the folder itself */
  readonly root: string;
  /** by their paths within the folder, "/" between folders */
  readonly files: ReadonlyMap<string, FileStamp>;
  /** the folder itself as "", and those in it */
  readonly folders: readonly string[];
  /** paths of which nothing is known now, nor of what is in them: it cannot be said that it is gone */
  readonly unknown: readonly string[];
  /** there are more files than are followed */
  readonly isCut: boolean;
}

/**
 * Walks a folder and the folders in it. Links are not followed and not listed, wherever they lead, nor is what systems leave in folders.
 * @param without a folder that is not looked into
 * @throws what the file system throws for the folder itself, an AbortError
 */
export async function walkFolder(root: string, without: string, signal: AbortSignal): Promise<Walk> {
  const files = new Map<string, FileStamp>();
  const folders: string[] = [];
  const unknown: string[] = [];
  let isCut = false;
  const self = await lstat(root, { bigint: true });
  await walk("", 0);
  return { root: `${self.dev}:${self.ino}`, files, folders, unknown, isCut };

  async function walk(inner: string, depth: number): Promise<void> {
    signal.throwIfAborted();
    const names: string[] = [];
    const below: string[] = [];
    try {
      for await (const entry of await opendir(path.join(root, inner), { bufferSize: 256 })) {
        if (isSystemName(entry.name)) continue;
        if (entry.isDirectory()) below.push(entry.name);
        // Some file systems do not say what an entry is: what is no file is told apart below.
        else if (!entry.isSymbolicLink()) names.push(entry.name);
      }
    } catch (thrown) {
      if (inner === "") throw thrown;
      unknown.push(inner);
      return;
    }
    folders.push(inner);
    for (let from = 0; from < names.length; from += filesAtOnce) {
      signal.throwIfAborted();
      await Promise.all(names.slice(from, from + filesAtOnce).map((name) => stamp(join(inner, name))));
    }
    for (const name of below) {
      const folder = join(inner, name);
      if (path.join(root, folder) === without) continue;
      if (depth < deepestFolder) await walk(folder, depth + 1);
      else unknown.push(folder);
    }
  }

  async function stamp(inner: string): Promise<void> {
    try {
      const found = await stampOf(path.join(root, inner));
      if (found === null) return;
      if (files.size < mostWatchedFiles) files.set(inner, found);
      else {
        isCut = true;
        unknown.push(inner);
      }
    } catch {
      unknown.push(inner);
    }
  }
}

/** How a file stands; null where there is none. @throws what the file system throws */
export async function stampOf(file: string): Promise<FileStamp | null> {
  try {
    const found = await lstat(file, { bigint: true });
    if (!found.isFile()) return null;
    return { size: Number(found.size), mtime: String(found.mtimeNs), inode: String(found.ino) };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw thrown;
  }
}

export function isSameStamp(one: FileStamp | null | undefined, other: FileStamp | null | undefined): boolean {
  if (!one || !other) return (one ?? null) === (other ?? null);
  return one.size === other.size && one.mtime === other.mtime && one.inode === other.inode;
}

function join(inner: string, name: string): string {
  return inner === "" ? name : `${inner}/${name}`;
}

const filesAtOnce = 64;
