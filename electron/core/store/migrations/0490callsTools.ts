import type { Migration } from "./migration.ts";

/** Whether the chat template of a model has a place for tools; null: an earlier version read the file. */
export const callsTools: Migration = {
  version: 490,
  up(database) {
    database.exec("ALTER TABLE models ADD COLUMN calls_tools INTEGER CHECK (calls_tools IN (0, 1));");
  },
};
