import { indexed, indexedOrNull } from "../fullText.ts";
import type { Migration } from "./migration.ts";

/**
 * The full-text indexes hold folded words, so that ß and ss, full width, vowel marks and the like make no difference. What a summary
 * says is kept beside them, since it cannot be told from its words any more. The triggers bring the indexes along.
 */
export const foldedWords: Migration = {
  version: 260,
  up(database) {
    database.function("indexed", { deterministic: true, directOnly: true }, (text) => indexed(String(text)));
    database.function("indexed_or_null", { deterministic: true, directOnly: true }, (text) =>
      indexedOrNull(String(text)),
    );
    database.exec(`
      ALTER TABLE summaries ADD COLUMN said TEXT NOT NULL DEFAULT '';
      UPDATE summaries SET said = replace(words, '\uFDD0', '');
      UPDATE summaries SET words = indexed(said) WHERE words <> indexed(said);
      UPDATE documents SET words = indexed(title || char(10) || name) WHERE words <> indexed(title || char(10) || name);
      UPDATE conversations SET words = indexed(title) WHERE words <> indexed(title);
      UPDATE messages SET segmented = indexed_or_null(text) WHERE segmented IS NOT indexed_or_null(text);
      UPDATE passages SET segmented = indexed_or_null(text) WHERE segmented IS NOT indexed_or_null(text);
    `);
  },
};
