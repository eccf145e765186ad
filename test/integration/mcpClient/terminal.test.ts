import path from "node:path";
import { expect, it } from "vitest";
import { mcpServerSchema } from "../../../electron/contract/mcp.ts";
import { temporaryFolder } from "../../helpers/openApp.ts";
import { runCli } from "../../helpers/runCli.ts";

const script = path.resolve(
  import.meta.dirname,
  "../../../node_modules/@modelcontextprotocol/server-everything/dist/index.js",
);

it("adds a server of tools at the terminal, lists its tools, and forgets it", async () => {
  const data = path.join(temporaryFolder(), "data");
  // What stands behind the two dashes is the command’s own.
  const run = (...args: string[]) => runCli(["mcp", "servers", "--data-dir", data, ...args]);
  expect((await run()).stdout).toContain("No server of tools was added");
  const locked = await run("add", "Everything", "--", process.execPath, script, "stdio");
  expect(locked.code).toBe(1);
  expect(JSON.parse(locked.stderr)).toMatchObject({ code: "OFFLINE_LOCKED" });

  await runCli(["connections", "unlock", "--data-dir", data]);
  const tools = await run("--json", "tools", "everything");
  expect(tools.code).toBe(0);
  expect(mcpServerSchema.parse(JSON.parse(tools.stdout))).toMatchObject({ isConfirmed: true, problem: null });
  expect((await run()).stdout).toMatch(/^Everything {2}.*stdio\n {2}.*\n {2}echo: /mu);
  expect((await run("remove", "Everything")).code).toBe(0);
  expect((await run("tools", "Everything")).stderr).toContain("MCP_UNKNOWN");
  expect((await run("add", "Nothing")).code).toBe(2);
});
