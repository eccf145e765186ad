import { PassThrough } from "node:stream";
import { Client as NewClient, type Transport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { serveMcpStdio } from "../../electron/serve/mcp/serveMcpStdio.ts";
import type { McpDeps } from "../../electron/serve/mcp/mcpTool.ts";

/** What the clients of both packages can do alike. */
export type McpClient = Pick<
  NewClient,
  "listTools" | "callTool" | "listResources" | "listResourceTemplates" | "readResource" | "close" | "getServerVersion"
>;

const info = { name: "test", version: "1.0.0" };

/** Clients of both packages and eras, connected by a transport of a server. */
export const clients: Record<string, (transport: Transport) => Promise<McpClient>> = {
  "a client of 2026-07-28": async (transport) => {
    const client = new NewClient(info, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
    await client.connect(transport);
    return client;
  },
  "a client that negotiates": async (transport) => {
    const client = new NewClient(info, { versionNegotiation: { mode: "auto" } });
    await client.connect(transport);
    return client;
  },
  "a client of 2025": async (transport) => {
    const client = new OldClient(info);
    await client.connect(transport);
    return client as unknown as McpClient;
  },
};

/** The server on a pair of streams in this process, and the transport of the other side. */
export function overStreams(deps: McpDeps): { readonly transport: Transport; end(): Promise<void> } {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const ended = new AbortController();
  const serving = serveMcpStdio(deps, { input: there, output: back, signal: ended.signal });
  return {
    // Both sides of these streams read and write in the same way.
    transport: new StdioServerTransport(back, there),
    async end() {
      ended.abort();
      await serving;
    },
  };
}
