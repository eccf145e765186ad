import type { McpServer } from "../../../electron/contract/mcp.ts";
import type { Problem } from "../../../electron/contract/errors.ts";

/** How a server of tools stands, in one word of the catalogue (`toolServers.state`). */
export function serverState(
  server: Pick<McpServer, "enabled" | "isConfirmed" | "status" | "problem">,
): "disabled" | "unconfirmed" | "off" | "starting" | "running" | "failed" {
  const { enabled, isConfirmed, status } = server;
  if (!enabled) return "disabled";
  if (status !== "off") return status;
  if (!isConfirmed) return "unconfirmed";
  return ownProblem(server) ? "failed" : "off";
}

/** What went wrong with it. The lock says itself why nothing was connected to. */
export function ownProblem({ problem }: Pick<McpServer, "problem">): Problem | null {
  return problem?.code === "OFFLINE_LOCKED" ? null : problem;
}

/** The offline lock keeps it from being started or connected to. */
export function isKeptByLock({ place }: Pick<McpServer, "place">, isLocked: boolean): boolean {
  return isLocked && (place.kind === "program" || place.reach !== "loopback");
}
