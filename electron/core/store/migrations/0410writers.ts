import type { Migration } from "./migration.ts";

/** The models that wrote a message or answered a cell, as JSON; null where none did, and of what was written before. */
export const writers: Migration = {
  version: 410,
  up(database) {
    database.exec(`
      ALTER TABLE messages ADD COLUMN wrote TEXT;
      ALTER TABLE answer_cells ADD COLUMN wrote TEXT;
    `);
  },
};
