import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createRawServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { connectionFilterSchema, type Connection } from "../../../electron/contract/connections.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import { type Connections, createConnections } from "../../../electron/core/net/connections.ts";
import type { OutletOptions } from "../../../electron/core/net/createOutlet.ts";
import type { OutletRequest } from "../../../electron/core/net/outlet.ts";
import { systemClock } from "../../../electron/host/systemClock.ts";
import { openLibrary } from "../store/library.ts";

const party = { kind: "hub", name: "hub.example" } as const;

function opened(options: OutletOptions & { isLocked?: boolean; isForced?: boolean } = {}): {
  connections: Connections;
  ask: (address: string, request?: Partial<OutletRequest>) => Promise<Response>;
  entries: () => Connection[];
} {
  const { isLocked = true, isForced = false, ...rest } = options;
  const { store } = openLibrary();
  store.settings.set({ ...store.settings.get(), offlineLock: isLocked });
  const connections = createConnections({
    store,
    clock: systemClock,
    logger: { info() {}, warn() {}, error() {} },
    isForced,
    changed() {},
    options: rest,
  });
  onTestFinished(() => connections.dispose());
  return {
    connections,
    ask: (address, request) =>
      connections.outlet.fetch(address, {
        party,
        purpose: "download",
        signal: new AbortController().signal,
        ...request,
      }),
    entries: () => connections.list(connectionFilterSchema.parse({})).connections,
  };
}

const servers = new Set<{ close(): void }>();
afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

async function listening(server: Server | ReturnType<typeof createRawServer>, host = "127.0.0.1"): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  servers.add(server);
  return (server.address() as AddressInfo).port;
}

const serve = (listener: RequestListener) => listening(createServer(listener));

/** A server that says what it is told, whatever it is asked, and closes the line. */
function saying(text: string, after: (socket: Socket) => void = (socket) => socket.end()): Promise<number> {
  return listening(
    createRawServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write(text, () => after(socket)));
    }),
  );
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  const thrown: unknown = await promise.then(
    (value) => value,
    (error: unknown) => error,
  );
  return thrown instanceof AppError ? { code: thrown.code, ...thrown.data } : thrown;
}

describe("what is answered", () => {
  it("comes with its head, its body and its address, and stands in the ledger with what went over the wire", async () => {
    const port = await serve((request, response) => {
      response.writeHead(206, { etag: '"a"', "content-type": "text/plain" });
      response.end(`${request.method} ${request.headers["accept-encoding"]} ${request.headers.range}`);
    });
    const { ask, entries } = opened();
    const response = await ask(`http://localhost:${port}/a%20b?secret=1`, { headers: { Range: "bytes=1-" } });
    expect(response.status).toBe(206);
    expect(response.headers.get("etag")).toBe('"a"');
    expect(response.url).toBe(`http://localhost:${port}/a%20b?secret=1`);
    expect(await response.text()).toBe("GET identity bytes=1-");
    const [entry] = entries();
    expect(entry).toMatchObject({
      party,
      purpose: "download",
      method: "GET",
      scheme: "http",
      host: "localhost",
      port,
      path: "/a%20b",
      peer: `127.0.0.1:${port}`,
      end: "done",
      reason: null,
      status: 206,
    });
    expect(entry?.receivedBytes).toBeGreaterThan("GET identity bytes=1-".length);
    expect(entry?.sentBytes).toBeGreaterThan(60);
  });

  it("may be an error of the server", async () => {
    const port = await serve((_request, response) => response.writeHead(503).end("busy"));
    const { ask } = opened();
    const response = await ask(`http://127.0.0.1:${port}/`);
    expect([response.status, await response.text()]).toEqual([503, "busy"]);
  });
});

describe("the lock", () => {
  it("refuses whatever is not on this computer, before a name is looked up", async () => {
    const { ask, entries } = opened({
      resolve() {
        throw new Error("no name is to be looked up");
      },
    });
    for (const address of ["http://hub.example/x", "http://192.168.0.1/", "http://[fe80::1]/", "http://0.0.0.0/"]) {
      expect(await codeOf(ask(address))).toEqual({
        code: "OFFLINE_LOCKED",
        host: new URL(address).hostname.replace(/[[\]]/gu, ""),
      });
    }
    expect(entries().map(({ end, reason }) => `${end} ${reason}`)).toEqual(Array(4).fill("refused LOCK"));
  });

  it("lets this computer through under each of its names", async () => {
    const port = await serve((_request, response) => response.end("here"));
    const { ask } = opened({
      resolve() {
        throw new Error("no name is to be looked up");
      },
    });
    for (const host of ["127.0.0.1", "localhost", "any.localhost", "2130706433", "[::ffff:127.0.0.1]"]) {
      expect(await (await ask(`http://${host}:${port}/`)).text()).toBe("here");
    }
  });
});

describe("a line that breaks", () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

  it("in the middle of a body is told of as that, after what was received", async () => {
    const port = await saying(`${head}12345`);
    const { ask, entries } = opened();
    const response = await ask(`http://127.0.0.1:${port}/`);
    expect(await codeOf(response.text())).toEqual({ code: "CONNECTION_FAILED", host: "127.0.0.1", reason: "RESET" });
    expect(entries()[0]).toMatchObject({ end: "failed", reason: "RESET", status: 200 });
    expect(entries()[0]?.receivedBytes).toBe(head.length + 5);
  });

  it("by an answer that is no HTTP, and by none", async () => {
    const { ask } = opened();
    for (const text of ["SSH-2.0-OpenSSH_9.6\r\n", "", "HTTP/1.1 999 Odd\r\n\r\n", `${head}1`.slice(0, 30)]) {
      const port = await saying(text);
      expect(await codeOf(ask(`http://127.0.0.1:${port}/`))).toMatchObject({
        code: "CONNECTION_FAILED",
        reason: "RESET",
      });
    }
  });
});
