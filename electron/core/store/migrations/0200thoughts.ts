import type { Migration } from "./migration.ts";

/** What a model thought before its answer is kept beside it. */
export const thoughts: Migration = {
  version: 200,
  up(database) {
    database.exec("ALTER TABLE messages ADD COLUMN thought TEXT CHECK (json_valid(thought))");
  },
};
