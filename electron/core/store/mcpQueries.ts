import * as z from "zod";
import { mcpToolSchema } from "../../contract/mcp.ts";
import type { Logger } from "../ports.ts";
import { nullableProblem, readRow, toNullableJson } from "./rows.ts";
import { requireChange, type Statements } from "./statements.ts";
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

export function mcpQueries({ sql, logger }: { sql: Statements; logger: Logger }): McpQueries {
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
        `INSERT INTO mcp_servers (id, name, place, enabled, confirmed, calls, protocol, tools, tested_at, problem, added_at)
         VALUES (@id, @name, @place, @enabled, @confirmed, @calls, @protocol, @tools, @tested_at, @problem, @added_at)
         ON CONFLICT (id) DO UPDATE SET name = @name, place = @place, enabled = @enabled, confirmed = @confirmed,
           calls = @calls, protocol = @protocol, tools = @tools, tested_at = @tested_at, problem = @problem`,
      ).run({
        id: server.id,
        name: server.name,
        place: JSON.stringify(server.place),
        enabled: Number(server.enabled),
        confirmed: Number(server.isConfirmed),
        calls: server.calls,
        protocol: server.protocol,
        tools: toNullableJson(server.tools),
        tested_at: server.testedAt,
        problem: toNullableJson(server.problem),
        added_at: server.addedAt,
      }),

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
    testedAt: row.tested_at,
    problem: read.json("problem", row.problem, nullableProblem, null),
    addedAt: row.added_at,
  };
}
