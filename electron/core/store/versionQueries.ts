import type { Database } from "better-sqlite3-multiple-ciphers";
import * as z from "zod";
import type { Logger } from "../ports.ts";
import { readRow } from "./rows.ts";
import { requireChange, rowOf, type Statements } from "./statements.ts";
import type { DocumentQueries } from "./store.ts";

type Queries = Pick<
  DocumentQueries,
  "previous" | "setPrevious" | "sketch" | "setSketch" | "resembling" | "withoutSketch"
>;

/** So many of the smallest hashes of a sketch are indexed; see `resembling`. */
const indexedHashes = 64;
/** Documents that may resemble another are no more than this: those that share most hashes. */
const mostCandidates = 500;

const sketchSchema = z.array(z.number());

export function versionQueries(deps: { database: Database; sql: Statements; logger: Logger }): Queries {
  const { database, sql, logger } = deps;
  return {
    previous: (id) =>
      sql<{ id: string }>(
        `SELECT before.id FROM documents JOIN documents AS before ON before.row = documents.previous
         WHERE documents.id = @id AND before.removed_at IS NULL`,
      ).get({ id })?.id ?? null,

    setPrevious(id, previousId) {
      requireChange(
        sql("UPDATE documents SET previous = (SELECT row FROM documents WHERE id = @previousId) WHERE id = @id").run({
          id,
          previousId,
        }),
      );
    },

    sketch(id) {
      const row = sql<{ sketch: string }>(
        `SELECT sketch FROM document_sketches WHERE document = (SELECT row FROM documents WHERE id = @id)`,
      ).get({ id });
      if (!row) return null;
      const reader = readRow(logger, "document_sketches", id);
      const sketch = reader.json("sketch", row.sketch, sketchSchema, []);
      // A damaged one is made anew from the pages.
      return reader.damaged.length > 0 ? null : sketch;
    },

    setSketch(id, sketch) {
      const document = rowOf(sql, "documents", id);
      database.transaction(() => {
        sql(
          `INSERT INTO document_sketches (document, sketch) VALUES (@document, @sketch)
           ON CONFLICT (document) DO UPDATE SET sketch = @sketch`,
        ).run({ document, sketch: JSON.stringify(sketch) });
        sql("DELETE FROM sketch_hashes WHERE document = @document").run({ document });
        sql("INSERT INTO sketch_hashes (hash, document) SELECT value, @document FROM json_each(@hashes)").run({
          document,
          hashes: JSON.stringify(sketch.slice(0, indexedHashes)),
        });
      })();
    },

    resembling: (id, sketch) =>
      sql<{ id: string }>(
        `SELECT documents.id FROM json_each(@hashes)
           CROSS JOIN sketch_hashes ON sketch_hashes.hash = json_each.value
           CROSS JOIN documents ON documents.row = sketch_hashes.document
         WHERE documents.id <> @id AND documents.status = 'ready' AND documents.removed_at IS NULL
         GROUP BY documents.row ORDER BY count(*) DESC, documents.row DESC LIMIT @limit`,
      )
        .all({ id, hashes: JSON.stringify(sketch.slice(0, indexedHashes)), limit: mostCandidates })
        .map((row) => row.id),

    withoutSketch: () =>
      sql<{ id: string }>(
        `SELECT id FROM documents WHERE removed_at IS NULL AND status = 'ready'
           AND NOT EXISTS (SELECT 1 FROM document_sketches WHERE document = documents.row)
         ORDER BY pinned DESC, updated_at DESC`,
      )
        .all({})
        .map((row) => row.id),
  };
}
