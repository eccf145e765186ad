import { createHash } from "node:crypto";
import { type FileHandle, lstat, open, readdir, realpath, rename } from "node:fs/promises";
import path from "node:path";
import type { BundleManifest } from "../../contract/bundle.ts";
import { AppError } from "../../contract/errors.ts";
import { hashFiles } from "../files/hashFiles.ts";

/** Told of bytes that were read or written since the last time. */
export type OnBytes = (bytes: number) => void;

const pieceBytes = 1024 * 1024;

/**
 * Copies a file under a name of its own until it is whole and on the disk. What an earlier attempt wrote of it is kept as far as it is
 * the same.
 * @returns bytes and SHA-256 of what was copied
 */
export async function copyVerified(
  from: string,
  to: string,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: OnBytes },
): Promise<{ bytes: number; sha256: string }> {
  const part = `${to}.part`;
  const hash = createHash("sha256");
  await using source = await open(from, "r");
  const { mode } = await source.stat();
  await using target = await openOrMake(part);
  let at = 0;
  let isSame = true;
  const piece = Buffer.allocUnsafe(pieceBytes);
  const written = Buffer.allocUnsafe(pieceBytes);
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await source.read(piece, 0, pieceBytes, at);
    if (bytesRead === 0) break;
    const bytes = piece.subarray(0, bytesRead);
    hash.update(bytes);
    if (isSame) {
      const before = await target.read(written, 0, bytesRead, at);
      isSame = before.bytesRead === bytesRead && bytes.equals(written.subarray(0, bytesRead));
    }
    if (!isSame) await writeAll(target, bytes, at);
    at += bytesRead;
    onBytes(bytesRead);
  }
  await target.truncate(at);
  // What a file system without such rights keeps of them is enough.
  await target.chmod(mode & 0o777).catch(() => {});
  await target.sync();
  await target.close();
  await rename(part, to);
  return { bytes: at, sha256: hash.digest("hex") };
}

async function openOrMake(file: string): Promise<FileHandle> {
  try {
    return await open(file, "r+");
  } catch {
    return await open(file, "wx+");
  }
}

async function writeAll(target: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    const { bytesWritten } = await target.write(bytes, written, bytes.byteLength - written, at + written);
    written += bytesWritten;
  }
}

/** The SHA-256 of a file's bytes. */
export async function hashFile(
  file: string,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: OnBytes },
): Promise<string> {
  let told = 0;
  const progress = (done: number): void => {
    onBytes(done - told);
    told = done;
  };
  return hashFiles([file], progress, signal);
}

export interface FolderEntry {
  /** from the folder, "/" between folders */
  readonly path: string;
  readonly bytes: number;
  readonly isLink: boolean;
}

/** All files and links below a folder, in the order of their paths; links are not followed. */
export async function filesBelow(folder: string): Promise<FolderEntry[]> {
  const found: FolderEntry[] = [];
  const visit = async (inside: string): Promise<void> => {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const at = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) await visit(at);
      else found.push({ path: at, bytes: (await lstat(path.join(folder, at))).size, isLink: entry.isSymbolicLink() });
    }
  };
  await visit("");
  return found;
}

/** Whether a path of a manifest stays in its folder, on any system. */
export function staysInside(file: string): boolean {
  if (/[\\:\0]/u.test(file) || file.startsWith("/")) return false;
  return file.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** Whether a link's target stays in the bundle. */
export function linkStaysInside({ path: file, target }: BundleManifest["links"][number]): boolean {
  if (/[\\:\0]/u.test(target) || target.startsWith("/")) return false;
  const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
  return resolved !== ".." && !resolved.startsWith("../");
}

/** Whether the way to a file leads by no link out of the folder. */
export async function liesInside(folder: string, file: string): Promise<boolean> {
  const [root, own] = [await realpath(folder), await realpath(path.join(folder, path.dirname(file)))];
  return own === root || own.startsWith(root + path.sep);
}

/** @throws BUNDLE_INVALID with the one file that is wrong */
export function changedFile(file: string): AppError {
  return new AppError("BUNDLE_INVALID", { data: { reason: "FILES", count: 1, first: file } });
}
