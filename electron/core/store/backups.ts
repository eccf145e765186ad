import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { type DatabaseKey, giveKey, quickCheck } from "./connection.ts";
import type { Snapshots } from "./snapshots.ts";
import { isKnownVersion, schemaVersion } from "./migrations.ts";
import { makePrivateFile, makePrivateFolder } from "./privateFiles.ts";
import { syncFolder } from "../files/syncFolder.ts";
import type { Logger } from "../ports.ts";

const dayMs = 24 * 60 * 60_000;

/** Why a backup was made; how many of each are kept. One of before an update outlives those of the days after it. */
const kept = { day: 5, update: 2 } as const;
export type BackupReason = keyof typeof kept;

export interface Backup {
  readonly file: string;
  /** milliseconds since 1970, by the clock of then */
  readonly at: number;
  readonly reason: BackupReason;
  /** later ones have higher numbers, whatever the clock said; 0 for those that were made before there were numbers */
  readonly number: number;
}

/** The backups in the folder, newest first: by their numbers, since a clock may have been wrong. */
export function listBackups(folder: string): Backup[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const [, stamped = "", number = "0", reason = "day"] = backupName.exec(name) ?? [];
      const at = Date.parse(stamped.replace(stampedTime, "T$1:$2:$3.$4Z"));
      if (Number.isNaN(at)) return [];
      return [{ file: path.join(folder, name), at, reason: reason as BackupReason, number: Number(number) }];
    })
    .toSorted((one, other) => other.number - one.number || other.at - one.at);
}

/** A time as it stands in file names: `2026-07-31T08-15-00-000Z`. */
export function stamp(at: number): string {
  return new Date(at).toISOString().replaceAll(/[:.]/g, "-");
}

/** What backups are made of, and with which key. */
export interface BackedUp {
  readonly database: Database.Database;
  readonly key: DatabaseKey;
}

/**
 * Writes a backup when the newest is older than a day, and drops all but the newest five. Work goes on meanwhile. One that is dated
 * more than a day ahead was made by a wrong clock, and keeps no other from being made.
 */
export async function writeBackup(
  { database, key, snapshots }: BackedUp & { readonly snapshots: Snapshots },
  folder: string,
  now: number,
): Promise<void> {
  const [newest] = listBackups(folder);
  if (newest && Math.abs(now - newest.at) < dayMs) return;
  const part = path.join(folder, "backup.part");
  try {
    makePrivateFolder(folder);
    rmSync(part, { force: true });
    makePrivateFile(part);
    await snapshots.copy(part);
    keep(part, { folder, key, now, reason: "day" });
  } catch (thrown) {
    removeDatabase(part);
    // The library was closed in the middle; the next start makes the backup.
    if (!database.open) return;
    throw thrown;
  }
}

/** The same at once, before another version of the application changes anything. */
export function writeBackupNow(
  { database, key }: BackedUp,
  folder: string,
  now: number,
  reason: Exclude<BackupReason, "day">,
): void {
  const part = path.join(folder, "backup.part");
  try {
    makePrivateFolder(folder);
    rmSync(part, { force: true });
    makePrivateFile(part);
    database.prepare("VACUUM INTO ?").run(part);
    keep(part, { folder, key, now, reason });
  } catch (thrown) {
    removeDatabase(part);
    throw thrown;
  }
}

/** Copies the newest backup that is whole to `target`; null where there is none. */
export function restoreNewest(folder: string, target: string, key: DatabaseKey, logger: Logger): Backup | null {
  for (const backup of listBackups(folder)) {
    removeDatabase(target);
    try {
      // Copied by SQLite itself, which reads every page on the way.
      using source = openBackup(backup.file, key);
      // An empty file would be a good database.
      const version = schemaVersion(source.database);
      const damage =
        version > 0 && isKnownVersion(version)
          ? quickCheck(source.database)
          : [`the version of its schema is ${version}`];
      if (damage.length === 0) {
        makePrivateFile(target);
        source.database.prepare("VACUUM INTO ?").run(target);
        return backup;
      }
      logger.error("A backup is damaged", { backup: path.basename(backup.file), damage });
    } catch (thrown) {
      if (isFull(thrown)) throw thrown;
      logger.error("A backup is damaged", { backup: path.basename(backup.file), damage: String(thrown) });
    }
  }
  removeDatabase(target);
  return null;
}

/** Takes what was deleted for good out of the backups too; one that does not allow it is deleted. */
export function purgeBackups(
  folder: string,
  purged: Readonly<Record<string, readonly string[]>>,
  key: DatabaseKey,
  logger: Logger,
): void {
  for (const backup of listBackups(folder)) {
    try {
      using source = openBackup(backup.file, key);
      const { database } = source;
      database.transaction(() => {
        for (const [table, ids] of Object.entries(purged)) {
          // A backup may be older than the table, and then has nothing of it.
          if (ids.length === 0 || !hasTable(database, table)) continue;
          database
            .prepare(`DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`)
            .run(JSON.stringify(ids));
        }
        mergeIndexes(database);
      })();
    } catch (thrown) {
      if (isFull(thrown)) {
        // A library without backups is the worse evil; this one leaves by itself, as the sixth at the latest.
        logger.error("The disk is full: a backup keeps what was deleted", { backup: path.basename(backup.file) });
        continue;
      }
      logger.warn("A backup from which something had to be deleted was deleted itself", {
        backup: path.basename(backup.file),
        error: String(thrown),
      });
      removeDatabase(backup.file);
    }
  }
}

function hasTable(database: Database.Database, table: string): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) !== undefined;
}

/** Deleted rows are overwritten in the file at once, but a large full-text index keeps their words until it is merged. */
export function mergeIndexes(database: Database.Database): void {
  const find = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?");
  for (const index of ["messages_words", "passages_words"]) {
    // A backup may be older than the index.
    if (find.get(index)) database.exec(`INSERT INTO ${index} (${index}) VALUES ('optimize')`);
  }
}

/** A database file with what belongs to it. */
export function removeDatabase(file: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(file + suffix, { force: true });
}

const stampedTime = /T(\d\d)-(\d\d)-(\d\d)-(\d\d\d)Z$/;
/** `library-2026-07-31T08-15-00-000Z-12-update.db`; those of a day say no reason, and the first had no number. */
const backupName = /^library-(.+Z)(?:-(\d+))?(?:-(update))?\.db$/;

interface Kept {
  readonly folder: string;
  readonly key: DatabaseKey;
  readonly now: number;
  readonly reason: BackupReason;
}

function keep(part: string, { folder, key, now, reason }: Kept): void {
  // A backup is one file: no write-ahead log beside it.
  openBackup(part, key)[Symbol.dispose]();
  const number = 1 + Math.max(0, ...listBackups(folder).map((backup) => backup.number));
  const why = reason === "day" ? "" : `-${reason}`;
  renameSync(part, path.join(folder, `library-${stamp(now)}-${number}${why}.db`));
  syncFolder(folder);
  const alike = listBackups(folder).filter((backup) => backup.reason === reason);
  for (const old of alike.slice(kept[reason])) removeDatabase(old.file);
}

function openBackup(file: string, key: DatabaseKey): { database: Database.Database } & Disposable {
  const database = new Database(file, { fileMustExist: true });
  try {
    giveKey(database, key);
    for (const setting of ["locking_mode = EXCLUSIVE", "trusted_schema = OFF", "cell_size_check = ON"]) {
      database.pragma(setting);
    }
    for (const setting of ["journal_mode = DELETE", "foreign_keys = ON", "secure_delete = ON", "synchronous = FULL"]) {
      database.pragma(setting);
    }
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  return { database, [Symbol.dispose]: () => void database.close() };
}

function isFull(thrown: unknown): boolean {
  const code = (thrown as { code?: unknown }).code;
  return code === "SQLITE_FULL" || code === "ENOSPC";
}
