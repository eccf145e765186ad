import { X509Certificate } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import {
  connect as connectTo,
  createServer as createRawServer,
  type AddressInfo,
  type Server as RawServer,
  type Socket,
} from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { connectionFilterSchema, type Connection } from "../../../electron/contract/connections.ts";
import { AppError, toAppError } from "../../../electron/contract/errors.ts";
import { type Connections, createConnections } from "../../../electron/core/net/connections.ts";
import type { OutletOptions } from "../../../electron/core/net/createOutlet.ts";
import type { OutletRequest } from "../../../electron/core/net/outlet.ts";
import { systemClock } from "../../../electron/host/systemClock.ts";
import { selfSigned } from "../../helpers/selfSigned.ts";
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

const servers = new Set<Server | RawServer>();
afterEach(() => {
  for (const server of servers) {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  }
  servers.clear();
});

async function listening(server: Server | RawServer, host = "127.0.0.1"): Promise<number> {
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

async function codeOf(promise: Promise<unknown> | undefined): Promise<unknown> {
  const thrown: unknown = await promise?.then(
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
    const reader = response.body?.getReader();
    expect(String(Buffer.from((await reader?.read())?.value ?? []))).toBe("12345");
    expect(await codeOf(reader?.read())).toEqual({ code: "CONNECTION_FAILED", host: "127.0.0.1", reason: "RESET" });
    expect(entries()[0]).toMatchObject({ end: "failed", reason: "RESET", status: 200 });
    expect(entries()[0]?.receivedBytes).toBe(head.length + 5);
  });

  it.each([
    ["an answer that is no HTTP", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["no answer", ""],
    ["an answer of a status that there is not", "HTTP/1.1 999 Odd\r\n\r\n"],
    ["half a head", head.slice(0, 30)],
  ])("by %s", async (_what, text) => {
    const { ask, entries } = opened();
    const port = await saying(text);
    expect(await codeOf(ask(`http://127.0.0.1:${port}/`))).toMatchObject({
      code: "CONNECTION_FAILED",
      reason: "RESET",
    });
    expect(entries()[0]).toMatchObject({ end: "failed", reason: "RESET" });
  });

  it("is not made of what comes behind the answer", async () => {
    const { ask, entries } = opened();
    const port = await saying(`${head}1234567890HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nmad`);
    expect(await (await ask(`http://127.0.0.1:${port}/`)).text()).toBe("1234567890");
    expect(entries()[0]?.end).toBe("done");
  });

  it("by what a server compressed though nobody asked for it, unless it did so badly", async () => {
    const port = await serve((request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(request.url === "/bad" ? "no gzip" : gzipSync("packed"));
    });
    const { ask } = opened();
    const response = await ask(`http://127.0.0.1:${port}/`);
    expect([await response.text(), response.headers.get("content-encoding")]).toEqual(["packed", null]);
    const bad = await ask(`http://127.0.0.1:${port}/bad`);
    expect(await codeOf(bad.text())).toMatchObject({ code: "CONNECTION_FAILED", reason: "RESET" });
  });
});

describe("what cannot be reached", () => {
  it("is told by what kept it: no such name, nothing that listens, a certificate that nobody knows, no encryption", async () => {
    const { ask, entries } = opened({
      isLocked: false,
      resolve: (_host, answer) => answer(Object.assign(new Error("none"), { code: "ENOTFOUND" }), []),
    });
    const closed = createServer();
    const closedPort = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    const secret = createTlsServer(selfSigned, (_request, response) => response.end("secret"));
    const tlsPort = await listening(secret);
    const plainPort = await serve((_request, response) => response.end());
    const reasons = [];
    for (const address of [
      "http://hub.example/",
      `http://127.0.0.1:${closedPort}/`,
      `https://localhost:${tlsPort}/`,
      `https://127.0.0.1:${plainPort}/`,
    ]) {
      reasons.push(await codeOf(ask(address)));
    }
    expect(reasons).toMatchObject([{ reason: "DNS" }, { reason: "REFUSED" }, { reason: "TLS" }, { reason: "TLS" }]);
    expect(entries().map(({ end, reason }) => `${end} ${reason}`)).toEqual([
      "failed TLS",
      "failed TLS",
      "failed REFUSED",
      "failed DNS",
    ]);
  });

  it("by a certificate that nobody knows is reached where it is the expected one, and sent nothing where it is another", async () => {
    const { ask, entries } = opened({ isLocked: false });
    const received: string[] = [];
    const server = createTlsServer(selfSigned, (incoming, response) => {
      received.push(incoming.headers.authorization ?? "");
      response.end("secret");
    });
    const sent: Buffer[] = [];
    server.on("secureConnection", (socket) => socket.on("data", (data: Buffer) => sent.push(data)));
    const port = await listening(server);
    const headers = { authorization: "Bearer key" };
    const { fingerprint256: certificate } = new X509Certificate(selfSigned.cert);
    const unknown = await ask(`https://localhost:${port}/`, { headers }).catch((thrown: unknown) => toAppError(thrown));
    expect(unknown).toMatchObject({ data: { reason: "TLS", fingerprint: certificate } });
    const other = certificate.replaceAll("A", "B");
    const changed = await ask(`https://localhost:${port}/`, { headers, certificate: other }).catch((thrown: unknown) =>
      toAppError(thrown),
    );
    expect(changed).toMatchObject({ data: { reason: "TLS", fingerprint: certificate } });
    expect(Buffer.concat(sent).toString()).toBe("");
    // also by another name than those it is of
    for (const host of ["localhost", "127.0.0.1", "box.localhost"]) {
      expect(await (await ask(`https://${host}:${port}/`, { headers, certificate })).text()).toBe("secret");
    }
    expect(received).toEqual(["Bearer key", "Bearer key", "Bearer key"]);
    expect(entries().map(({ end }) => end)).toEqual(["done", "done", "done", "failed", "failed"]);
    // a redirect to another address does not take the trust along
    const plainPort = await serve((_request, response) =>
      response.writeHead(302, { location: `https://localhost:${port}/` }).end(),
    );
    expect(await codeOf(ask(`http://localhost:${plainPort}/`, { certificate }))).toMatchObject({ reason: "TLS" });
  });

  it("in plain text is an address beyond the local network behind a local name", async () => {
    const { ask, entries } = opened({
      isLocked: false,
      resolve: (_host, answer) => answer(null, [{ address: "93.184.216.34", family: 4 }]),
    });
    for (const name of ["nas", "box.lan"]) {
      expect(await codeOf(ask(`http://${name}/v1/models`, { isLocal: true }))).toMatchObject({ reason: "PUBLIC" });
    }
    expect(entries()[0]).toMatchObject({ end: "failed", reason: "PUBLIC", peer: null, sentBytes: 0 });
  });

  it("is no address at all, and stands in no ledger", async () => {
    const { ask, entries } = opened();
    for (const address of ["hub.example", "ftp://hub.example/", "file:///etc/passwd", "http://"]) {
      expect(await codeOf(ask(address))).toMatchObject({ code: "CONNECTION_FAILED", reason: "ADDRESS" });
    }
    expect(entries()).toEqual([]);
  });

  it("answers too late, with its head or the next piece of its body", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/head") return;
      response.writeHead(200).write("begun");
    });
    const { ask, entries } = opened();
    const late = await codeOf(ask(`http://127.0.0.1:${port}/head`, { answerWithinMs: 20 }));
    expect(late).toEqual({ code: "CONNECTION_FAILED", host: "127.0.0.1", reason: "TIMEOUT" });
    const response = await ask(`http://127.0.0.1:${port}/body`, { idleMs: 20 });
    expect(await codeOf(response.text())).toMatchObject({ code: "CONNECTION_FAILED", reason: "TIMEOUT" });
    expect(entries().map(({ reason }) => reason)).toEqual(["TIMEOUT", "TIMEOUT"]);
  });
});

describe("a redirect", () => {
  it("is an attempt of its own, and carries secrets no further than the origin they were meant for", async () => {
    const seen: string[] = [];
    const far = await serve((request, response) => {
      seen.push(`far ${request.url} ${request.headers.authorization} ${String(request.headers["x-api-key"])}`);
      response.end("found");
    });
    const near = await serve((request, response) => {
      seen.push(`near ${request.url} ${request.headers.authorization}`);
      const location = request.url === "/a" ? "/b" : `http://localhost:${far}/c?signed=1`;
      response.writeHead(302, { location }).end("moved");
    });
    const { ask, entries } = opened();
    const response = await ask(`http://127.0.0.1:${near}/a`, {
      headers: { Authorization: "Bearer secret", "X-Api-Key": "secret" },
    });
    expect(await response.text()).toBe("found");
    expect(response.url).toBe(`http://localhost:${far}/c?signed=1`);
    expect(seen).toEqual(["near /a Bearer secret", "near /b Bearer secret", "far /c?signed=1 undefined undefined"]);
    expect(entries().map(({ path, status, end }) => [path, status, end])).toEqual([
      ["/c", 200, "done"],
      ["/b", 302, "done"],
      ["/a", 302, "done"],
    ]);
  });

  it("is the answer where that is asked for", async () => {
    const port = await serve((_request, response) =>
      response.writeHead(307, { location: "http://hub.example/" }).end(),
    );
    const { ask, entries } = opened();
    const response = await ask(`http://127.0.0.1:${port}/`, { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([307, "http://hub.example/"]);
    await response.body?.cancel();
    expect(entries()).toHaveLength(1);
  });

  it("is asked of the lock like any other attempt", async () => {
    const port = await serve((_request, response) =>
      response.writeHead(302, { location: "http://hub.example/" }).end(),
    );
    const { ask, entries } = opened();
    expect(await codeOf(ask(`http://127.0.0.1:${port}/`))).toEqual({ code: "OFFLINE_LOCKED", host: "hub.example" });
    expect(entries().map(({ host, end }) => `${host} ${end}`)).toEqual(["hub.example refused", "127.0.0.1 done"]);
  });

  it("takes what was sent to no other host, and leads to no file and not around in a circle", async () => {
    const other = await serve((_request, response) => response.end("mine now"));
    const port = await serve((request, response) => {
      const location = { "/away": `http://127.0.0.1:${other}/`, "/file": "file:///etc/passwd", "/round": "/round" };
      response.writeHead(307, { location: location[request.url as keyof typeof location] }).end();
    });
    const { ask, entries } = opened();
    const away = ask(`http://127.0.0.1:${port}/away`, { method: "POST", body: "a whole document" });
    expect(await codeOf(away)).toMatchObject({ code: "CONNECTION_FAILED", reason: "FOREIGN" });
    expect(entries()[0]).toMatchObject({ port: other, end: "refused", reason: "FOREIGN" });
    expect(await codeOf(ask(`http://127.0.0.1:${port}/file`))).toMatchObject({ reason: "FOREIGN" });
    expect(await codeOf(ask(`http://127.0.0.1:${port}/round`))).toMatchObject({ reason: "REDIRECTS" });
  });

  it("of an answer to be fetched elsewhere is fetched without what was sent", async () => {
    const other = await serve((request, response) =>
      response.end(`${request.method} ${request.headers["content-type"]}`),
    );
    const port = await serve((_request, response) =>
      response.writeHead(303, { location: `http://127.0.0.1:${other}/` }).end(),
    );
    const { ask } = opened();
    const headers = { "content-type": "application/json" };
    const response = await ask(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}", headers });
    expect(await response.text()).toBe("GET undefined");
  });
});

describe("names that stand for this computer", () => {
  const toLoopback: OutletOptions["resolve"] = (_host, answer) => answer(null, [{ address: "127.0.0.1", family: 4 }]);

  it("are not connected to where they are names of the internet", async () => {
    const port = await serve((_request, response) => response.end("private"));
    const { ask, entries } = opened({ isLocked: false, resolve: toLoopback });
    const rebound = await codeOf(ask(`http://hub.example:${port}/`));
    expect(rebound).toEqual({ code: "CONNECTION_FAILED", host: "hub.example", reason: "LOCAL" });
    expect(entries()[0]).toMatchObject({ end: "failed", reason: "LOCAL", peer: null, sentBytes: 0 });
    expect(await (await ask(`http://box.lan:${port}/`)).text()).toBe("private");
  });

  it("are the same with the dot of the root", async () => {
    const port = await serve((_request, response) => response.end("private"));
    const looked: string[] = [];
    const { ask } = opened({
      isLocked: false,
      resolve: (host, answer) => {
        looked.push(host);
        toLoopback?.(host, answer);
      },
    });
    const rebound = await codeOf(ask(`http://hub.example.:${port}/`));
    expect(rebound).toEqual({ code: "CONNECTION_FAILED", host: "hub.example", reason: "LOCAL" });
    expect(await (await ask(`http://localhost.:${port}/`)).text()).toBe("private");
    expect(looked).toEqual(["hub.example"]);
  });
});

describe("a proxy", () => {
  /** Answers for every host, as proxies do, and tells what it was asked. */
  async function proxied(answer: RequestListener, options: { noProxy?: string } = {}) {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    server.on("connect", (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    });
    const port = await listening(server);
    const proxy = `http://127.0.0.1:${port}`;
    const proxies = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: options.noProxy };
    return { asked, port, proxies };
  }
  const resolve: OutletOptions["resolve"] = (_host, answer) =>
    answer(Object.assign(new Error(), { code: "ENOTFOUND" }), []);

  it("is asked for what is elsewhere, but for what NO_PROXY names and for this computer", async () => {
    const { asked, proxies, port } = await proxied((_request, response) => response.end("by proxy"), {
      noProxy: "intern.example",
    });
    const own = await serve((_request, response) => response.end("direct"));
    const { ask, entries } = opened({ isLocked: false, proxies, resolve });
    expect(await (await ask("http://hub.example/models")).text()).toBe("by proxy");
    expect(await (await ask(`http://localhost:${own}/`)).text()).toBe("direct");
    expect(await codeOf(ask("http://intern.example/"))).toMatchObject({ reason: "DNS" });
    expect(asked).toEqual(["GET http://hub.example/models"]);
    expect(entries()[2]).toMatchObject({ host: "hub.example", peer: `127.0.0.1:${port}`, end: "done" });
  });

  it("that lets nothing through or is not there is told of as that", async () => {
    const { asked, proxies } = await proxied((_request, response) => response.end());
    const { ask } = opened({ isLocked: false, proxies, resolve });
    expect(await codeOf(ask("https://hub.example/"))).toMatchObject({ reason: "PROXY" });
    expect(asked).toEqual(["CONNECT hub.example:443"]);
    const gone = opened({ isLocked: false, proxies: { HTTP_PROXY: "http://127.0.0.1:1" }, resolve });
    expect(await codeOf(gone.ask("http://hub.example/"))).toMatchObject({ host: "hub.example", reason: "PROXY" });
  });

  it("hides no certificate that is another than the expected one", async () => {
    const received: string[] = [];
    const tls = createTlsServer(selfSigned, (incoming, response) => {
      received.push(incoming.headers.authorization ?? "");
      response.end("secret");
    });
    const sent: Buffer[] = [];
    tls.on("secureConnection", (socket) => socket.on("data", (data: Buffer) => sent.push(data)));
    const tlsPort = await listening(tls);
    const tunnel = createServer();
    tunnel.on("connect", (_request, near: Socket) => {
      const far = connectTo(tlsPort, "127.0.0.1", () => {
        near.write("HTTP/1.1 200 Connection established\r\n\r\n");
        far.pipe(near).pipe(far);
      });
      for (const end of [near, far]) end.on("error", () => {});
    });
    const proxies = { HTTPS_PROXY: `http://127.0.0.1:${await listening(tunnel)}` };
    const { ask } = opened({ isLocked: false, proxies, resolve });
    const headers = { authorization: "Bearer key" };
    const { fingerprint256: certificate } = new X509Certificate(selfSigned.cert);
    const other = certificate.replaceAll("A", "B");
    expect(await codeOf(ask("https://models.example/", { headers }))).toMatchObject({ reason: "TLS" });
    expect(await codeOf(ask("https://models.example/", { headers, certificate: other }))).toMatchObject({
      reason: "TLS",
      fingerprint: certificate,
    });
    expect(Buffer.concat(sent).toString()).toBe("");
    expect(await (await ask("https://models.example/", { headers, certificate })).text()).toBe("secret");
    expect(received).toEqual(["Bearer key"]);
  });

  it("leads by no redirect of a host elsewhere to this computer", async () => {
    const own = await serve((_request, response) => response.end("private"));
    const { proxies } = await proxied((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${own}/` }).end(),
    );
    const { ask, entries } = opened({ isLocked: false, proxies, resolve });
    expect(await codeOf(ask("http://hub.example/"))).toEqual({
      code: "CONNECTION_FAILED",
      host: "127.0.0.1",
      reason: "FOREIGN",
    });
    expect(entries()[0]).toMatchObject({ host: "127.0.0.1", end: "refused", reason: "FOREIGN" });
  });
});

describe("what is stopped", () => {
  it("by whoever asked ends at once, before and while it is answered", async () => {
    const closed: Promise<void>[] = [];
    const port = await serve((request, response) => {
      closed.push(new Promise((resolve) => request.socket.once("close", () => resolve())));
      if (request.url === "/body") response.writeHead(200).write("begun");
    });
    const { ask, entries } = opened();
    const head = new AbortController();
    const waiting = codeOf(ask(`http://127.0.0.1:${port}/head`, { signal: head.signal }));
    await expect.poll(() => closed.length).toBe(1);
    head.abort();
    expect(await waiting).toEqual({ code: "CANCELLED" });
    const body = new AbortController();
    const response = await ask(`http://127.0.0.1:${port}/body`, { signal: body.signal });
    body.abort();
    expect(await codeOf(response.text())).toEqual({ code: "CANCELLED" });
    const left = await ask(`http://127.0.0.1:${port}/body`);
    await left.body?.cancel();
    await Promise.all(closed);
    expect(entries().map(({ end }) => end)).toEqual(["cancelled", "cancelled", "cancelled"]);
    expect(await codeOf(ask(`http://127.0.0.1:${port}/head`, { signal: body.signal }))).toEqual({ code: "CANCELLED" });
    expect(entries()).toHaveLength(3);
  });

  it("by the lock that closes is what is not on this computer", async () => {
    const port = await serve((_request, response) => response.writeHead(200).write("begun"));
    const { ask, connections, entries } = opened({
      isLocked: false,
      resolve: (_host, answer) => answer(null, [{ address: "127.0.0.1", family: 4 }]),
    });
    const elsewhere = await ask(`http://box.lan:${port}/`);
    const here = await ask(`http://localhost:${port}/`);
    const program = connections.programs.allow("llama-server");
    connections.lock.set(true);
    expect(await codeOf(elsewhere.text())).toEqual({ code: "OFFLINE_LOCKED", host: "box.lan" });
    expect(program.signal.aborted).toBe(true);
    program.ended("done");
    expect(entries().map(({ end, reason }) => `${end} ${reason}`)).toEqual([
      "done null",
      "running null",
      "failed LOCK",
    ]);
    connections.dispose();
    expect(await codeOf(here.text())).toEqual({ code: "CANCELLED" });
  });
});

describe("programs of others", () => {
  it("are not started under the lock, and stand in the ledger either way", () => {
    const { connections, entries } = opened();
    expect(() => connections.programs.allow("llama-server")).toThrow(
      new AppError("OFFLINE_LOCKED", { data: { reason: "PROGRAM", name: "llama-server" } }),
    );
    connections.lock.set(false);
    connections.programs.allow("llama-server").ended("failed");
    expect(entries().map(({ party: { kind, name }, purpose, end }) => `${kind} ${name} ${purpose} ${end}`)).toEqual([
      "program llama-server start failed",
      "program llama-server start refused",
    ]);
  });
});

describe("whoever administers the computer", () => {
  it("keeps the lock closed, whatever is set", () => {
    const { connections } = opened({ isForced: true, isLocked: false });
    expect(connections.lock.state()).toEqual({ isLocked: true, isForced: true });
    expect(() => connections.lock.set(false)).toThrow(new AppError("OFFLINE_LOCKED", { data: { reason: "FORCED" } }));
  });
});
