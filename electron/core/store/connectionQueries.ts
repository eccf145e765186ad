import { connectionSchema, type ConnectionTotal } from "../../contract/connections.ts";
import type { Logger } from "../ports.ts";
import type { Statements } from "./statements.ts";
import type { ConnectionQueries } from "./store.ts";

/** Connections that are kept; the oldest go first. */
export const mostConnections = 50_000;

export function connectionQueries({ sql, logger }: { sql: Statements; logger: Logger }): ConnectionQueries {
  return {
    add({ at, party, purpose, method, scheme, host, port, path, end, reason, durationMs }) {
      const { lastInsertRowid } = sql(
        `INSERT INTO connections (at, party, name, purpose, method, scheme, host, port, path, "end", reason, duration_ms)
         VALUES (@at, @party, @name, @purpose, @method, @scheme, @host, @port, @path, @end, @reason, @duration_ms)`,
      ).run({
        at,
        party: party.kind,
        name: party.name,
        purpose,
        method,
        scheme,
        host,
        port,
        path: path?.slice(0, 2000) ?? null,
        end,
        reason,
        duration_ms: durationMs,
      });
      const id = Number(lastInsertRowid);
      sql("DELETE FROM connections WHERE row <= @last").run({ last: id - mostConnections });
      return id;
    },

    end(id, { end, reason, status, peer, sentBytes, receivedBytes, durationMs }) {
      sql(
        `UPDATE connections SET "end" = @end, reason = @reason, status = @status, peer = @peer, sent_bytes = @sent_bytes,
           received_bytes = @received_bytes, duration_ms = @duration_ms
         WHERE row = @id`,
      ).run({
        id,
        end,
        reason: reason ?? null,
        status: status ?? null,
        peer: peer ?? null,
        sent_bytes: sentBytes ?? 0,
        received_bytes: receivedBytes ?? 0,
        duration_ms: durationMs,
      });
    },

    markUnknown: () => sql(`UPDATE connections SET "end" = 'unknown' WHERE "end" = 'running'`).run({}).changes,

    list({ before, limit, host, refused }) {
      return sql<ConnectionRow>(
        `SELECT * FROM connections WHERE row < @before ${whereOf(host, refused)} ORDER BY row DESC LIMIT @limit`,
      )
        .all({ before: before ?? Number.MAX_SAFE_INTEGER, limit, ...(host === null ? {} : { host }) })
        .flatMap((row) => {
          const connection = connectionSchema.safeParse(toConnection(row));
          if (!connection.success)
            logger.error("A row of the library is damaged", { table: "connections", id: String(row.row) });
          return connection.success ? [connection.data] : [];
        });
    },

    count({ host, refused }) {
      const found = sql<{ count: number }>(
        `SELECT count(*) AS count FROM connections WHERE row > 0 ${whereOf(host, refused)}`,
      ).get(host === null ? {} : { host });
      return found?.count ?? 0;
    },

    totals: () =>
      sql<TotalRow>(
        `SELECT host, count(*) AS attempts, sum("end" = 'refused') AS refused, sum(sent_bytes) AS sent_bytes,
           sum(received_bytes) AS received_bytes, max(at) AS last_at
         FROM connections GROUP BY host ORDER BY last_at DESC`,
      )
        .all({})
        .map(({ host, attempts, refused, sent_bytes, received_bytes, last_at }): ConnectionTotal => ({
          host,
          attempts,
          refused,
          sentBytes: sent_bytes,
          receivedBytes: received_bytes,
          lastAt: last_at,
        })),

    clear: () => void sql(`DELETE FROM connections WHERE row > 0 AND "end" <> 'running'`).run({}),
  };
}

function whereOf(host: string | null, refused: boolean): string {
  return `${host === null ? "" : "AND host = @host"} ${refused ? `AND "end" = 'refused'` : ""}`;
}

interface ConnectionRow {
  row: number;
  at: number;
  party: string;
  name: string;
  purpose: string;
  method: string | null;
  scheme: string | null;
  host: string | null;
  port: number | null;
  path: string | null;
  peer: string | null;
  end: string;
  reason: string | null;
  status: number | null;
  sent_bytes: number;
  received_bytes: number;
  duration_ms: number | null;
}

interface TotalRow {
  host: string | null;
  attempts: number;
  refused: number;
  sent_bytes: number;
  received_bytes: number;
  last_at: number;
}

function toConnection(row: ConnectionRow) {
  return {
    id: row.row,
    at: row.at,
    party: { kind: row.party, name: row.name },
    purpose: row.purpose,
    method: row.method,
    scheme: row.scheme,
    host: row.host,
    port: row.port,
    path: row.path,
    peer: row.peer,
    end: row.end,
    reason: row.reason,
    status: row.status,
    sentBytes: row.sent_bytes,
    receivedBytes: row.received_bytes,
    durationMs: row.duration_ms,
  };
}
