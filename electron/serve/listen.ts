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

/** What a client may take of the server; who takes more loses the connection. Times are in milliseconds. */
export interface ListenBounds {
  /** for the head of a request */
  readonly headMs: number;
  /** for all of it with its body, at least as long as for its head */
  readonly wholeMs: number;
  /** between two looks at whose time is over */
  readonly checkMs: number;
  /** in which nothing was read of an answer that lies ready */
  readonly unreadMs: number;
  /** connections at a time of one address; one more is closed at once */
  readonly connections: number;
}

const usualBounds: ListenBounds = {
  headMs: 10_000,
  wholeMs: 120_000,
  checkMs: 5000,
  unreadMs: 60_000,
  connections: 256,
};

/**
 * Listens on 127.0.0.1 and on ::1 with the same port.
 * @param port 0 for any free one
 * @throws SERVING_FAILED
 */
export async function listen(
  fetch: Hono["fetch"],
  port: number,
  bounds: ListenBounds = usualBounds,
): Promise<Listening> {
  const first = createListener(fetch, bounds);
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
  const second = createListener(fetch, bounds);
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

function createListener(fetch: Hono["fetch"], bounds: ListenBounds): Server {
  const server = createAdaptorServer({
    fetch,
    hostname: "127.0.0.1",
    serverOptions: {
      headersTimeout: bounds.headMs,
      requestTimeout: bounds.wholeMs,
      connectionsCheckingInterval: bounds.checkMs,
    },
  }) as Server;
  server.maxConnections = bounds.connections;
  server.prependListener("request", ({ socket }, response) => {
    // The time begins anew with all that is read of the answer. While nothing of it lies ready it is the model that takes long.
    response.setTimeout(bounds.unreadMs, () => {
      if (socket.writableLength > 0) socket.destroy();
    });
  });
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
