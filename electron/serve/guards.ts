import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { AppError } from "../contract/errors.ts";

export interface GuardDeps {
  /** that it listens on */
  readonly port: () => number;
  readonly token: () => string;
  /** what stands under `/api/` is answered, without a token */
  readonly isOllamaOn: () => boolean;
  /** Told of each request that was let in. @param client what it calls itself; "" where it does not say */
  readonly admitted: (client: string) => void;
}

const megabyte = 1024 * 1024;
/** MB of the body that a request may have, by its path; the first that fits counts. */
const bodyLimits: readonly (readonly [path: RegExp, limit: number])[] = [
  [/^\/v1\/documents(\/|$)/u, 100],
  [/^\/v1\/(summaries|tables)(\/|$)/u, 100],
  // Documents come with the question.
  [/^\/v1\/messages(\/|$)/u, 32],
  // A conversation as long as the longest contexts, in a script whose letters are escaped one by one.
  [/./u, 8],
];

/**
 * What every request has to pass before any route sees it: it names this server as its host, since a page of the web that had its own name
 * point here would name itself; it comes from no page; it bears the token; and its body is no larger than such a request needs.
 */
export function guards({ port, token, isOllamaOn, admitted }: GuardDeps): MiddlewareHandler {
  const limits = bodyLimits.map(([path, limit]) => ({
    path,
    guard: bodyLimit({
      maxSize: limit * megabyte,
      onError: () => {
        throw new AppError("REQUEST_TOO_LARGE", { data: { limit } });
      },
    }),
  }));
  return async (c, next) => {
    if (!isOwnHost(c.req.header("host"), port())) throw new AppError("REQUEST_REFUSED", { data: { reason: "HOST" } });
    const site = c.req.header("sec-fetch-site");
    if (c.req.header("origin") !== undefined || (site !== undefined && site !== "none"))
      throw new AppError("REQUEST_REFUSED", { data: { reason: "ORIGIN" } });
    const isOpen = isOllamaOn() && c.req.path.startsWith("/api/");
    if (!isOpen && !tokensOf(c).some((given) => isSame(given, token())))
      throw new AppError("UNAUTHORIZED", { data: { reason: "TOKEN" } });
    admitted(clientName(c.req.header("user-agent")));
    const limit = limits.find(({ path }) => path.test(c.req.path));
    return limit ? await limit.guard(c, next) : await next();
  };
}

/** True for a name of the loopback interface with the port, as clients write it in `Host`. */
export function isOwnHost(host: string | undefined, port: number): boolean {
  const [, named] = /^(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/iu.exec(host ?? "") ?? [];
  return named !== undefined && Number(named) === port;
}

/** Both headers count: some clients send a made-up bearer beside the key that they were given. */
function tokensOf(c: Context): string[] {
  const [, bearer] = /^bearer\s+(\S+)\s*$/iu.exec(c.req.header("authorization") ?? "") ?? [];
  return [bearer ?? "", c.req.header("x-api-key") ?? ""];
}

/** Takes as long wherever they differ. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b) && wanted !== "";
}

/** The product that a program names first, without what it runs on. */
function clientName(userAgent: string | undefined): string {
  return (
    userAgent
      ?.replaceAll(/[^\u0020-\u007E]/gu, "")
      .split(/[\s(]/u, 1)[0]
      ?.slice(0, 60) ?? ""
  );
}
