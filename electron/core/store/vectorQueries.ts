import type { Statements } from "./statements.ts";
import { passagesPerDocument } from "./passageQueries.ts";
import type { PassageHit, VectorQueries } from "./store.ts";

export function vectorQueries(deps: { sql: Statements }): VectorQueries {
  const { sql } = deps;

  function rowsOf(ids: readonly string[]): { row: number; id: string }[] {
    return sql<{ row: number; id: string }>(
      `SELECT row, id FROM documents
       WHERE id IN (SELECT value FROM json_each(@ids)) AND status = 'ready' AND (removed_at IS NULL OR passing > 0)`,
    ).all({ ids: JSON.stringify(ids) });
  }

  return {
    missing(modelId, documentId, limit) {
      const [document] = rowsOf([documentId]);
      if (!document) return [];
      return sql<{ id: number; text: string }>(
        `SELECT passages.row AS id, text FROM passages
           LEFT JOIN passage_vectors ON passage_vectors.passage = passages.row AND model = @model
         WHERE passages.row BETWEEN @from AND @to AND passage_vectors.passage IS NULL
         ORDER BY passages.row LIMIT @limit`,
      ).all({ model: modelId, limit, ...rangeOf(document.row) });
    },

    put(modelId, vectors) {
      for (const { id, vector } of vectors) {
        sql(
          `INSERT INTO passage_vectors (passage, model, vector)
           SELECT row, @model, @vector FROM passages WHERE row = @id
           ON CONFLICT (passage, model) DO UPDATE SET vector = @vector`,
        ).run({ id, model: modelId, vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength) });
      }
    },

    nearest(modelId, documentIds, query, limit) {
      const best: { id: number; score: number }[] = [];
      for (const { row } of rowsOf(documentIds)) {
        const rows = sql<{ passage: number; vector: Buffer }>(
          "SELECT passage, vector FROM passage_vectors WHERE passage BETWEEN @from AND @to AND model = @model",
        ).iterate({ model: modelId, ...rangeOf(row) });
        for (const { passage, vector } of rows) {
          const score = dot(query, vector);
          if (score === null || (best.length >= limit && score <= (best.at(-1)?.score ?? 0))) continue;
          const index = best.findIndex((other) => other.score < score);
          best.splice(index < 0 ? best.length : index, 0, { id: passage, score });
          if (best.length > limit) best.pop();
        }
      }
      return best.flatMap(({ id, score }): PassageHit[] => {
        const passage = sql<Omit<PassageHit, "id" | "index" | "score">>(
          `SELECT documents.id AS documentId, page, start, "end", section, text
           FROM passages JOIN documents ON documents.row = passages.document WHERE passages.row = @id`,
        ).get({ id });
        return passage ? [{ ...passage, id, index: id % passagesPerDocument, score }] : [];
      });
    },
  };
}

function rangeOf(document: number): { from: number; to: number } {
  return { from: document * passagesPerDocument, to: (document + 1) * passagesPerDocument - 1 };
}

/** Null where the vectors differ in length: the file of the model was made anew. */
function dot(query: Float32Array, bytes: Buffer): number | null {
  if (bytes.byteLength !== query.byteLength) return null;
  // SQLite's bytes may begin anywhere; a Float32Array must not.
  const vector = new Float32Array(new Uint8Array(bytes).buffer);
  let sum = 0;
  for (let index = 0; index < query.length; index += 1) sum += (query[index] ?? 0) * (vector[index] ?? 0);
  return sum;
}
