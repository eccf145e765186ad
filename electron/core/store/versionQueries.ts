import * as z from "zod";
import type { Logger } from "../ports.ts";
import { readRow } from "./rows.ts";
import { mustChange, type Statements } from "./statements.ts";
import type { DocumentQueries } from "./store.ts";

type Queries = Pick<DocumentQueries, "previous" | "setPrevious" | "sketch" | "setSketch">;

const sketchSchema = z.array(z.number());

export function versionQueries({ sql, logger }: { sql: Statements; logger: Logger }): Queries {
  return {
    previous: (id) =>
      sql<{ id: string }>(
        `SELECT before.id FROM documents JOIN documents AS before ON before.row = documents.previous
         WHERE documents.id = @id AND before.removed_at IS NULL`,
      ).get({ id })?.id ?? null,

    setPrevious(id, previousId) {
      mustChange(
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
      mustChange(
        sql(
          `INSERT INTO document_sketches (document, sketch) SELECT row, @sketch FROM documents WHERE id = @id
           ON CONFLICT (document) DO UPDATE SET sketch = @sketch`,
        ).run({ id, sketch: JSON.stringify(sketch) }),
      );
    },
  };
}
