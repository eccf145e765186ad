import { onTestFinished } from "vitest";
import { type McpServer, newMcpServerSchema } from "../../electron/contract/mcp.ts";
import { createMcpServers } from "../../electron/core/mcpClient/createMcpServers.ts";
import { createConnections } from "../../electron/core/net/connections.ts";
import { createIds, systemClock } from "../../electron/host/nodePorts.ts";
import { createProgramStarter } from "../../electron/host/programStarter.ts";
import { openLibrary } from "../unit/store/library.ts";
import { secretsInMemory } from "./remoteModels.ts";

/** Servers of tools on a library of their own, ended with the test. */
export function openMcpServers({ isLocked = false, programs = createProgramStarter() } = {}) {
  const { store } = openLibrary();
  store.settings.set({ ...store.settings.get(), offlineLock: isLocked });
  const logger = { info() {}, warn() {}, error() {} };
  const connections = createConnections({ store, clock: systemClock, logger, isForced: false, changed() {} });
  const secrets = secretsInMemory();
  const servers = createMcpServers({
    servers: store.mcpServers,
    secrets,
    programs,
    gate: connections.programs,
    outlet: connections.outlet,
    clock: systemClock,
    logger,
    ids: createIds(systemClock),
    version: "0.0.0",
    changed() {},
  });
  onTestFinished(() => servers.dispose());
  const { signal } = new AbortController();
  const add = (server: object) => servers.add(newMcpServerSchema.parse(server));
  const agree = (server: McpServer) =>
    server.place.kind === "program" ? servers.confirm({ id: server.id, ...server.place }) : Promise.resolve(server);
  return {
    store,
    connections,
    secrets,
    servers,
    ledger: () => connections.list({ before: null, limit: 100, host: null, refused: false }).connections,
    add,
    agree,
    /** Adds what Node makes of a script, and agrees to it. */
    async addProgram(source: string, env: Record<string, string> = {}) {
      const place = { kind: "program", command: process.execPath, args: ["-e", source], env };
      return await agree(await add({ name: "Stand-in", place }));
    },
    call: (id: string, tool: string, args = {}, by: AbortSignal = signal) => servers.call(id, tool, args, by),
  };
}
