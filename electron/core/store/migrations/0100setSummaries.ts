import type { Migration } from "./migration.ts";

/** Summaries of whole collections that a model has written, and the finished steps of those under way. */
export const collectionSummaries: Migration = {
  version: 100,
  up(database) {
    database.exec(`
      CREATE TABLE set_summaries (
        collection INTEGER PRIMARY KEY REFERENCES collections (row) ON DELETE CASCADE,
        status TEXT NOT NULL CHECK (status IN ('running', 'interrupted', 'done', 'failed')),
        job_id TEXT,
        problem TEXT CHECK (json_valid(problem)),
        -- of the run that is under way or was the last
        recipe TEXT NOT NULL CHECK (json_valid(recipe)),
        -- what was written last, with the state of the documents it is of
        result TEXT CHECK (json_valid(result))
      ) STRICT;
      CREATE INDEX set_summaries_running ON set_summaries (status) WHERE status = 'running';

      -- kept after the end: where one document changes, only its steps and those above them are done again
      CREATE TABLE set_checkpoints (
        collection INTEGER NOT NULL REFERENCES collections (row) ON DELETE CASCADE,
        key TEXT NOT NULL,
        value TEXT NOT NULL CHECK (json_valid(value)),
        PRIMARY KEY (collection, key)
      ) STRICT, WITHOUT ROWID;

      -- What was written quotes its documents: nothing of one that is deleted or taken out may stay behind.
      CREATE TRIGGER set_summaries_without_document AFTER DELETE ON collection_documents BEGIN
        DELETE FROM set_summaries WHERE collection = OLD.collection;
        DELETE FROM set_checkpoints WHERE collection = OLD.collection;
      END;
    `);
  },
};
