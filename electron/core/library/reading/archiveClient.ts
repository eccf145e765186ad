import { type Problem, problemToError } from "../../../contract/errors.ts";
import type { ReadLimits } from "../../../contract/settings.ts";
import type { Clock, Logger, ProcessSpawner } from "../../ports.ts";
import { type ReaderChild, startReaderChild } from "./readerChild.ts";
import type { FromReader, NextMessage, UnpackMessage } from "./readerProtocol.ts";

/** A file of an archive, or why it is not taken. */
export type ArchiveFile =
  | { readonly path: string; readonly bytes: AsyncIterable<Uint8Array>; readonly problem: null }
  | { readonly path: string; readonly bytes: null; readonly problem: Problem };

export interface OpenedArchive {
  /** In the archive's order. The bytes of one are to be read, or left, before the next is asked for. */
  readonly files: AsyncIterable<ArchiveFile>;
  /** Ends the process; to be called whatever became of the files. */
  close(): Promise<void>;
}

/** An archive holds many documents: all of it may unpack to this many times what one document may. */
const documentsOfBytes = 5;

/**
 * Opens a ZIP archive in a reader process of its own, which lives as long as the archive is open, under the limits of memory and
 * time (for each answer) that documents are read under. Null for what is an office document, a book or no ZIP file.
 * @throws READ_TIMEOUT, READ_MEMORY_LIMIT, READER_CRASHED, DOCUMENT_DAMAGED, CANCELLED, here and while its files are read
 */
export async function openArchive(
  deps: { readonly spawner: ProcessSpawner; readonly clock: Clock; readonly logger: Logger },
  request: { readonly bytes: Uint8Array; readonly limits: ReadLimits; readonly signal?: AbortSignal | undefined },
): Promise<OpenedArchive | null> {
  const { bytes, limits, signal } = request;
  const child = startReaderChild(deps, limits);
  const line = lineTo(child, limits.seconds, signal);
  const close = (): Promise<void> => {
    child.stop();
    return child.ended;
  };
  try {
    const first = await line({
      type: "unpack",
      id: 1,
      bytes,
      limits: { totalMb: limits.inflatedMb * documentsOfBytes },
    });
    if (first.type === "listed") return { files: filesOf(line), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
  await close();
  return null;
}

type Line = (message: UnpackMessage | NextMessage) => Promise<FromReader>;

function lineTo(child: ReaderChild, seconds: number, signal: AbortSignal | undefined): Line {
  return (message) => child.ask({ message, signal, seconds, onMessage: (answer) => ({ answer }) });
}

async function* filesOf(line: Line): AsyncGenerator<ArchiveFile> {
  const next = (leave: boolean): Promise<FromReader> => line({ type: "next", id: 1, leave });
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
