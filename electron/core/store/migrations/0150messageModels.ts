import type { Migration } from "./migration.ts";

/** A message names its model for good: two models can be called the same. Of messages before, where only one has the name. */
export const messageModels: Migration = {
  version: 150,
  up(database) {
    database.exec(`
      ALTER TABLE messages ADD COLUMN model_id TEXT;
      UPDATE messages SET model_id = (SELECT id FROM models WHERE models.name = messages.model)
        WHERE (SELECT count(*) FROM models WHERE models.name = messages.model) = 1;
    `);
  },
};
