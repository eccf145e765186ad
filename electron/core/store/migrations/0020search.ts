import type { Database } from "better-sqlite3-multiple-ciphers";
import type { Migration } from "./migration.ts";

/**
 * The full-text indexes: one column `words` each, external content, kept by triggers. In the small ones `secure-delete`
 * takes what is deleted out of the index at once instead of at some later merge. Accents are dropped; combining marks belong to words,
 * as Devanagari and Thai need it; U+FDD0 stands between the letters of scripts without spaces (see fullText.ts).
 */
export const search: Migration = {
  version: 20,
  up(database) {
    createIndex(database, { table: "documents", words: (row) => `${row}words`, columns: "words" });
    createIndex(database, { table: "conversations", words: (row) => `${row}words`, columns: "words" });
    createIndex(database, { table: "summaries", words: (row) => `${row}words`, columns: "words" });
    createIndex(database, {
      table: "passages",
      words: (row) => `coalesce(${row}segmented, ${row}text)`,
      columns: "segmented, text",
      many: true,
    });
    createIndex(database, {
      table: "messages",
      words: (row) => `coalesce(${row}segmented, ${row}text)`,
      columns: "segmented, text, status",
      many: true,
      // An answer is written several times a second while it grows; it is indexed once it stands.
      condition: (row) => `${row}status <> 'streaming'`,
    });
  },
};

function createIndex(database: Database, index: Index): void {
  const { table, words } = index;
  const where = (row: Row): string => (index.condition ? ` WHERE ${index.condition(row)}` : "");
  const add = `INSERT INTO ${table}_words (rowid, words) SELECT new.row, ${words("new.")}${where("new.")};`;
  const drop = `INSERT INTO ${table}_words (${table}_words, rowid, words)
    SELECT 'delete', old.row, ${words("old.")}${where("old.")};`;
  database.exec(`
    CREATE VIEW ${table}_indexed AS SELECT row, ${words("")} AS words FROM ${table}${where("")};
    CREATE VIRTUAL TABLE ${table}_words USING fts5 (
      words, content = '${table}_indexed', content_rowid = 'row',
      tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc' separators '\uFDD0'"
    );
    INSERT INTO ${table}_words (${table}_words, rank) VALUES ('secure-delete', ${index.many ? 0 : 1});
    CREATE TRIGGER ${table}_words_insert AFTER INSERT ON ${table} BEGIN ${add} END;
    CREATE TRIGGER ${table}_words_delete AFTER DELETE ON ${table} BEGIN ${drop} END;
    CREATE TRIGGER ${table}_words_update AFTER UPDATE OF ${index.columns} ON ${table} BEGIN ${drop} ${add} END;
    INSERT INTO ${table}_words (${table}_words) VALUES ('rebuild');
  `);
}

type Row = "" | "new." | "old.";

interface Index {
  readonly table: string;
  /** the text to index, as an expression over a row */
  readonly words: (row: Row) => string;
  /** the columns it is made of */
  readonly columns: string;
  /** Rows are deleted by the thousand: too slow one by one, so a purge ends with `optimize`. */
  readonly many?: boolean;
  readonly condition?: (row: Row) => string;
}
