import * as z from "zod";
import { type Citation, citationSchema } from "../../contract/documents.ts";
import type { Logger } from "../ports.ts";
import { oneLine } from "../text/oneLine.ts";
import { readRow } from "./rows.ts";
import type { Statements } from "./statements.ts";
import type { CitationQueries, Citing } from "./store.ts";

/** Where citations are stored, as JSON that holds them at any depth. */
interface Place {
  readonly table: "summaries" | "set_summaries" | "messages" | "corrections" | "answer_cells";
  /** what is told of a change of a row; null where nothing shows it by itself */
  readonly what: Citing["what"] | null;
  readonly columns: readonly string[];
  /** gives `row`, the `id` of what is told of, and the columns; in the bin as well */
  readonly select: string;
  readonly key: "row" | "collection";
}

const places: readonly Place[] = [
  {
    table: "summaries",
    what: "summaries",
    columns: ["points", "sections", "facts"],
    select: `SELECT summaries.row, summaries.id, points, sections, facts
      FROM documents JOIN summaries ON summaries.document = documents.row WHERE documents.id = @id`,
    key: "row",
  },
  {
    table: "set_summaries",
    what: "collections",
    columns: ["result"],
    select: `SELECT set_summaries.collection AS row, collections.id, result
      FROM documents JOIN collection_documents ON collection_documents.document = documents.row
        JOIN set_summaries ON set_summaries.collection = collection_documents.collection
        JOIN collections ON collections.row = set_summaries.collection
      WHERE documents.id = @id`,
    key: "collection",
  },
  {
    // A conversation that no longer reads the document still cites it: all of them are looked through.
    table: "messages",
    what: "conversations",
    columns: ["citations", "passages"],
    select: `SELECT messages.row, conversations.id, citations, passages
      FROM messages CROSS JOIN conversations ON conversations.row = messages.conversation
      WHERE instr(citations, @id) > 0 OR instr(passages, @id) > 0`,
    key: "row",
  },
  {
    table: "corrections",
    what: null,
    columns: ["original"],
    select: `SELECT corrections.row, corrections.id, original
      FROM documents JOIN corrections ON corrections.document = documents.row WHERE documents.id = @id`,
    key: "row",
  },
  {
    table: "answer_cells",
    what: "tables",
    columns: ["answers"],
    select: `SELECT answer_cells.row, answer_tables.id, answers
      FROM documents JOIN answer_rows ON answer_rows.document = documents.row
        JOIN answer_cells ON answer_cells.answer_table = answer_rows.answer_table
          AND answer_cells.document = answer_rows.document
        JOIN answer_tables ON answer_tables.row = answer_rows.answer_table
      WHERE documents.id = @id`,
    key: "row",
  },
];

export function citationQueries({ sql, logger }: { sql: Statements; logger: Logger }): CitationQueries {
  return {
    replace(documentId, other) {
      const changed: Citing[] = [];
      for (const place of places) {
        for (const row of sql<StoredRow>(place.select).all({ id: documentId })) {
          const made = replaceIn(row, place, { documentId, other, logger });
          if (made.columns.size === 0) continue;
          const set = [...made.columns.keys()].map((column) => `${column} = @${column}`);
          // Judged by other words of the document than those that stand there now.
          if (made.isReworded && (place.table === "summaries" || place.table === "set_summaries")) {
            set.push("check_version = 1", "check_problem = NULL");
          }
          sql(`UPDATE ${place.table} SET ${set.join(", ")} WHERE ${place.key} = @row`).run({
            ...Object.fromEntries(made.columns),
            row: row.row,
          });
          if (place.what !== null) changed.push({ what: place.what, id: row.id });
        }
      }
      return changed;
    },
  };
}

interface StoredRow {
  readonly row: number;
  readonly id: string;
  readonly [column: string]: unknown;
}

interface Replacing {
  readonly documentId: string;
  readonly other: (citation: Citation) => Citation;
  readonly logger: Logger;
}

function replaceIn(
  row: StoredRow,
  { table, columns }: Place,
  { documentId, other, logger }: Replacing,
): { readonly columns: ReadonlyMap<string, string>; readonly isReworded: boolean } {
  const made = new Map<string, string>();
  let isReworded = false;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const citation = citationSchema.safeParse(value);
    if (!citation.success) return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, walk(of)]));
    if (citation.data.documentId !== documentId) return value;
    const now = other(citation.data);
    isReworded ||= oneLine(now.quote) !== oneLine(citation.data.quote);
    return now;
  };
  const reader = readRow(logger, table, row.id);
  for (const column of columns) {
    const before = row[column];
    if (typeof before !== "string") continue;
    // A damaged column is left as it is.
    const after = JSON.stringify(walk(reader.json(column, before, anyJson, null)));
    if (after !== before && !reader.damaged.includes(column)) made.set(column, after);
  }
  return { columns: made, isReworded };
}

const anyJson = z.unknown().refine((value) => typeof value !== "symbol");
