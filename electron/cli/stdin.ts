import { addAbortSignal } from "node:stream";
import { AppError } from "../contract/errors.ts";

/**
 * All that is piped in.
 * @param mostBytes more is refused, once so much has come
 * @throws FILE_TOO_LARGE, CANCELLED
 */
export async function readStdin(signal: AbortSignal, mostBytes: number): Promise<Buffer<ArrayBuffer>[]> {
  const chunks: Buffer<ArrayBuffer>[] = [];
  let bytes = 0;
  const source: AsyncIterable<Buffer<ArrayBuffer>> = addAbortSignal(signal, process.stdin);
  try {
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) throw new AppError("FILE_TOO_LARGE", { data: { limitMb: mostBytes / 2 ** 20 } });
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (signal.aborted) throw new AppError("CANCELLED", { cause: thrown });
    throw thrown;
  }
  return chunks;
}

/** The same as text, without the white space around it; of 64 MB at most. @throws FILE_TOO_LARGE, CANCELLED */
export async function readStdinText(signal: AbortSignal): Promise<string> {
  return Buffer.concat(await readStdin(signal, mostTextBytes))
    .toString("utf8")
    .trim();
}

const mostTextBytes = 64 * 2 ** 20;
