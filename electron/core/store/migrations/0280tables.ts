import type { Migration } from "./migration.ts";

/** Pages keep which of their rows make a table, and what of its cells their text does not say. Of those of before nothing is known. */
export const tables: Migration = {
  version: 280,
  up(database) {
    database.exec(`
      ALTER TABLE pages ADD COLUMN tables TEXT CHECK (json_valid(tables));
      ALTER TABLE unfinished_pages ADD COLUMN tables TEXT CHECK (json_valid(tables));
    `);
  },
};
