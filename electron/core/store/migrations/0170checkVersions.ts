import type { Migration } from "./migration.ts";

/**
 * Summaries know which version of the check judged their points, and what keeps a later one from judging them anew. Those of before
 * were judged by the first one.
 */
export const checkVersions: Migration = {
  version: 170,
  up(database) {
    for (const table of ["summaries", "set_summaries"]) {
      database.exec(`
        ALTER TABLE ${table} ADD COLUMN check_version INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE ${table} ADD COLUMN check_problem TEXT CHECK (check_problem IN ('unreadable', 'moved'));
        CREATE INDEX ${table}_by_check ON ${table} (check_version);
      `);
    }
  },
};
