import type { Migration } from "./migration.ts";

/** A summary can lie in the bin, as documents, conversations and collections can. */
export const removedSummaries: Migration = {
  version: 140,
  up(database) {
    database.exec(`
      ALTER TABLE summaries ADD COLUMN removed_at INTEGER;
      CREATE INDEX summaries_removed ON summaries (removed_at) WHERE removed_at IS NOT NULL;
    `);
  },
};
