import type { Database } from "better-sqlite3-multiple-ciphers";
import { type FoundBy, foundBySchema } from "../../contract/downloads.ts";
import type { Logger } from "../ports.ts";
import { nullableProblem, readRow, toNullableJson } from "./rows.ts";
import { requireChange, type Statements } from "./statements.ts";
import type { DownloadQueries, StoredDownload, StoredDownloadFile } from "./store.ts";

export function downloadQueries(deps: { database: Database; sql: Statements; logger: Logger }): DownloadQueries {
  const { database, sql, logger } = deps;
  const queries: DownloadQueries = {
    list() {
      const files = new Map<number, StoredDownloadFile[]>();
      for (const row of sql<FileRow>("SELECT * FROM download_files ORDER BY download, ordinal").all({})) {
        files.set(row.download, [...(files.get(row.download) ?? []), toFile(row)]);
      }
      return sql<DownloadRow>("SELECT * FROM downloads ORDER BY position, row")
        .all({})
        .map((row) => toDownload(row, files.get(row.row) ?? [], logger));
    },

    get: (id) => queries.list().find((download) => download.id === id) ?? null,

    put({ files, ...download }) {
      database.transaction(() => {
        const { row } = sql<{ row: number }>(
          `INSERT INTO downloads (id, repo, commit_id, file, pinned, position, state, problem, found_by, model, added_at)
           VALUES (@id, @repo, @commit, @file, @pinned, (SELECT coalesce(max(position) + 1, 0) FROM downloads), @state,
             @problem, @foundBy, @modelId, @addedAt)
           ON CONFLICT (id) DO UPDATE SET commit_id = @commit, pinned = @pinned, state = @state, problem = @problem,
             found_by = @foundBy, model = @modelId
           RETURNING row`,
        ).get({ ...download, pinned: Number(download.pinned), problem: toNullableJson(download.problem) }) ?? {
          row: 0,
        };
        sql("DELETE FROM download_files WHERE download = @row").run({ row });
        for (const [ordinal, { path, bytes, sha256, tag }] of files.entries()) {
          sql(
            `INSERT INTO download_files (download, ordinal, path, bytes, sha256, etag, etag_host)
             VALUES (@row, @ordinal, @path, @bytes, @sha256, @etag, @host)`,
          ).run({ row, ordinal, path, bytes, sha256, etag: tag?.value ?? null, host: tag?.host ?? null });
        }
      })();
    },

    setTag(id, ordinal, tag) {
      sql(
        `UPDATE download_files SET etag = @etag, etag_host = @host
         WHERE download = (SELECT row FROM downloads WHERE id = @id) AND ordinal = @ordinal`,
      ).run({ id, ordinal, etag: tag?.value ?? null, host: tag?.host ?? null });
    },

    setState(id, { state, problem = null, modelId = null, foundBy = null }) {
      requireChange(
        sql(
          `UPDATE downloads SET state = @state, problem = @problem, model = coalesce(@modelId, model),
             found_by = coalesce(@foundBy, found_by) WHERE id = @id`,
        ).run({ id, state, problem: toNullableJson(problem), modelId, foundBy }),
      );
    },

    remove: (id) => void sql("DELETE FROM downloads WHERE id = @id").run({ id }),

    order(ids) {
      database.transaction(() => {
        const others = queries.list().flatMap((download) => (ids.includes(download.id) ? [] : [download.id]));
        for (const [position, id] of [...ids, ...others].entries()) {
          sql("UPDATE downloads SET position = @position WHERE id = @id").run({ id, position });
        }
      })();
    },
  };
  return queries;
}

interface DownloadRow {
  row: number;
  id: string;
  repo: string;
  commit_id: string;
  file: string;
  pinned: number;
  state: StoredDownload["state"];
  problem: string | null;
  found_by: string | null;
  model: string | null;
  added_at: number;
}

interface FileRow {
  download: number;
  path: string;
  bytes: number;
  sha256: string | null;
  etag: string | null;
  etag_host: string | null;
}

function toDownload(row: DownloadRow, files: readonly StoredDownloadFile[], logger: Logger): StoredDownload {
  return {
    id: row.id,
    repo: row.repo,
    commit: row.commit_id,
    file: row.file,
    pinned: row.pinned === 1,
    state: row.state,
    problem: readRow(logger, "downloads", row.id).json("problem", row.problem, nullableProblem, null),
    foundBy: foundByOf(row.found_by),
    modelId: row.model,
    addedAt: row.added_at,
    files,
  };
}

function foundByOf(text: string | null): FoundBy | null {
  return foundBySchema.nullable().catch(null).parse(text);
}

function toFile({ path, bytes, sha256, etag, etag_host: host }: FileRow): StoredDownloadFile {
  return { path, bytes, sha256, tag: etag === null || host === null ? null : { value: etag, host } };
}
