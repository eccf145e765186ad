import { AppError, toAppError } from "../../contract/errors.ts";
import {
  commandLine,
  type ListedTool,
  type McpPlace,
  type McpServer,
  type McpTool,
  mcpServerSchema,
  type NewMcpServer,
} from "../../contract/mcp.ts";
import { reachOf } from "../../contract/endpoints.ts";
import { neverAborted, untilAborted } from "../async/waiting.ts";
import type { Changes } from "../changes.ts";
import type { IdSource, SecretStore } from "../ports.ts";
import type { McpQueries, StoredMcpServer } from "../store/store.ts";
import { estimateTokens } from "../text/estimateTokens.ts";
import { serverAddress } from "./address.ts";
import type { McpServers, Offered } from "./mcpClient.ts";
import type { McpSession, SessionDeps, SessionTarget } from "./session.ts";
import { settleChoices, type ToolChoice, withDecisions } from "./toolChoices.ts";

export interface McpServersDeps extends SessionDeps {
  readonly servers: McpQueries;
  readonly secrets: Pick<SecretStore, "get" | "set" | "has">;
  readonly ids: IdSource;
  readonly changed: Changes["changed"];
}

/** A connection that is there or under way. */
interface Held {
  readonly session: Promise<McpSession>;
  readonly over: AbortController;
  isRunning: boolean;
}

type NewPlace = NewMcpServer["place"] | { kind: "program"; command: string; args: string[]; env: null };

export function createMcpServers(deps: McpServersDeps): McpServers {
  const { servers, secrets, clock, ids, changed } = deps;
  const held = new Map<string, Held>();
  /** what is being ended */
  const ending = new Set<Promise<unknown>>();
  let isOver = false;

  function requireServer(id: string): StoredMcpServer {
    const server = servers.get(id);
    if (!server) throw new AppError("MCP_UNKNOWN");
    return server;
  }

  /** Keeps what was found of one that may have been taken away meanwhile. */
  function patch(id: string, change: Partial<StoredMcpServer>): void {
    const server = servers.get(id);
    if (server) servers.put({ ...server, ...change });
    changed("mcpServers", id);
  }

  /** The choices about the tools that were listed last; of a server of an earlier version as they would have been then. */
  function choicesOf({ tools, choices }: StoredMcpServer): ToolChoice[] | null {
    return tools === null ? null : settleChoices(tools, choices);
  }

  async function told(id: string): Promise<McpServer> {
    const server = requireServer(id);
    const connection = held.get(id);
    const { place } = server;
    const shown: McpPlace =
      place.kind === "address"
        ? { ...place, reach: reachOf(place.url) }
        : { ...place, args: [...place.args], variables: [...place.variables] };
    return mcpServerSchema.parse({
      ...server,
      place: shown,
      tools: listed(server.tools, choicesOf(server)),
      hasToken: place.kind === "address" && (await secrets.has(tokenOf(id))),
      status: connection ? (connection.isRunning ? "running" : "starting") : "off",
    });
  }

  function requireFreeName(name: string, id: string | null): void {
    const isTaken = servers.list().some((other) => other.id !== id && fold(other.name) === fold(name));
    if (isTaken) throw new AppError("INVALID_INPUT", { data: { reason: "MCP_NAME_TAKEN", name } });
  }

  async function targetOf({ id, name, place, protocol }: StoredMcpServer): Promise<SessionTarget> {
    if (place.kind === "address") {
      return { name, protocol, place: { ...place, token: await secrets.get(tokenOf(id)) } };
    }
    const env = readVariables(place.variables.length === 0 ? null : await secrets.get(variablesOf(id)));
    return { name, protocol, place: { ...place, env } };
  }

  /** The one connection to it, made where there is none. @throws MCP_…, OFFLINE_LOCKED, CANCELLED */
  function sessionOf(id: string, signal: AbortSignal): Promise<McpSession> {
    const there = held.get(id);
    if (there) return untilAborted(there.session, signal);
    const server = requireServer(id);
    const { name, place } = server;
    if (isOver) throw new AppError("CANCELLED");
    if (!server.enabled) throw new AppError("MCP_OFF", { data: { name } });
    if (place.kind === "program" && !server.isConfirmed) {
      throw new AppError("MCP_UNCONFIRMED", { data: { name, command: commandLine(place) } });
    }
    const over = new AbortController();
    const own: Held = { session: begin(server, over.signal), over, isRunning: false };
    held.set(id, own);
    changed("mcpServers", id);
    own.session.then(
      (session) => {
        own.isRunning = true;
        patch(id, { calls: session.calls, protocol: session.protocol, problem: null });
        void session.ended.then((problem) => {
          if (held.get(id) !== own) return;
          held.delete(id);
          patch(id, problem ? { problem: problem.toProblem() } : {});
        });
      },
      (thrown: unknown) => {
        if (held.get(id) === own) held.delete(id);
        const error = toAppError(thrown);
        patch(id, error.code === "CANCELLED" ? {} : { problem: error.toProblem() });
      },
    );
    return untilAborted(own.session, signal);
  }

  async function begin(server: StoredMcpServer, over: AbortSignal): Promise<McpSession> {
    // What speaks the protocol is loaded when it is needed.
    const [{ connect }, target] = await Promise.all([import("./session.ts"), targetOf(server)]);
    if (over.aborted) throw new AppError("CANCELLED");
    return await connect(deps, target, over);
  }

  /** Ends the connection; resolves when nothing of it is left. */
  async function end(id: string): Promise<void> {
    const own = held.get(id);
    if (!own) return;
    held.delete(id);
    const ended = own.isRunning
      ? own.session.then((session) => session.close())
      : (own.over.abort(),
        own.session.then(
          (session) => session.close(),
          () => {},
        ));
    ending.add(ended);
    try {
      await ended;
    } finally {
      ending.delete(ended);
      own.over.abort();
      changed("mcpServers", id);
    }
  }

  /** Asks, and once more over a new session where the server does not know the old one any more. */
  async function ask<T>(id: string, signal: AbortSignal, what: (session: McpSession) => Promise<T>): Promise<T> {
    const { SessionExpired } = await import("./session.ts");
    const session = await sessionOf(id, signal);
    try {
      return await what(session);
    } catch (thrown) {
      if (!(thrown instanceof SessionExpired)) throw thrown;
      await end(id);
    }
    try {
      return await what(await sessionOf(id, signal));
    } catch (thrown) {
      if (!(thrown instanceof SessionExpired)) throw thrown;
      const { name } = requireServer(id);
      throw new AppError("MCP_FAILED", { data: { name, reason: "ADDRESS" }, cause: thrown });
    }
  }

  /** Lists them anew, and gives those that are offered. */
  async function toolsOf(id: string, signal: AbortSignal): Promise<McpTool[]> {
    try {
      const tools = await ask(id, signal, (session) => session.tools(signal));
      const server = servers.get(id);
      const choices = settleChoices(tools, server ? choicesOf(server) : null);
      patch(id, { tools, choices, testedAt: clock.now(), problem: null });
      const chosen = new Set(choices.flatMap(({ name, isOffered }) => (isOffered ? [name] : [])));
      return tools.filter(({ name }) => chosen.has(name));
    } catch (thrown) {
      const error = toAppError(thrown);
      // Who stopped it meanwhile knows.
      if (!signal.aborted && error.code !== "CANCELLED") patch(id, { problem: error.toProblem() });
      throw error;
    }
  }

  /** What is kept of a place, and its variables. */
  async function keepPlace(id: string, place: NewPlace, before: readonly string[]): Promise<StoredMcpServer["place"]> {
    if (place.kind === "address") {
      await secrets.set(variablesOf(id), null);
      return { kind: "address", url: serverAddress(place.url) };
    }
    const { command, args, env } = place;
    if (env === null) return { kind: "program", command, args, variables: before };
    const variables = Object.keys(env).toSorted();
    await secrets.set(variablesOf(id), variables.length === 0 ? null : JSON.stringify(env));
    return { kind: "program", command, args, variables };
  }

  return {
    list: () => Promise.all(servers.list().map(({ id }) => told(id))),

    async add({ name, place, token }) {
      requireFreeName(name, null);
      const id = ids.next();
      const kept = await keepPlace(id, place, []);
      if (kept.kind === "address" && token !== null) await secrets.set(tokenOf(id), token);
      servers.put({
        id,
        name,
        place: kept,
        enabled: true,
        isConfirmed: kept.kind === "address",
        calls: null,
        protocol: null,
        tools: null,
        choices: null,
        testedAt: null,
        problem: null,
        addedAt: clock.now(),
      });
      changed("mcpServers", id);
      return await told(id);
    },

    async update({ id, name, place, token, enabled, offer }) {
      const before = requireServer(id);
      if (name !== undefined) requireFreeName(name, id);
      let next: StoredMcpServer = {
        ...before,
        ...(name !== undefined && { name }),
        ...(enabled !== undefined && { enabled }),
        ...(offer !== undefined && { choices: withDecisions(choicesOf(before) ?? [], offer) }),
      };
      if (place !== undefined) {
        const kept = await keepPlace(id, place, before.place.kind === "program" ? before.place.variables : []);
        const isSame =
          JSON.stringify(kept) === JSON.stringify(before.place) && (place.kind === "address" || place.env === null);
        if (!isSame) {
          const isProgram = kept.kind === "program";
          next = {
            ...next,
            place: kept,
            isConfirmed: !isProgram,
            calls: null,
            protocol: null,
            tools: null,
            choices: null,
            problem: null,
          };
        }
        // What was meant for one host is not sent to another.
        if (originOf(kept) !== originOf(before.place)) await secrets.set(tokenOf(id), null);
      }
      if (token !== undefined && next.place.kind === "address") await secrets.set(tokenOf(id), token);
      servers.put(next);
      changed("mcpServers", id);
      if (place !== undefined || token !== undefined || enabled === false || name !== undefined) await end(id);
      return await told(id);
    },

    async remove(id) {
      requireServer(id);
      servers.remove(id);
      await Promise.all([end(id), secrets.set(tokenOf(id), null), secrets.set(variablesOf(id), null)]);
      changed("mcpServers", id);
    },

    async confirm({ id, command, args, variables }) {
      const server = requireServer(id);
      const shown = JSON.stringify({ kind: "program", command, args, variables });
      if (shown !== JSON.stringify(server.place)) {
        throw new AppError("INVALID_INPUT", { data: { reason: "MCP_OTHER_COMMAND" } });
      }
      patch(id, { isConfirmed: true, problem: null });
      return await told(id);
    },

    async test(id, signal = neverAborted()) {
      requireServer(id);
      await end(id);
      try {
        await toolsOf(id, signal);
      } catch (thrown) {
        if (signal.aborted) throw new AppError("CANCELLED", { cause: thrown });
      }
      return await told(id);
    },

    async stop(id) {
      requireServer(id);
      await end(id);
      return await told(id);
    },

    offered: (serverIds, signal) =>
      Promise.all(
        serverIds
          .flatMap((serverId) => {
            const server = servers.get(serverId);
            return server ? [server] : [];
          })
          .map(async ({ id, name }): Promise<Offered> => {
            try {
              return { serverId: id, name, tools: await toolsOf(id, signal) };
            } catch (thrown) {
              if (signal.aborted) throw new AppError("CANCELLED", { cause: thrown });
              return { serverId: id, name, problem: toAppError(thrown).toProblem() };
            }
          }),
      ),

    call: (serverId, tool, args, signal) => ask(serverId, signal, (session) => session.call(tool, args, signal)),

    async dispose() {
      isOver = true;
      await Promise.allSettled([...Array.from(held.keys(), end), ...ending]);
    },
  };
}

function listed(tools: readonly McpTool[] | null, choices: readonly ToolChoice[] | null): ListedTool[] | null {
  const known = new Map(choices?.map((choice) => [choice.name, choice]));
  return (
    tools?.map((tool) => {
      const { isOffered = false, isNew = false } = known.get(tool.name) ?? {};
      const { name, description, parameters } = tool;
      return { ...tool, isOffered, isNew, tokens: estimateTokens(JSON.stringify({ name, description, parameters })) };
    }) ?? null
  );
}

function tokenOf(id: string): string {
  return `mcp:${id}`;
}

/** The name under which the values of a program's variables are kept, as JSON. */
function variablesOf(id: string): string {
  return `mcp-variables:${id}`;
}

function readVariables(text: string | null): Record<string, string> {
  return text === null ? {} : (JSON.parse(text) as Record<string, string>);
}

function originOf(place: StoredMcpServer["place"]): string {
  return place.kind === "address" ? new URL(place.url).origin : "";
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}
