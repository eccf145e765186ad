import { constants } from "node:fs";
import { copyFile, open } from "node:fs/promises";
import type { Database } from "better-sqlite3-multiple-ciphers";
import { internalError } from "../../contract/errors.ts";

/** Copies of the database as it is at one moment, while work on it goes on. */
export interface Snapshots {
  /**
   * Copies the database's file to `to`, which is on the disk then. An encrypted one is copied as it is. SQLite's own backup refuses a target
   * that has no key yet, and gives it none.
   * @throws SQLITE_BUSY, what copying throws
   */
  copy(to: string): Promise<void>;
  /** Brings what stands in the write-ahead log into the file, and overwrites the log. Whoever copies meanwhile begins anew. */
  checkpoint(): void;
}

/** times that a copy is begun */
const mostTries = 3;

/**
 * Between two checkpoints the file of a database in WAL mode does not change: what is written stands in the log beside it. So the file is
 * copied after a checkpoint, and none is made until it is done.
 */
export function createSnapshots(database: Database): Snapshots {
  let checkpoints = 0;

  function checkpoint(): void {
    checkpoints += 1;
    const [result] = database.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
    if (result?.busy !== 0) throw Object.assign(new Error("A checkpoint was not finished"), { code: "SQLITE_BUSY" });
  }

  async function copy(to: string): Promise<void> {
    const every = database.pragma("wal_autocheckpoint", { simple: true }) as number;
    database.pragma("wal_autocheckpoint = 0");
    try {
      for (let tries = 0; tries < mostTries; tries += 1) {
        checkpoint();
        const before = checkpoints;
        await copyFile(database.name, to, constants.COPYFILE_FICLONE);
        if (!database.open) throw new Error("The library was closed");
        if (checkpoints === before) return await sync(to);
      }
      throw internalError("The library was checkpointed whenever it was copied.");
    } finally {
      if (database.open) database.pragma(`wal_autocheckpoint = ${every}`);
    }
  }

  return { copy, checkpoint };
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
