import type { Database } from "better-sqlite3-multiple-ciphers";

/** A step of the schema. Once released a migration is never edited; the next one is numbered ten higher. */
export interface Migration {
  /** becomes the file's `user_version` */
  readonly version: number;
  /** Runs inside a transaction of its own. */
  up(database: Database): void;
}

/** Adds a column of JSON to pages, those of documents that are still read among them; null on pages of before. */
export function addPageJson(database: Database, column: string): void {
  for (const table of ["pages", "unfinished_pages"]) {
    database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} TEXT CHECK (json_valid(${column}))`);
  }
}
