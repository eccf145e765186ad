import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { BodyLimitPlugin, RPCHandler } from "@orpc/server/fetch";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { App } from "../api/createApp.ts";
import { securityHeaders } from "../api/webSecurity.ts";
import { AppError, internalError } from "../contract/errors.ts";
import { createWords } from "../words/words.ts";

export interface LocalServer {
  /** address with the one-time token; opening it once turns the token into a cookie */
  readonly address: string;
  readonly origin: string;
  close(): Promise<void>;
}

/** bytes of a call; files come as streams beside the calls */
const largestCall = 32 * 1024 * 1024;
/** milliseconds that the head of a request may take */
const slowestHead = 10_000;
/** connections at a time; a browser opens six for a page */
const mostConnections = 256;

/**
 * The loopback door: the interface and the same API for a browser on this computer. Only requests that name this
 * loopback address with its port as host pass (no rebinding), only pages of this origin may call, and only a browser that opened the
 * one-time address holds the cookie.
 * @param current what answers at this moment: the application, or who stands for it while its library is locked
 * @param options `port`: 0 for any free one
 */
export async function createServer(
  current: () => Pick<App, "router" | "handleFiles">,
  options: { port: number; rendererFolder: string },
): Promise<LocalServer> {
  const sessionKey = randomBytes(32).toString("base64url");
  let oneTimeToken: string | null = randomBytes(32).toString("base64url");
  // Cookies do not know ports: two servers on this computer must not overwrite each other's.
  const cookieName = `tramontane-${randomBytes(6).toString("hex")}`;
  const handlers = new WeakMap<object, RPCHandler<Record<never, never>>>();
  const rpc = (): RPCHandler<Record<never, never>> => {
    const { router } = current();
    const known = handlers.get(router);
    if (known) return known;
    const handler = new RPCHandler(router, { plugins: [new BodyLimitPlugin({ maxBodySize: largestCall })] });
    handlers.set(router, handler);
    return handler;
  };
  const web = new Hono();

  web.use(async (c, next) => {
    const refusal = refuse(c);
    if (refusal) return refusal;
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value);
    return undefined;
  });

  web.get("/", async (c, next) => {
    const token = c.req.query("token");
    if (token === undefined) return next();
    if (oneTimeToken === null || !equal(token, oneTimeToken)) return isKnown(c) ? c.redirect("/") : unauthorized(c);
    oneTimeToken = null;
    setCookie(c, cookieName, sessionKey, { httpOnly: true, sameSite: "Strict", path: "/" });
    return c.redirect("/");
  });

  web.use(async (c, next) => (isKnown(c) ? next() : unauthorized(c)));
  web.all("/rpc/*", async (c) => {
    const { matched, response } = await rpc().handle(c.req.raw, { prefix: "/rpc", context: {} });
    return matched ? response : c.notFound();
  });
  const files = async (c: Context) => (await current().handleFiles(c.req.raw)) ?? c.notFound();
  web.all("/files", files);
  web.all("/files/*", files);
  web.use("/*", serveStatic({ root: options.rendererFolder }));

  const server = createAdaptorServer({
    fetch: web.fetch,
    hostname: "127.0.0.1",
    // A model that is dropped on the page may take as long as its gigabytes do.
    serverOptions: { headersTimeout: slowestHead, requestTimeout: 0 },
  }) as Server;
  server.maxConnections = mostConnections;
  await listen(server, options.port);
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw internalError("No address was bound.");
  const own = [`127.0.0.1:${bound.port}`, `localhost:${bound.port}`];
  const origin = `http://${own[0]}`;

  function isKnown(c: Context): boolean {
    return equal(getCookie(c, cookieName) ?? "", sessionKey);
  }

  function refuse(c: Context): Response | null {
    const host = c.req.header("host") ?? "";
    if (!own.includes(host)) return unauthorized(c);
    const from = c.req.header("origin");
    if (from !== undefined && from !== `http://${host}`) return unauthorized(c);
    const site = c.req.header("sec-fetch-site");
    const isNavigation = c.req.header("sec-fetch-mode") === "navigate";
    if (site !== undefined && site !== "same-origin" && site !== "none" && !isNavigation) return unauthorized(c);
    return null;
  }

  return {
    address: `${origin}/?token=${oneTimeToken}`,
    origin,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const words = createWords();

function unauthorized(c: Context): Response {
  const problem = new AppError("UNAUTHORIZED").toProblem();
  if (c.req.header("accept")?.includes("text/html")) return c.text(words.error(problem), 401, { ...securityHeaders });
  return c.json({ code: problem.code, message: words.error(problem) }, 401, { ...securityHeaders });
}

function equal(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}
