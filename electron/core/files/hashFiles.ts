import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Bytes between two progress events. */
export const progressStep = 8 * 1024 * 1024;

/**
 * The SHA-256 of the files' bytes, one file after the other.
 * @param progress told of the bytes that were read, and of all of them at the end
 * @throws what the file system throws, an AbortError
 */
export async function hashFiles(
  files: readonly string[],
  progress: (done: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  let done = 0;
  let told = -progressStep;
  for (const file of files) {
    const stream = createReadStream(file, { highWaterMark: 1024 * 1024, ...(signal ? { signal } : {}) });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk);
      done += chunk.byteLength;
      if (done - told >= progressStep) {
        progress(done);
        told = done;
      }
    }
  }
  progress(done);
  return hash.digest("hex");
}
