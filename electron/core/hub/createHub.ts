import * as z from "zod";
import { type HubHit, hubRepoSchema, type HubRepository, sha256Schema } from "../../contract/downloads.ts";
import { AppError, toAppError } from "../../contract/errors.ts";
import type { ConnectionPurpose } from "../../contract/connections.ts";
import { neverAborted } from "../async/waiting.ts";
import { hostOf, isLoopback, nearnessOf } from "../net/addresses.ts";
import { readUpTo, retryAfter } from "../net/answers.ts";
import { isRedirect, type Outlet } from "../net/outlet.ts";
import type { Clock } from "../ports.ts";
import type { Hub, HubBytes, HubFileAt, HubFrom } from "./hub.ts";
import { modelsAmong, type TreeEntry } from "./modelsAmong.ts";

export interface HubDeps {
  readonly outlet: Outlet;
  readonly clock: Pick<Clock, "now">;
  /** the address of the hub itself, which alone is shown the token */
  readonly address: () => string;
  /** asked before it, in their order */
  readonly mirrors: () => readonly string[];
  /** for gated repositories; null for none */
  readonly token: () => Promise<string | null>;
}

/**
 * The client of the Hugging Face Hub and of what speaks as it does.
 * @see https://huggingface.co/docs/hub/api
 */
export function createHub({ outlet, clock, address, mirrors, token }: HubDeps): Hub {
  return {
    search: (words, limit, signal = neverAborted()) =>
      atFirst(async (base) => {
        const url = new URL(`${base}/api/models`);
        const fields = ["downloads", "gated", "lastModified", "tags"].map((name) => ["expand[]", name]);
        const query = [
          ["search", words],
          ["filter", "gguf"],
          ["sort", "downloads"],
          ["direction", "-1"],
          ["limit", String(limit)],
        ];
        for (const [name = "", value = ""] of [...query, ...fields]) url.searchParams.append(name, value);
        const found = z.array(repositorySchema).parse(await json(await ask(base, url, "search", signal), base));
        return found.flatMap((each) => {
          const hit = hitOf(base, each);
          return hubRepoSchema.safeParse(hit.repo).success ? [hit] : [];
        });
      }),

    describe: (repo, revision, signal = neverAborted()) =>
      atFirst(async (base): Promise<HubRepository> => {
        const at = `${base}/api/models/${repo}`;
        const about = await ask(
          base,
          new URL(`${at}/revision/${encodeURIComponent(revision)}`),
          "describe",
          signal,
          repo,
        );
        const told = describedSchema.parse(await json(about, base));
        const entries: TreeEntry[] = [];
        let next: URL | null = new URL(`${at}/tree/${told.sha}?recursive=true`);
        for (let page = 0; next !== null && page < mostPages; page += 1) {
          const answer: Response = await ask(base, next, "describe", signal, repo);
          entries.push(...treeSchema.parse(await json(answer, base)));
          next = nextPage(answer, next);
        }
        // A repository that was renamed is fetched from by the name that it has.
        return { ...hitOf(base, told), repo: told.id ?? repo, commit: told.sha, models: modelsAmong(entries) };
      }),

    open: (file, from, signal) => atFirst((base) => openAt(base, file, from, signal)),
  };

  /** Asks one address after the other until one answers. */
  async function atFirst<T>(askAt: (base: string) => Promise<T>): Promise<T> {
    const bases = [...mirrors(), address()].map((base) => base.replace(/\/+$/u, ""));
    let last: AppError | null = null;
    for (const base of new Set(bases)) {
      try {
        return await askAt(base);
      } catch (thrown) {
        last = thrown instanceof z.ZodError ? notTheHub(base, 200, thrown) : toAppError(thrown);
        if (!elsewhere.has(last.code)) throw last;
      }
    }
    throw last ?? new AppError("INTERNAL");
  }

  async function headersFor(base: string): Promise<Record<string, string>> {
    const isOwn = base === address().replace(/\/+$/u, "") && keepsSecrets(new URL(base));
    const secret = isOwn ? await token() : null;
    return secret === null ? {} : { authorization: `Bearer ${secret}` };
  }

  async function ask(
    base: string,
    url: URL,
    purpose: ConnectionPurpose,
    signal: AbortSignal,
    repo = "",
  ): Promise<Response> {
    const headers = { accept: "application/json", ...(await headersFor(base)) };
    const party = { kind: "hub", name: new URL(base).host } as const;
    const response = await outlet.fetch(url, { party, purpose, headers, idleMs: 30_000, signal });
    if (response.ok) return response;
    return refuse(response, { base, repo, isAuthorized: "authorization" in headers, now: clock.now() });
  }

  async function openAt(base: string, file: HubFileAt, from: HubFrom, signal: AbortSignal): Promise<HubBytes> {
    const { repo, commit, path } = file;
    const authorization = await headersFor(base);
    const start = new URL(
      `${base}/${repo}/resolve/${encodeURIComponent(commit)}/${path.split("/").map(encodeURIComponent).join("/")}`,
    );
    let [sha256, bytes]: [string | null, number | null] = [null, null];
    let at = start;
    for (let hop = 0; hop < mostHops; hop += 1) {
      const isHub = at.origin === start.origin;
      const response = await outlet.fetch(at, {
        party: { kind: "hub", name: new URL(base).host },
        purpose: "download",
        headers: { "accept-encoding": "identity", ...rangeOf(from, at.host), ...(isHub ? authorization : {}) },
        redirect: "manual",
        idleMs: 60_000,
        signal,
      });
      sha256 ??= sha256Of(response.headers.get("x-linked-etag"));
      bytes ??= numberOf(response.headers.get("x-linked-size"));
      if ([200, 206, 416].includes(response.status)) return { response, host: at.host, sha256, bytes };
      if (!isRedirect(response.status)) {
        if (isHub) {
          const isAuthorized = "authorization" in authorization;
          return refuse(response, { base, repo, name: path, isAuthorized, now: clock.now() });
        }
        // A signed address that is too old, or a host that is not well: the next attempt asks the hub again.
        await drop(response);
        throw refusalOf(response, at.host, clock.now());
      }
      const location = response.headers.get("location");
      await drop(response);
      const to = location !== null && URL.canParse(location, at) ? new URL(location, at) : null;
      const isNearer = to !== null && nearnessOf(hostOf(to)) > nearnessOf(hostOf(at));
      const isWorse = isNearer || (to?.protocol !== "https:" && at.protocol === "https:");
      if (to === null || isWorse || !/^https?:$/u.test(to.protocol)) throw notTheHub(at.href, response.status);
      at = to;
    }
    throw notTheHub(base, 310);
  }
}

/** Pages of a tree, and redirects on the way to a file, that are followed. */
const mostPages = 100;
const mostHops = 8;
/** Bytes of an answer that is no file. */
const mostJson = 32 * 1024 * 1024;

/** With one of these another address may do better. */
const elsewhere: ReadonlySet<string> = new Set([
  "CONNECTION_FAILED",
  "HUB_ANSWER",
  "HUB_BUSY",
  "HUB_GATED",
  "HUB_NOT_FOUND",
]);

const countSchema = z.number().nullish().catch(null);
const repositorySchema = z.object({
  id: z.string().optional().catch(undefined),
  gated: z.union([z.boolean(), z.string()]).nullish().catch(null),
  downloads: countSchema,
  lastModified: z.string().nullish().catch(null),
  tags: z.array(z.string()).nullish().catch(null),
  cardData: z
    .object({ license: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});
const describedSchema = repositorySchema.extend({ sha: z.string().regex(/^[0-9a-f]{7,64}$/u) });
const treeSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.number().int().nonnegative().catch(0),
    lfs: z.object({ oid: z.string(), size: z.number().int().nonnegative() }).nullish().catch(null),
  }),
);

function hitOf(base: string, told: z.infer<typeof repositorySchema>): HubHit {
  const { id = "", gated, downloads, lastModified, tags, cardData } = told;
  const updatedAt = Date.parse(lastModified ?? "");
  const tagged = tags?.find((tag) => tag.startsWith("license:"))?.slice("license:".length);
  return {
    repo: id,
    licence: tagged ?? cardData?.license ?? null,
    isGated: gated === null || gated === undefined ? null : gated !== false,
    page: `${base}/${id}`,
    downloads: downloads ?? null,
    updatedAt: Number.isNaN(updatedAt) ? null : updatedAt,
  };
}

/** @throws HUB_ANSWER */
async function json(response: Response, base: string): Promise<unknown> {
  const pieces = response.body?.pipeThrough(new TextDecoderStream());
  const text = pieces ? await readUpTo(pieces, mostJson) : "";
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    // What a network sends that wants to be signed in to first.
    if (!/^\s*</u.test(text)) throw notTheHub(base, response.status, cause);
    const data = { reason: "PAGE", host: new URL(base).host, status: response.status } as const;
    throw new AppError("HUB_ANSWER", { data, cause });
  }
}

/** The page that `Link: <…>; rel="next"` names, if it is one of the same host. */
function nextPage(answer: Response, at: URL): URL | null {
  const [, address] = /<([^>]*)>\s*;\s*rel="?next"?/iu.exec(answer.headers.get("link") ?? "") ?? [];
  if (address === undefined || !URL.canParse(address, at)) return null;
  const next = new URL(address, at);
  return next.origin === at.origin ? next : null;
}

/** What a hub means by an answer that is none. @throws always */
async function refuse(
  response: Response,
  asked: {
    readonly base: string;
    readonly repo: string;
    readonly name?: string;
    readonly isAuthorized: boolean;
    readonly now: number;
  },
): Promise<never> {
  await drop(response);
  const { base, repo, name, isAuthorized, now } = asked;
  const code = response.headers.get("x-error-code");
  const isMissing = code === "RepoNotFound" || code === "RevisionNotFound" || code === "EntryNotFound";
  if (response.status === 404 || isMissing) {
    const file = code !== "RepoNotFound" && code !== "RevisionNotFound" && name !== undefined;
    throw new AppError("HUB_NOT_FOUND", { data: { repo, ...(file ? { reason: "FILE", name } : {}) } });
  }
  if (response.status === 401 || response.status === 403) {
    const reason = isAuthorized ? "NOT_ACCEPTED" : "NO_TOKEN";
    throw new AppError("HUB_GATED", { data: { reason, repo, page: `${base}/${repo}` } });
  }
  throw refusalOf(response, new URL(base).host, now);
}

function refusalOf({ status, headers }: Response, host: string, now: number): AppError {
  if (status !== 429) return new AppError("HUB_ANSWER", { data: { host, status } });
  const seconds = retryAfter(headers, now);
  return new AppError("HUB_BUSY", { data: { host, ...(seconds === null ? {} : { seconds }) } });
}

function notTheHub(address: string, status: number, cause?: unknown): AppError {
  return new AppError("HUB_ANSWER", { data: { host: new URL(address).host, status }, cause });
}

function rangeOf({ offset, tag }: HubFrom, host: string): Record<string, string> {
  if (offset === 0) return {};
  // A weak one says nothing of bytes (RFC 9110, 13.1.5).
  const condition = tag?.host === host && !tag.value.startsWith("W/") ? { "if-range": tag.value } : {};
  return { range: `bytes=${offset}-`, ...condition };
}

function sha256Of(header: string | null): string | null {
  const value = header?.replace(/^W\//u, "").replace(/^"|"$/gu, "") ?? "";
  return sha256Schema.safeParse(value).success ? value : null;
}

function numberOf(header: string | null): number | null {
  return header !== null && /^\d{1,15}$/u.test(header.trim()) ? Number(header) : null;
}

/** Lets go of an answer that nobody reads. */
async function drop(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {}); // it may have broken already
}

/** Whoever stands between reads what goes over plain HTTP. */
function keepsSecrets(url: URL): boolean {
  return url.protocol === "https:" || isLoopback(hostOf(url));
}
