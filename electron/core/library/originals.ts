import { createHash, createHmac, randomUUID } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../contract/errors.ts";
import { contentBytes, openBytes, openingRange, sealing } from "../files/sealedFile.ts";
import { fileError } from "./fileErrors.ts";

/**
 * The files of the library as they came, in a folder of their own. Where it is encrypted they are from the first byte on, and their names,
 * which are hashes of their content, say nothing either.
 */
export interface Originals {
  /** Makes the folder, and deletes what copies that were broken off left behind. @throws DISK_FULL, DATA_DIR_UNWRITABLE */
  prepare(): Promise<void>;
  /**
   * Writes the bytes into a new file, which the caller keeps or deletes.
   * @param limitMb MB of 2^20 bytes
   * @throws FILE_TOO_LARGE, DOCUMENT_EMPTY, DISK_FULL, DATA_DIR_UNWRITABLE, and what the source throws; leaves no file then
   */
  receive(bytes: AsyncIterable<Uint8Array>, limitMb: number): Promise<ReceivedFile>;
  /**
   * Makes it the original of the document of its hash: half a file never stands as one.
   * @throws DISK_FULL, DATA_DIR_UNWRITABLE, and leaves no file then
   */
  keep(received: ReceivedFile): Promise<void>;
  /** @throws FILE_NOT_FOUND, FILE_UNREADABLE, DOCUMENT_DAMAGED where it does not open with the key */
  open(id: string): Promise<OriginalFile>;
  /** Deletes it, if there is one. */
  delete(id: string): Promise<void>;
}

export interface OriginalFile {
  /** bytes of its content */
  readonly size: number;
  /** The content from `start` to before `end`. */
  bytes(start?: number, end?: number): AsyncIterable<Uint8Array>;
  /** All of it. @param limitMb MB of 2^20 bytes @throws FILE_TOO_LARGE, DOCUMENT_EMPTY */
  whole(limitMb: number): Promise<Uint8Array>;
}

/** A file that came in and is not an original yet. */
export interface ReceivedFile extends OriginalFile {
  /** the SHA-256 of its content, which a document of it is called by */
  readonly id: string;
  readonly file: string;
  delete(): void;
}

/** What a file is called until it has its own name. */
const incomingPrefix = "incoming-";
const megabyte = 2 ** 20;

/** @param key 32 bytes, by which files are encrypted; null: they are not */
export function createOriginals(folder: string, key: Buffer | null): Originals {
  const fileOf = (id: string): string => path.join(folder, nameOfOriginal(id, key));

  return {
    async prepare() {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        for (const name of await readdir(folder)) {
          if (name.startsWith(incomingPrefix)) await rm(path.join(folder, name), { force: true });
        }
      } catch (error) {
        rethrowWriting(error);
      }
    },
    receive,
    async keep({ file, id }) {
      try {
        await rename(file, fileOf(id)).catch(rethrowWriting);
      } catch (error) {
        await rm(file, { force: true });
        throw fileError(error);
      }
    },
    async open(id) {
      const file = fileOf(id);
      try {
        return originalAt(file, sizeOf((await stat(file)).size));
      } catch (error) {
        throw fileError(error);
      }
    },
    delete: (id) => rm(fileOf(id), { force: true }),
  };

  async function receive(bytes: AsyncIterable<Uint8Array>, limitMb: number): Promise<ReceivedFile> {
    const file = path.join(folder, `${incomingPrefix}${randomUUID()}`);
    const hash = createHash("sha256");
    let size = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of bytes) {
        size += chunk.byteLength;
        if (size > limitMb * megabyte) throw new AppError("FILE_TOO_LARGE", { data: { limitMb } });
        hash.update(chunk);
        yield chunk;
      }
      if (size === 0) throw new AppError("DOCUMENT_EMPTY");
    }
    const handle = await open(file, "wx", 0o600).catch(rethrowWriting);
    try {
      try {
        for await (const chunk of key === null ? counted() : sealing(key, counted())) {
          await handle.writeFile(chunk).catch(rethrowWriting);
        }
        await handle.sync().catch(rethrowWriting);
      } finally {
        await handle.close();
      }
    } catch (error) {
      await rm(file, { force: true });
      throw fileError(error);
    }
    const id = hash.digest("hex");
    return { ...originalAt(file, size), id, file, delete: () => rmSync(file, { force: true }) };
  }

  function sizeOf(bytesOnDisk: number): number {
    const size = key === null ? bytesOnDisk : contentBytes(bytesOnDisk);
    if (size === null) throw new AppError("DOCUMENT_DAMAGED");
    return size;
  }

  function originalAt(file: string, size: number): OriginalFile {
    return {
      size,
      bytes: (start = 0, end = size) => reading(file, start, end),
      async whole(limitMb) {
        if (size > limitMb * megabyte) throw new AppError("FILE_TOO_LARGE", { data: { bytes: size, limitMb } });
        if (size === 0) throw new AppError("DOCUMENT_EMPTY");
        try {
          const bytes = await readFile(file);
          return key === null ? bytes : openBytes(key, bytes);
        } catch (error) {
          throw readingError(error);
        }
      },
    };
  }

  async function* reading(file: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    if (start >= end) return;
    try {
      yield* key === null ? createReadStream(file, { start, end: end - 1 }) : openingRange(key, file, start, end);
    } catch (error) {
      throw readingError(error);
    }
  }
}

/** The name of a document's file in the folder of originals: who sees it cannot tell which file of theirs it is, where it is encrypted. */
export function nameOfOriginal(id: string, key: Buffer | null): string {
  return key === null ? id : createHmac("sha256", key).update(id).digest("hex");
}

function readingError(error: unknown): AppError {
  const isBroken = error instanceof Error && "code" in error && error.code === "SEAL_BROKEN";
  return isBroken ? new AppError("DOCUMENT_DAMAGED", { cause: error }) : fileError(error);
}

/** What fails in our own folder is not the fault of the file that was given. */
function rethrowWriting(error: unknown): never {
  const known = fileError(error);
  throw known.code === "DISK_FULL" ? known : new AppError("DATA_DIR_UNWRITABLE", { cause: error });
}
