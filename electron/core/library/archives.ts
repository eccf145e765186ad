import { rmSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { ReadLimits } from "../../contract/settings.ts";
import { createTurns } from "../async/createTurns.ts";
import type { Clock, Logger, ProcessSpawner } from "../ports.ts";
import { type OpenedArchive, openArchive } from "./reading/archiveClient.ts";
import { receiveTemporary } from "./receiveBytes.ts";

/** Archives before they are unpacked: in a file, and looked at by one process at a time, however many come at once. */
export interface Archives {
  /** Keeps the bytes in a file of their own, which whoever asked for it deletes. @throws what `receiveTemporary` throws */
  keep(bytes: AsyncIterable<Uint8Array>): Promise<KeptFile>;
  /** True for an archive of files; false for an office document, a book, and what is damaged, which is told as a document. */
  isArchive(file: string): Promise<boolean>;
  /** Null for what is no archive of files. @throws FILE_TOO_LARGE, what the file system throws, and what `openArchive` throws */
  open(file: string, signal?: AbortSignal): Promise<OpenedArchive | null>;
  /** Ends what is being looked at. */
  dispose(): void;
}

export interface KeptFile {
  readonly file: string;
  delete(): void;
}

export function createArchives(deps: {
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  /** where kept files lie */
  readonly folder: string;
  readonly limits: () => ReadLimits;
}): Archives {
  const { logger, folder, limits } = deps;
  const inTurn = createTurns();
  const closing = new AbortController();

  return {
    async keep(bytes) {
      const { file } = await receiveTemporary({ bytes, folder, limitMb: limits().fileMb });
      return { file, delete: () => rmSync(file, { force: true }) };
    },
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

  async function open(file: string, signal?: AbortSignal): Promise<OpenedArchive | null> {
    const readLimits = limits();
    const { size } = await stat(file);
    if (size > readLimits.fileMb * 2 ** 20) {
      throw new AppError("FILE_TOO_LARGE", { data: { bytes: size, limitMb: readLimits.fileMb } });
    }
    const bytes = await readFile(file);
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
