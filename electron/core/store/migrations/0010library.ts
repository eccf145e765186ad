import type { Migration } from "./migration.ts";

/**
 * The tables. Rows that other tables or an index refer to by number have an explicit INTEGER PRIMARY KEY, which VACUUM
 * leaves alone. Columns that hold JSON are nested values that are always read and written whole.
 */
export const library: Migration = {
  version: 10,
  up(database) {
    database.exec(`
      CREATE TABLE documents (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        format TEXT NOT NULL,
        title TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        pages INTEGER NOT NULL,
        words_count INTEGER NOT NULL,
        language TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('reading', 'ready', 'failed')),
        problem TEXT CHECK (json_valid(problem)),
        unread TEXT NOT NULL CHECK (json_valid(unread)),
        notes TEXT NOT NULL CHECK (json_valid(notes)),
        rendered INTEGER NOT NULL CHECK (rendered IN (0, 1)),
        pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        read_ms REAL,
        removed_at INTEGER,
        -- title and file name, for the full-text index
        words TEXT NOT NULL
      ) STRICT;
      CREATE INDEX documents_by_date ON documents (pinned DESC, updated_at DESC) WHERE removed_at IS NULL;
      CREATE INDEX documents_removed ON documents (removed_at) WHERE removed_at IS NOT NULL;

      CREATE TABLE outline_entries (
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        level INTEGER NOT NULL,
        page INTEGER NOT NULL,
        start INTEGER NOT NULL,
        PRIMARY KEY (document, position)
      ) STRICT, WITHOUT ROWID;

      -- What is small comes first: sizes are listed without touching the overflow pages of the text.
      CREATE TABLE pages (
        row INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        label TEXT,
        width REAL,
        height REAL,
        -- UTF-16 code units, as a page's ranges count them
        characters INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('read', 'ocr', 'unread')),
        reason TEXT,
        text TEXT NOT NULL,
        blocks TEXT NOT NULL CHECK (json_valid(blocks)),
        sentences TEXT NOT NULL CHECK (json_valid(sentences)),
        runs TEXT NOT NULL CHECK (json_valid(runs)),
        UNIQUE (document, number)
      ) STRICT;

      -- row = document * 2^24 + position: the passages of one document are one range of the full-text index.
      CREATE TABLE passages (
        row INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        page INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        section TEXT,
        text TEXT NOT NULL,
        -- the text with its characters set apart, where the script puts no spaces between words; else null
        segmented TEXT,
        CHECK (row >> 24 = document)
      ) STRICT;
      CREATE INDEX passages_of_document ON passages (document);

      CREATE TABLE summaries (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        status TEXT NOT NULL CHECK (status IN ('running', 'interrupted', 'done', 'failed')),
        job_id TEXT,
        title TEXT NOT NULL,
        length TEXT NOT NULL,
        focus TEXT NOT NULL,
        chunks_done INTEGER NOT NULL,
        chunks_total INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        problem TEXT CHECK (json_valid(problem)),
        coverage TEXT CHECK (json_valid(coverage)),
        recipe TEXT CHECK (json_valid(recipe)),
        timings TEXT CHECK (json_valid(timings)),
        points TEXT NOT NULL CHECK (json_valid(points)),
        sections TEXT NOT NULL CHECK (json_valid(sections)),
        -- title and points as lines, for the full-text index
        words TEXT NOT NULL
      ) STRICT;
      CREATE INDEX summaries_of_document ON summaries (document, created_at DESC);
      CREATE INDEX summaries_running ON summaries (status) WHERE status = 'running';

      CREATE TABLE checkpoints (
        row INTEGER PRIMARY KEY,
        summary INTEGER NOT NULL REFERENCES summaries (row) ON DELETE CASCADE,
        key TEXT NOT NULL,
        value TEXT NOT NULL CHECK (json_valid(value)),
        UNIQUE (summary, key)
      ) STRICT;

      CREATE TABLE conversations (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
        -- checked at commit, so that an import may write in any order
        leaf_id TEXT REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
        system_prompt TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        removed_at INTEGER,
        -- the title, for the full-text index
        words TEXT NOT NULL
      ) STRICT;
      CREATE INDEX conversations_by_date ON conversations (pinned DESC, updated_at DESC) WHERE removed_at IS NULL;
      CREATE INDEX conversations_removed ON conversations (removed_at) WHERE removed_at IS NOT NULL;
      CREATE INDEX conversations_by_leaf ON conversations (leaf_id);

      CREATE TABLE conversation_documents (
        conversation INTEGER NOT NULL REFERENCES conversations (row) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        PRIMARY KEY (conversation, position)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX conversations_of_document ON conversation_documents (document);

      -- No cascade from parent to child: a long branch would be deeper than SQLite lets triggers nest.
      CREATE TABLE messages (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation INTEGER NOT NULL REFERENCES conversations (row) ON DELETE CASCADE,
        parent_id TEXT REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
        role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
        status TEXT NOT NULL CHECK (status IN ('done', 'streaming', 'partial', 'stopped', 'failed')),
        model TEXT,
        job_id TEXT,
        completion_tokens INTEGER,
        tokens_per_second REAL,
        created_at INTEGER NOT NULL,
        problem TEXT CHECK (json_valid(problem)),
        context TEXT CHECK (json_valid(context)),
        citations TEXT NOT NULL CHECK (json_valid(citations)),
        text TEXT NOT NULL,
        -- as in passages
        segmented TEXT
      ) STRICT;
      CREATE INDEX messages_of_conversation ON messages (conversation, created_at, row);
      CREATE INDEX messages_by_parent ON messages (parent_id);
      CREATE INDEX messages_streaming ON messages (status) WHERE status = 'streaming';

      CREATE TABLE models (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        path TEXT NOT NULL,
        bundled INTEGER NOT NULL CHECK (bundled IN (0, 1)),
        owned INTEGER NOT NULL CHECK (owned IN (0, 1)),
        added_at INTEGER NOT NULL,
        metadata_name TEXT,
        architecture TEXT NOT NULL,
        quantization TEXT NOT NULL,
        parameters REAL,
        train_context INTEGER NOT NULL,
        licence TEXT,
        has_chat_template INTEGER NOT NULL CHECK (has_chat_template IN (0, 1)),
        bytes INTEGER NOT NULL,
        bytes_per_context_token REAL NOT NULL
      ) STRICT;

      CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL CHECK (json_valid(value))
      ) STRICT;
    `);
  },
};
