import { AppError, type Problem, problemToError } from "../../../contract/errors.ts";
import type { ReadLimits } from "../../../contract/settings.ts";
import type { Child, Clock, ProcessSpawner } from "../../ports.ts";
import { outOfMemory, readerFlags } from "./readerClient.ts";
import type { FromReader, NextMessage, UnpackMessage } from "./readerProtocol.ts";
import { residentBytes } from "./residentBytes.ts";

/** A file of an archive, or why it is not taken. */
export type ArchiveFile =
  | { readonly path: string; readonly bytes: AsyncIterable<Uint8Array>; readonly problem: null }
  | { readonly path: string; readonly bytes: null; readonly problem: Problem };

export interface OpenedArchive {
  /** In the archive's order. The bytes of one are to be read, or left, before the next is asked for. */
  readonly files: AsyncIterable<ArchiveFile>;
  close(): void;
}

/** An archive holds many documents: all of it may unpack to this many times what one document may. */
const documentsOfBytes = 5;
const watchMs = 100;
const megabyte = 2 ** 20;

/**
 * Opens a ZIP archive in a reader process of its own, which lives as long as the archive is open, under the limits of memory and
 * time (for each answer) that documents are read under. Null for what is an office document, a book or no ZIP file.
 * @throws READ_TIMEOUT, READ_MEMORY_LIMIT, READER_CRASHED, DOCUMENT_DAMAGED, CANCELLED, here and while its files are read
 */
export async function openArchive(
  deps: { readonly spawner: ProcessSpawner; readonly clock: Clock },
  request: { readonly bytes: Uint8Array; readonly limits: ReadLimits; readonly signal?: AbortSignal },
): Promise<OpenedArchive | null> {
  const { limits } = request;
  const line = openLine(deps, limits, request.signal);
  const first = await line.ask({
    type: "unpack",
    id: 1,
    bytes: request.bytes,
    limits: { totalMb: limits.inflatedMb * documentsOfBytes },
  });
  if (first.type !== "listed") {
    line.close();
    return null;
  }
  return { files: filesOf(line), close: line.close };
}

interface Line {
  ask(message: UnpackMessage | NextMessage): Promise<FromReader>;
  close(): void;
}

async function* filesOf(line: Line): AsyncGenerator<ArchiveFile> {
  const next = (leave: boolean): Promise<FromReader> => line.ask({ type: "next", id: 1, leave });
  let answer = await next(false);
  for (;;) {
    if (answer.type === "skipped") {
      yield { path: answer.path, bytes: null, problem: answer.problem };
      answer = await next(false);
    } else if (answer.type === "piece") {
      const { path } = answer;
      let current: FromReader | null = answer;
      const bytes = async function* (): AsyncGenerator<Uint8Array> {
        while (current?.type === "piece") {
          const piece: Uint8Array = current.bytes;
          if (current.isLast) current = null;
          if (piece.byteLength > 0) yield piece;
          if (current) current = await next(false);
        }
        // The archive is damaged in the middle of this file, or has unpacked to too much.
        if (current?.type === "skipped") {
          const { problem }: { problem: Problem } = current;
          current = null;
          throw problemToError(problem);
        }
      };
      yield { path, bytes: bytes(), problem: null };
      answer = await next(current !== null);
    } else return;
  }
}

/** Questions and answers in turn; a crossed limit or a crash ends the process and the question that waits. */
function openLine(
  { spawner, clock }: { readonly spawner: ProcessSpawner; readonly clock: Clock },
  limits: ReadLimits,
  signal: AbortSignal | undefined,
): Line {
  const child: Child = spawner.spawn("reader", {
    execArgv: readerFlags(limits.memoryMb),
    env: { TRAMONTANE_READER_MEMORY_MB: String(limits.memoryMb) },
  });
  let waiting: { resolve(message: FromReader): void; reject(error: AppError): void } | null = null;
  let ended: AppError | null = null;
  let lastLine = "";
  const memoryError = (): AppError => new AppError("READ_MEMORY_LIMIT", { data: { limitMb: limits.memoryMb } });
  const stop = (error: AppError): void => {
    ended ??= error;
    signal?.removeEventListener("abort", onAbort);
    child.kill();
    waiting?.reject(ended);
    waiting = null;
  };
  const onAbort = (): void => stop(new AppError("CANCELLED"));
  if (signal?.aborted) ended = new AppError("CANCELLED");
  signal?.addEventListener("abort", onAbort, { once: true });
  child.onMessage((raw) => {
    const message = raw as FromReader;
    if (message.type === "ready" || !waiting) return;
    const { resolve, reject } = waiting;
    waiting = null;
    if (message.type === "failed") reject(problemToError(message.problem));
    else resolve(message);
  });
  child.onStderr((line) => {
    if (!outOfMemory(lastLine)) lastLine = line;
  });
  // The last lines of stderr may come after the exit.
  child.onExit(() =>
    clock.setTimeout(() => stop(outOfMemory(lastLine) ? memoryError() : new AppError("READER_CRASHED")), 50),
  );

  return {
    async ask(message) {
      if (ended) throw ended;
      const deadline = clock.setTimeout(
        () => stop(new AppError("READ_TIMEOUT", { data: { limitSeconds: limits.seconds } })),
        limits.seconds * 1000,
      );
      let watch = clock.setTimeout(look, watchMs);
      function look(): void {
        const resident = residentBytes(child.pid);
        if (resident !== null && resident > limits.memoryMb * megabyte) stop(memoryError());
        else watch = clock.setTimeout(look, watchMs);
      }
      try {
        return await new Promise<FromReader>((resolve, reject) => {
          waiting = { resolve, reject };
          child.send(message);
        });
      } finally {
        deadline.clear();
        watch.clear();
      }
    },
    close: () => stop(new AppError("CANCELLED")),
  };
}
