import yauzl from "yauzl";
import { AppError, type Problem, toAppError } from "../contract/errors.ts";
import { deepestArchive, innerPath, isArchiveName, isSystemPath, mostFiles } from "../contract/folders.ts";
import type { UnpackLimits } from "../core/library/reading/readerProtocol.ts";
import { binaryFormatOf } from "./formatSigns.ts";

/** What comes out of an archive, in its order: its files piece by piece, each ended by an empty last piece, and what is not taken. */
export type Unpacked =
  | { readonly type: "listed" }
  | { readonly type: "piece"; readonly path: string; readonly bytes: Uint8Array; readonly isLast: boolean }
  | { readonly type: "skipped"; readonly path: string; readonly problem: Problem };

/** Bytes of an archive inside an archive, which is unpacked in memory (MB of 2^20 bytes). */
const nestedMb = 64;

/**
 * Unpacks a ZIP archive, archives inside it as well. Nothing is yielded for an office document or a book, which are ZIP files too.
 * Answering a piece with true leaves the rest of its file out. Bytes are counted as they come, whatever the headers say.
 * @throws DOCUMENT_DAMAGED where the whole cannot be opened
 */
export async function* unpackArchive(request: {
  readonly bytes: Uint8Array;
  readonly limits: UnpackLimits;
}): AsyncGenerator<Unpacked, void, boolean | undefined> {
  const entries = await listEntries(request.bytes);
  if (isDocument(entries, request.bytes)) return;
  yield { type: "listed" };
  const budget: Budget = { bytes: 0, files: 0, limitMb: request.limits.totalMb };
  yield* unpack(entries, "", 0, budget);
}

interface Budget {
  /** unpacked so far */
  bytes: number;
  files: number;
  readonly limitMb: number;
}

async function* unpack(
  entries: Entries,
  folder: string,
  depth: number,
  budget: Budget,
): AsyncGenerator<Unpacked, void, boolean | undefined> {
  for (const { name, entry } of entries.list) {
    if (name.endsWith("/") || isSystemPath(name.replaceAll("\\", "/")) || isLink(entry)) continue;
    const path = folder + innerPath(name);
    budget.files += 1;
    if (budget.files > mostFiles) {
      // Told once, not for every one of what may be millions.
      if (budget.files === mostFiles + 1)
        yield skipped(path, new AppError("READ_ENTRY_LIMIT", { data: { mostFiles } }));
      return;
    }
    const problem = problemOf(entry, budget);
    if (problem) yield skipped(path, problem);
    else if (isArchiveName(name)) yield* unpackNested(entries, entry, path, depth, budget);
    else yield* unpackFile(entries, entry, path, budget);
  }
}

async function* unpackFile(
  entries: Entries,
  entry: yauzl.Entry,
  path: string,
  budget: Budget,
): AsyncGenerator<Unpacked, void, boolean | undefined> {
  try {
    for await (const bytes of bytesOf(entries, entry, budget)) {
      if ((yield { type: "piece", path, bytes, isLast: false }) === true) return;
    }
    yield { type: "piece", path, bytes: new Uint8Array(0), isLast: true };
  } catch (thrown) {
    yield skipped(path, entryError(thrown));
  }
}

async function* unpackNested(
  entries: Entries,
  entry: yauzl.Entry,
  path: string,
  depth: number,
  budget: Budget,
): AsyncGenerator<Unpacked, void, boolean | undefined> {
  let inner: Entries;
  let bytes: Uint8Array;
  try {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of bytesOf(entries, entry, budget)) {
      size += piece.byteLength;
      if (size > nestedMb * 2 ** 20) throw new AppError("READ_INFLATED_LIMIT", { data: { limitMb: nestedMb } });
      pieces.push(piece);
    }
    bytes = Buffer.concat(pieces);
    inner = await listEntries(bytes);
  } catch (thrown) {
    yield skipped(path, entryError(thrown));
    return;
  }
  if (isDocument(inner, bytes)) {
    yield { type: "piece", path, bytes, isLast: false };
    yield { type: "piece", path, bytes: new Uint8Array(0), isLast: true };
  } else if (depth >= deepestArchive) {
    yield skipped(path, new AppError("READ_NESTING_LIMIT", { data: { deepest: deepestArchive } }));
  } else {
    // The archive itself is no file of the set.
    budget.files -= 1;
    yield* unpack(inner, `${path}/`, depth + 1, budget);
  }
}

interface Entries {
  readonly zip: yauzl.ZipFile;
  readonly list: readonly { readonly name: string; readonly entry: yauzl.Entry }[];
}

/** The central directory, as far as it is taken. Names are decoded here: yauzl refuses a whole archive for one odd name. */
async function listEntries(bytes: Uint8Array): Promise<Entries> {
  try {
    const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
      yauzl.fromBuffer(
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        { lazyEntries: true, decodeStrings: false },
        (error, opened) => (error ? reject(error) : resolve(opened)),
      );
    });
    const list: { name: string; entry: yauzl.Entry }[] = [];
    await new Promise<void>((resolve, reject) => {
      zip.on("error", reject);
      zip.on("end", resolve);
      zip.on("entry", (entry: yauzl.Entry) => {
        list.push({ name: nameOf(entry), entry });
        // Folders and system files count here too, so there is room for them.
        if (list.length > mostFiles * 4) resolve();
        else zip.readEntry();
      });
      zip.readEntry();
    });
    const byName = new Intl.Collator("en", { numeric: true });
    return { zip, list: list.sort((a, b) => byName.compare(a.name, b.name)) };
  } catch (thrown) {
    throw new AppError("DOCUMENT_DAMAGED", { cause: thrown });
  }
}

function isDocument({ list }: Entries, bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(4096, bytes.byteLength)).toString("latin1");
  const entries = list.map(({ name }) => name);
  return binaryFormatOf({ head, start: head, entries, claimed: null }) !== null;
}

/** The unpacked bytes of an entry, counted. @throws READ_INFLATED_LIMIT */
async function* bytesOf({ zip }: Entries, entry: yauzl.Entry, budget: Budget): AsyncGenerator<Uint8Array> {
  const stream = await new Promise<NodeJS.ReadableStream & { destroy(): void }>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  try {
    for await (const piece of stream) {
      const bytes = piece as Uint8Array;
      budget.bytes += bytes.byteLength;
      if (isSpent(budget)) throw inflatedError(budget);
      yield bytes;
    }
  } finally {
    stream.destroy();
  }
}

function problemOf(entry: yauzl.Entry, budget: Budget): AppError | null {
  if (isSpent(budget)) return inflatedError(budget);
  if (entry.isEncrypted()) {
    return new AppError("PASSWORD_REQUIRED", {
      data: { reason: "IN_ARCHIVE", canUnlock: false },
    });
  }
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    return new AppError("FORMAT_UNSUPPORTED", { data: { detected: "rareCompression" } });
  }
  return null;
}

function isSpent({ bytes, limitMb }: Budget): boolean {
  return bytes > limitMb * 2 ** 20;
}

function inflatedError({ limitMb }: Budget): AppError {
  return new AppError("READ_INFLATED_LIMIT", { data: { limitMb } });
}

/** What goes wrong inside one entry: its bytes are not what the directory says. */
function entryError(thrown: unknown): AppError {
  const error = toAppError(thrown);
  return error.code === "INTERNAL" ? new AppError("DOCUMENT_DAMAGED", { cause: thrown }) : error;
}

function skipped(path: string, error: AppError): Unpacked {
  return { type: "skipped", path, problem: error.toProblem() };
}

/** Bits of the type of file in Unix modes (stat.h), which an archive made there keeps in the upper half. */
const typeBits = 0o170000;
const linkBits = 0o120000;

function isLink(entry: yauzl.Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & typeBits) === linkBits;
}

/** UTF-8 where the bytes are that, whatever the flag says; else the code page of the first ZIP programs, of which Latin 1 is near. */
function nameOf(entry: yauzl.Entry): string {
  const bytes = entry.fileName as unknown as Uint8Array;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: an older program wrote it.
    return Buffer.from(bytes).toString("latin1");
  }
}
