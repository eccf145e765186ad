import path from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { AppError } from "../../contract/errors.ts";
import { makePrivateFile } from "./privateFiles.ts";

/**
 * Takes the data folder for this process. The lock is an exclusive transaction on a file of its own, held by the operating
 * system: it ends with the process however that ends. The file stays, and stays empty.
 * @throws DATA_DIR_LOCKED
 */
export function lockFolder(folder: string): { release(): void } {
  const file = path.join(folder, "lock.db");
  makePrivateFile(file);
  const database = new Database(file, { timeout: 0 });
  try {
    // Nothing is written, not even a journal: the lock is to be had on a full disk too.
    database.pragma("journal_mode = MEMORY");
    database.exec("BEGIN EXCLUSIVE");
  } catch (thrown) {
    database.close();
    const code = (thrown as { code?: unknown }).code;
    if (typeof code === "string" && code.startsWith("SQLITE_BUSY")) {
      throw new AppError("DATA_DIR_LOCKED", { cause: thrown });
    }
    throw thrown;
  }
  return { release: () => void database.close() };
}
