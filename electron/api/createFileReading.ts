import type { Comparison } from "../contract/compare.ts";
import { pageSchema } from "../contract/documents.ts";
import { AppError } from "../contract/errors.ts";
import type { ExportedFile, ExportFormatOf } from "../contract/exports.ts";
import { readLimitsSchema } from "../contract/settings.ts";
import { createFileReader, type ReadFile, type ReadFileOptions } from "../core/library/library.ts";
import type { Logger, Ports } from "../core/ports.ts";
import { toStored } from "../core/store/storedPages.ts";
import { createTextWorker } from "../core/textWorker/createTextWorker.ts";
import { kindOfPath } from "./fileKind.ts";

/** Reads and compares files of this machine without a library: nothing is kept, nothing is locked, and settings are the usual ones. */
export interface FileReading extends AsyncDisposable {
  /** @throws what a lone file is refused for; FILE_IS_DIRECTORY for a folder or an archive */
  read(file: string, options: ReadFileOptions): Promise<ReadFile>;
  /** @throws INVALID_INPUT where both are one, CANCELLED */
  compare(before: ReadFile, after: ReadFile, signal: AbortSignal): Promise<Comparison>;
  export(comparison: Comparison, format: ExportFormatOf<"comparison">): Promise<ExportedFile>;
}

export function createFileReading(ports: Pick<Ports, "spawner" | "threads" | "clock">): FileReading {
  const deps = { ...ports, logger: silent };
  const reader = createFileReader({ ...deps, limits: () => readLimitsSchema.parse({}) });
  const textWorker = createTextWorker(deps);

  return {
    async read(file, options) {
      const { kind } = await kindOfPath(file);
      if (kind === "folder" || (kind === "archive" && (await reader.isArchive(file)))) {
        throw new AppError("FILE_IS_DIRECTORY");
      }
      if (kind === "model") throw new AppError("FORMAT_UNSUPPORTED", { data: { reason: "MODEL" } });
      const { pages, ...read } = await reader.read(file, options);
      return { ...read, pages: pages.map((page) => pageSchema.parse(page)) };
    },
    async compare(before, after, signal) {
      if (before.document.id === after.document.id) {
        throw new AppError("INVALID_INPUT", { data: { reason: "SAME_DOCUMENT" } });
      }
      // Much hangs on it that a reading can do without.
      const { compareTexts } = await import("../core/compare/compareTexts.ts");
      return compareTexts({ ...deps, textWorker }, { before: comparedOf(before), after: comparedOf(after), signal });
    },
    async export(comparison, format) {
      const { createExporter } = await import("../core/export/export.ts");
      const { createWords } = await import("../words/words.ts");
      return createExporter(createWords())("comparison", format, comparison);
    },
    async [Symbol.asyncDispose]() {
      textWorker.dispose();
      await reader.dispose();
    },
  };
}

function comparedOf({ document, pages, outline }: ReadFile) {
  return { document, text: { document, pages: pages.map(toStored), outline } };
}

/** There is no folder for a log; what ends a reading is told by its code. */
const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };
