import { createHash, randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../contract/errors.ts";
import { fileError } from "./fileErrors.ts";

interface Incoming {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly folder: string;
  /** MB of 2^20 bytes */
  readonly limitMb: number;
}

/** What a file is called until it has its own name; what is left of these goes away at the next start. */
export const incomingPrefix = "incoming-";

/**
 * Gives what `receiveTemporary` wrote its own name, the SHA-256 of its content: half a file never stands under that.
 * @throws DISK_FULL, DATA_DIR_UNWRITABLE, and leaves no file then
 */
export async function nameReceived(file: string, id: string): Promise<void> {
  try {
    await rename(file, path.join(path.dirname(file), id)).catch(rethrowWriting);
  } catch (error) {
    await rm(file, { force: true });
    throw fileError(error);
  }
}

/**
 * Writes the bytes into a new file of the folder, which the caller renames or deletes; `id` is the SHA-256 of them.
 * @throws FILE_TOO_LARGE, DOCUMENT_EMPTY, DISK_FULL, DATA_DIR_UNWRITABLE, and what the source throws; leaves no file then
 */
export async function receiveTemporary({
  bytes,
  folder,
  limitMb,
}: Incoming): Promise<{ file: string; id: string; size: number }> {
  const temporary = path.join(folder, `${incomingPrefix}${randomUUID()}`);
  const hash = createHash("sha256");
  let size = 0;
  const file = await open(temporary, "wx", 0o600).catch(rethrowWriting);
  try {
    try {
      for await (const chunk of bytes) {
        size += chunk.byteLength;
        if (size > limitMb * 2 ** 20) throw new AppError("FILE_TOO_LARGE", { data: { limitMb } });
        hash.update(chunk);
        await file.writeFile(chunk).catch(rethrowWriting);
      }
      if (size === 0) throw new AppError("DOCUMENT_EMPTY");
      await file.sync().catch(rethrowWriting);
    } finally {
      await file.close();
    }
    return { file: temporary, id: hash.digest("hex"), size };
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileError(error);
  }
}

/** What fails in our own folder is not the fault of the file that was given. */
function rethrowWriting(error: unknown): never {
  const known = fileError(error);
  throw known.code === "DISK_FULL" ? known : new AppError("DATA_DIR_UNWRITABLE", { cause: error });
}
