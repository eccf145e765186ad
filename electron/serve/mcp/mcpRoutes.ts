import { Hono } from "hono";
import type { McpHttp } from "./createMcpHttp.ts";
import type { Client, McpDeps } from "./mcpTool.ts";

export interface McpRouteDeps extends Omit<McpDeps, "client"> {
  /** asked for when somebody speaks the protocol first */
  readonly client: () => Client;
  /** Tells, from now on, that documents came, went or changed. */
  readonly listen: (onDocuments: () => void) => void;
}

/** The Model Context Protocol at `/mcp`, behind the guards of the door. */
export function mcpRoutes(deps: McpRouteDeps): Hono {
  const routes = new Hono();
  let http: Promise<McpHttp> | null = null;
  // The packages of the protocol are loaded when somebody speaks it.
  const made = async (): Promise<McpHttp> => {
    const { createMcpHttp } = await import("./createMcpHttp.ts");
    const handler = createMcpHttp({ ...deps, client: deps.client() });
    deps.listen(() => handler.documentsChanged());
    return handler;
  };
  routes.all("/mcp", async (c) => {
    http ??= made();
    return (await http).fetch(c.req.raw);
  });
  return routes;
}
