import type { McpConfirmation, McpServer, McpServerPatch, McpTool, NewMcpServer } from "../../contract/mcp.ts";
import type { Problem } from "../../contract/errors.ts";

/** Servers of tools that a person added. Nothing is started or asked before somebody needs it, one process or session each. */
export interface McpServers extends ToolSource {
  list(): Promise<McpServer[]>;
  /** @throws INVALID_INPUT */
  add(server: NewMcpServer): Promise<McpServer>;
  /** What runs with what was before is ended. @throws MCP_UNKNOWN, INVALID_INPUT */
  update(patch: McpServerPatch): Promise<McpServer>;
  /** With its secrets. @throws MCP_UNKNOWN */
  remove(id: string): Promise<void>;
  /** @throws MCP_UNKNOWN; INVALID_INPUT where the command is another by now */
  confirm(confirmation: McpConfirmation): Promise<McpServer>;
  /** Connects anew and asks for the tools; what goes wrong stands in it. @throws MCP_UNKNOWN, CANCELLED */
  test(id: string, signal?: AbortSignal): Promise<McpServer>;
  /** @throws MCP_UNKNOWN */
  stop(id: string): Promise<McpServer>;
  /** Ends all of them; resolves when nothing of them is left. */
  dispose(): Promise<void>;
}

/** What a conversation needs of them. */
export interface ToolSource {
  /** The tools of these servers that a person lets them offer, as they list them now; a server that cannot be had says why instead. @throws CANCELLED */
  offered(serverIds: readonly string[], signal: AbortSignal): Promise<Offered[]>;
  /**
   * Has a tool do its work. What fails in the tool itself is an answer.
   * @throws MCP_…, OFFLINE_LOCKED, CANCELLED
   */
  call(
    serverId: string,
    tool: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<ToolAnswer>;
}

export type Offered = {
  readonly serverId: string;
  /** of the server */
  readonly name: string;
} & ({ readonly tools: readonly McpTool[] } | { readonly problem: Problem });

export interface ToolAnswer {
  readonly text: string;
  /** the tool says that it failed, and why */
  readonly isError: boolean;
}
