import { randomUUID } from "node:crypto";
import {
  createMcpHandler,
  isLegacyRequest,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { createMcpServer } from "./createMcpServer.ts";
import type { McpDeps } from "./mcpTool.ts";

/** Bytes of a request's body. */
const mostBytes = 1024 * 1024;
/** Sessions of clients of 2025 at a time; a further one ends the one that was silent for longest. */
const mostSessions = 32;

/** The protocol over HTTP: requests of 2026-07-28 stand by themselves, clients of 2025 have a session each. */
export interface McpHttp {
  fetch(request: Request): Promise<Response>;
  /** Tells whoever listens that documents came, went or changed. */
  documentsChanged(): void;
}

export function createMcpHttp(deps: McpDeps): McpHttp {
  const modern = createMcpHandler(() => createMcpServer(deps), { legacy: "reject", maxRequestBodySize: mostBytes });
  /** those that were asked last come last */
  const sessions = new Map<string, Session>();

  async function open(request: Request): Promise<Response> {
    const server = createMcpServer(deps);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: mostBytes,
      onsessioninitialized(id) {
        sessions.set(id, { server, transport });
        for (const [other, { server: silent }] of sessions) {
          if (sessions.size <= mostSessions) break;
          sessions.delete(other);
          void silent.close();
        }
      },
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await server.connect(transport);
    return transport.handleRequest(request);
  }

  return {
    async fetch(request) {
      if (!(await isLegacyRequest(request, undefined, { maxRequestBodySize: mostBytes }))) return modern.fetch(request);
      const id = request.headers.get("mcp-session-id");
      if (id === null) return open(request);
      const session = sessions.get(id);
      if (!session) return ended();
      sessions.delete(id);
      sessions.set(id, session);
      return session.transport.handleRequest(request);
    },
    documentsChanged() {
      modern.notify.resourcesChanged();
      for (const { server } of sessions.values()) server.sendResourceListChanged();
    },
  };
}

interface Session {
  readonly server: McpServer;
  readonly transport: WebStandardStreamableHTTPServerTransport;
}

/** By the protocol a client begins a new session then. */
function ended(): Response {
  const error = { code: -32_001, message: "The session has ended. Begin a new one with initialize." };
  return Response.json({ jsonrpc: "2.0", id: null, error }, { status: 404 });
}
