import { inflateSync } from "node:zlib";

/** Bytes that one stream of objects may unfold to. */
const mostBytes = 64 * 2 ** 20;

/** An object stream: where its dictionary's type stands in the file, and what it unfolds to; null where it cannot be unfolded. */
export interface ObjectStream {
  readonly at: number;
  readonly text: string | null;
}

/** The object streams of a file that is not encrypted, in which most objects of newer files lie. */
export function* objectStreams(file: Buffer): Generator<ObjectStream> {
  for (let at = file.indexOf("/ObjStm"); at >= 0; at = file.indexOf("/ObjStm", at + 1)) {
    const begin = file.indexOf("stream", at);
    const end = file.indexOf("endstream", begin);
    if (begin < 0 || end < 0) return;
    const from = begin + (file[begin + 6] === 0x0d ? 8 : 7);
    yield { at, text: unfold(file.subarray(from, end)) };
  }
}

function unfold(bytes: Buffer): string | null {
  try {
    return inflateSync(bytes, { maxOutputLength: mostBytes }).toString("latin1");
  } catch {
    return null;
  }
}

/** Whether any object of a file has one of these names; true where that cannot be told. */
export function mentions(bytes: Uint8Array, names: readonly string[]): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.includes("/Encrypt") || names.some((name) => file.includes(name))) return true;
  for (const { text } of objectStreams(file)) {
    if (text === null || names.some((name) => text.includes(name))) return true;
  }
  return false;
}
