import type { Migration } from "./migration.ts";

/** Which document is a new version of which, and the sketches by which versions are recognised. */
export const versions: Migration = {
  version: 70,
  up(database) {
    database.exec(`
      -- the version before; a document that leaves the library takes the link with it
      ALTER TABLE documents ADD COLUMN previous INTEGER REFERENCES documents (row) ON DELETE SET NULL;
      CREATE INDEX documents_by_previous ON documents (previous) WHERE previous IS NOT NULL;

      -- the smallest hashes of its runs of words, ascending
      CREATE TABLE document_sketches (
        document INTEGER PRIMARY KEY REFERENCES documents (row) ON DELETE CASCADE,
        sketch TEXT NOT NULL CHECK (json_valid(sketch))
      ) STRICT;
    `);
  },
};
