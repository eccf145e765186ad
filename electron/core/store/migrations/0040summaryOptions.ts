import type { Migration } from "./migration.ts";

/**
 * What a summary was asked to be beyond its length and focus, the kind of document it was made for, and its table of key facts.
 * Summaries from before have no options: theirs are the standard ones.
 */
export const summaryOptions: Migration = {
  version: 40,
  up(database) {
    database.exec(`
      ALTER TABLE summaries ADD COLUMN options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options));
      ALTER TABLE summaries ADD COLUMN kind TEXT;
      ALTER TABLE summaries ADD COLUMN facts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(facts));
    `);
  },
};
