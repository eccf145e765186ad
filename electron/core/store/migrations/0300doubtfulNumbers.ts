import { addPageJson, type Migration } from "./migration.ts";

/** Numbers of recognised pages that are hard to read in their picture, as ranges of the page's text. */
export const doubtfulNumbers: Migration = {
  version: 300,
  up: (database) => addPageJson(database, "doubtful"),
};
