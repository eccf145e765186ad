import type { Migration } from "./migration.ts";

/** Which servers of tools a conversation may use, and what its messages had their tools do. */
export const toolUses: Migration = {
  version: 470,
  up(database) {
    database.exec(`
      CREATE TABLE conversation_servers (
        conversation INTEGER NOT NULL REFERENCES conversations (row) ON DELETE CASCADE,
        server TEXT NOT NULL REFERENCES mcp_servers (id) ON DELETE CASCADE,
        PRIMARY KEY (conversation, server)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX conversation_servers_of ON conversation_servers (server);

      -- tools that may be called in a conversation without asking again
      CREATE TABLE conversation_tools (
        conversation INTEGER NOT NULL REFERENCES conversations (row) ON DELETE CASCADE,
        server TEXT NOT NULL REFERENCES mcp_servers (id) ON DELETE CASCADE,
        tool TEXT NOT NULL,
        -- SHA-256 of what the tool said of itself then: another one has to be asked for
        definition TEXT NOT NULL,
        PRIMARY KEY (conversation, server, tool)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX conversation_tools_of ON conversation_tools (server);

      -- what a message had tools do
      ALTER TABLE messages ADD COLUMN tool_uses TEXT CHECK (json_valid(tool_uses));

      -- all that a tool answered, of which the model was shown as much as there was room for
      CREATE TABLE tool_results (
        message INTEGER NOT NULL REFERENCES messages (row) ON DELETE CASCADE,
        use TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (message, use)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};
