import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** What a hub, or the host that it leads to, does wrong with one request for bytes; `at` is a share of what it should send. */
export type HubFault =
  /** the connection ends in the middle */
  | { readonly kind: "cut"; readonly at: number }
  /** nothing more comes, and the connection stays */
  | { readonly kind: "hold"; readonly at: number }
  /** the whole file, although a range was asked for, or a share of it */
  | { readonly kind: "whole"; readonly at?: number }
  /** the range is refused, although it is a good one */
  | { readonly kind: "416" }
  /** the signed address is refused */
  | { readonly kind: "expired"; readonly status: 401 | 403 | 404 | 410 }
  /** the hub itself does not lead to the bytes */
  | { readonly kind: "busy"; readonly status: 429 | 500 | 503; readonly retryAfter?: string }
  /** small pieces, one after the other, up to an end that is too early */
  | { readonly kind: "trickle"; readonly at: number }
  /** says that the file is shorter or longer than it is, and sends as much */
  | { readonly kind: "length"; readonly by: number }
  /** one bit is another */
  | { readonly kind: "bit"; readonly at: number }
  /** the page of a network that wants to be signed in to */
  | { readonly kind: "page" }
  /** a range that begins elsewhere */
  | { readonly kind: "shifted" }
  /** the rest of another file, under its own tag */
  | { readonly kind: "other" };

export interface HubFileSource {
  bytes: Buffer;
  /** whether the hub tells its hash */
  isHashed?: boolean;
}

export interface FaultyHubOptions {
  readonly repo?: string;
  readonly files: Record<string, HubFileSource>;
  /** the next request for bytes takes the first; without any it is answered well */
  readonly faults?: HubFault[];
  /** the token that opens it; null for none */
  readonly token?: string | null;
  /** files a page of the tree, from which the next one is linked */
  readonly pageOf?: number;
  /** it gives the bytes itself, without another host */
  readonly isDirect?: boolean;
  /** the address of this computer that it listens at; the loopback one where not given */
  readonly host?: string;
}

export interface FaultyHub extends AsyncDisposable {
  readonly address: string;
  readonly repo: string;
  readonly files: Record<string, HubFileSource>;
  readonly faults: HubFault[];
  /** bytes of files that were sent */
  readonly served: () => number;
  /** bytes of files that a client without any fault of its own must have been sent more than once */
  readonly lost: () => number;
  /** Counts bytes as lost that were sent of a file which is another one now. */
  forgive(bytes: number): void;
  /** requests as they came, "hub GET /path" or "store GET /path" */
  readonly requests: readonly string[];
  /** what the host of the bytes was sent as `Authorization` */
  readonly leaked: readonly string[];
  commit: string;
}

/** A hub of models, and the host that it leads to, on the loopback address. */
export async function openFaultyHub(options: FaultyHubOptions): Promise<FaultyHub> {
  const { files, faults = [], token = null, pageOf = 1000, isDirect = false, repo = "tests/Tiny-GGUF", host } = options;
  const requests: string[] = [];
  const leaked: string[] = [];
  const signed = new Map<string, string>();
  let served = 0;
  let lost = 0;

  const hub: FaultyHub = {
    address: "",
    repo,
    files,
    faults,
    served: () => served,
    lost: () => lost,
    forgive(bytes) {
      lost += bytes;
    },
    requests,
    leaked,
    commit: "c".repeat(40),
    async [Symbol.asyncDispose]() {
      await Promise.all([close(front), close(store)]);
    },
  };

  const front = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://hub");
    requests.push(`hub ${url.pathname}`);
    const isOpen = token === null || request.headers.authorization === `Bearer ${token}`;
    if (url.pathname === "/api/models") return sendJson(response, [aboutOf(hub, token)]);
    if (url.pathname.startsWith(`/api/models/${repo}/revision/`)) return sendJson(response, aboutOf(hub, token));
    if (url.pathname === `/api/models/${repo}/tree/${hub.commit}`) return sendTree(hub, url, pageOf, response);
    const [, commit = "", name = ""] = new RegExp(`^/${repo}/resolve/([^/]+)/(.+)$`, "u").exec(url.pathname) ?? [];
    const file = files[decodeURIComponent(name)];
    if (commit !== hub.commit || !file) return send(response, 404, { "x-error-code": "EntryNotFound" });
    if (!isOpen) return send(response, 401, { "x-error-code": "GatedRepo" });
    if (faults[0]?.kind === "busy") {
      const fault = faults.shift() as Extract<HubFault, { kind: "busy" }>;
      const headers = fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter };
      return send(response, fault.status, headers);
    }
    if (isDirect) return void sendBytes(request, response, file);
    const key = `${signed.size}-${Math.random().toString(36).slice(2)}`;
    signed.set(key, decodeURIComponent(name));
    send(response, 302, {
      location: `${originOf(store)}/signed/${key}`,
      "x-repo-commit": hub.commit,
      "x-linked-size": String(file.bytes.length),
      ...(file.isHashed === false ? {} : { "x-linked-etag": `"${sha256(file.bytes)}"` }),
    });
  });

  const store = createServer((request, response) => {
    requests.push(`store ${request.url}`);
    if (request.headers.authorization !== undefined) leaked.push(request.headers.authorization);
    const key = (request.url ?? "").slice("/signed/".length);
    const file = files[signed.get(key) ?? ""];
    // An address is good for one request: one that was kept is of no use.
    signed.delete(key);
    if (!file) return send(response, 403);
    if (faults[0]?.kind === "expired") {
      const { status } = faults.shift() as Extract<HubFault, { kind: "expired" }>;
      return send(response, status);
    }
    void sendBytes(request, response, file);
  });

  async function sendBytes(request: IncomingMessage, response: ServerResponse, file: HubFileSource): Promise<void> {
    const fault = faults.shift() ?? null;
    const tag = `"${sha256(file.bytes).slice(0, 32)}"`;
    const [, from = "0"] = /^bytes=(\d+)-$/u.exec(request.headers.range ?? "") ?? [];
    const condition = request.headers["if-range"];
    const hasRange = request.headers.range !== undefined && (condition === undefined || condition === tag);
    const start = Number(from);
    const total = file.bytes.length;
    if (fault?.kind === "page") return sendPage(response);
    if (hasRange && (fault?.kind === "416" || start >= total)) {
      if (start < total) lost += start;
      return send(response, 416, { "content-range": `bytes */${total}` });
    }
    const isWhole = !hasRange || fault?.kind === "whole";
    if (isWhole) lost += start;
    let body = isWhole ? file.bytes : file.bytes.subarray(start);
    const status = isWhole ? 200 : 206;
    let headers: Record<string, string> = { etag: tag, "content-type": "application/octet-stream" };
    if (!isWhole) headers["content-range"] = `bytes ${start}-${total - 1}/${total}`;
    if (fault?.kind === "length") {
      body =
        fault.by < 0
          ? body.subarray(0, Math.max(4, body.length + fault.by))
          : Buffer.concat([body, Buffer.alloc(fault.by)]);
      if (!isWhole) headers["content-range"] = `bytes ${start}-${start + body.length - 1}/${start + body.length}`;
    } else if (fault?.kind === "bit") {
      body = withOtherBit(body, fault.at);
      lost += total;
    } else if (fault?.kind === "shifted" && !isWhole) {
      headers["content-range"] = `bytes ${start + 1}-${total - 1}/${total}`;
    } else if (fault?.kind === "other" && !isWhole) {
      headers = { ...headers, etag: '"another"' };
      body = Buffer.from(body.map((byte) => byte ^ 0xff));
      lost += start;
    }
    response.writeHead(status, { ...headers, "content-length": String(body.length) });
    const share = fault !== null && "at" in fault && fault.kind !== "bit" ? (fault.at ?? 1) : 1;
    const end = Math.floor(body.length * share);
    const step = fault?.kind === "trickle" ? Math.max(1, Math.floor(end / 20)) : 64 * 1024;
    // Of an answer that no client can use, as much may be on its way as buffers hold before it hangs up.
    const isUseless = (fault?.kind === "shifted" && !isWhole) || fault?.kind === "length";
    for (let at = 0; at < end && !response.destroyed; at += step) {
      const piece = body.subarray(at, Math.min(end, at + step));
      served += piece.length;
      if (isUseless) lost += piece.length;
      if (!response.write(piece)) await drained(response);
      if (fault?.kind === "trickle") await wait(1);
    }
    if (fault?.kind === "hold") return;
    if (share < 1) {
      // What was sent arrives before the end does.
      await wait(5);
      response.destroy();
    } else response.end();
  }

  await Promise.all([listen(front, host), listen(store, host)]);
  return Object.assign(hub, { address: originOf(front) });
}

/** Behind the sign that it is a model. */
function withOtherBit(bytes: Buffer, share: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = bytes.length - 1 - Math.floor(share * (bytes.length - 5));
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

const hashes = new WeakMap<Uint8Array, string>();

export function sha256(bytes: Uint8Array): string {
  const hash = hashes.get(bytes) ?? createHash("sha256").update(bytes).digest("hex");
  hashes.set(bytes, hash);
  return hash;
}

function aboutOf({ repo, commit }: FaultyHub, token: string | null): object {
  return {
    id: repo,
    sha: commit,
    gated: token === null ? false : "manual",
    downloads: 12,
    lastModified: "2026-01-02T03:04:05.000Z",
    tags: ["gguf", "license:apache-2.0"],
  };
}

function sendTree({ files, address }: FaultyHub, url: URL, pageOf: number, response: ServerResponse): void {
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const all = Object.entries(files);
  const page = all.slice(from, from + pageOf).map(([path, { bytes, isHashed }]) => ({
    type: "file",
    oid: "0".repeat(40),
    size: bytes.length,
    path,
    ...(isHashed === false ? {} : { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 134 } }),
  }));
  const next = from + pageOf;
  const link = `<${address}${url.pathname}?recursive=true&cursor=${next}>; rel="next"`;
  sendJson(response, page, next < all.length ? { link } : {});
}

function sendPage(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end("<!doctype html><title>Sign in</title><p>Welcome to the network of this hotel.");
}

function sendJson(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

function send(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers);
  response.end();
}

/** Resolves when more can be written, or nobody reads any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
  });
}

async function listen(server: Server, host = "127.0.0.1"): Promise<void> {
  server.listen(0, host);
  await once(server, "listening");
}

function originOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
