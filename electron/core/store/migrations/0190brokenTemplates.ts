import type { Migration } from "./migration.ts";

/** Which models have a chat template that hung or crashed the process, so that the next start leaves it out at once. */
export const brokenTemplates: Migration = {
  version: 190,
  up(database) {
    database.exec(`
      ALTER TABLE models DROP COLUMN own_template;
      -- the version of the application in which it did so; null: in none
      ALTER TABLE models ADD COLUMN broken_template TEXT;
    `);
  },
};
