import type { ListedTool } from "../../../electron/contract/mcp.ts";

/** How many of the tools are offered to models, and about how many tokens their descriptions take of a context. */
export function offeredTools(tools: readonly ListedTool[]): { readonly offered: number; readonly tokens: number } {
  const offered = tools.filter(({ isOffered }) => isOffered);
  return { offered: offered.length, tokens: offered.reduce((sum, { tokens }) => sum + tokens, 0) };
}
