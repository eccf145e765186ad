import { addPageJson, type Migration } from "./migration.ts";

/** Pages keep the comments and tracked changes of their document beside their text, as JSON. Of pages of before nothing is known. */
export const markup: Migration = {
  version: 290,
  up: (database) => addPageJson(database, "markup"),
};
