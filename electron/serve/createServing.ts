import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { AppError, type Problem, toAppError } from "../contract/errors.ts";
import type { Serving, ServingPatch } from "../contract/serving.ts";
import { type ApiSettings, sleepAfterMs } from "../contract/settings.ts";
import type { Core } from "../core/createCore.ts";
import { createWords } from "../words/words.ts";
import { anthropicRoutes } from "./anthropic/anthropicRoutes.ts";
import { createClients } from "./clients.ts";
import { type GuardDeps, guards } from "./guards.ts";
import { listen, type Listening } from "./listen.ts";
import { mcpRoutes } from "./mcp/mcpRoutes.ts";
import type { Client } from "./mcp/mcpTool.ts";
import { ollamaRoutes } from "./ollama/ollamaRoutes.ts";
import { openaiRoutes } from "./openai/openaiRoutes.ts";
import { openApi } from "./own/openApi.ts";
import { ownRoutes } from "./own/ownRoutes.ts";
import { refusal } from "./refusal.ts";
import { createServedModels, type ServedModels } from "./servedModels.ts";

/** The door for other programs of this computer: closed until a person opens it. */
export interface ServingDoor {
  state(): Serving;
  /** Opens, closes or moves it, and keeps that in the settings. */
  set(patch: ServingPatch): Promise<Serving>;
  token(): Promise<string>;
  /** No program is let in any more that knows the token of before. */
  renewToken(): Promise<string>;
  /** Opens it whatever the settings say, and until the end. @throws SERVING_FAILED, KEYCHAIN_CLOSED */
  open(): Promise<{ readonly api: string; readonly token: string }>;
  dispose(): Promise<void>;
}

/** The application, as the routes see it. */
export type ServedCore = Core;

/** Under which the token is kept beside other secrets. */
export const tokenName = "api.token";

/**
 * @param follows opens and closes as the settings say, and at once
 * @param client of the application's contract, asked for when a request comes that is answered through it
 */
export function createServing(
  core: ServedCore,
  { follows, client }: { readonly follows: boolean; readonly client: () => Client },
): ServingDoor {
  const { ports, store, changes, connections } = core;
  const { clock, logger, secrets } = ports;
  const { changed } = changes;
  let token = "";
  let listening: Listening | null = null;
  let problem: Problem | null = null;
  /** opened for this start, whatever the settings say */
  let isHeld = false;
  let isDisposed = false;
  let work = Promise.resolve();
  let applied = "";
  const clients = createClients({
    clock,
    admit: (name) => connections.admit(name, { host: "127.0.0.1", port: listening?.port ?? 0 }),
    changed: () => changed("serving", null),
  });
  const settings = (): ApiSettings => store.settings.get().api;
  const routes = createRoutes(
    {
      port: () => listening?.port ?? 0,
      token: () => token,
      isOllamaOn: () => settings().ollama,
      admitted: clients.admitted,
    },
    {
      core,
      models: createServedModels({ registry: core.registry, files: core.models, endpoints: core.endpoints }),
      client,
    },
  );

  function state(): Serving {
    return {
      status: listening ? "on" : problem ? "failed" : "off",
      address: listening && addressOf(listening),
      problem,
      ...settings(),
      clients: clients.list(),
    };
  }

  async function readToken(): Promise<string> {
    const kept = await secrets.get(tokenName);
    if (kept !== null) return kept;
    const made = newToken();
    await secrets.set(tokenName, made);
    return made;
  }

  async function close(): Promise<void> {
    const open = listening;
    listening = null;
    await open?.close();
    clients.end();
  }

  /** Brings the door in line with what is wanted. @throws SERVING_FAILED, KEYCHAIN_CLOSED */
  async function apply(): Promise<void> {
    const { on, port } = settings();
    const wanted = JSON.stringify({ isOpen: !isDisposed && (on || isHeld), port });
    if (wanted === applied) return;
    applied = wanted;
    await close();
    problem = null;
    try {
      if (isDisposed || !(on || isHeld)) return;
      token = await readToken();
      listening = await listen(routes.fetch, port);
    } catch (thrown) {
      // It is tried again as soon as anybody asks for it.
      applied = "";
      const error = toAppError(thrown);
      problem = error.toProblem();
      logger.warn("The server for other programs could not be opened", { error: String(error) });
      throw error;
    } finally {
      if (!isDisposed) changed("serving", null);
    }
  }

  /** One after the other. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = work.then(run);
    work = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  /** What goes wrong stands in the state. */
  const follow = (): Promise<void> => inTurn(() => apply().catch(() => {}));
  const stopWatching = follows
    ? changes.listen(({ what }) => {
        if (what === "settings") void follow();
      })
    : () => {};
  if (follows) void follow();

  return {
    state,
    async set(patch) {
      const before = store.settings.get();
      const given = Object.entries(patch).filter(([, value]) => value !== undefined);
      store.settings.set({ ...before, api: { ...before.api, ...Object.fromEntries(given) } });
      changed("settings", null);
      if (follows || isHeld) await follow();
      return state();
    },
    token: async () => (token === "" ? await readToken() : token),
    async renewToken() {
      const made = newToken();
      await secrets.set(tokenName, made);
      token = made;
      changed("serving", null);
      return made;
    },
    open: () =>
      inTurn(async () => {
        isHeld = true;
        await apply();
        if (!listening) throw new AppError("CANCELLED");
        return { api: addressOf(listening), token };
      }),
    async dispose() {
      stopWatching();
      isDisposed = true;
      await follow();
    },
  };
}

/** What the groups of routes are made of. */
export interface RouteDeps {
  readonly core: ServedCore;
  readonly models: ServedModels;
  readonly client: () => Client;
}

/** All routes behind their guards. */
export function createRoutes(guard: GuardDeps, { core, models, client }: RouteDeps): Hono {
  const { clock, ids, logger } = core.ports;
  const temperature = () => core.store.settings.get().temperature;
  const routes = new Hono();
  const words = createWords();
  routes.onError((thrown, c) => refusal(c, toAppError(thrown), { words, logger }));
  routes.notFound((c) => {
    const allowed = methods.filter((method) => hasRoute(routes, method, c.req.path)).join(", ");
    if (allowed !== "") {
      const answer = refusal(c, new AppError("METHOD_WRONG", { data: { path: c.req.path, allowed } }), {
        words,
        logger,
      });
      answer.headers.set("allow", allowed);
      return answer;
    }
    throw new AppError("ROUTE_UNKNOWN", { data: { path: c.req.path } });
  });
  routes.use(guards(guard));
  routes.get("/health", (c) => c.json({ status: "ok", version: core.version }));
  let description: ReturnType<typeof openApi> | null = null;
  routes.get("/v1/openapi.json", (c) => c.json((description ??= openApi(core.version))));
  routes.route("/", ownRoutes({ core, models, words }));
  routes.route(
    "/",
    anthropicRoutes({
      models,
      given: core.given,
      temperature,
      newId: () => `msg_${ids.next()}`,
      clock,
      logger,
      words,
    }),
  );
  const keptMs = () => sleepAfterMs(core.store.settings.get());
  routes.route(
    "/",
    ollamaRoutes({ models, clock, logger, words, version: core.version, isOn: guard.isOllamaOn, temperature, keptMs }),
  );
  routes.route("/", openaiRoutes({ models, temperature, clock, ids, words }));
  routes.route("/", mcpRoutes({ client, words, version: core.version, listen: (tell) => onDocuments(core, tell) }));
  return routes;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** True where a route of its own stands at the path, not only what stands before all of them. */
function hasRoute({ router }: Hono, method: string, path: string): boolean {
  return router.match(method, path)[0].some(([[, route]]) => route.method === method);
}

function onDocuments({ changes }: ServedCore, tell: () => void): void {
  changes.listen(({ what }) => {
    if (what === "documents") tell();
  });
}

function addressOf({ port }: Listening): string {
  return `http://127.0.0.1:${port}`;
}

function newToken(): string {
  return randomBytes(32).toString("base64url");
}
