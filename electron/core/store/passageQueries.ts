import type { Database } from "better-sqlite3-multiple-ciphers";
import { AppError } from "../../contract/errors.ts";
import { matchAny, indexedOrNull } from "./fullText.ts";
import { rowOf, type Statements } from "./statements.ts";
import type { DocumentQueries, PassageHit } from "./store.ts";

/** A document has the rows from `document * passagesPerDocument` on. */
export const passagesPerDocument = 2 ** 24;

export function passageQueries(deps: {
  database: Database;
  sql: Statements;
}): Pick<DocumentQueries, "setPassages" | "searchPassages"> {
  const { database, sql } = deps;
  return {
    setPassages(id, passages) {
      const document = rowOf(sql, "documents", id);
      if (passages.length > passagesPerDocument) throw new AppError("INVALID_INPUT");
      database.transaction(() => {
        sql("DELETE FROM passages WHERE document = @document").run({ document });
        for (const [index, passage] of passages.entries()) {
          sql(
            `INSERT INTO passages (row, document, page, start, "end", section, text, segmented)
             VALUES (@row, @document, @page, @start, @end, @section, @text, @segmented)`,
          ).run({
            row: document * passagesPerDocument + index,
            document,
            page: passage.page,
            start: passage.start,
            end: passage.end,
            section: passage.section,
            text: passage.text,
            segmented: indexedOrNull(passage.text),
          });
        }
      })();
    },

    searchPassages(ids, query, limit) {
      const match = matchAny(query);
      const documents = sql<{ row: number }>(
        `SELECT row FROM documents
         WHERE id IN (SELECT value FROM json_each(@ids)) AND status = 'ready' AND (removed_at IS NULL OR passing > 0)`,
      )
        .all({ ids: JSON.stringify(ids) })
        .map((document) => document.row);
      if (match === null || documents.length === 0) return [];
      return sql<PassageRow>(
        `SELECT passages.row, documents.id AS documentId, page, start, "end", section, text, -rank AS score
         FROM passages_words
           CROSS JOIN passages ON passages.row = passages_words.rowid
           CROSS JOIN documents ON documents.row = passages.document
         WHERE passages_words MATCH @match AND passages_words.rowid BETWEEN @from AND @to
           AND passages_words.rowid >> 24 IN (SELECT value FROM json_each(@documents))
         ORDER BY rank LIMIT @limit`,
      )
        .all({
          match,
          limit,
          documents: JSON.stringify(documents),
          from: Math.min(...documents) * passagesPerDocument,
          to: (Math.max(...documents) + 1) * passagesPerDocument - 1,
        })
        .map((row): PassageHit => ({
          id: row.row,
          documentId: row.documentId,
          index: row.row % passagesPerDocument,
          page: row.page,
          start: row.start,
          end: row.end,
          section: row.section,
          text: row.text,
          score: row.score,
        }));
    },
  };
}

interface PassageRow extends Omit<PassageHit, "id" | "index"> {
  readonly row: number;
}
