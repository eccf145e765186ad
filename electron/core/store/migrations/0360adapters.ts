import type { Migration } from "./migration.ts";

/** LoRA files, and the models that they fit, with how much each changes its model. */
export const adapters: Migration = {
  version: 360,
  up(database) {
    database.exec(`
      CREATE TABLE adapters (
        -- SHA-256 of the file
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        path TEXT NOT NULL,
        owned INTEGER NOT NULL CHECK (owned IN (0, 1)),
        bytes INTEGER NOT NULL CHECK (bytes > 0),
        architecture TEXT NOT NULL,
        base_name TEXT,
        rank INTEGER NOT NULL,
        alpha REAL,
        added_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE adapter_models (
        adapter TEXT NOT NULL REFERENCES adapters (id) ON DELETE CASCADE,
        -- without a foreign key: a model that is removed and added again has its adapters as before
        model TEXT NOT NULL,
        active INTEGER NOT NULL CHECK (active IN (0, 1)),
        scale REAL NOT NULL CHECK (scale BETWEEN 0 AND 2),
        PRIMARY KEY (adapter, model)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX adapter_models_of_model ON adapter_models (model);
    `);
  },
};
