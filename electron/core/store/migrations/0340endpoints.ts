import type { Migration } from "./migration.ts";

/** Servers that a person added, without their keys, and what was found out about their models. */
export const endpoints: Migration = {
  version: 340,
  up(database) {
    database.exec(`
      CREATE TABLE endpoints (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        url TEXT NOT NULL,
        colour TEXT NOT NULL,
        tasks TEXT NOT NULL CHECK (json_valid(tasks)),
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        wait_seconds INTEGER NOT NULL,
        -- names of models; null for all that it lists
        offered TEXT CHECK (json_valid(offered)),
        kind TEXT NOT NULL,
        version TEXT,
        tested_at INTEGER,
        -- what was wrong then
        problem TEXT CHECK (json_valid(problem)),
        added_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE endpoint_models (
        endpoint TEXT NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
        found TEXT CHECK (json_valid(found)),
        -- as a person said
        context_tokens INTEGER,
        parallel INTEGER,
        PRIMARY KEY (endpoint, name)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
