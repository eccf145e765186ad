import type { SearchHit } from "../../contract/search.ts";
import { matchAll, snippetOf } from "./fullText.ts";
import type { Statements } from "./statements.ts";
import type { SearchQueries } from "./store.ts";

/** Passages of one document among the hits at most: one long document must not crowd out all others. */
const passagesOfOneDocument = 5;

/** The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). */
const fusion = 60;

/**
 * BM25 values of different indexes cannot be compared, so each index is searched for itself and the ranks are merged by
 * reciprocal rank fusion; a hit in a title counts double.
 */
export function searchQueries(deps: { sql: Statements }): SearchQueries {
  const { sql } = deps;

  /** The best rows of an index, each with its hit. `from` joins what the hit needs and leaves out what is in the bin. */
  const best = (index: Index, query: string, match: string, limit: number): RankedHit[] => {
    const perOwner = new Map<string, number>();
    const chosen: HitRow[] = [];
    const ranked = sql<HitRow>(
      `SELECT ${index.table}_words.rowid AS row, ${index.columns} FROM ${index.table}_words ${index.joins}
       WHERE ${index.table}_words MATCH @match AND ${index.condition} ORDER BY rank`,
    ).iterate({ match });
    for (const row of ranked) {
      const count = (perOwner.get(row.id) ?? 0) + 1;
      perOwner.set(row.id, count);
      if (count <= passagesOfOneDocument) chosen.push(row);
      if (chosen.length >= limit) break;
    }
    return chosen.map((row, rank) => ({
      table: index.table,
      score: index.weight / (fusion + rank),
      hit: {
        kind: index.kind,
        id: row.id,
        conversationId: row.conversationId,
        documentId: row.documentId,
        page: row.page,
        title: row.title,
        snippet: snippetOf(saidBy(index, row.row), query),
        updatedAt: row.updatedAt,
      },
    }));
  };

  // Only for the rows that are shown. The index holds folded words: what is shown is the text itself.
  const saidBy = (index: Index, row: number): string =>
    sql<{ said: string }>(`SELECT ${index.said} AS said FROM ${index.table} WHERE row = @row`).get({ row })?.said ?? "";

  return {
    all(query, limit) {
      const match = matchAll(query);
      if (match === null) return [];
      return indexes
        .flatMap((index) => best(index, query, match, limit))
        .toSorted((one, other) => other.score - one.score || other.hit.updatedAt - one.hit.updatedAt)
        .filter(notSaidByTitle())
        .slice(0, limit)
        .map((ranked) => ranked.hit);
    },
  };
}

/** A conversation is named after its first question: what the title has said is not said again by that message. */
function notSaidByTitle(): (ranked: RankedHit) => boolean {
  const titles = new Set<string>();
  return ({ hit, table }) => {
    const key = `${hit.conversationId ?? ""} ${hit.snippet.map(({ text }) => text).join("")}`;
    if (table === "conversations") titles.add(key);
    return table !== "messages" || !titles.delete(key);
  };
}

interface RankedHit {
  readonly table: Index["table"];
  readonly score: number;
  readonly hit: SearchHit;
}

interface HitRow {
  row: number;
  id: string;
  conversationId: string | null;
  documentId: string | null;
  page: number | null;
  title: string;
  updatedAt: number;
}

interface Index {
  readonly table: "documents" | "passages" | "summaries" | "conversations" | "messages";
  readonly kind: SearchHit["kind"];
  readonly weight: number;
  readonly columns: string;
  /** the text whose words are indexed, as an expression over its row */
  readonly said: string;
  readonly joins: string;
  readonly condition: string;
}

const indexes: readonly Index[] = [
  {
    table: "documents",
    kind: "document",
    weight: 2,
    said: "title || char(10) || name",
    columns: "id, NULL AS conversationId, id AS documentId, NULL AS page, title, updated_at AS updatedAt",
    joins: "CROSS JOIN documents ON documents.row = documents_words.rowid",
    condition: "documents.removed_at IS NULL",
  },
  {
    // A title leads to the message its conversation shows last; an empty conversation has only itself to show.
    table: "conversations",
    kind: "message",
    weight: 2,
    said: "title",
    columns: `coalesce(leaf_id, id) AS id, id AS conversationId, NULL AS documentId, NULL AS page, title,
      updated_at AS updatedAt`,
    joins: "CROSS JOIN conversations ON conversations.row = conversations_words.rowid",
    condition: "conversations.removed_at IS NULL",
  },
  {
    table: "messages",
    kind: "message",
    weight: 1,
    said: "text",
    columns: `messages.id AS id, conversations.id AS conversationId, NULL AS documentId, NULL AS page,
      conversations.title AS title, messages.created_at AS updatedAt`,
    joins: `CROSS JOIN messages ON messages.row = messages_words.rowid
      CROSS JOIN conversations ON conversations.row = messages.conversation`,
    condition: "conversations.removed_at IS NULL",
  },
  {
    table: "summaries",
    kind: "summary",
    weight: 1,
    said: "said",
    columns: `summaries.id AS id, NULL AS conversationId, documents.id AS documentId, NULL AS page,
      coalesce(nullif(summaries.title, ''), documents.title) AS title, summaries.created_at AS updatedAt`,
    joins: `CROSS JOIN summaries ON summaries.row = summaries_words.rowid
      CROSS JOIN documents ON documents.row = summaries.document`,
    condition: "documents.removed_at IS NULL AND summaries.removed_at IS NULL AND summaries.passing = 0",
  },
  {
    table: "passages",
    kind: "document",
    weight: 1,
    said: "text",
    columns: `documents.id AS id, NULL AS conversationId, documents.id AS documentId, passages.page AS page,
      documents.title AS title, documents.updated_at AS updatedAt`,
    joins: `CROSS JOIN documents ON documents.row = passages_words.rowid >> 24
      CROSS JOIN passages ON passages.row = passages_words.rowid`,
    condition: "documents.removed_at IS NULL AND documents.status = 'ready'",
  },
];
