import path from "node:path";
import { toAppError } from "../../contract/errors.ts";
import type { ReadLimits } from "../../contract/settings.ts";
import { createTurns } from "../async/createTurns.ts";
import type { Clock, Logger, ProcessSpawner } from "../ports.ts";
import { wholeFile } from "./bytesOfFile.ts";
import { type OpenedArchive, openArchive } from "./reading/archiveClient.ts";
import { createOriginals, type OriginalFile, type ReceivedFile } from "./originals.ts";

/** Archives before they are unpacked: in a file, and looked at by one process at a time, however many come at once. */
export interface Archives {
  /** Keeps the bytes in a file of their own, which whoever asked for it deletes. @throws what `Originals.receive` throws */
  keep(bytes: AsyncIterable<Uint8Array>): Promise<ReceivedFile>;
  /** True for an archive of files; false for an office document, a book, and what is damaged, which is told as a document. */
  isArchive(file: ArchiveFile): Promise<boolean>;
  /** Null for what is no archive of files. @throws FILE_TOO_LARGE, what the file system throws, and what `openArchive` throws */
  open(file: ArchiveFile, signal?: AbortSignal): Promise<OpenedArchive | null>;
  /** Ends what is being looked at. */
  dispose(): void;
}

/** the path of a file of somebody's, or one that is kept */
export type ArchiveFile = string | OriginalFile;

export function createArchives(deps: {
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  /** where kept files lie */
  readonly folder: string;
  /** by which they are encrypted there */
  readonly key: Buffer | null;
  readonly limits: () => ReadLimits;
}): Archives {
  const { logger, limits } = deps;
  const kept = createOriginals(deps.folder, deps.key);
  const inTurn = createTurns();
  const closing = new AbortController();

  return {
    keep: (bytes) => kept.receive(bytes, limits().fileMb),
    isArchive: (file) =>
      inTurn(async () => {
        try {
          const opened = await open(file, closing.signal);
          await opened?.close();
          return opened !== null;
        } catch (thrown) {
          logger.info("A file named as an archive was not opened as one", { code: toAppError(thrown).code });
          return false;
        }
      }),
    open,
    dispose: () => closing.abort(),
  };

  async function open(file: ArchiveFile, signal?: AbortSignal): Promise<OpenedArchive | null> {
    const readLimits = limits();
    const bytes = await (typeof file === "string" ? wholeFile(file, readLimits.fileMb) : file.whole(readLimits.fileMb));
    if (!isZip(bytes)) return null;
    return openArchive(deps, { bytes, limits: readLimits, signal });
  }
}

/** True for the first bytes of a ZIP file, also of an empty one. */
export function isZip(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(4, bytes.byteLength)).toString("latin1");
  return head === "PK\u0003\u0004" || head === "PK\u0005\u0006";
}

/** "Letters.zip" is called "Letters". */
export function titleOfArchive(name: string): string {
  return path.basename(name).replace(/\.zip$/iu, "") || name;
}
