import type { Migration } from "./migration.ts";

/**
 * Summaries that programs ask for and that are not kept: nothing lists them, and they are deleted when nobody waits for them any more, at
 * the latest when the application starts again. 1: is not kept.
 */
export const passingSummaries: Migration = {
  version: 480,
  up(database) {
    database.exec(`
      ALTER TABLE summaries ADD COLUMN passing INTEGER NOT NULL DEFAULT 0 CHECK (passing IN (0, 1));
      CREATE INDEX summaries_passing ON summaries (passing) WHERE passing > 0;
    `);
  },
};
