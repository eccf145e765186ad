import type { Migration } from "./migration.ts";

/** A collection knows whether a person named it. Of those before nobody knows, and they keep their names. */
export const collectionNames: Migration = {
  version: 250,
  up(database) {
    database.exec(`
      ALTER TABLE collections ADD COLUMN named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1));
      UPDATE collections SET named = 1;
    `);
  },
};
