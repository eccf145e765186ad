import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Client as NewClient } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { createRouterClient } from "@orpc/server";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { builtPrograms } from "../../helpers/builtPrograms.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";
import { startServer } from "../../helpers/runningServer.ts";
import { runCli } from "../../helpers/runCli.ts";

const info = { name: "test", version: "1.0.0" };
const inspector = path.join(
  applicationFolder(),
  "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js",
);
const data = temporaryFolder();
const server = { command: process.execPath, args: [path.join(builtPrograms, "cli.js"), "mcp", "--data-dir", data] };

beforeAll(async () => {
  const app = await openApp(data, "terminal");
  const file = path.join(temporaryFolder(), "letter.md");
  await writeFile(file, "# Letter\n\nThe board decided to repair the roof for 48,000 euros.\n");
  const { jobId } = await app.receivePath(file);
  const events = await createRouterClient(app.router, { context: {} }).jobs.attach({ jobId });
  for await (const { type } of events) if (type === "done") break;
  await app.dispose();
});

/** Runs the inspector's command line. */
function inspect(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [inspector, "--cli", server.command, ...server.args, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

describe("tramontane mcp", () => {
  it.each(["legacy", "auto", { pin: "2026-07-28" }] as const)(
    "serves a new client that starts it (%j), and ends with it",
    async (mode) => {
      const client = new NewClient(info, { versionNegotiation: { mode } });
      await client.connect(new NewTransport({ ...server, stderr: "pipe" }));
      const { structuredContent } = await client.callTool({ name: "search_library", arguments: { query: "roof" } });
      expect(JSON.stringify(structuredContent)).toContain("48,000 euros");
      await client.close();
      // Where it had not ended, the library would be in use.
      const { code, stdout } = await runCli(["mcp", "--data-dir", data]);
      expect([code, stdout]).toEqual([0, ""]);
    },
  );

  it("goes on in an application that starts meanwhile, and by itself when that has ended", async () => {
    const client = new NewClient(info);
    await client.connect(new NewTransport({ ...server, stderr: "pipe" }));
    const search = async () =>
      JSON.stringify(
        (await client.callTool({ name: "search_library", arguments: { query: "roof" } })).structuredContent,
      );
    expect(await search()).toContain("48,000 euros");
    const application = await startServer(data);
    expect(await search()).toContain("48,000 euros");
    await application.stop();
    expect(await search()).toContain("48,000 euros");
    await client.close();
  });

  it("serves an old client that starts it", async () => {
    const client = new OldClient(info);
    await client.connect(new OldTransport({ ...server, stderr: "pipe" }));
    const { resources } = await client.listResources();
    expect(resources).toMatchObject([{ title: "Letter", mimeType: "text/markdown" }]);
    await client.close();
  });

  it("writes nothing but the protocol on stdout, in either era, and ends when stdin does", async () => {
    const line = z.looseObject({ jsonrpc: z.literal("2.0") });
    const initialize = {
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: info },
    };
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": info,
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const discover = { jsonrpc: "2.0", id: 1, method: "server/discover", params: { _meta: meta } };
    for (const [request, said] of [
      [initialize, "2025-06-18"],
      [discover, "2026-07-28"],
    ] as const) {
      const lines = await talk(JSON.stringify(request));
      expect(lines).toHaveLength(1);
      expect(line.parse(JSON.parse(lines[0] ?? ""))).toMatchObject({ id: 1, result: expect.anything() as unknown });
      expect(lines[0]).toContain(said);
    }
  });

  it("says what is wrong on stderr alone", async () => {
    const { code, stdout, stderr } = await runCli(["mcp", "letter.md", "--data-dir", data]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(JSON.parse(stderr)).toMatchObject({ code: "USAGE" });
  });

  it("is driven by the inspector's command line", async () => {
    const listed = await inspect("--method", "tools/list", "--strict");
    expect([listed.code, listed.stderr]).toEqual([0, ""]);
    const { tools } = z.object({ tools: z.array(z.object({ name: z.string() })) }).parse(JSON.parse(listed.stdout));
    expect(tools.map(({ name }) => name)).toContain("verify_claim");
    const called = await inspect(
      "--method",
      "tools/call",
      "--tool-name",
      "verify_claim",
      "--tool-arg",
      "claim=The board decided to repair the roof for 52,000 euros.",
    );
    expect(called.code).toBe(0);
    expect(JSON.parse(called.stdout)).toMatchObject({
      structuredContent: { claims: [{ verdict: "contradicted", quotes: [{ page: 1 }] }] },
    });
  });
});

/** Sends a line, closes stdin once something was answered, and tells all that was. */
function talk(request: string): Promise<string[]> {
  const child = spawn(server.command, server.args, { stdio: ["pipe", "pipe", "ignore"] });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    if (stdout.includes("\n")) child.stdin.end();
  });
  child.stdin.write(`${request}\n`);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve(stdout.trim().split("\n")));
  });
}
