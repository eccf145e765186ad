import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

/**
 * Files encrypted in frames: AES-256-GCM (NIST SP 800-38D), 64 KiB of content in each, so that a part of a file is read without the rest.
 * The key of a file is made from that of the vault and a random salt in its head (HKDF, RFC 5869). The nonce of a frame holds its number
 * and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015): frames that were left out,
 * swapped, repeated or cut off at the end do not open. An empty file has one empty frame.
 *
 * head: `TRMSEAL1` (8 bytes), salt (16); frame: content (≤ 65,536), tag (16)
 */

const magic = Buffer.from("TRMSEAL1", "latin1");
const saltBytes = 16;
const headBytes = magic.length + saltBytes;
const tagBytes = 16;
export const frameBytes = 65_536;
const wholeFrame = frameBytes + tagBytes;

/** It is not what was written under this key: damaged, cut, or of another vault. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
  readonly code = "SEAL_BROKEN";
  constructor(cause?: unknown) {
    super(undefined, { cause });
  }
}

/** Encrypts content as it comes. @param key 32 bytes */
export async function* sealing(key: Buffer, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes);
  const ofFile = keyOf(key, salt);
  yield Buffer.concat([magic, salt]);
  let number = 0;
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    held.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    length += chunk.byteLength;
    // The last frame is known only at the end: a whole one is held back until more comes.
    while (length > frameBytes) {
      const all = Buffer.concat(held);
      yield sealFrame(ofFile, number++, all.subarray(0, frameBytes), false);
      held = [all.subarray(frameBytes)];
      length -= frameBytes;
    }
  }
  yield sealFrame(ofFile, number, Buffer.concat(held), true);
}

export function sealBytes(key: Buffer, content: Uint8Array): Buffer {
  const salt = randomBytes(saltBytes);
  const ofFile = keyOf(key, salt);
  const parts: Buffer[] = [magic, salt];
  const count = Math.max(1, Math.ceil(content.byteLength / frameBytes));
  for (let number = 0; number < count; number += 1) {
    const part = content.subarray(number * frameBytes, (number + 1) * frameBytes);
    parts.push(sealFrame(ofFile, number, part, number === count - 1));
  }
  return Buffer.concat(parts);
}

/** @throws SealBroken */
export function openBytes(key: Buffer, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const size = contentBytes(bytes.length);
  if (!isSealed(bytes) || size === null) throw new SealBroken();
  const ofFile = keyOf(key, bytes.subarray(magic.length, headBytes));
  const count = framesOf(size);
  const parts: Buffer[] = [];
  for (let number = 0; number < count; number += 1) {
    const from = headBytes + number * wholeFrame;
    parts.push(openFrame(ofFile, number, bytes.subarray(from, from + wholeFrame), number === count - 1));
  }
  return Buffer.concat(parts);
}

/** Whether a file's first bytes (at least 8) are those of a sealed one. */
export function isSealed(head: Uint8Array): boolean {
  return head.byteLength >= magic.length && magic.equals(head.subarray(0, magic.length));
}

/** Whether the file is sealed. @throws what opening it throws */
export async function isSealedFile(file: string): Promise<boolean> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
  return isSealed(buffer.subarray(0, bytesRead));
}

/** Bytes of content in a sealed file of this many bytes; null where none is so long. */
export function contentBytes(sealedBytes: number): number | null {
  const rest = sealedBytes - headBytes;
  if (rest < tagBytes) return null;
  const frames = Math.ceil(rest / wholeFrame);
  const size = rest - frames * tagBytes;
  return size >= 0 && framesOf(size) === frames ? size : null;
}

/**
 * The content from `start` to before `end`, in bytes; only frames that hold some of it are read.
 * @throws SealBroken, what reading throws
 */
export async function* openingRange(key: Buffer, file: string, start: number, end: number): AsyncGenerator<Buffer> {
  await using handle = await open(file);
  const { size: sealedBytes } = await handle.stat();
  const size = contentBytes(sealedBytes);
  const head = await readAt(handle, 0, headBytes);
  if (size === null || !isSealed(head)) throw new SealBroken();
  const ofFile = keyOf(key, head.subarray(magic.length));
  const last = framesOf(size) - 1;
  const to = Math.min(end, size);
  for (let number = Math.floor(start / frameBytes); number <= last; number += 1) {
    const from = number * frameBytes;
    if (from >= to && size > 0) return;
    const length = Math.min(frameBytes, size - from) + tagBytes;
    const sealed = await readAt(handle, headBytes + number * wholeFrame, length);
    const content = openFrame(ofFile, number, sealed, number === last);
    yield content.subarray(Math.max(0, start - from), Math.min(content.length, to - from));
  }
}

function framesOf(size: number): number {
  return Math.max(1, Math.ceil(size / frameBytes));
}

function keyOf(key: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, "tramontane file", 32));
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number), 3);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}

function sealFrame(key: Buffer, number: number, content: Uint8Array, isLast: boolean): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number, isLast));
  return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function openFrame(key: Buffer, number: number, sealed: Buffer, isLast: boolean): Buffer {
  if (sealed.length < tagBytes) throw new SealBroken();
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number, isLast), { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw new SealBroken(cause);
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
