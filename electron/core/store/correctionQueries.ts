import { AppError } from "../../contract/errors.ts";
import { pointSchema } from "../../contract/summaries.ts";
import { standardOptions, storedOptionsSchema } from "../../contract/summaryOptions.ts";
import type { Logger } from "../ports.ts";
import { readRow } from "./rows.ts";
import type { Statements } from "./statements.ts";
import type { CorrectionQueries, StoredCorrection } from "./store.ts";

const originalSchema = pointSchema.pick({ text: true, citations: true });

export function correctionQueries({ sql, logger }: { sql: Statements; logger: Logger }): CorrectionQueries {
  return {
    list: (documentId) =>
      sql<CorrectionRow>(
        `SELECT corrections.* FROM documents JOIN corrections ON corrections.document = documents.row
         WHERE documents.id = @documentId ORDER BY corrections.row`,
      )
        .all({ documentId })
        .flatMap((row) => toCorrection(row, logger)),

    put(documentId, { id, text, original, isOfWhole, options, createdAt }) {
      const { changes } = sql(
        `INSERT INTO corrections (id, document, text, original, of_whole, options, created_at)
         SELECT @id, row, @text, @original, @of_whole, @options, @created_at FROM documents WHERE id = @documentId
         ON CONFLICT (id) DO UPDATE SET text = @text`,
      ).run({
        id,
        documentId,
        text,
        original: JSON.stringify(original),
        of_whole: isOfWhole ? 1 : 0,
        options: JSON.stringify(options),
        created_at: createdAt,
      });
      if (changes === 0) throw new AppError("NOT_FOUND");
    },
  };
}

interface CorrectionRow {
  id: string;
  text: string;
  original: string;
  of_whole: 0 | 1;
  options: string;
  created_at: number;
}

/** A damaged one is left out: what it stood for is not known any more. */
function toCorrection(row: CorrectionRow, logger: Logger): StoredCorrection[] {
  const reader = readRow(logger, "corrections", row.id);
  const original = reader.json("original", row.original, originalSchema, { text: "", citations: [] });
  const options = reader.json("options", row.options, storedOptionsSchema, standardOptions);
  if (reader.damaged.length > 0) return [];
  return [{ id: row.id, text: row.text, original, isOfWhole: row.of_whole === 1, options, createdAt: row.created_at }];
}
