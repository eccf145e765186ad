import { closeSync, copyFileSync, fsyncSync, openSync, renameSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { syncFolder } from "../files/syncFolder.ts";
import { removeDatabase } from "./backups.ts";
import { type DatabaseKey, giveKey, rawKey } from "./connection.ts";
import { noteClosed, readLeftState } from "./leftState.ts";
import { makePrivateFile } from "./privateFiles.ts";

/**
 * Has a database that nobody has open under another key, or under none. It is copied, the copy's pages are written anew, and the copy takes
 * its place when it is on the disk: ended at any moment, there is the one or the other, whole.
 * @throws SQLITE_NOTADB, SQLITE_CORRUPT where it does not open with `from`; SQLITE_FULL, ENOSPC
 */
export function recryptDatabase(file: string, from: DatabaseKey, to: DatabaseKey): void {
  const fresh = `${file}.switching`;
  try {
    removeDatabase(fresh);
    foldLog(file, from);
    if (readLeftState(file) === "open") noteClosed(file);
    makePrivateFile(fresh);
    copyFileSync(file, fresh);
    const database = new Database(fresh, { fileMustExist: true });
    try {
      if (from === null) database.pragma("cipher = 'aegis'");
      giveKey(database, from);
      database.pragma("locking_mode = EXCLUSIVE");
      // A copy that was broken off is made again: it needs no journal, which would hold its pages once more.
      database.pragma("journal_mode = MEMORY");
      database.pragma("temp_store = MEMORY");
      database.rekey(to === null ? Buffer.alloc(0) : Buffer.from(rawKey(to)));
    } finally {
      database.close();
    }
    sync(fresh);
    renameSync(fresh, file);
    syncFolder(path.dirname(file));
  } catch (thrown) {
    removeDatabase(fresh);
    throw thrown;
  }
}

/** Brings what stands in a write-ahead log or a journal beside the database into it, and deletes them. */
function foldLog(file: string, key: DatabaseKey): void {
  const database = new Database(file, { fileMustExist: true });
  try {
    giveKey(database, key);
    database.pragma("locking_mode = EXCLUSIVE");
    database.pragma("journal_mode = DELETE");
    // Reads it, so that what does not open is not copied.
    database.pragma("user_version");
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
  } finally {
    database.close();
  }
}

function sync(file: string): void {
  const descriptor = openSync(file, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
