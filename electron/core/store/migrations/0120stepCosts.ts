import type { Migration } from "./migration.ts";

/** How much more or less a token takes in steps of one kind than in all steps of a run. */
export const stepCosts: Migration = {
  version: 120,
  up(database) {
    database.exec(`
      -- milliseconds of the calls of these steps, by the speed of their runs as a whole and as they were; 0: not measured
      ALTER TABLE model_steps ADD COLUMN priced_ms REAL NOT NULL DEFAULT 0 CHECK (priced_ms >= 0);
      ALTER TABLE model_steps ADD COLUMN took_ms REAL NOT NULL DEFAULT 0 CHECK (took_ms >= 0);
    `);
  },
};
