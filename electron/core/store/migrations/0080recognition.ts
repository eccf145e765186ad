import type { Migration } from "./migration.ts";

/** How sure the recogniser is of a page whose text was told from its picture. */
export const recognition: Migration = {
  version: 80,
  up(database) {
    database.exec(`
      ALTER TABLE pages ADD COLUMN confidence REAL CHECK (confidence BETWEEN 0 AND 1);
    `);
  },
};
