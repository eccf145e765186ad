import { applicationVersion } from "../host/applicationFolder.ts";
import { serveMcpStdio } from "../serve/mcp/serveMcpStdio.ts";
import { parseOptions, usage } from "./options.ts";
import { withLastingClient } from "./session.ts";
import { words } from "./words.ts";

/** The Model Context Protocol on stdin and stdout, until stdin ends; with `servers`, those whose tools are used here. */
export async function mcp(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions("mcp", args);
  if (options.words[0] === "servers") return await (await import("./mcpServers.ts")).mcpServers(options, signal);
  if (options.words.length > 0) throw usage({ reason: "ARGUMENTS", detail: `mcp takes no ${options.words.join(" ")}` });
  return withLastingClient(options, signal, async (client) => {
    const deps = { client, words, version: applicationVersion() };
    await serveMcpStdio(deps, { input: process.stdin, output: process.stdout, signal });
    return 0;
  });
}
