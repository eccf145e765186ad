import type { Migration } from "./migration.ts";

/**
 * How well models tell true statements from false ones, and models that are made for it. Without a foreign key: a model that is removed
 * and added again tells them apart as it did.
 */
export const modelCalibrations: Migration = {
  version: 180,
  up(database) {
    database.exec(`
      CREATE TABLE model_calibrations (
        model TEXT PRIMARY KEY,
        -- names the question and the pairs it was tried with
        version TEXT NOT NULL,
        -- probability from which on its yes counts; null: it cannot tell them apart
        threshold REAL CHECK (threshold > 0 AND threshold <= 1),
        pairs INTEGER NOT NULL CHECK (pairs >= 0),
        -- shares, 0 to 1
        told REAL NOT NULL,
        auc REAL NOT NULL,
        true_kept REAL NOT NULL,
        false_passed REAL NOT NULL
      ) STRICT, WITHOUT ROWID;

      -- A column's condition cannot be changed in place.
      ALTER TABLE models RENAME COLUMN purpose TO older_purpose;
      ALTER TABLE models ADD COLUMN purpose TEXT NOT NULL DEFAULT 'chat'
        CHECK (purpose IN ('chat', 'embedding', 'reranking', 'entailment'));
      UPDATE models SET purpose = older_purpose;
      ALTER TABLE models DROP COLUMN older_purpose;
    `);
  },
};
