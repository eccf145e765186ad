import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { AppError, toAppError } from "../../../contract/errors.ts";
import { progressStep } from "../../files/hashFiles.ts";

const magic = "GGUF";

/**
 * Writes to new files that are on the disk when this resolves; stops at the first bytes where they are not those of a GGUF.
 * @param progress told of the bytes that were written, and of all of them once they are known, 0 before
 * @returns the SHA-256 of all bytes
 */
export async function writeWhileHashing(
  targets: readonly Target[],
  bytes: AsyncIterable<Uint8Array>,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash("sha256");
  await using writer = createFileWriter(targets);
  let head = Buffer.alloc(0);
  let checked = false;
  let done = 0;
  let told = -progressStep;
  for await (const chunk of untilAborted(bytes, signal)) {
    if (!checked) {
      head = Buffer.concat([head, chunk]);
      checked = head.length >= magic.length;
      if (checked) refuseMagic(head);
    }
    hash.update(chunk);
    await writer.write(chunk);
    done += chunk.byteLength;
    if (done - told >= progressStep) {
      progress(done, 0);
      told = done;
    }
  }
  if (!checked) throw new AppError("MODEL_NOT_GGUF");
  await writer.finish();
  progress(done, done);
  return hash.digest("hex");
}

interface Target {
  readonly at: string;
  /** that go here before the rest goes to the next one */
  readonly bytes: number;
}

/** Writes bytes to new files, one after the other, each as long as it is to be. */
function createFileWriter(targets: readonly Target[]) {
  const left = [...targets];
  let file: FileHandle | null = null;
  let room = 0;
  const close = async (): Promise<void> => {
    await file?.close();
    file = null;
  };
  const fileWithRoom = async (): Promise<FileHandle> => {
    if (file !== null && room > 0) return file;
    await file?.sync();
    await close();
    const target = left.shift();
    if (!target) throw new AppError("INVALID_INPUT", { data: { field: "size" } });
    file = await open(target.at, "wx", 0o600);
    room = target.bytes;
    return file;
  };
  return {
    async write(bytes: Uint8Array): Promise<void> {
      let written = 0;
      while (written < bytes.byteLength) {
        const target = await fileWithRoom();
        const { bytesWritten } = await target.write(bytes, written, Math.min(room, bytes.byteLength - written));
        written += bytesWritten;
        room -= bytesWritten;
      }
    },
    async finish(): Promise<void> {
      await file?.sync();
    },
    [Symbol.asyncDispose]: close,
  };
}

/** Leaves at once when the job is stopped, even while no bytes come. */
async function* untilAborted(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {}); // looked at in the race only
  const abort = () => aborted.reject(new AppError("CANCELLED"));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  const iterator = bytes[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await Promise.race([nextOf(iterator), aborted.promise]);
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", abort);
    // Not awaited: a source that waits for its sender would keep the job.
    if (!ended) void iterator.return?.().then(undefined, () => {});
  }
}

async function nextOf(iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await iterator.next();
  } catch (thrown) {
    throw new AppError("FILE_UNREADABLE", {
      data: { reason: "STOPPED_ARRIVING" },
      cause: thrown,
    });
  }
}

/** @throws MODEL_NOT_GGUF, and why it cannot be opened */
export async function refuseOtherThanGguf(file: string): Promise<void> {
  await using handle = await open(file).catch((thrown: unknown) => {
    throw fileError(thrown);
  });
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
  refuseMagic(buffer.subarray(0, bytesRead));
}

function refuseMagic(head: Buffer): void {
  if (head.toString("latin1", 0, magic.length) !== magic) throw new AppError("MODEL_NOT_GGUF");
}

/** A failure of the file system in the words of the contract. */
export function fileError(thrown: unknown): AppError {
  const code = thrown instanceof Error ? (thrown as { code?: unknown }).code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return new AppError("FILE_NOT_FOUND", { cause: thrown });
  if (code === "ELOOP") return new AppError("FILE_LINK_LOOP", { cause: thrown });
  if (code === "EACCES" || code === "EPERM") return new AppError("FILE_UNREADABLE", { cause: thrown });
  return toAppError(thrown);
}
