import { createHash, type Hash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { type FileHandle, lstat, open, readdir, realpath, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { BundleManifest } from "../../contract/bundle.ts";
import { AppError } from "../../contract/errors.ts";

/** How bytes are read: until it is stopped, telling of those that were read since the last time. */
export interface Reading {
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** Bytes of a file from `start` on. */
export interface FilePart {
  readonly from: string;
  readonly start: number;
  readonly bytes: number;
}

const bufferBytes = 1024 * 1024;

/**
 * Copies bytes of a file under a name of their own until they are whole and on the disk. What an earlier attempt wrote of them is kept as
 * far as it is the same.
 * @returns their SHA-256
 * @throws FILE_UNREADABLE where the file is not as long as it was
 */
export async function copyVerified(
  { from, start, bytes: length }: FilePart,
  to: string,
  { signal, onBytes }: Reading,
): Promise<string> {
  const part = `${to}.part`;
  const hash = createHash("sha256");
  await using source = await openSource(from);
  const { mode } = await source.stat();
  await using target = await openOrMake(part);
  let at = 0;
  let isSame = true;
  const buffer = Buffer.allocUnsafe(bufferBytes);
  const written = Buffer.allocUnsafe(bufferBytes);
  while (at < length) {
    signal.throwIfAborted();
    const { bytesRead } = await source.read(buffer, 0, Math.min(bufferBytes, length - at), start + at);
    if (bytesRead === 0) throw new AppError("FILE_UNREADABLE", { data: { name: path.basename(from) } });
    const bytes = buffer.subarray(0, bytesRead);
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
  return hash.digest("hex");
}

async function openSource(file: string): Promise<FileHandle> {
  try {
    return await open(file, "r");
  } catch (cause) {
    throw new AppError("FILE_UNREADABLE", { data: { name: path.basename(file) }, cause });
  }
}

/** Never what a link leads to. */
async function openOrMake(file: string): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
  } catch {
    await rm(file, { force: true });
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

/** The SHA-256 of bytes of a file. @param also told them too */
export async function hashPart(
  { from, start, bytes }: FilePart,
  { signal, onBytes }: Reading,
  also?: Hash,
): Promise<string> {
  const hash = createHash("sha256");
  if (bytes === 0) return hash.digest("hex");
  const stream = createReadStream(from, { start, end: start + bytes - 1, highWaterMark: bufferBytes, signal });
  for await (const piece of stream as AsyncIterable<Buffer>) {
    hash.update(piece);
    also?.update(piece);
    onBytes(piece.byteLength);
  }
  return hash.digest("hex");
}

export interface FolderEntry {
  /** from the folder, "/" between folders */
  readonly path: string;
  readonly bytes: number;
  readonly kind: "file" | "link" | "other";
}

/** All that is below a folder but folders, in the order of the paths, without what systems strew about; links are not followed. */
export async function filesBelow(folder: string): Promise<FolderEntry[]> {
  const found: FolderEntry[] = [];
  const visit = async (inside: string): Promise<void> => {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const at = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (isOfSystem(at)) continue;
      if (entry.isDirectory()) await visit(at);
      else
        found.push({
          path: at,
          bytes: (await lstat(path.join(folder, at))).size,
          kind: entry.isFile() ? "file" : entry.isSymbolicLink() ? "link" : "other",
        });
    }
  };
  await visit("");
  return found;
}

/** What systems strew about, on sticks above all. Nothing of it is used. */
export function isOfSystem(file: string): boolean {
  return (
    /(?:^|\/)(?:\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/iu.test(file) ||
    /^(?:System Volume Information|\$RECYCLE\.BIN|\.Trashes|\.Trash-\d+|\.fseventsd|\.Spotlight-V100|lost\+found)(?:\/|$)/iu.test(
      file,
    )
  );
}

/** Whether a path of a manifest stays in its folder, on any system. */
export function staysInside(file: string): boolean {
  if (/[\\:\0]/u.test(file) || file.startsWith("/")) return false;
  return file.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** Whether a link's target stays in the bundle, as its words have it. */
export function linkStaysInside({ path: file, target }: BundleManifest["links"][number]): boolean {
  if (/[\\:\0]/u.test(target) || target.startsWith("/")) return false;
  const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(file), target));
  return resolved !== ".." && !resolved.startsWith("../");
}

/** Whether what a link leads to, by other links too, lies in the folder; of what is not there, whether it would. */
export async function leadsInside(
  folder: string,
  { path: file, target }: BundleManifest["links"][number],
): Promise<boolean> {
  // Not joined, which would take the way up before a link is followed.
  const at = `${path.join(folder, path.dirname(file))}/${target}`;
  const own = await realpath(at).catch(() => realpath(`${at.slice(0, at.lastIndexOf("/"))}/`).catch(() => null));
  return own === null || isWithin(await realpath(folder), own);
}

/** Whether a path is that of the folder or of something in it. */
export function isWithin(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== ".." && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** Names that are one on some system: they differ by case or Unicode form alone. */
export function nameKey(file: string): string {
  return file.normalize("NFC").toLowerCase().normalize("NFC");
}

/** @throws BUNDLE_INVALID with the one file that is wrong */
export function changedFile(file: string): AppError {
  return new AppError("BUNDLE_INVALID", { data: { reason: "FILES", count: 1, first: file } });
}
