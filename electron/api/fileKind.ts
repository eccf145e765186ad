import { open, stat } from "node:fs/promises";
import { formatOfName } from "../contract/formats.ts";
import { isZip } from "../core/library/library.ts";

type FileKind = "model" | "archive" | "document";

/**
 * What a file becomes, through whatever door it comes: a GGUF, told by its first bytes or its name, a model, a ZIP archive that claims
 * no format of its own a collection, anything else a document.
 */
export function kindOf(name: string, first: Uint8Array): FileKind {
  const isModel = /\.gguf$/i.test(name) || Buffer.from(first.subarray(0, 4)).toString("latin1") === "GGUF";
  if (isModel) return "model";
  return isZip(first) && formatOfName(name) === null ? "archive" : "document";
}

/** As {@link kindOf}, for a file or folder of this machine. What cannot be looked at is told by its name; the one who opens it says why. */
export async function kindOfPath(path: string): Promise<{ kind: FileKind | "folder"; isThere: boolean }> {
  const info = await stat(path).catch(() => null);
  if (info?.isDirectory() === true) return { kind: "folder", isThere: true };
  const first = info?.isFile() === true ? await firstBytes(path) : new Uint8Array();
  return { kind: kindOf(path, first), isThere: info !== null };
}

async function firstBytes(path: string): Promise<Uint8Array> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path);
  } catch {
    return new Uint8Array(); // the one who takes the file in says what is wrong with it
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
