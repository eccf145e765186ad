import type { Migration } from "./migration.ts";

/**
 * Documents that are worked on and not kept. They lie in the bin from the beginning, where nothing lists them; 1: came so, and is
 * deleted when nobody needs it any more; 2: lay in the bin before, and stays there.
 */
export const passing: Migration = {
  version: 430,
  up(database) {
    database.exec(`
      ALTER TABLE documents ADD COLUMN passing INTEGER NOT NULL DEFAULT 0 CHECK (passing IN (0, 1, 2));
      CREATE INDEX documents_passing ON documents (passing) WHERE passing > 0;
    `);
  },
};
