import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { AppError } from "../../contract/errors.ts";
import { fileError } from "./fileErrors.ts";

/**
 * The bytes of a file of this machine. The file is opened when the first are asked for and closed when no more are, so that nobody
 * who never asks leaves it open.
 * @param limitMb MB of 2^20 bytes
 * @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_UNREADABLE, FILE_LINK_LOOP, FILE_TOO_LARGE while it is read
 */
export async function* bytesOfFile(file: string, limitMb: number): AsyncGenerator<Uint8Array> {
  try {
    // Not blocking: a named pipe must not hang the application.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const info = await handle.stat();
      if (!info.isFile()) throw new AppError(info.isDirectory() ? "FILE_IS_DIRECTORY" : "FILE_UNREADABLE");
      if (info.size > limitMb * 2 ** 20) {
        throw new AppError("FILE_TOO_LARGE", { data: { bytes: info.size, limitMb } });
      }
      yield* handle.createReadStream({ autoClose: false });
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error);
  }
}

/** All bytes of a file of this machine. @throws what `bytesOfFile` throws */
export async function wholeFile(file: string, limitMb: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOfFile(file, limitMb)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
