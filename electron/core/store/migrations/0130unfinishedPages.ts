import type { Migration } from "./migration.ts";

/**
 * The pages of a reading that goes on stand apart from the text of before, which stays until the reading has come to its end. What
 * versions before kept of readings that did not is moved here: pages whose text was told from their pictures.
 */
export const unfinishedPages: Migration = {
  version: 130,
  up(database) {
    database.exec(`
      CREATE TABLE unfinished_pages (
        row INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        label TEXT,
        width REAL,
        height REAL,
        characters INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('read', 'ocr', 'unread')),
        reason TEXT,
        text TEXT NOT NULL,
        blocks TEXT NOT NULL CHECK (json_valid(blocks)),
        sentences TEXT NOT NULL CHECK (json_valid(sentences)),
        runs TEXT NOT NULL CHECK (json_valid(runs)),
        confidence REAL CHECK (confidence BETWEEN 0 AND 1),
        UNIQUE (document, number)
      ) STRICT;

      INSERT INTO unfinished_pages (document, number, label, width, height, characters, status, reason, text, blocks,
          sentences, runs, confidence)
        SELECT document, number, label, width, height, characters, pages.status, reason, text, blocks, sentences, runs,
          confidence
        FROM documents JOIN pages ON pages.document = documents.row
        WHERE documents.status <> 'ready' AND pages.status = 'ocr'
        ORDER BY document, number;
      DELETE FROM pages WHERE document IN (SELECT row FROM documents WHERE status <> 'ready');
    `);
  },
};
