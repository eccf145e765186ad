import type { Migration } from "./migration.ts";

/** What is known of a mixture of experts; null for other models, and for those that were added before. */
export const experts: Migration = {
  version: 370,
  up(database) {
    database.exec(`
      ALTER TABLE models ADD COLUMN expert_count INTEGER;
      ALTER TABLE models ADD COLUMN experts_used INTEGER;
      -- weights that a token is computed with
      ALTER TABLE models ADD COLUMN active_parameters INTEGER;
    `);
  },
};
