import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { pipeline, type Readable } from "node:stream";
import { TLSSocket } from "node:tls";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import { AppError, type ConnectionFailure } from "../../contract/errors.ts";
import type { Clock } from "../ports.ts";
import { hostOf, isLocalhost, isLoopback, isPublicName, type Nearness, nearnessOf } from "./addresses.ts";
import { failureOf } from "./failures.ts";
import type { Attempt, AttemptEnd, Ledger } from "./ledger.ts";
import type { Lock } from "./offlineLock.ts";
import { isRedirect, type Outlet, type OutletRequest } from "./outlet.ts";
import { trustSystemCertificates } from "./systemCertificates.ts";

export interface OutletOptions {
  /** as `node:dns` has it */
  readonly resolve?: (host: string, answer: (error: Error | null, addresses: LookupAddress[]) => void) => void;
  /** where `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` stand; the environment of the process where it is left out */
  readonly proxies?: Readonly<Record<string, string | undefined>>;
}

interface Deps extends OutletOptions {
  readonly clock: Clock;
  readonly lock: Lock;
  readonly ledger: Ledger;
  /** aborts when the application ends */
  readonly ending: AbortSignal;
}

const usualAnswerMs = 30_000;
const mostRedirects = 10;
/** What must not reach another origin than the one it was meant for. */
const confided = ["authorization", "cookie", "proxy-authorization", "x-api-key", "api-key"];
const withoutBody = new Set([204, 205, 304]);

export function createOutlet(deps: Deps): Outlet {
  return {
    async fetch(address, request) {
      let hop: Hop = {
        url: parseAddress(address),
        method: request.method ?? "GET",
        headers: new Headers(request.headers),
        body: request.body,
        nearest: 2,
        isForeign: false,
        certificate: request.certificate,
      };
      for (let count = 0; ; count += 1) {
        const { response, nearness } = await attempt(deps, hop, request);
        const target = request.redirect === "manual" ? null : redirectOf(response);
        if (target === null) return response;
        await response.body?.cancel();
        if (count >= mostRedirects) throw failed(hostOf(hop.url), "REDIRECTS");
        hop = nextHop(hop, response.status, target, nearness);
      }
    },
  };
}

/** One address of a chain of redirects. */
interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: OutletRequest["body"];
  /** it must lead to nothing nearer than this */
  readonly nearest: Nearness;
  /** what was sent would go to another host */
  readonly isForeign: boolean;
  /** taken although nobody vouches for it */
  readonly certificate: string | undefined;
}

function parseAddress(address: string | URL): URL {
  const text = String(address);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/u.test(url.protocol)) throw failed(url ? hostOf(url) : text.slice(0, 200), "ADDRESS");
  return url;
}

/** Where the answer sends whoever asked; null where it is an answer. */
function redirectOf(response: Response): string | null {
  return isRedirect(response.status) ? response.headers.get("location") : null;
}

function nextHop(hop: Hop, status: number, location: string, nearness: Nearness): Hop {
  const url = URL.canParse(location, hop.url) ? new URL(location, hop.url) : null;
  if (!url) throw failed(hostOf(hop.url), "REDIRECTS");
  const becomesGet = status === 303 ? hop.method !== "HEAD" : status < 303 && hop.method === "POST";
  const headers = new Headers(hop.headers);
  const isElsewhere = url.origin !== hop.url.origin;
  if (isElsewhere) for (const name of confided) headers.delete(name);
  if (becomesGet) for (const name of ["content-type", "content-length"]) headers.delete(name);
  return {
    url,
    headers,
    method: becomesGet ? "GET" : hop.method,
    body: becomesGet ? undefined : hop.body,
    nearest: nearness,
    certificate: isElsewhere ? undefined : hop.certificate,
    isForeign: isElsewhere && !becomesGet && hop.body !== undefined,
  };
}

/** One connection: asked of the lock, written down, made. */
async function attempt(
  deps: Deps,
  hop: Hop,
  request: OutletRequest,
): Promise<{ response: Response; nearness: Nearness }> {
  const { lock, ledger } = deps;
  const { url } = hop;
  const host = hostOf(url);
  if (request.signal.aborted || deps.ending.aborted) throw new AppError("CANCELLED");
  const entry: Attempt = {
    party: request.party,
    purpose: request.purpose,
    method: hop.method,
    scheme: url.protocol.slice(0, -1),
    host,
    port: url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port),
    path: url.pathname,
  };
  if (isStray(hop)) {
    ledger.refuse(entry, "FOREIGN");
    throw failed(host || url.href.slice(0, 200), "FOREIGN");
  }
  // Names are not even looked up: that is a question to another computer.
  if (lock.state().isLocked && !isLoopback(host)) {
    ledger.refuse(entry, "LOCK");
    throw new AppError("OFFLINE_LOCKED", { data: { host } });
  }
  const opened = ledger.begin(entry);
  return connect(deps, hop, request, (end) => opened.end(end));
}

/** A redirect that would lead nearer to this computer, or not to the web, or away with what was sent. What names stand for is seen when they are looked up. */
function isStray({ url, nearest, isForeign }: Hop): boolean {
  return isForeign || !/^https?:$/u.test(url.protocol) || nearnessOf(hostOf(url)) > nearest;
}

async function connect(
  deps: Deps,
  hop: Hop,
  request: OutletRequest,
  tell: (end: AttemptEnd) => void,
): Promise<{ response: Response; nearness: Nearness }> {
  const { clock, lock } = deps;
  const host = hostOf(hop.url);
  const isOwn = isLoopback(host);
  let sent: ClientRequest | null = null;
  let socket: Socket | null = null;
  let status: number | null = null;
  let peer: string | null = null;
  let lookedUp = false;
  /** of the certificate that was shown */
  let fingerprint: string | undefined;
  /** why it was cut */
  let cut: AppError | null = null;

  const stop = (why: AppError): void => {
    cut ??= why;
    sent?.destroy();
  };
  const onAbort = (): void => stop(new AppError("CANCELLED"));
  const unlisten = isOwn ? () => {} : lock.onClose(() => stop(new AppError("OFFLINE_LOCKED", { data: { host } })));
  request.signal.addEventListener("abort", onAbort);
  deps.ending.addEventListener("abort", onAbort);

  const finish = (end: AttemptEnd): void => {
    unlisten();
    request.signal.removeEventListener("abort", onAbort);
    deps.ending.removeEventListener("abort", onAbort);
    tell({ status, peer, sentBytes: socket?.bytesWritten ?? 0, receivedBytes: socket?.bytesRead ?? 0, ...end });
  };
  const fail = (thrown: unknown): AppError => {
    const reason = failureOf(thrown);
    // A name that was not looked up is asked of a proxy; until that lets it through, what fails is its doing.
    const isOfProxy = !isOwn && !lookedUp && isIP(host) === 0 && status === null && reason !== "TLS";
    const error = cut ?? failed(host, isOfProxy ? "PROXY" : reason, thrown, fingerprint);
    finish(endOf(error));
    return error;
  };
  const within = (ms: number | undefined): { clear(): void } =>
    ms === undefined ? { clear() {} } : clock.setTimeout(() => stop(failed(host, "TIMEOUT")), ms);

  const timer = within(request.answerWithinMs ?? usualAnswerMs);
  try {
    if (hop.url.protocol === "https:") trustSystemCertificates();
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const made = ask(deps, hop, { isOwn, isLocal: request.isLocal ?? false }, () => (lookedUp = true));
      sent = made;
      made.on("socket", (its) => {
        socket = its;
        its.once("connect", () => (peer = peerOf(its)));
        if (its instanceof TLSSocket) requireKnown(its, hop.certificate, (shown) => (fingerprint = shown));
      });
      made.on("response", resolve);
      made.on("error", reject);
      made.on("close", () => reject(cut ?? new Error("closed")));
      made.end(hop.body);
    });
    timer.clear();
    status = answer.statusCode ?? 0;
    peer ??= peerOf(answer.socket);
    // By way of a proxy nobody here knows what was reached.
    const nearness = nearnessOf((lookedUp && answer.socket.remoteAddress) || host);
    const response = toResponse(answer, hop, {
      fail,
      finish: (end) => {
        finish({ end });
        sent?.destroy();
      },
      idle: () => within(request.idleMs),
    });
    return { response, nearness };
  } catch (thrown) {
    timer.clear();
    (sent as ClientRequest | null)?.destroy();
    throw thrown instanceof AppError && thrown !== cut ? thrown : fail(thrown);
  }
}

/** A certificate that nobody vouches for is taken where it is the expected one, and told of where it is not, before anything is sent. */
function requireKnown(socket: TLSSocket, expected: string | undefined, tell: (fingerprint: string) => void): void {
  let shown: string | undefined;
  const look = (): void => {
    // Node gives it once.
    shown ??= socket.getPeerX509Certificate()?.fingerprint256;
    if (shown !== undefined) tell(shown);
  };
  const check = (): void => {
    if (expected === undefined || socket.authorized || shown === expected) return;
    socket.destroy(Object.assign(new Error("The certificate is not the expected one"), { code: certificateCode }));
  };
  // By way of a proxy the two have greeted each other when the socket is handed over.
  if (!("secureConnecting" in socket && socket.secureConnecting === true)) {
    look();
    check();
    return;
  }
  // Before Node ends the connection for it, after which nobody knows what was shown.
  socket.prependListener("secure", look);
  socket.once("secureConnect", check);
}

function ask(
  deps: Deps,
  hop: Hop,
  { isOwn, isLocal }: { readonly isOwn: boolean; readonly isLocal: boolean },
  onLookup: () => void,
): ClientRequest {
  const { url, headers, method, body, nearest } = hop;
  const sent = new Headers({
    accept: "*/*",
    // So that what is counted, resumed and hashed is what was sent.
    "accept-encoding": "identity",
    "user-agent": "Tramontane",
  });
  headers.forEach((value, name) => sent.set(name, value));
  if (body !== undefined) sent.set("content-length", String(Buffer.byteLength(body)));
  const isTls = url.protocol === "https:";
  const agentOptions = { keepAlive: false, ...(isOwn ? {} : { proxyEnv: deps.proxies ?? process.env }) };
  return (isTls ? httpsRequest : httpRequest)(url, {
    method,
    headers: Object.fromEntries(sent),
    agent: isTls ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions),
    lookup: lookupFor(deps, hostOf(url), { least: isLocal ? 1 : 0, nearest }, onLookup),
    // Looked at when it is there, see requireKnown.
    ...(hop.certificate !== undefined && { rejectUnauthorized: false }),
  });
}

/** Looks a name up and connects to exactly what was checked. */
function lookupFor(
  deps: Deps,
  host: string,
  { least, nearest }: { readonly least: Nearness; readonly nearest: Nearness },
  onLookup: () => void,
): LookupFunction {
  const resolve =
    deps.resolve ??
    ((name, answer) => systemLookup(name, { all: true, order: "verbatim" }, (...given) => answer(...given)));
  return (asked, options, callback) => {
    // The dot of the root makes no other name of it: what was checked is what is looked up.
    const name = asked.replace(/\.$/u, "");
    const give = (addresses: readonly LookupAddress[]): void => {
      const [first] = addresses;
      if (options.all) callback(null, [...addresses]);
      else callback(null, first?.address ?? "", first?.family);
    };
    if (isLocalhost(name)) {
      onLookup();
      give([
        { address: "127.0.0.1", family: 4 },
        { address: "::1", family: 6 },
      ]);
      return;
    }
    // A proxy's own name is whoever's who set it up.
    const isProxy = name !== host;
    if (!isProxy) onLookup();
    resolve(name, (error, addresses) => {
      if (error) {
        callback(error, "");
        return;
      }
      if (isProxy) {
        give(addresses);
        return;
      }
      const most = isPublicName(name) ? Math.min(nearest, 1) : nearest;
      const fitting = addresses.filter(({ address }) => nearnessOf(address) <= most && nearnessOf(address) >= least);
      if (fitting.length > 0) {
        give(fitting);
        return;
      }
      const code = addresses.some(({ address }) => nearnessOf(address) < least) ? publicCode : localCode;
      callback(Object.assign(new Error("The name stands for an address it must not"), { code }), "");
    });
  };
}

const localCode = "TRAMONTANE_LOCAL";
const publicCode = "TRAMONTANE_PUBLIC";
const certificateCode = "TRAMONTANE_CERTIFICATE";

interface Ends {
  /** Writes down how it failed. */
  fail(thrown: unknown): AppError;
  finish(end: "done" | "cancelled"): void;
  /** Cuts the connection where the next piece does not come in time. */
  idle(): { clear(): void };
}

function toResponse(answer: IncomingMessage, hop: Hop, ends: Ends): Response {
  const headers = new Headers();
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    headers.append(answer.rawHeaders[at] ?? "", answer.rawHeaders[at + 1] ?? "");
  }
  const status = answer.statusCode ?? 0;
  const init = { status, statusText: answer.statusMessage ?? "", headers };
  let response: Response;
  if (hop.method === "HEAD" || withoutBody.has(status)) {
    // Whatever comes in spite of it.
    answer.on("error", () => {}).resume();
    ends.finish("done");
    response = new Response(null, init);
  } else {
    response = new Response(bodyOf(decoded(answer, headers), ends, isRedirect(status)), init);
  }
  Object.defineProperty(response, "url", { value: hop.url.href });
  return response;
}

function bodyOf(
  source: Readable,
  { fail, finish, idle }: Ends,
  isRedirecting: boolean,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = (source as AsyncIterable<Buffer<ArrayBuffer>>)[Symbol.asyncIterator]();
  return new ReadableStream(
    {
      async pull(controller) {
        const timer = idle();
        try {
          const piece = await pieces.next();
          timer.clear();
          if (piece.done !== true) {
            controller.enqueue(piece.value);
            return;
          }
          finish("done");
          controller.close();
        } catch (thrown) {
          timer.clear();
          controller.error(fail(thrown));
        }
      },
      cancel() {
        finish(isRedirecting ? "done" : "cancelled");
      },
    },
    { highWaterMark: 0 },
  );
}

/** What a server compresses although nobody asked for it. */
function decoded(answer: IncomingMessage, headers: Headers): Readable {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  const decoder = { gzip: createUnzip, deflate: createUnzip, br: createBrotliDecompress }[encoding];
  if (!decoder) return answer;
  headers.delete("content-encoding");
  headers.delete("content-length");
  // Whoever reads is told what went wrong.
  return pipeline(answer, decoder(), () => {});
}

function peerOf(socket: Socket): string | null {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined) return null;
  return `${remoteAddress.includes(":") ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`;
}

function endOf(error: AppError): AttemptEnd {
  if (error.code === "CANCELLED") return { end: "cancelled" };
  if (error.code === "OFFLINE_LOCKED") return { end: "failed", reason: "LOCK" };
  const reason = error.data?.["reason"] as ConnectionFailure | undefined;
  return { end: "failed", reason: reason ?? "RESET" };
}

function failed(host: string, reason: ConnectionFailure, cause?: unknown, fingerprint?: string): AppError {
  const shown = reason === "TLS" && fingerprint !== undefined && { fingerprint };
  return new AppError("CONNECTION_FAILED", { data: { host, reason, ...shown }, cause });
}
