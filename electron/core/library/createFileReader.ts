import { createHash } from "node:crypto";
import path from "node:path";
import type { Document, OutlineEntry, Page } from "../../contract/documents.ts";
import { AppError } from "../../contract/errors.ts";
import type { ReadLimits } from "../../contract/settings.ts";
import type { Clock, Logger, ProcessSpawner } from "../ports.ts";
import { titleOfName } from "../text/documentNames.ts";
import { createArchives } from "./archives.ts";
import { wholeFile } from "./bytesOfFile.ts";
import { paceOf, type ReadProgress } from "./pace.ts";
import { createReader } from "./reading/readerClient.ts";
import { unreadOf } from "./unreadOf.ts";

/** A file that was read, whole, and stands nowhere but here. */
export interface ReadFile {
  readonly document: Pick<Document, "id" | "name" | "format" | "title" | "language" | "pages" | "unread">;
  readonly pages: readonly Page[];
  readonly outline: readonly OutlineEntry[];
}

/** Reads files of this machine without a library: nothing is kept of them. */
export interface FileReader {
  /**
   * @throws FILE_NOT_FOUND, FILE_IS_DIRECTORY, FILE_UNREADABLE, FILE_LINK_LOOP, FILE_TOO_LARGE, DOCUMENT_EMPTY, CANCELLED, and what
   * `Reader.read` throws
   */
  read(file: string, options: ReadFileOptions): Promise<ReadFile>;
  /** Reads the bytes of a document by the name it goes by. @throws DOCUMENT_EMPTY, FILE_TOO_LARGE, CANCELLED, and what `Reader.read` throws */
  readBytes(bytes: Uint8Array, name: string, options: ReadFileOptions): Promise<ReadFile>;
  /** True for an archive of files; false for an office document, a book, and what is damaged, which is told as a document. */
  isArchive(file: string): Promise<boolean>;
  dispose(): Promise<void>;
}

export interface ReadFileOptions {
  readonly password?: string | undefined;
  readonly signal?: AbortSignal;
  onProgress?(progress: ReadProgress): void;
}

export function createFileReader(deps: {
  readonly spawner: ProcessSpawner;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: () => ReadLimits;
}): FileReader {
  const { clock, limits } = deps;
  const reader = createReader(deps);
  // None is kept, so that there is no folder for them.
  const archives = createArchives({ ...deps, folder: "", key: null, limits });

  async function readWhole(
    name: string,
    wholeBytes: () => Promise<Uint8Array>,
    { password, signal, onProgress = () => {} }: ReadFileOptions,
  ): Promise<ReadFile> {
    const tell = paceOf(clock, onProgress);
    tell(0, 0, "reading");
    const bytes = await wholeBytes();
    if (bytes.byteLength === 0) throw new AppError("DOCUMENT_EMPTY");
    const pages: Page[] = [];
    const { format, title, language, outline } = await reader.read(
      { bytes, name, limits: limits(), ...(password === undefined ? {} : { password }) },
      { ...(signal && { signal }), onPages: (some) => void pages.push(...some), onProgress: tell },
    );
    const document = {
      id: createHash("sha256").update(bytes).digest("hex"),
      name,
      format,
      title: title ?? titleOfName(name),
      language,
      pages: pages.length,
      unread: unreadOf(pages),
    };
    return { document, pages, outline };
  }

  return {
    read: (file, options) => readWhole(path.basename(file), () => wholeFile(file, limits().fileMb), options),
    async readBytes(bytes, name, options) {
      const limitMb = limits().fileMb;
      if (bytes.byteLength > limitMb * 2 ** 20) {
        throw new AppError("FILE_TOO_LARGE", { data: { bytes: bytes.byteLength, limitMb } });
      }
      return readWhole(name, () => Promise.resolve(bytes), options);
    },
    isArchive: (file) => archives.isArchive(file),
    async dispose() {
      archives.dispose();
      await reader.dispose();
    },
  };
}
