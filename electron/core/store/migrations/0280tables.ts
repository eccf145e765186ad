import { addPageJson, type Migration } from "./migration.ts";

/** Pages keep which of their rows make a table, and what of its cells their text does not say. Of those of before nothing is known. */
export const tables: Migration = {
  version: 280,
  up: (database) => addPageJson(database, "tables"),
};
