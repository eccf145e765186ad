import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { AppError } from "../contract/errors.ts";

/** What listens on both addresses of the loopback interface, as far as this computer has both. */
export interface Listening {
  readonly port: number;
  /** Cuts every connection. */
  close(): Promise<void>;
}

/** milliseconds that the head of a request may take, and all of it with its body; what is slower is cut */
const slowest = { head: 10_000, whole: 120_000 };
/** connections at a time; one more is closed at once */
const mostConnections = 256;

/**
 * Listens on 127.0.0.1 and on ::1 with the same port.
 * @param port 0 for any free one
 * @throws SERVING_FAILED
 */
export async function listen(fetch: Hono["fetch"], port: number): Promise<Listening> {
  const first = createListener(fetch);
  try {
    await bind(first, port, "127.0.0.1");
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new AppError("SERVING_FAILED", {
      data: code === "EADDRINUSE" ? { port, reason: "PORT_TAKEN" } : { port, said: code ?? String(thrown) },
      cause: thrown,
    });
  }
  const address = first.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const servers = [first];
  const second = createListener(fetch);
  try {
    await bind(second, bound, "::1");
    servers.push(second);
  } catch {
    // A computer without IPv6, or another program has the port there: 127.0.0.1 is what is told.
  }
  return {
    port: bound,
    async close() {
      await Promise.all(
        servers.map((server) => {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          server.closeAllConnections();
          return closed;
        }),
      );
    },
  };
}

function createListener(fetch: Hono["fetch"]): Server {
  const server = createAdaptorServer({
    fetch,
    hostname: "127.0.0.1",
    serverOptions: { headersTimeout: slowest.head, requestTimeout: slowest.whole, connectionsCheckingInterval: 5000 },
  }) as Server;
  server.maxConnections = mostConnections;
  return server;
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, ipv6Only: host === "::1" }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
