import { accessSync, constants, statfsSync } from "node:fs";
import { AppError } from "../../contract/errors.ts";

/**
 * A failure of SQLite or the file system, in the words of the contract. `folder` is the data folder: where SQLite only says
 * that writing failed, its free space tells a full disk from a broken one.
 */
export function toStoreError(thrown: unknown, folder: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = codeOf(thrown);
  const cause = { cause: thrown };
  if (code === "SQLITE_FULL" || code === "ENOSPC" || code === "EDQUOT") return new AppError("DISK_FULL", cause);
  if (isCorruption(thrown)) {
    return new AppError("DATABASE_CORRUPT", {
      data: { reason: "RESTART" },
      ...cause,
    });
  }
  if (code === "SQLITE_CONSTRAINT_FOREIGNKEY") return new AppError("NOT_FOUND", cause);
  if (unwritable.has(code)) return new AppError("DATA_DIR_UNWRITABLE", cause);
  if (code.startsWith("SQLITE_IOERR") || code.startsWith("SQLITE_CANTOPEN")) {
    if (!isWritable(folder)) return new AppError("DATA_DIR_UNWRITABLE", cause);
    if (freeBytes(folder) < 1_000_000) return new AppError("DISK_FULL", cause);
    if (code.startsWith("SQLITE_CANTOPEN")) return new AppError("DATA_DIR_UNWRITABLE", cause);
  }
  return new AppError("INTERNAL", cause);
}

export function isCorruption(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB";
}

/** The same functions, throwing `AppError` only, and rejecting with it. */
export function guarded<Queries extends object>(queries: Queries, folder: string): Queries {
  const entries = Object.entries(queries).map(([name, query]: [string, unknown]) => [
    name,
    typeof query === "function" ? guard(query as AnyFunction, folder) : query,
  ]);
  return Object.fromEntries(entries) as Queries;
}

function guard(query: AnyFunction, folder: string): AnyFunction {
  return (...parameters) => {
    const fail = (thrown: unknown): never => {
      throw toStoreError(thrown, folder);
    };
    try {
      const result = query(...parameters);
      return result instanceof Promise ? result.catch(fail) : result;
    } catch (thrown) {
      return fail(thrown);
    }
  };
}

type AnyFunction = (...parameters: unknown[]) => unknown;

const unwritable = new Set(
  ["ENOENT", "ELOOP", "EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "SQLITE_PERM"].concat([
    "SQLITE_READONLY",
    "SQLITE_READONLY_DBMOVED",
    "SQLITE_READONLY_DIRECTORY",
    "SQLITE_READONLY_CANTINIT",
  ]),
);

function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error ? (thrown as { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : "";
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // Where even this cannot be asked the disk is not known to be full.
    return Number.POSITIVE_INFINITY;
  }
}
