import type { Migration } from "./migration.ts";

/**
 * What commands work on and do not keep. A collection or a table of theirs lies in the bin from the beginning, where nothing lists it
 * (passing = 1). `held_until` (ms since 1970) is how long what is not kept outlives its process, so that a command that was interrupted
 * goes on with it; null: not at all.
 */
export const heldOver: Migration = {
  version: 500,
  up(database) {
    database.exec(`
      ALTER TABLE documents ADD COLUMN held_until INTEGER;
      ALTER TABLE summaries ADD COLUMN held_until INTEGER;
      ALTER TABLE collections ADD COLUMN passing INTEGER NOT NULL DEFAULT 0 CHECK (passing IN (0, 1));
      ALTER TABLE answer_tables ADD COLUMN passing INTEGER NOT NULL DEFAULT 0 CHECK (passing IN (0, 1));
      ALTER TABLE answer_tables ADD COLUMN held_until INTEGER;
      CREATE INDEX collections_passing ON collections (passing) WHERE passing > 0;
      CREATE INDEX answer_tables_passing ON answer_tables (passing) WHERE passing > 0;
    `);
  },
};
