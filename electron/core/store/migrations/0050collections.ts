import type { Migration } from "./migration.ts";

/**
 * Collections: documents that belong together, in the order in which they are summarized, what of a folder or an archive was not
 * taken and why, and the queue of their summaries. Digests are kept, so that a table of many documents need not read them all.
 */
export const collections: Migration = {
  version: 50,
  up(database) {
    database.exec(`
      CREATE TABLE collections (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
        queue TEXT NOT NULL CHECK (queue IN ('idle', 'running', 'paused')),
        -- why the queue stands still
        problem TEXT CHECK (json_valid(problem)),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        removed_at INTEGER
      ) STRICT;
      CREATE INDEX collections_by_date ON collections (pinned DESC, updated_at DESC) WHERE removed_at IS NULL;
      CREATE INDEX collections_removed ON collections (removed_at) WHERE removed_at IS NOT NULL;

      CREATE TABLE collection_documents (
        collection INTEGER NOT NULL REFERENCES collections (row) ON DELETE CASCADE,
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        -- within the folder or archive it came from, with "/" between folders; the file's name where there was none
        path TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('idle', 'waiting', 'running', 'done', 'failed')),
        problem TEXT CHECK (json_valid(problem)),
        PRIMARY KEY (collection, document)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX collection_documents_in_order ON collection_documents (collection, position);
      CREATE INDEX collections_of_document ON collection_documents (document);
      CREATE INDEX collection_documents_running ON collection_documents (state) WHERE state = 'running';

      CREATE TABLE collection_skipped (
        collection INTEGER NOT NULL REFERENCES collections (row) ON DELETE CASCADE,
        path TEXT NOT NULL,
        problem TEXT NOT NULL CHECK (json_valid(problem)),
        PRIMARY KEY (collection, path)
      ) STRICT, WITHOUT ROWID;

      -- of the document as it stood at \`of\` (its updated_at): another reading makes it stale
      CREATE TABLE digests (
        document INTEGER PRIMARY KEY REFERENCES documents (row) ON DELETE CASCADE,
        of INTEGER NOT NULL,
        lines TEXT NOT NULL CHECK (json_valid(lines))
      ) STRICT;
    `);
  },
};
