import type { Migration } from "./migration.ts";

/** How a model is asked, which its file says: see `ModelMetadata`. */
export const modelPrompts: Migration = {
  version: 30,
  up(database) {
    database.exec(`
      ALTER TABLE models ADD COLUMN prompts TEXT NOT NULL DEFAULT 'guided' CHECK (prompts IN ('guided', 'plain'));
      ALTER TABLE models ADD COLUMN chunk_tokens INTEGER CHECK (chunk_tokens > 0);
    `);
  },
};
