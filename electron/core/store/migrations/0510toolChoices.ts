import type { Migration } from "./migration.ts";

/**
 * Which tools of a server are offered: a list of name, whether it is offered, and whether nobody has decided about it since it was added
 * (`mcpClient/toolChoices.ts`); null: its tools were never listed, or by an earlier version.
 */
export const toolChoices: Migration = {
  version: 510,
  up(database) {
    database.exec("ALTER TABLE mcp_servers ADD COLUMN choices TEXT CHECK (json_valid(choices));");
  },
};
