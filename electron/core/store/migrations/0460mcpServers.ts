import type { Migration } from "./migration.ts";

/** Servers of tools that a person added, without their secrets. */
export const mcpServers: Migration = {
  version: 460,
  up(database) {
    database.exec(`
      CREATE TABLE mcp_servers (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        -- program: command, arguments, names of variables; address: url
        place TEXT NOT NULL CHECK (json_valid(place)),
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        -- a person agreed to the command
        confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
        -- as it named itself, what was spoken, and its tools, of the last time
        calls TEXT,
        protocol TEXT,
        tools TEXT CHECK (json_valid(tools)),
        tested_at INTEGER,
        problem TEXT CHECK (json_valid(problem)),
        added_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
