import type { Migration } from "./migration.ts";

/** The ledger of connections: every attempt to reach another program, allowed or refused, and every foreign program that was started. */
export const connections: Migration = {
  version: 320,
  up(database) {
    database.exec(`
      CREATE TABLE connections (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        party TEXT NOT NULL,
        name TEXT NOT NULL,
        purpose TEXT NOT NULL,
        method TEXT,
        scheme TEXT,
        host TEXT,
        port INTEGER,
        -- without its query
        path TEXT,
        -- what was connected to, a proxy where there is one
        peer TEXT,
        "end" TEXT NOT NULL CHECK ("end" IN ('running', 'done', 'cancelled', 'failed', 'refused', 'unknown')),
        reason TEXT,
        status INTEGER,
        sent_bytes INTEGER NOT NULL DEFAULT 0,
        received_bytes INTEGER NOT NULL DEFAULT 0,
        duration_ms REAL
      ) STRICT;
      CREATE INDEX connections_of_host ON connections (host, row, "end", sent_bytes, received_bytes, at);
      CREATE INDEX connections_refused ON connections (row, host) WHERE "end" = 'refused';
      CREATE INDEX connections_running ON connections (row) WHERE "end" = 'running';
    `);
  },
};
