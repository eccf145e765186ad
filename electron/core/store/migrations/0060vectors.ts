import type { Migration } from "./migration.ts";

/** What a model is for, which its file says, and the vectors that an embedding model gave the passages. */
export const vectors: Migration = {
  version: 60,
  up(database) {
    database.exec(`
      ALTER TABLE models ADD COLUMN purpose TEXT NOT NULL DEFAULT 'chat'
        CHECK (purpose IN ('chat', 'embedding', 'reranking'));
      UPDATE models SET purpose = 'embedding' WHERE architecture LIKE '%bert%' OR architecture = 'gemma-embedding';
      CREATE TABLE passage_vectors (
        passage INTEGER NOT NULL REFERENCES passages (row) ON DELETE CASCADE,
        model TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        -- 32-bit floats of this machine's byte order, of length 1
        vector BLOB NOT NULL,
        PRIMARY KEY (passage, model)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX passage_vectors_of_model ON passage_vectors (model);
    `);
  },
};
