import type { Migration } from "./migration.ts";

/** Models that are being fetched. */
export const downloads: Migration = {
  version: 330,
  up(database) {
    database.exec(`
      CREATE TABLE downloads (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        repo TEXT NOT NULL,
        commit_id TEXT NOT NULL,
        -- the path of its first file
        file TEXT NOT NULL,
        -- the caller named the hash of its first file
        pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
        -- of the queue, from 0
        position INTEGER NOT NULL,
        -- one that runs when the process ends waits
        state TEXT NOT NULL CHECK (state IN ('waiting', 'paused', 'failed', 'done')),
        problem TEXT CHECK (json_valid(problem)),
        found_by TEXT,
        -- of the list of models, once it is done; it may be gone since
        model TEXT,
        added_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE download_files (
        download INTEGER NOT NULL REFERENCES downloads (row) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        path TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        sha256 TEXT,
        -- of the answer that the first of its bytes came with, and of its host
        etag TEXT,
        etag_host TEXT,
        PRIMARY KEY (download, ordinal)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
