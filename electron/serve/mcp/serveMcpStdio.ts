import type { Readable, Writable } from "node:stream";
import type { McpServer } from "@modelcontextprotocol/server";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { createMcpServer } from "./createMcpServer.ts";
import { listenForDocuments } from "./listenForDocuments.ts";
import type { McpDeps } from "./mcpTool.ts";

/** Speaks the protocol on a pair of streams until the first ends or the signal aborts. */
export async function serveMcpStdio(
  deps: McpDeps,
  { input, output, signal }: { readonly input: Readable; readonly output: Writable; readonly signal: AbortSignal },
): Promise<void> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  const servers = new Set<McpServer>();
  const handle = serveStdio(
    () => {
      const server = createMcpServer(deps);
      servers.add(server);
      return server;
    },
    { transport: new StdioServerTransport(input, output) },
  );
  for (const name of ["end", "close", "error"]) input.once(name, end);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted || input.readableEnded || input.destroyed) end();
  const listening = listenForDocuments(deps.client, ended.signal, () => {
    for (const server of servers) if (server.isConnected()) server.sendResourceListChanged();
  });
  try {
    if (!ended.signal.aborted) {
      await new Promise<void>((resolve) => ended.signal.addEventListener("abort", () => resolve(), { once: true }));
    }
  } finally {
    ended.abort();
    signal.removeEventListener("abort", end);
    await handle.close();
    await listening;
  }
}
