import type { Migration } from "./migration.ts";

/** What a model was asked beside a summary: questions a reader may ask next, and the title of a document that has none of its own. */
export const asides: Migration = {
  version: 240,
  up(database) {
    database.exec(`
      ALTER TABLE summaries ADD COLUMN questions TEXT NOT NULL DEFAULT '[]';
      -- kept beside the title, which a person may have changed since
      ALTER TABLE documents ADD COLUMN found_title TEXT;
    `);
  },
};
