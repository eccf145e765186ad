import type { Migration } from "./migration.ts";

/**
 * An index from the smallest hashes of sketches to their documents, so that a new document is compared only with those that share one
 * with it and not with the whole library.
 */
export const sketchHashes: Migration = {
  version: 160,
  up(database) {
    database.exec(`
      CREATE TABLE sketch_hashes (
        hash INTEGER NOT NULL,
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        PRIMARY KEY (hash, document)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sketch_hashes_by_document ON sketch_hashes (document);

      INSERT OR IGNORE INTO sketch_hashes (hash, document)
        SELECT json_each.value, document FROM document_sketches, json_each(document_sketches.sketch)
        WHERE json_each.key < 64 AND json_each.type = 'integer';
    `);
  },
};
