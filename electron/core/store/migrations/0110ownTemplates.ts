import type { Migration } from "./migration.ts";

/** Which models have a chat template that is none of the known families', so that it need not be compared at each load. */
export const ownTemplates: Migration = {
  version: 110,
  up(database) {
    database.exec(`
      -- the release of the runtime that compared it; null: not compared, or of a known family
      ALTER TABLE models ADD COLUMN own_template TEXT;
    `);
  },
};
