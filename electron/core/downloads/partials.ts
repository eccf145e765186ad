import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../contract/errors.ts";
import { nameOfModelPart } from "../../contract/modelParts.ts";
import { sizeOf } from "../files/sizeOf.ts";
import type { Logger } from "../ports.ts";
import type { StoredDownload } from "../store/store.ts";

/** What is there of models that are being fetched: files in one folder, named after their downloads. */
export interface Partials {
  readonly folder: string;
  /** Named as the parts of a model where there are several, so that it can be read as one. */
  pathOf(row: StoredDownload, index: number): string;
  /** bytes that are there of a file */
  bytesOf(row: StoredDownload, index: number): number;
  forget(row: StoredDownload): Promise<void>;
  /** @param rows all, in their order. @throws DISK_FULL where this one and those that wait before it would not fit together */
  refuseWithoutRoom(row: StoredDownload, rows: readonly StoredDownload[]): Promise<void>;
  /** Deletes what none of these rows names. */
  keepOnly(rows: readonly StoredDownload[], logger: Logger): Promise<void>;
}

/** Bytes of the disk that are left to others. */
const spareBytes = 64 * 1024 * 1024;

export function createPartials(folder: string, freeBytes: (folder: string) => Promise<number>): Partials {
  const partials: Partials = {
    folder,
    pathOf({ id, files }, index) {
      const stem = path.join(folder, id);
      return files.length === 1 ? `${stem}.gguf` : nameOfModelPart({ stem, number: index + 1, count: files.length });
    },
    bytesOf: (row, index) => sizeOf(partials.pathOf(row, index)),
    async forget(row) {
      for (const index of row.files.keys()) await rm(partials.pathOf(row, index), { force: true });
    },
    async refuseWithoutRoom(row, rows) {
      const at = rows.findIndex(({ id }) => id === row.id);
      const waiting = (at < 0 ? rows : rows.slice(0, at)).filter(({ state }) => state === "waiting");
      let needBytes = 0;
      for (const each of [...waiting, row]) {
        for (const [index, { bytes }] of each.files.entries()) {
          needBytes += Math.max(0, bytes - partials.bytesOf(each, index));
        }
      }
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const free = await freeBytes(folder);
      if (needBytes + spareBytes <= free) return;
      throw new AppError("DISK_FULL", { data: { reason: "DOWNLOAD", needBytes, freeBytes: free } });
    },
    async keepOnly(rows, logger) {
      try {
        for (const name of await readdir(folder).catch(() => [])) {
          const isNamed = rows.some(({ id, state }) => state !== "done" && name.startsWith(id));
          if (!isNamed) await rm(path.join(folder, name), { force: true });
        }
      } catch (thrown) {
        logger.warn("What is left of downloads could not be removed", { error: String(thrown) });
      }
    },
  };
  return partials;
}
