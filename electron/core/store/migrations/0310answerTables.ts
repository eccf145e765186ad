import type { Migration } from "./migration.ts";

/**
 * Answer tables: one row a document, one column a question. A cell that was never asked has no row. What a run has still to ask stands
 * with its document, so that it goes on after the process was killed. Values stand apart from the answers with their quotes, so that
 * sorting and filtering read little. Beside them templates of questions that a person made, the keys of texts by which the same text is
 * known again, and how fast models answer.
 */
export const answerTables: Migration = {
  version: 310,
  up(database) {
    database.exec(`
      CREATE TABLE answer_tables (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
        columns TEXT NOT NULL CHECK (json_valid(columns)),
        queue TEXT NOT NULL CHECK (queue IN ('idle', 'running', 'paused')),
        -- why the queue stands still
        problem TEXT CHECK (json_valid(problem)),
        use_model INTEGER NOT NULL CHECK (use_model IN (0, 1)),
        -- null for the default one
        model_id TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        removed_at INTEGER
      ) STRICT;
      CREATE INDEX answer_tables_by_date ON answer_tables (pinned DESC, updated_at DESC) WHERE removed_at IS NULL;
      CREATE INDEX answer_tables_removed ON answer_tables (removed_at) WHERE removed_at IS NOT NULL;

      CREATE TABLE answer_rows (
        answer_table INTEGER NOT NULL REFERENCES answer_tables (row) ON DELETE CASCADE,
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        -- within the folder or archive it came from, with "/" between folders; the file's name where there was none
        path TEXT NOT NULL,
        -- ids of the columns that are still to be asked; null for none
        wanted TEXT CHECK (json_valid(wanted)),
        -- those of them that a person wants to have asked again, whatever was found before
        afresh TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(afresh)),
        approved_at INTEGER,
        approved_by TEXT,
        PRIMARY KEY (answer_table, document)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX answer_rows_in_order ON answer_rows (answer_table, position);
      CREATE INDEX answer_rows_of_document ON answer_rows (document);
      CREATE INDEX answer_rows_wanted ON answer_rows (answer_table, position) WHERE wanted IS NOT NULL;

      CREATE TABLE answer_cells (
        row INTEGER PRIMARY KEY,
        answer_table INTEGER NOT NULL,
        document INTEGER NOT NULL,
        column_id TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'stated', 'notStated', 'unreadable', 'failed')),
        -- some answer is not verified
        doubtful INTEGER NOT NULL CHECK (doubtful IN (0, 1)),
        stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),
        -- 1: a person put words in its place, 2: a person says that there is nothing
        corrected INTEGER NOT NULL DEFAULT 0 CHECK (corrected IN (0, 1, 2)),
        answers TEXT NOT NULL CHECK (json_valid(answers)),
        source TEXT CHECK (source IN ('code', 'model')),
        problem TEXT CHECK (json_valid(problem)),
        -- name what was asked, of which text, and by what
        question_key TEXT NOT NULL,
        text_key TEXT NOT NULL,
        model_key TEXT NOT NULL,
        correction TEXT CHECK (json_valid(correction)),
        UNIQUE (answer_table, document, column_id),
        FOREIGN KEY (answer_table, document) REFERENCES answer_rows (answer_table, document) ON DELETE CASCADE
      ) STRICT;
      -- answers are long: what is counted and looked for of a cell is read from these
      CREATE INDEX answer_cells_by_state
        ON answer_cells (answer_table, column_id, corrected, state, doubtful, stale, document);
      CREATE INDEX answer_cells_in_short
        ON answer_cells (answer_table, document, column_id, state, doubtful, stale, corrected);
      CREATE INDEX answer_cells_by_keys ON answer_cells (question_key, text_key, model_key)
        WHERE state IN ('stated', 'notStated');

      -- what the answers of a cell come to, or a person's words in their place
      CREATE TABLE answer_values (
        answer_table INTEGER NOT NULL,
        document INTEGER NOT NULL,
        column_id TEXT NOT NULL,
        ordinal INTEGER NOT NULL,
        -- an amount; of a date the days since 1970 to its beginning; of a period days; of yes and no 1 and 0
        number REAL,
        -- of a date the days to its last day, else as number
        number_end REAL,
        -- ISO 4217, or as the document writes it
        unit TEXT,
        -- the value as it is written without a language
        label TEXT NOT NULL,
        -- that, folded
        key TEXT NOT NULL,
        -- the document's words, folded
        words TEXT NOT NULL,
        PRIMARY KEY (answer_table, document, column_id, ordinal),
        FOREIGN KEY (answer_table, document) REFERENCES answer_rows (answer_table, document) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE table_templates (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        columns TEXT NOT NULL CHECK (json_valid(columns)),
        updated_at INTEGER NOT NULL,
        removed_at INTEGER
      ) STRICT;
      CREATE INDEX table_templates_by_date ON table_templates (updated_at DESC) WHERE removed_at IS NULL;
      CREATE INDEX table_templates_removed ON table_templates (removed_at) WHERE removed_at IS NOT NULL;

      -- of the document as it stood at \`of\` (its updated_at)
      CREATE TABLE text_keys (
        document INTEGER PRIMARY KEY REFERENCES documents (row) ON DELETE CASCADE,
        of INTEGER NOT NULL,
        key TEXT NOT NULL
      ) STRICT;

      -- sums over documents that were asked, of which older ones count less; \`model\` is 'none' for code alone
      CREATE TABLE answer_paces (
        model TEXT NOT NULL,
        machine TEXT NOT NULL,
        work REAL NOT NULL,
        ms REAL NOT NULL,
        PRIMARY KEY (model, machine)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
