import type { Database } from "better-sqlite3-multiple-ciphers";
import * as z from "zod";
import type { Collection } from "../../contract/collections.ts";
import { digestLineSchema } from "../../contract/summaries.ts";
import type { Logger } from "../ports.ts";
import { damagedProblem, nullableProblem, storedProblemSchema, readRow, toNullableJson } from "./rows.ts";
import { lineColumns, lineJoins } from "./documentLines.ts";
import { isMember, isThere } from "./passing.ts";
import { requireChange, rowOf, type Statements, updateRow } from "./statements.ts";
import type { CollectionQueries, ListedMember, StoredMember } from "./store.ts";

export function collectionQueries(deps: { database: Database; sql: Statements; logger: Logger }): CollectionQueries {
  const { database, sql, logger } = deps;

  const requireRow = (id: string): number => rowOf(sql, "collections", id);
  const requireDocumentRow = (id: string): number => rowOf(sql, "documents", id, { documentId: id });

  return {
    list() {
      const rows = sql<CollectionRow>(
        "SELECT * FROM collections WHERE removed_at IS NULL ORDER BY pinned DESC, updated_at DESC",
      ).all({});
      return rows.map((row) => toCollection(row, idsOf(row.row)));
    },

    get(id) {
      const row = sql<CollectionRow>(`SELECT * FROM collections WHERE id = @id AND ${isThere}`).get({ id });
      return row ? toCollection(row, idsOf(row.row)) : null;
    },

    put: (collection) =>
      void sql(
        `INSERT INTO collections (id, title, pinned, queue, problem, created_at, updated_at)
         VALUES (@id, @title, @pinned, @queue, @problem, @created_at, @updated_at)`,
      ).run({
        id: collection.id,
        title: collection.title,
        pinned: Number(collection.pinned),
        queue: collection.queue,
        problem: toNullableJson(collection.problem),
        created_at: collection.createdAt,
        updated_at: collection.updatedAt,
      }),

    update: (id, patch) =>
      updateRow(sql, "collections", id, {
        title: patch.title,
        pinned: patch.pinned === undefined ? undefined : Number(patch.pinned),
        queue: patch.queue,
        problem: patch.problem === undefined ? undefined : toNullableJson(patch.problem),
        updated_at: patch.updatedAt,
      }),

    isNamed: (id) => sql<{ named: number }>("SELECT named FROM collections WHERE id = @id").get({ id })?.named === 1,
    name: (id, title) => updateRow(sql, "collections", id, { title, named: 1 }),

    remove(id, at) {
      requireChange(
        sql("UPDATE collections SET removed_at = @at WHERE id = @id AND removed_at IS NULL").run({ id, at }),
      );
    },

    pass(id, at) {
      requireChange(sql("UPDATE collections SET passing = 1, removed_at = @at WHERE id = @id").run({ id, at }));
    },

    isPassing: (id) => sql("SELECT row FROM collections WHERE id = @id AND passing > 0").get({ id }) !== undefined,

    discard: (id) => void sql("DELETE FROM collections WHERE id = @id AND passing > 0").run({ id }),

    discardPassing: () => void sql("DELETE FROM collections WHERE passing > 0").run({}),

    restore(id) {
      requireChange(sql("UPDATE collections SET removed_at = NULL WHERE id = @id").run({ id }));
    },

    members: (id) =>
      sql<MemberRow>(
        `${memberColumns} ${ofMembers}
         WHERE collections.id = @id AND ${isMember} ORDER BY position`,
      )
        .all({ id })
        .map((row) => toMember(row, id)),

    someMembers: (id, documentIds) =>
      sql<MemberRow>(
        `${memberColumns}
         FROM json_each(@documentIds) CROSS JOIN collections ON collections.id = @id
           CROSS JOIN documents ON documents.id = json_each.value
           CROSS JOIN collection_documents
             ON collection_documents.collection = collections.row AND collection_documents.document = documents.row
           ${joins}
         WHERE ${isMember} ORDER BY json_each.key`,
      )
        .all({ id, documentIds: JSON.stringify(documentIds) })
        .map((row) => toMember(row, id)),

    member(id, documentId) {
      const row = sql<MemberRow>(
        `${memberColumns} ${ofMembers}
         WHERE collections.id = @id AND documents.id = @documentId AND ${isMember}`,
      ).get({ id, documentId });
      return row ? toMember(row, id) : null;
    },

    waiting(id, status, limit) {
      return sql<{ id: string }>(
        `SELECT documents.id
         FROM collections JOIN collection_documents ON collection_documents.collection = collections.row
           JOIN documents ON documents.row = collection_documents.document
         WHERE collections.id = @id AND state = 'waiting' AND documents.removed_at IS NULL
           AND (@status IS NULL OR documents.status = @status)
         ORDER BY position LIMIT @limit`,
      )
        .all({ id, status, limit })
        .map((row) => row.id);
    },

    queueOf: (id) =>
      sql<{ queue: Collection["queue"] }>(`SELECT queue FROM collections WHERE id = @id AND ${isThere}`).get({ id })
        ?.queue ?? null,

    addMember: (id, member) =>
      sql(
        `INSERT INTO collection_documents (collection, document, position, path, state, problem)
         SELECT @collection, @document, 1 + coalesce(max(position), -1), @path, @state, @problem
         FROM collection_documents WHERE collection = @collection
         ON CONFLICT (collection, document) DO NOTHING`,
      ).run({
        collection: requireRow(id),
        document: requireDocumentRow(member.documentId),
        path: member.path,
        state: member.state,
        problem: toNullableJson(member.problem),
      }).changes > 0,

    updateMember(id, documentId, patch) {
      const values = {
        ...(patch.state === undefined ? {} : { state: patch.state }),
        ...(patch.problem === undefined ? {} : { problem: toNullableJson(patch.problem) }),
        ...(patch.path === undefined ? {} : { path: patch.path }),
      };
      const set = Object.keys(values).map((column) => `${column} = @${column}`);
      requireChange(
        sql(
          `UPDATE collection_documents SET ${["position = position", ...set].join(", ")}
           WHERE collection = @collection AND document = @document`,
        ).run({ ...values, collection: requireRow(id), document: requireDocumentRow(documentId) }),
      );
    },

    removeMember(id, documentId) {
      requireChange(
        sql("DELETE FROM collection_documents WHERE collection = @collection AND document = @document").run({
          collection: requireRow(id),
          document: requireDocumentRow(documentId),
        }),
      );
    },

    order(id, documentIds) {
      const collection = requireRow(id);
      database.transaction(() => {
        const all = sql<{ document: number; id: string }>(
          `SELECT document, documents.id FROM collection_documents JOIN documents ON documents.row = document
           WHERE collection = @collection ORDER BY position`,
        ).all({ collection });
        const wanted = new Map(documentIds.map((documentId, index) => [documentId, index]));
        const rank = (documentId: string): number => wanted.get(documentId) ?? documentIds.length;
        for (const [position, { document }] of all.toSorted((a, b) => rank(a.id) - rank(b.id)).entries()) {
          sql(
            `UPDATE collection_documents SET position = @position
             WHERE collection = @collection AND document = @document`,
          ).run({ collection, document, position });
        }
      })();
    },

    of: (documentId) =>
      sql<{ id: string }>(
        `SELECT collections.id FROM documents
           JOIN collection_documents ON collection_documents.document = documents.row
           JOIN collections ON collections.row = collection_documents.collection
         WHERE documents.id = @documentId AND collections.removed_at IS NULL ORDER BY collections.row`,
      )
        .all({ documentId })
        .map(({ id }) => id),

    skipped: (id) =>
      sql<{ path: string; problem: string }>(
        `SELECT path, collection_skipped.problem
         FROM collections JOIN collection_skipped ON collection_skipped.collection = collections.row
         WHERE collections.id = @id ORDER BY path`,
      )
        .all({ id })
        .map((row) => ({
          path: row.path,
          problem: readRow(logger, "collection_skipped", `${id} ${row.path}`).json(
            "problem",
            row.problem,
            storedProblemSchema,
            damagedProblem("RECORD_OF_SKIPPED_FILE"),
          ),
        })),

    skip: (id, { path, problem }) =>
      void sql(
        `INSERT INTO collection_skipped (collection, path, problem) VALUES (@collection, @path, @problem)
         ON CONFLICT (collection, path) DO UPDATE SET problem = @problem`,
      ).run({ collection: requireRow(id), path, problem: JSON.stringify(problem) }),

    unskip: (id, path) =>
      void sql("DELETE FROM collection_skipped WHERE collection = @collection AND path = @path").run({
        collection: requireRow(id),
        path,
      }),

    markWaiting: () => sql("UPDATE collection_documents SET state = 'waiting' WHERE state = 'running'").run({}).changes,

    digest(documentId) {
      const row = sql<{ lines: string }>(
        `SELECT lines FROM documents JOIN digests ON digests.document = documents.row
         WHERE documents.id = @documentId AND digests.of = documents.updated_at`,
      ).get({ documentId });
      // A damaged one is made again.
      return row ? readRow(logger, "digests", documentId).json("lines", row.lines, digestSchema, null) : null;
    },

    saveDigest: (documentId, lines) =>
      void sql(
        `INSERT INTO digests (document, of, lines) SELECT row, updated_at, @lines FROM documents WHERE id = @documentId
         ON CONFLICT (document) DO UPDATE SET of = excluded.of, lines = excluded.lines`,
      ).run({ documentId, lines: JSON.stringify(lines) }),
  };

  function idsOf(collection: number): string[] {
    return sql<{ id: string }>(
      `SELECT documents.id FROM collections JOIN collection_documents ON collection_documents.collection = collections.row
         JOIN documents ON documents.row = document
       WHERE collections.row = @collection AND ${isMember} ORDER BY position`,
    )
      .all({ collection })
      .map(({ id }) => id);
  }

  function toCollection(row: CollectionRow, documentIds: string[]): Collection {
    return {
      id: row.id,
      title: row.title,
      pinned: row.pinned === 1,
      documentIds,
      queue: row.queue,
      problem: readRow(logger, "collections", row.id).json("problem", row.problem, nullableProblem, null),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }

  function toMember(row: MemberRow, id: string): ListedMember {
    const reader = readRow(logger, "collection_documents", `${id} ${row.document_id}`);
    return {
      documentId: row.document_id,
      path: row.path,
      state: row.state,
      problem: reader.json("problem", row.problem, nullableProblem, null),
      summaryId: row.summary_id,
      line: row.summary_line ?? row.digest_line,
    };
  }
}

/** A member with what is known of its document, without where it is from. */
const memberColumns = `SELECT documents.id AS document_id, collection_documents.path, state, collection_documents.problem, ${lineColumns}`;

/** In a collection that is not kept, summaries that are not kept count too. */
const joins = lineJoins("(newest.passing = 0 OR collections.passing > 0)");

const ofMembers = `FROM collections JOIN collection_documents ON collection_documents.collection = collections.row
           JOIN documents ON documents.row = collection_documents.document
           ${joins}`;

const digestSchema = z.array(digestLineSchema).nullable();

interface CollectionRow {
  row: number;
  id: string;
  title: string;
  pinned: number;
  queue: Collection["queue"];
  problem: string | null;
  created_at: number;
  updated_at: number;
}

interface MemberRow {
  document_id: string;
  path: string;
  state: StoredMember["state"];
  problem: string | null;
  summary_id: string | null;
  summary_line: string | null;
  digest_line: string | null;
}
