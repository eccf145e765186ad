import type { Database } from "better-sqlite3";

/** A step of the schema. Once released a migration is never edited; the next one is numbered ten higher. */
export interface Migration {
  /** becomes the file's `user_version` */
  readonly version: number;
  /** Runs inside a transaction of its own. */
  up(database: Database): void;
}
