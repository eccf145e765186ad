import Database from "better-sqlite3-multiple-ciphers";
import { makePrivateFile } from "./privateFiles.ts";
import { internalError } from "../../contract/errors.ts";

/** 32 bytes, by which a library is encrypted; null: it is not */
export type DatabaseKey = Buffer | null;

/**
 * Has every page, and every page in journals and write-ahead logs, encrypted and authenticated (AEGIS-256, SQLite3 Multiple
 * Ciphers). To be called before anything else is asked of the database. The key is random, so that none is derived from it.
 */
export function giveKey(database: Database.Database, key: DatabaseKey): void {
  if (key === null) return;
  database.pragma("cipher = 'aegis'");
  database.key(Buffer.from(rawKey(key)));
}

/** A key as the library of ciphers takes it where it is not to be taken for a passphrase. */
export function rawKey(key: Buffer): string {
  return `raw:${key.toString("hex")}`;
}

/**
 * Opens a library with everything set on which its promises rest. Locking is exclusive: one process has the file anyway,
 * and SQLite then keeps the index of the write-ahead log in memory, so that a library opens even on a full disk.
 * @throws SQLITE_NOTADB where the key is not that of the file
 */
export function openConnection(file: string, key: DatabaseKey = null): Database.Database {
  // SQLite gives what it makes beside the file the rights of the file.
  makePrivateFile(file);
  const database = new Database(file, { timeout: 2_000 });
  try {
    giveKey(database, key);
    for (const [name, value, expected] of settings) {
      const read = (): string => String(database.pragma(name, { simple: true }));
      // Setting what is set already may write, and a full disk would keep the library shut.
      if (read() === expected) continue;
      database.pragma(`${name} = ${value}`);
      const actual = read();
      if (actual === expected) continue;
      // It is of the file, and no file of ours has another.
      if (name === "auto_vacuum") throw Object.assign(new Error(`${name} is ${actual}`), { code: "SQLITE_CORRUPT" });
      throw internalError(`SQLite refused ${name} = ${value} and stays at ${actual}.`);
    }
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** How many frames of its write-ahead log SQLite could use, when the database was just opened. */
export function framesInUse(database: Database.Database): number {
  const [log] = database.pragma("wal_checkpoint(NOOP)") as { log: number }[];
  return log?.log ?? 0;
}

/**
 * What SQLite finds wrong with the structure of the file, a line each; nothing where it is whole. A value that fails a CHECK
 * is no damage to the file: it is met where the row is read, and must not cost the whole library.
 */
export function quickCheck(database: Database.Database): string[] {
  database.pragma("ignore_check_constraints = ON");
  try {
    const found = database.prepare<[], string>("PRAGMA quick_check(20)").pluck().all();
    return found.filter((line) => line !== "ok");
  } finally {
    database.pragma("ignore_check_constraints = OFF");
  }
}

/**
 * Makes full-text indexes anew where nothing but them is damaged; the text itself is whole then, and nothing is lost.
 * Returns whether that was so.
 */
export function mendIndexes(database: Database.Database, damage: readonly string[]): boolean {
  const indexes = new Set<string>();
  for (const line of damage) {
    const index = /fts5.*\b(\w+_words)\b/i.exec(line)?.[1];
    if (index === undefined) return false;
    indexes.add(index);
  }
  for (const index of indexes) database.exec(`INSERT INTO ${index} (${index}) VALUES ('rebuild')`);
  return quickCheck(database).length === 0;
}

/** name, value, what reading it back must give */
const settings: readonly (readonly [string, string, string])[] = [
  ["locking_mode", "EXCLUSIVE", "exclusive"],
  // Takes effect in a new file only; lets a purge give space back to the disk.
  ["auto_vacuum", "INCREMENTAL", "2"],
  ["journal_mode", "WAL", "wal"],
  // In WAL mode the default may be NORMAL, which can lose the last commits when the power fails.
  ["synchronous", "FULL", "2"],
  // On macOS an fsync alone does not reach the disk.
  ["fullfsync", "ON", "1"],
  ["checkpoint_fullfsync", "ON", "1"],
  ["foreign_keys", "ON", "1"],
  ["trusted_schema", "OFF", "0"],
  ["cell_size_check", "ON", "1"],
  // What is deleted is overwritten, and nothing is spilled into temporary files.
  ["secure_delete", "ON", "1"],
  ["temp_store", "MEMORY", "2"],
];
