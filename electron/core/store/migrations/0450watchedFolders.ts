import type { Migration } from "./migration.ts";

/** Folders that collections follow: what is known of each file, which documents came of it, and what happened. */
export const watchedFolders: Migration = {
  version: 450,
  up(database) {
    database.exec(`
      CREATE TABLE watched_folders (
        row INTEGER PRIMARY KEY,
        collection INTEGER NOT NULL UNIQUE REFERENCES collections (row) ON DELETE CASCADE,
        path TEXT NOT NULL,
        rules TEXT NOT NULL CHECK (json_valid(rules)),
        -- device and inode of the folder itself: another one at the same path may be an empty mount point
        root TEXT,
        looked_at INTEGER
      ) STRICT;

      CREATE TABLE watched_files (
        row INTEGER PRIMARY KEY,
        folder INTEGER NOT NULL REFERENCES watched_folders (row) ON DELETE CASCADE,
        -- within the folder, "/" between folders
        path TEXT NOT NULL,
        size INTEGER NOT NULL,
        -- nanoseconds since 1970 and the number of the inode, which are longer than a number of JavaScript
        mtime TEXT NOT NULL,
        inode TEXT NOT NULL,
        -- of its bytes; null where they were not looked at
        sha256 TEXT,
        UNIQUE (folder, path)
      ) STRICT;

      CREATE TABLE watched_file_documents (
        file INTEGER NOT NULL REFERENCES watched_files (row) ON DELETE CASCADE,
        -- it may be gone from the library since
        document TEXT NOT NULL,
        -- within the folder; of an archive, with what stands before it
        path TEXT NOT NULL,
        -- it was not in the library before
        is_new INTEGER NOT NULL CHECK (is_new IN (0, 1)),
        -- whether the rules were kept for it
        summarized INTEGER NOT NULL CHECK (summarized IN (0, 1)),
        tabled INTEGER NOT NULL CHECK (tabled IN (0, 1)),
        -- the summary that was written beside the file last
        result TEXT,
        PRIMARY KEY (file, document)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX watched_files_of_document ON watched_file_documents (document);

      CREATE TABLE watched_events (
        row INTEGER PRIMARY KEY,
        folder INTEGER NOT NULL REFERENCES watched_folders (row) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'moved', 'deleted', 'skipped')),
        path TEXT NOT NULL,
        before TEXT,
        document TEXT
      ) STRICT;
      CREATE INDEX watched_events_in_order ON watched_events (folder, at);
    `);
  },
};
