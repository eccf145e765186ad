import type { Migration } from "./migration.ts";

/** Words that a person put in the place of points of summaries, kept with the document so that summaries to come have them. */
export const corrections: Migration = {
  version: 220,
  up(database) {
    database.exec(`
      CREATE TABLE corrections (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        text TEXT NOT NULL,
        -- the point they stand for
        original TEXT NOT NULL,
        of_whole INTEGER NOT NULL CHECK (of_whole IN (0, 1)),
        options TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX corrections_by_document ON corrections (document);
    `);
  },
};
