import { existsSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import SqliteDatabase, { type Database } from "better-sqlite3-multiple-ciphers";
import { AppError, type Problem } from "../../contract/errors.ts";
import type { Clock, Logger, Paths } from "../ports.ts";
import {
  listBackups,
  mergeIndexes,
  purgeBackups,
  restoreNewest,
  stamp,
  writeBackup,
  writeBackupNow,
} from "./backups.ts";
import { type DatabaseKey, mendIndexes, openConnection, quickCheck, framesInUse } from "./connection.ts";
import { connectionQueries } from "./connectionQueries.ts";
import { adapterQueries } from "./adapterQueries.ts";
import { answerTableQueries } from "./answerTableQueries.ts";
import { answerTableRunQueries } from "./answerTableRunQueries.ts";
import { costQueries } from "./costQueries.ts";
import { trialQueries } from "./trialQueries.ts";
import { citationQueries } from "./citationQueries.ts";
import { collectionQueries } from "./collectionQueries.ts";
import { conversationQueries } from "./conversationQueries.ts";
import { endpointQueries } from "./endpointQueries.ts";
import { mcpQueries } from "./mcpQueries.ts";
import { downloadQueries } from "./downloadQueries.ts";
import { syncFolder } from "../files/syncFolder.ts";
import { isPlain, readHeader } from "./databaseHeader.ts";
import { documentQueries } from "./documentQueries.ts";
import { hasRotted, type LeftState, noteClosed, noteOpen, noteSum, readLeftState } from "./leftState.ts";
import { type LogFrames, readLogFrames } from "./logFrames.ts";
import { lockFolder } from "./lock.ts";
import { messageQueries } from "./messageQueries.ts";
import { isFromFuture, isKnownVersion, latestVersion, migrate, schemaVersion } from "./migrations.ts";
import { modelQueries } from "./modelQueries.ts";
import { makePrivate, makePrivateFolder } from "./privateFiles.ts";
import { passageQueries } from "./passageQueries.ts";
import { searchQueries } from "./searchQueries.ts";
import { collectionSummaryQueries } from "./collectionSummaryQueries.ts";
import { openedBy, setOpenedBy, settingsQueries } from "./settingsQueries.ts";
import { speedQueries } from "./speedQueries.ts";
import { createStatements } from "./statements.ts";
import { createSnapshots } from "./snapshots.ts";
import type { Store } from "./store.ts";
import { guarded, isCorruption, toStoreError } from "./storeErrors.ts";
import { correctionQueries } from "./correctionQueries.ts";
import { summaryQueries } from "./summaryQueries.ts";
import { tableTemplateQueries } from "./tableTemplateQueries.ts";
import { versionQueries } from "./versionQueries.ts";
import { vectorQueries } from "./vectorQueries.ts";
import { watchedFolderQueries } from "./watchedFolderQueries.ts";

export interface StoreDeps {
  readonly paths: Paths;
  readonly clock: Clock;
  readonly logger: Logger;
  /** by which the library is encrypted */
  readonly key?: DatabaseKey;
  /** of the application: where it is another than at the last opening, a backup is made first */
  readonly version?: string;
}

/**
 * Opens the library of the data folder, making it where there is none, and takes the folder for this process.
 * @throws DATA_DIR_LOCKED, DATA_DIR_UNWRITABLE, DATABASE_FROM_FUTURE, DISK_FULL, VAULT_MISSING; DATABASE_CORRUPT where it is encrypted and
 *   neither it nor a backup opens with the key: a new one is never begun then
 */
export function openStore(deps: StoreDeps): Store {
  const { clock, logger, key = null } = deps;
  const folder = deps.paths.data;
  const backups = path.join(folder, "backups");
  const opened = openFolder(deps);
  const { database, lock, notices } = opened;
  const sql = createStatements(database);
  const snapshots = createSnapshots(database);
  const shared = { database, sql, clock, logger };

  /** What is left of deleted rows outside the tables. They are gone by now, so a failure must not hide that. */
  const forget = (purged: Readonly<Record<string, readonly string[]>>): void => {
    try {
      database.pragma("incremental_vacuum");
      snapshots.checkpoint();
    } catch (thrown) {
      logger.error("What was deleted may still stand in the write-ahead log", { error: String(thrown) });
    }
    purgeBackups(backups, purged, key, logger);
  };

  let backingUp: Promise<void> | null = null;
  const backUp = async (): Promise<void> => {
    try {
      await writeBackup({ database, key, snapshots }, backups, clock.now());
    } catch (thrown) {
      throw toStoreError(thrown, folder);
    }
  };

  return {
    documents: guarded({ ...documentQueries(shared), ...passageQueries(shared), ...versionQueries(shared) }, folder),
    vectors: guarded(vectorQueries(shared), folder),
    summaries: guarded(summaryQueries(shared), folder),
    corrections: guarded(correctionQueries(shared), folder),
    citations: guarded(citationQueries(shared), folder),
    collections: guarded(collectionQueries(shared), folder),
    collectionSummaries: guarded(collectionSummaryQueries(shared), folder),
    answerTables: guarded({ ...answerTableQueries(shared), ...answerTableRunQueries(shared) }, folder),
    tableTemplates: guarded(tableTemplateQueries(shared), folder),
    conversations: guarded(conversationQueries(shared), folder),
    messages: guarded(messageQueries(shared), folder),
    models: guarded(modelQueries(shared), folder),
    endpoints: guarded(endpointQueries(shared), folder),
    mcpServers: guarded(mcpQueries(shared), folder),
    adapters: guarded(adapterQueries(shared), folder),
    downloads: guarded(downloadQueries(shared), folder),
    watchedFolders: guarded(watchedFolderQueries(shared), folder),
    speeds: guarded(speedQueries(shared), folder),
    connections: guarded(connectionQueries(shared), folder),
    costs: guarded(costQueries(shared), folder),
    trials: guarded(trialQueries(shared), folder),
    settings: guarded(settingsQueries(shared), folder),
    search: guarded(searchQueries(shared), folder),
    notices,

    transaction(run) {
      try {
        return database.transaction(run)();
      } catch (thrown) {
        throw isOfSqlite(thrown) ? toStoreError(thrown, folder) : thrown;
      }
    },

    // Who asks while one is being written waits for that.
    backup: () => (backingUp ??= backUp().finally(() => (backingUp = null))),

    purge(before) {
      try {
        const remove = (
          table: "documents" | "conversations" | "collections" | "summaries" | "answer_tables" | "table_templates",
        ): string[] =>
          sql<{ id: string }>(`DELETE FROM ${table} WHERE removed_at < @before${kept[table] ?? ""} RETURNING id`)
            .all({ before })
            .map((row) => row.id);
        // What is not kept lies in the bin as well, and goes when nobody needs it.
        const kept: Partial<Record<string, string>> = {
          documents: " AND passing = 0",
          collections: " AND passing = 0",
          answer_tables: " AND passing = 0",
        };
        const purged = database.transaction(() => {
          const ids = {
            answer_tables: remove("answer_tables"),
            table_templates: remove("table_templates"),
            collections: remove("collections"),
            conversations: remove("conversations"),
            documents: remove("documents"),
            summaries: remove("summaries"),
          };
          if (ids.conversations.length + ids.documents.length + ids.summaries.length > 0) mergeIndexes(database);
          return ids;
        })();
        if (Object.values(purged).some((ids) => ids.length > 0)) forget(purged);
        return { documentIds: purged.documents };
      } catch (thrown) {
        throw toStoreError(thrown, folder);
      }
    },

    close() {
      const file = path.join(folder, "library.db");
      noteLeft(() => noteClosed(file), logger);
      database.close();
      // Pages that are encrypted are authenticated.
      if (key === null) noteLeft(() => noteSum(file), logger);
      lock.release();
    },
  };
}

/** A library is opened and closed whether or not it can be noted. */
function noteLeft(note: () => void, logger: Logger): void {
  try {
    note();
  } catch (thrown) {
    logger.warn("It could not be noted how the library was left", { error: String(thrown) });
  }
}

interface Opened {
  readonly database: Database;
  readonly lock: { release(): void };
  readonly notices: readonly Problem[];
}

function openFolder(deps: StoreDeps): Opened {
  const folder = deps.paths.data;
  let lock: { release(): void } | null = null;
  let database: Database | null = null;
  try {
    makePrivateFolder(folder);
    lock = lockFolder(folder);
    makePrivate(folder, deps.logger);
    const library = openLibrary(deps);
    database = library.database;
    const notices = [library.notice, backUpBeforeUpdate(database, deps)].filter((notice) => notice !== null);
    migrate(database);
    noteLeft(() => noteOpen(database?.name ?? ""), deps.logger);
    return { database, lock, notices };
  } catch (thrown) {
    database?.close();
    lock?.release();
    throw toStoreError(thrown, folder);
  }
}

/**
 * A backup before another version of the application than the last one writes to the library. Which one that was stands in the library
 * before its schema changes: a start that is cut off in the middle makes no backup of what is half changed.
 * @throws DISK_FULL where the schema is to be changed; else that is told, and tried again at the next start
 */
function backUpBeforeUpdate(
  database: Database,
  { paths, clock, logger, key = null, version }: StoreDeps,
): Problem | null {
  const schema = schemaVersion(database);
  const opener = openedBy(database);
  const now = `${version ?? opener?.split(" ")[0] ?? ""} ${latestVersion}`;
  if (opener === now) return null;
  try {
    if (schema > 0) writeBackupNow({ database, key }, path.join(paths.data, "backups"), clock.now(), "update");
    else migrate(database);
    setOpenedBy(database, now);
    return null;
  } catch (thrown) {
    const error = toStoreError(thrown, paths.data);
    if (error.code !== "DISK_FULL" || schema < latestVersion) throw error;
    logger.error("There is no room for a backup before the update", { error: String(error) });
    return new AppError("DISK_FULL", { data: { reason: "BACKUP" } }).toProblem();
  }
}

function openLibrary(deps: StoreDeps): {
  database: Database;
  notice: Problem | null;
} {
  const { logger, key = null } = deps;
  const folder = deps.paths.data;
  const backups = path.join(folder, "backups");
  const file = path.join(folder, "library.db");

  if (isFromFuture(versionInHeader(file))) throw new AppError("DATABASE_FROM_FUTURE");
  if (key === null && isVaultMissing(file, backups)) throw new AppError("VAULT_MISSING");
  const left = readLeftState(file);
  const isRotten = key === null && hasRotted(file);
  // Gone or emptied where there was one: whoever wants a new library takes another folder.
  const isGone = !existsSync(file) || statSync(file).size === 0;
  const first =
    isGone && (left !== "unmade" || listBackups(backups).length > 0)
      ? { damage: "the file is missing or empty" }
      : tryOpen(file, key, logger);
  if ("database" in first) {
    return { database: first.database, notice: lostLog(first, left, logger) ?? (isRotten ? rotten(logger) : null) };
  }

  logger.error("The library is damaged", { damage: first.damage });
  const restoring = `${file}.restoring`;
  const backup = restoreNewest(backups, restoring, key, logger);
  // The key may be another library's: nothing is touched before somebody has looked.
  if (key !== null && !backup) {
    throw new AppError("DATABASE_CORRUPT", { data: { reason: "ENCRYPTED" }, cause: new Error(first.damage) });
  }
  const aside = setAside(file, deps.clock.now());
  if (backup) renameSync(restoring, file);
  syncFolder(folder);
  const second = tryOpen(file, key, logger);
  if (!("database" in second)) throw new AppError("DATABASE_CORRUPT", { cause: new Error(second.damage) });
  return {
    database: second.database,
    notice: new AppError("DATABASE_CORRUPT", {
      data: {
        ...(backup ? {} : { reason: isGone ? ("GONE" as const) : ("RECREATED" as const) }),
        happened: backup ? "restored" : "recreated",
        backupFrom: backup ? new Date(backup.at).toISOString() : null,
        setAside: aside,
      },
    }).toProblem(),
  };
}

interface OpenedDatabase {
  readonly database: Database;
  /** what its log held before it was opened, and how many of the frames SQLite could use */
  readonly frames: LogFrames | null;
  readonly usedFrames: number;
}

function tryOpen(file: string, key: DatabaseKey, logger: Logger): OpenedDatabase | { damage: string } {
  let database: Database | null = null;
  try {
    const frames = readLogFrames(file);
    database = openConnection(file, key);
    const version = schemaVersion(database);
    if (isFromFuture(version)) throw new AppError("DATABASE_FROM_FUTURE");
    const usedFrames = framesInUse(database);
    const damage = isKnownVersion(version) ? quickCheck(database) : [`the version ${version} of the schema is none`];
    if (damage.length === 0) return { database, frames, usedFrames };
    if (isKnownVersion(version) && mendIndexes(database, damage)) {
      logger.warn("A full-text index was damaged and was made anew", { damage });
      return { database, frames, usedFrames };
    }
    database.close();
    return { damage: damage.join("; ") };
  } catch (thrown) {
    database?.close();
    if (isCorruption(thrown) || isWrongSchema(thrown)) return { damage: String(thrown) };
    throw thrown;
  }
}

/** What stood in the write-ahead log alone and is not to be had any more is told: the file itself is whole without it. */
function lostLog({ frames, usedFrames }: OpenedDatabase, left: LeftState, logger: Logger): Problem | null {
  const isGone = left === "open" && frames === null;
  const lost = frames?.commits.filter((commit) => commit > usedFrames).length ?? 0;
  if (!isGone && lost === 0) return null;
  logger.error("The write-ahead log is damaged or gone", { lost, used: usedFrames });
  return new AppError("DATABASE_CORRUPT", { data: { reason: "LOG" } }).toProblem();
}

/** What of it is wrong cannot be told, nor whether anything is that matters: the person has to look, and may bring back a backup. */
function rotten(logger: Logger): Problem {
  logger.error("The library's file is not as it was closed, though nobody wrote to it");
  return new AppError("DATABASE_CORRUPT", { data: { reason: "CHANGED" } }).toProblem();
}

/** A schema that cannot be read is damage where one that was made just now can be. */
function isWrongSchema(thrown: unknown): boolean {
  if (!isOfSqlite(thrown) || (thrown as { code?: unknown }).code !== "SQLITE_ERROR") return false;
  const fresh = new SqliteDatabase(":memory:");
  try {
    migrate(fresh);
    return quickCheck(fresh).length === 0;
  } catch {
    return false;
  } finally {
    fresh.close();
  }
}

/** Renames the file and its log; returns the new name, or null where there was no file. */
function setAside(file: string, now: number): string | null {
  const aside = path.join(path.dirname(file), `library-damaged-${stamp(now)}.db`);
  for (const suffix of ["-wal", "-shm", ""]) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return existsSync(aside) ? path.basename(aside) : null;
}

/** Whether no file of the library is one of SQLite's: they are encrypted, and whoever opens them has no key. */
function isVaultMissing(file: string, backups: string): boolean {
  const kept = [file, ...listBackups(backups).map((backup) => backup.file)].filter(
    (each) => existsSync(each) && statSync(each).size > 0,
  );
  return kept.some((each) => each !== file) && kept.every((each) => !isPlain(each));
}

/**
 * The `user_version` in the file's first page (SQLite file format, offset 60), without opening the database: opening would
 * already write to a file that is not ours. 0 where there is no file or no SQLite header.
 */
function versionInHeader(file: string): number {
  return readHeader(file)?.readInt32BE(60) ?? 0;
}

function isOfSqlite(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "SqliteError";
}
