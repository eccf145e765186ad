import type { Migration } from "./migration.ts";

/**
 * Documents know which version of reading their text is of, which version tried last, and why the last try gave none. Those of before
 * were read by the first one, and so were the pages of readings that did not come to their end.
 */
export const readings: Migration = {
  version: 270,
  up(database) {
    database.exec(`
      ALTER TABLE documents ADD COLUMN reading_version INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE documents ADD COLUMN reading_tried INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE documents ADD COLUMN reading_problem TEXT CHECK (json_valid(reading_problem));
      -- the title that the reading gave the document, whatever it is called since
      ALTER TABLE documents ADD COLUMN read_title TEXT;
      CREATE INDEX documents_by_reading ON documents (reading_version);
      ALTER TABLE unfinished_pages ADD COLUMN reading_version INTEGER NOT NULL DEFAULT 1;
    `);
  },
};
