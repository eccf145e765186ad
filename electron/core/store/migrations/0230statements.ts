import type { Migration } from "./migration.ts";

/** A message has a verdict for each sentence, and what the documents answer by themselves. Of messages before neither is known. */
export const statements: Migration = {
  version: 230,
  up(database) {
    database.exec(`
      ALTER TABLE messages ADD COLUMN statements TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE messages ADD COLUMN passages TEXT NOT NULL DEFAULT '[]';
    `);
  },
};
