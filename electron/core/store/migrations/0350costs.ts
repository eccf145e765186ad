import type { Migration } from "./migration.ts";

/**
 * What models did, at which prices it is counted, what they were found to be good for, and how people liked answers. Without foreign
 * keys: a model that is removed did what it did.
 */
export const costs: Migration = {
  version: 350,
  up(database) {
    database.exec(`
      CREATE TABLE usage (
        -- "2026-12"
        month TEXT NOT NULL,
        model TEXT NOT NULL,
        task TEXT NOT NULL,
        name TEXT NOT NULL,
        remote INTEGER NOT NULL CHECK (remote IN (0, 1)),
        calls INTEGER NOT NULL CHECK (calls >= 0),
        read_tokens INTEGER NOT NULL CHECK (read_tokens >= 0),
        cached_tokens INTEGER NOT NULL CHECK (cached_tokens >= 0),
        written_tokens INTEGER NOT NULL CHECK (written_tokens >= 0),
        ms REAL NOT NULL CHECK (ms >= 0),
        cpu_ms REAL NOT NULL CHECK (cpu_ms >= 0),
        gpu_calls INTEGER NOT NULL CHECK (gpu_calls >= 0),
        PRIMARY KEY (month, model, task)
      ) STRICT, WITHOUT ROWID;

      -- of a million tokens
      CREATE TABLE prices (
        name TEXT PRIMARY KEY,
        currency TEXT NOT NULL,
        read REAL NOT NULL CHECK (read >= 0),
        -- null: as what is read
        cached REAL CHECK (cached >= 0),
        written REAL NOT NULL CHECK (written >= 0)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE model_trials (
        model TEXT PRIMARY KEY,
        trial TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      -- 1: good, -1: bad; null: nobody said
      ALTER TABLE messages ADD COLUMN rating INTEGER CHECK (rating IN (-1, 1));
    `);
  },
};
