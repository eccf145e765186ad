import type { Database } from "better-sqlite3-multiple-ciphers";
import * as z from "zod";
import { mcpToolSchema } from "../../contract/mcp.ts";
import type { Logger } from "../ports.ts";
import { nullableProblem, readRow, toNullableJson } from "./rows.ts";
import { requireChange, rowOf, type Statements } from "./statements.ts";
import type { McpQueries, StoredMcpServer } from "./store.ts";

const placeSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("program"),
    command: z.string(),
    args: z.array(z.string()),
    variables: z.array(z.string()),
  }),
  z.object({ kind: z.literal("address"), url: z.string() }),
]);
const toolsSchema = z.array(mcpToolSchema).nullable();
const choicesSchema = z.array(z.object({ name: z.string(), isOffered: z.boolean(), isNew: z.boolean() })).nullable();

export function mcpQueries({
  sql,
  logger,
  database,
}: {
  sql: Statements;
  logger: Logger;
  database: Database;
}): McpQueries {
  return {
    list: () =>
      sql<ServerRow>("SELECT * FROM mcp_servers ORDER BY added_at, id")
        .all({})
        .map((row) => toServer(row, logger)),

    get(id) {
      const row = sql<ServerRow>("SELECT * FROM mcp_servers WHERE id = @id").get({ id });
      return row ? toServer(row, logger) : null;
    },

    put: (server) =>
      void sql(
        `INSERT INTO mcp_servers (id, name, place, enabled, confirmed, calls, protocol, tools, choices, tested_at, problem, added_at)
         VALUES (@id, @name, @place, @enabled, @confirmed, @calls, @protocol, @tools, @choices, @tested_at, @problem, @added_at)
         ON CONFLICT (id) DO UPDATE SET name = @name, place = @place, enabled = @enabled, confirmed = @confirmed,
           calls = @calls, protocol = @protocol, tools = @tools, choices = @choices, tested_at = @tested_at, problem = @problem`,
      ).run({
        id: server.id,
        name: server.name,
        place: JSON.stringify(server.place),
        enabled: Number(server.enabled),
        confirmed: Number(server.isConfirmed),
        calls: server.calls,
        protocol: server.protocol,
        tools: toNullableJson(server.tools),
        choices: toNullableJson(server.choices),
        tested_at: server.testedAt,
        problem: toNullableJson(server.problem),
        added_at: server.addedAt,
      }),

    ofConversation: (conversationId) =>
      sql<{ id: string }>(
        `SELECT mcp_servers.id FROM conversations
           JOIN conversation_servers ON conversation_servers.conversation = conversations.row
           JOIN mcp_servers ON mcp_servers.id = conversation_servers.server
         WHERE conversations.id = @conversationId ORDER BY added_at, mcp_servers.id`,
      )
        .all({ conversationId })
        .map(({ id }) => id),

    setOfConversation(conversationId, ids) {
      const row = rowOf(sql, "conversations", conversationId);
      database.transaction(() => {
        sql("DELETE FROM conversation_servers WHERE conversation = @row").run({ row });
        for (const id of new Set(ids)) {
          requireChange(
            sql(
              "INSERT INTO conversation_servers (conversation, server) SELECT @row, id FROM mcp_servers WHERE id = @id",
            ).run({ row, id }),
          );
        }
      })();
    },

    isAllowed: (conversationId, server, tool, definition) =>
      sql(
        `SELECT 1 FROM conversation_tools
         WHERE conversation = (SELECT row FROM conversations WHERE id = @conversationId) AND server = @server
           AND tool = @tool AND definition = @definition`,
      ).get({ conversationId, server, tool, definition }) !== undefined,

    allow: (conversationId, server, tool, definition) =>
      void sql(
        `INSERT INTO conversation_tools (conversation, server, tool, definition)
         SELECT row, mcp_servers.id, @tool, @definition FROM conversations JOIN mcp_servers ON mcp_servers.id = @server
         WHERE conversations.id = @conversationId
         ON CONFLICT (conversation, server, tool) DO UPDATE SET definition = @definition`,
      ).run({ conversationId, server, tool, definition }),

    putResult: (messageId, use, text) =>
      void sql(
        `INSERT INTO tool_results (message, use, text) SELECT row, @use, @text FROM messages WHERE id = @messageId
         ON CONFLICT (message, use) DO UPDATE SET text = @text`,
      ).run({ messageId, use, text }),

    result: (messageId, use) =>
      sql<{ text: string }>(
        "SELECT text FROM tool_results WHERE message = (SELECT row FROM messages WHERE id = @messageId) AND use = @use",
      ).get({ messageId, use })?.text ?? null,

    remove: (id) => requireChange(sql("DELETE FROM mcp_servers WHERE id = @id").run({ id })),
  };
}

interface ServerRow {
  id: string;
  name: string;
  place: string;
  enabled: number;
  confirmed: number;
  calls: string | null;
  protocol: string | null;
  tools: string | null;
  choices: string | null;
  tested_at: number | null;
  problem: string | null;
  added_at: number;
}

/** One whose command is damaged has none that anybody agreed to. */
function toServer(row: ServerRow, logger: Logger): StoredMcpServer {
  const read = readRow(logger, "mcp_servers", row.id);
  const place = read.json("place", row.place, placeSchema, { kind: "program", command: "", args: [], variables: [] });
  return {
    id: row.id,
    name: row.name,
    place,
    enabled: row.enabled === 1,
    isConfirmed: row.confirmed === 1 && read.damaged.length === 0,
    calls: row.calls,
    protocol: row.protocol,
    tools: read.json("tools", row.tools, toolsSchema, null),
    choices: read.json("choices", row.choices, choicesSchema, null),
    testedAt: row.tested_at,
    problem: read.json("problem", row.problem, nullableProblem, null),
    addedAt: row.added_at,
  };
}
