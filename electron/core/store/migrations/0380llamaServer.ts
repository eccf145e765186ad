import type { Migration } from "./migration.ts";

/** How the weights of a model lie in layers, and which models an external llama-server runs. */
export const llamaServer: Migration = {
  version: 380,
  up(database) {
    database.exec(`
      -- null: read by a version that knew less of what a file can be, and to be read again
      ALTER TABLE models ADD COLUMN layer_count INTEGER;
      ALTER TABLE models ADD COLUMN expert_layers INTEGER;
      ALTER TABLE models ADD COLUMN expert_bytes INTEGER;
      -- null: by the application
      ALTER TABLE models ADD COLUMN run_by TEXT CHECK (run_by = 'server');
    `);
  },
};
