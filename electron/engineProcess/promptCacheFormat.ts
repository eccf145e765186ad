import { createCipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

/**
 * A prompt cache's file is what llama.cpp writes of a sequence (magic, version, number of tokens, tokens, cells), with ours behind it,
 * where llama.cpp does not look:
 *
 *     header    JSON, UTF-8
 *     salt      32 bytes, random
 *     length    of the header, 4 bytes, little endian
 *     magic     8 bytes
 *     tag       16 bytes, over everything before it
 *
 * The tag is AES-256-GMAC (NIST SP 800-38D) with a key of its own for each file, HMAC-SHA256 of our key over the salt, so
 * that no nonce is ever used twice. Of 100 MB that are in memory it takes 5 ms; HMAC-SHA256 took 71, BLAKE2b 120 and
 * Poly1305 11, and BLAKE2b is not in Electron's BoringSSL.
 */

/** What a prompt cache must have been made by to be of use here; any difference forbids it. */
export interface PromptCacheIdentity {
  /** SHA-256 of the model's file */
  readonly modelId: string;
  /** release of node-llama-cpp and llama.cpp, platform, processor, kind of GPU */
  readonly runtime: string;
  /** types of the cache's keys and values */
  readonly cache: string;
  /** the context is longer than the model was first trained for; some models turn their keys otherwise then */
  readonly extended: boolean;
}

export interface PromptCacheHeader extends PromptCacheIdentity {
  /** the conversation */
  readonly key: string;
  readonly tokens: number;
  /** bytes before the header: what llama.cpp wrote */
  readonly bytes: number;
  /** tokens a second at which this model read prompts when this was written */
  readonly readingSpeed: number;
}

/**
 * Puts header and tag behind what llama.cpp wrote. Lets other work in between pieces.
 * @throws what the file system throws, and where the cells are not those of the tokens, as after guesses that were not used
 */
export async function sealPromptCache(
  file: string,
  key: Uint8Array,
  made: Omit<PromptCacheHeader, "bytes">,
): Promise<void> {
  const fd = openSync(file, "r+");
  try {
    const written = fstatSync(fd).size;
    if (countCells(fd, made.tokens) !== made.tokens) throw new Error("It holds more or less than its tokens.");
    const header: PromptCacheHeader = { ...made, bytes: written };
    const json = Buffer.from(JSON.stringify(header), "utf8");
    const salt = randomBytes(SALT);
    const trailer = Buffer.concat([json, salt, uint32(json.length), MAGIC]);
    const tag = await tagOf(fd, header.bytes, trailer, fileKey(key, salt));
    writeAll(fd, Buffer.concat([trailer, tag]), header.bytes);
  } finally {
    closeSync(fd);
  }
}

/** The header as it stands in the file, believed by nobody yet; null where there is none. */
export function readHeader(file: string): PromptCacheHeader | null {
  const fd = openSync(file, "r");
  try {
    return locate(fd)?.header ?? null;
  } finally {
    closeSync(fd);
  }
}

/** The header, where the whole file was written with this key; null otherwise. Lets other work in between pieces. */
export async function authenticate(file: string, key: Uint8Array): Promise<PromptCacheHeader | null> {
  const fd = openSync(file, "r");
  try {
    const found = locate(fd);
    if (!found) return null;
    const tag = await tagOf(fd, found.header.bytes, found.trailer, fileKey(key, found.salt));
    return timingSafeEqual(tag, found.tag) ? found.header : null;
  } finally {
    closeSync(fd);
  }
}

/** The tokens whose cells the file holds, read from what llama.cpp wrote; null where it is not of that form. */
export function readTokens(file: string, { tokens, bytes }: PromptCacheHeader): Uint32Array | null {
  const fd = openSync(file, "r");
  try {
    const start = Buffer.alloc(12);
    if (12 + tokens * 4 > bytes || readSync(fd, start, 0, 12, 0) !== 12) return null;
    if (start.readUInt32LE(0) !== SEQUENCE_MAGIC || start.readUInt32LE(8) !== tokens) return null;
    const list = new Uint32Array(tokens);
    return readSync(fd, list, 0, list.byteLength, 12) === list.byteLength ? list : null;
  } finally {
    closeSync(fd);
  }
}

/**
 * Cells that llama.cpp wrote (`llama_kv_cache::state_write`): behind the tokens stand the number of sequences of the context, which
 * is 1 for a chat's, and that of the cells.
 */
function countCells(fd: number, tokens: number): number {
  const count = Buffer.alloc(4);
  return readSync(fd, count, 0, 4, 12 + tokens * 4 + 4) === 4 ? count.readUInt32LE(0) : -1;
}

function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}

interface LocatedTrailer {
  readonly header: PromptCacheHeader;
  readonly trailer: Buffer;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

function locate(fd: number): LocatedTrailer | null {
  const { size } = fstatSync(fd);
  const footer = Buffer.alloc(FOOTER);
  if (size < FOOTER || readSync(fd, footer, 0, FOOTER, size - FOOTER) !== FOOTER) return null;
  const length = footer.readUInt32LE(SALT);
  if (!footer.subarray(SALT + 4, SALT + 12).equals(MAGIC) || length > MOST_HEADER || length + FOOTER > size)
    return null;
  const json = Buffer.alloc(length);
  if (readSync(fd, json, 0, length, size - FOOTER - length) !== length) return null;
  const header = parseHeader(json.toString("utf8"));
  if (header?.bytes !== size - FOOTER - length) return null;
  return {
    header,
    trailer: Buffer.concat([json, footer.subarray(0, SALT + 12)]),
    salt: footer.subarray(0, SALT),
    tag: footer.subarray(SALT + 12),
  };
}

function parseHeader(json: string): PromptCacheHeader | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const has = (name: keyof PromptCacheHeader, type: "string" | "number" | "boolean"): boolean =>
    name in value && typeof (value as Record<string, unknown>)[name] === type;
  const isWhole =
    (["modelId", "runtime", "cache", "key"] as const).every((name) => has(name, "string")) &&
    (["tokens", "bytes", "readingSpeed"] as const).every((name) => has(name, "number")) &&
    has("extended", "boolean");
  const header = value as PromptCacheHeader;
  return isWhole && isCount(header.tokens) && isCount(header.bytes) ? header : null;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

async function tagOf(fd: number, bytes: number, trailer: Uint8Array, key: Uint8Array): Promise<Buffer> {
  const mac = createCipheriv("aes-256-gcm", key, Buffer.alloc(12));
  const piece = Buffer.allocUnsafe(PIECE);
  for (let at = 0; at < bytes;) {
    const read = readSync(fd, piece, 0, Math.min(PIECE, bytes - at), at);
    if (read === 0) throw new Error("The file ended early.");
    mac.setAAD(read === PIECE ? piece : piece.subarray(0, read));
    at += read;
    if (at % PAUSE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  mac.setAAD(trailer);
  mac.final();
  return mac.getAuthTag();
}

function fileKey(key: Uint8Array, salt: Uint8Array): Buffer {
  return createHmac("sha256", key).update("tramontane state file\0").update(salt).digest();
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const MAGIC = Buffer.from("TRMSTAT2", "latin1");
const SALT = 32;
const FOOTER = SALT + 4 + 8 + 16;
const MOST_HEADER = 4096;
const PIECE = 2 ** 20;
/** bytes after which others may work: some 3 ms */
const PAUSE = 8 * PIECE;
/** `LLAMA_STATE_SEQ_MAGIC` of llama.h */
const SEQUENCE_MAGIC = 0x67677371;
