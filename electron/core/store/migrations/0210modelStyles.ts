import type { Migration } from "./migration.ts";

/** Models that only continue texts, and what was taken for a model and is none. */
export const modelStyles: Migration = {
  version: 210,
  up(database) {
    database.exec(`
      -- null: read by a version that knew less of what a file can be, and to be read again
      ALTER TABLE models ADD COLUMN style TEXT CHECK (style IN ('instruct', 'starter', 'base'));
      UPDATE models SET style = 'starter' WHERE prompts = 'plain';
      ALTER TABLE models DROP COLUMN prompts;
      -- why the file cannot be used, as JSON
      ALTER TABLE models ADD COLUMN problem TEXT CHECK (json_valid(problem));
    `);
  },
};
