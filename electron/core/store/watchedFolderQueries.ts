import type { Database } from "better-sqlite3-multiple-ciphers";
import { type FolderEventKind, folderRulesSchema } from "../../contract/watchedFolders.ts";
import type { Logger } from "../ports.ts";
import { lineColumns, lineJoins } from "./documentLines.ts";
import { readRow } from "./rows.ts";
import { requireChange, rowOf, type Statements } from "./statements.ts";
import type { StoredFolder, StoredFolderFile, WatchedFolderQueries } from "./store.ts";

/** Milliseconds for which it is known what happened in a folder. */
const eventsFor = 90 * 24 * 60 * 60 * 1000;

export function watchedFolderQueries(deps: {
  database: Database;
  sql: Statements;
  logger: Logger;
}): WatchedFolderQueries {
  const { database, sql, logger } = deps;

  const requireRow = (id: string): number => {
    const folder = folderRow(id);
    requireChange({ changes: folder === null ? 0 : 1 });
    return folder ?? 0;
  };

  return {
    list: () =>
      sql<FolderRow>(`${folderColumns} WHERE collections.removed_at IS NULL ORDER BY watched_folders.row`)
        .all({})
        .map(toFolder),

    get(id) {
      const row = sql<FolderRow>(`${folderColumns} WHERE collections.id = @id AND collections.removed_at IS NULL`).get({
        id,
      });
      return row ? toFolder(row) : null;
    },

    put: ({ id, path, rules }) =>
      void sql("INSERT INTO watched_folders (collection, path, rules) VALUES (@collection, @path, @rules)").run({
        collection: rowOf(sql, "collections", id),
        path,
        rules: JSON.stringify(rules),
      }),

    setRules(id, rules, forgets) {
      const folder = requireRow(id);
      database.transaction(() => {
        sql("UPDATE watched_folders SET rules = @rules WHERE row = @folder").run({
          folder,
          rules: JSON.stringify(rules),
        });
        for (const rule of forgets) {
          sql(
            `UPDATE watched_file_documents SET ${rule === "table" ? "tabled = 0" : "result = NULL"}
             WHERE file IN (SELECT row FROM watched_files WHERE folder = @folder)`,
          ).run({ folder });
        }
      })();
    },

    setLooked: (id, { root, at }) =>
      void sql("UPDATE watched_folders SET root = @root, looked_at = @at WHERE row = @folder").run({
        folder: requireRow(id),
        root,
        at,
      }),

    remove: (id) => void sql("DELETE FROM watched_folders WHERE row = @folder").run({ folder: requireRow(id) }),

    files(id) {
      const folder = folderRow(id);
      if (folder === null) return [];
      const documents = new Map<number, StoredFolderFile["documents"][number][]>();
      for (const row of sql<DocumentRow>(
        `SELECT file, document, watched_file_documents.path, is_new FROM watched_files
           JOIN watched_file_documents ON watched_file_documents.file = watched_files.row
         WHERE folder = @folder`,
      ).all({ folder })) {
        const of = documents.get(row.file) ?? [];
        of.push({ documentId: row.document, path: row.path, isNew: row.is_new === 1 });
        documents.set(row.file, of);
      }
      return sql<FileRow>("SELECT row, path, size, mtime, inode, sha256 FROM watched_files WHERE folder = @folder")
        .all({ folder })
        .map(({ row, ...file }) => ({ ...file, documents: documents.get(row) ?? [] }));
    },

    countFiles: (id) =>
      sql<{ count: number }>("SELECT count(*) AS count FROM watched_files WHERE folder = @folder").get({
        folder: folderRow(id),
      })?.count ?? 0,

    putFile(id, { documents, ...file }) {
      const folder = requireRow(id);
      database.transaction(() => {
        const { row } = sql<{ row: number }>(
          `INSERT INTO watched_files (folder, path, size, mtime, inode, sha256)
           VALUES (@folder, @path, @size, @mtime, @inode, @sha256)
           ON CONFLICT (folder, path) DO UPDATE SET size = @size, mtime = @mtime, inode = @inode, sha256 = @sha256
           RETURNING row`,
        ).get({ ...file, folder }) ?? { row: 0 };
        sql(
          `DELETE FROM watched_file_documents
           WHERE file = @row AND document NOT IN (SELECT value FROM json_each(@documents))`,
        ).run({ row, documents: JSON.stringify(documents.map(({ documentId }) => documentId)) });
        for (const { documentId, path, isNew } of documents) {
          sql(
            `INSERT INTO watched_file_documents (file, document, path, is_new, summarized, tabled)
             VALUES (@row, @documentId, @path, @isNew, 0, 0)
             ON CONFLICT (file, document) DO UPDATE SET path = @path`,
          ).run({ row, documentId, path, isNew: Number(isNew) });
        }
      })();
    },

    moveFile(id, before, { documents, ...file }) {
      const folder = requireRow(id);
      database.transaction(() => {
        // What stood there was overwritten.
        if (before !== file.path)
          sql("DELETE FROM watched_files WHERE folder = @folder AND path = @path").run({ folder, path: file.path });
        requireChange(
          sql(
            `UPDATE watched_files SET path = @path, size = @size, mtime = @mtime, inode = @inode, sha256 = @sha256
             WHERE folder = @folder AND path = @before`,
          ).run({ ...file, folder, before }),
        );
        for (const { documentId, path } of documents) {
          sql(
            `UPDATE watched_file_documents SET path = @path WHERE document = @documentId
               AND file = (SELECT row FROM watched_files WHERE folder = @folder AND path = @file)`,
          ).run({ path, documentId, folder, file: file.path });
        }
      })();
    },

    removeFile: (id, path) =>
      void sql("DELETE FROM watched_files WHERE folder = @folder AND path = @path").run({
        folder: requireRow(id),
        path,
      }),

    untreated: (id, rule) =>
      sql<{ document: string }>(
        `SELECT DISTINCT document FROM watched_files
           JOIN watched_file_documents ON watched_file_documents.file = watched_files.row
           JOIN documents ON documents.id = document
         WHERE folder = @folder AND documents.removed_at IS NULL
           AND ${rule === "summarize" ? "summarized" : "tabled"} = 0`,
      )
        .all({ folder: folderRow(id) })
        .map(({ document }) => document),

    setTreated(id, rule, documentIds) {
      const column = rule === "summarize" ? "summarized" : "tabled";
      sql(
        `UPDATE watched_file_documents SET ${column} = 1
         WHERE document IN (SELECT value FROM json_each(@documents))
           AND file IN (SELECT row FROM watched_files WHERE folder = @folder)`,
      ).run({ folder: requireRow(id), documents: JSON.stringify(documentIds) });
    },

    unwritten: (id) =>
      sql<{ file: string; path: string; document: string; summary: string }>(
        `SELECT watched_files.path AS file, watched_file_documents.path AS path, watched_file_documents.document, summaries.id AS summary
         FROM watched_files JOIN watched_file_documents ON watched_file_documents.file = watched_files.row
           JOIN documents ON documents.id = watched_file_documents.document
           JOIN summaries ON summaries.row = (
             SELECT newest.row FROM summaries AS newest
             WHERE newest.document = documents.row AND newest.status = 'done' AND newest.removed_at IS NULL AND newest.passing = 0
             ORDER BY newest.created_at DESC LIMIT 1)
         WHERE folder = @folder AND documents.removed_at IS NULL AND result IS NOT summaries.id`,
      )
        .all({ folder: folderRow(id) })
        .map(({ file, path, document, summary }) => ({ file, path, documentId: document, summaryId: summary })),

    setWritten: (id, { file, documentId, summaryId }) =>
      void sql(
        `UPDATE watched_file_documents SET result = @summaryId WHERE document = @documentId
           AND file = (SELECT row FROM watched_files WHERE folder = @folder AND path = @file)`,
      ).run({ folder: requireRow(id), file, documentId, summaryId }),

    addEvent(id, { at, kind, path, before, documentId }) {
      const folder = requireRow(id);
      database.transaction(() => {
        sql("DELETE FROM watched_events WHERE folder = @folder AND at < @since").run({ folder, since: at - eventsFor });
        sql(
          `INSERT INTO watched_events (folder, at, kind, path, before, document)
           VALUES (@folder, @at, @kind, @path, @before, @documentId)`,
        ).run({ folder, at, kind, path, before, documentId });
      })();
    },

    events: (id, from, to, most) =>
      sql<EventRow>(
        `SELECT watched_events.at, watched_events.kind, watched_events.path, before, watched_events.document, documents.title,
           collection_documents.document IS NOT NULL AND documents.removed_at IS NULL AS is_member, ${lineColumns}
         FROM watched_events
           LEFT JOIN documents
             ON documents.id = watched_events.document AND (documents.removed_at IS NULL OR documents.passing > 0)
           LEFT JOIN collection_documents ON collection_documents.document = documents.row
             AND collection_documents.collection = (SELECT collection FROM watched_folders WHERE row = @folder)
           ${lineJoins()}
         WHERE folder = @folder AND watched_events.at >= @from AND watched_events.at < @to
         ORDER BY watched_events.at, watched_events.row LIMIT @most`,
      )
        .all({ folder: folderRow(id), from, to, most })
        .map(({ at, kind, path, before, document, title, is_member, summary_line, digest_line }) => ({
          at,
          kind,
          path,
          before,
          documentId: document,
          title,
          line: is_member === 1 ? (summary_line ?? digest_line) : null,
        })),

    countEvents: (id, from, to) =>
      sql<{ count: number }>(
        "SELECT count(*) AS count FROM watched_events WHERE folder = @folder AND at >= @from AND at < @to",
      ).get({ folder: folderRow(id), from, to })?.count ?? 0,

    eventBefore: (id, at) =>
      sql<{ at: number }>(
        "SELECT at FROM watched_events WHERE folder = @folder AND at < @at ORDER BY at DESC LIMIT 1",
      ).get({ folder: folderRow(id), at })?.at ?? null,

    eventFrom: (id, at) =>
      sql<{ at: number }>("SELECT at FROM watched_events WHERE folder = @folder AND at >= @at ORDER BY at LIMIT 1").get(
        {
          folder: folderRow(id),
          at,
        },
      )?.at ?? null,
  };

  function folderRow(id: string): number | null {
    return (
      sql<{ row: number }>(
        `SELECT watched_folders.row FROM collections JOIN watched_folders ON watched_folders.collection = collections.row
         WHERE collections.id = @id`,
      ).get({ id })?.row ?? null
    );
  }

  function toFolder(row: FolderRow): StoredFolder {
    return {
      id: row.id,
      path: row.path,
      rules: readRow(logger, "watched_folders", row.id).json(
        "rules",
        row.rules,
        folderRulesSchema,
        folderRulesSchema.parse({}),
      ),
      root: row.root,
      lookedAt: row.looked_at,
    };
  }
}

const folderColumns = `SELECT collections.id, watched_folders.path, rules, root, looked_at
  FROM watched_folders JOIN collections ON collections.row = watched_folders.collection`;

interface FolderRow {
  id: string;
  path: string;
  rules: string;
  root: string | null;
  looked_at: number | null;
}

interface FileRow {
  row: number;
  path: string;
  size: number;
  mtime: string;
  inode: string;
  sha256: string | null;
}

interface DocumentRow {
  file: number;
  document: string;
  path: string;
  is_new: number;
}

interface EventRow {
  at: number;
  kind: FolderEventKind;
  path: string;
  before: string | null;
  document: string | null;
  title: string | null;
  is_member: number;
  summary_line: string | null;
  digest_line: string | null;
}
