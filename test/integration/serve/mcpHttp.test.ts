import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer, request as send, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import {
  Client as NewClient,
  StreamableHTTPClientTransport as NewTransport,
  type Transport,
} from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { createRouterClient } from "@orpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../../electron/api/createApp.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import type { Client } from "../../../electron/serve/mcp/mcpTool.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { clients, type McpClient } from "../../helpers/mcpClients.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

let app: App;
let contract: Client;
let door: { readonly api: string; readonly token: string };
let letter: string;

const add = async (name: string, text: string): Promise<string> => {
  const file = path.join(temporaryFolder(), name);
  await writeFile(file, text);
  const received = await app.receivePath(file);
  await ended(received.jobId);
  return received.documentId ?? "";
};
async function ended(jobId: string): Promise<void> {
  for await (const _ of await contract.jobs.attach({ jobId }));
}
const url = () => new URL(`${door.api}/mcp`);
const headers = () => ({ authorization: `Bearer ${door.token}` });

beforeAll(async () => {
  app = await openApp(temporaryFolder(), "terminal");
  contract = createRouterClient(app.router, { context: {} });
  letter = await add("letter.md", "# Letter\n\nThe board decided to repair the roof for 48,000 euros.\n");
  await contract.serving.set({ port: 0 });
  door = await app.serving.open();
});
afterAll(() => app.dispose());

describe.each(Object.entries(clients))("the library over HTTP to %s", (name, connect) => {
  let client: McpClient;
  beforeAll(async () => {
    const init = { requestInit: { headers: headers() } };
    const transport: Transport =
      name === "a client of 2025" ? new OldTransport(url(), init) : new NewTransport(url(), init);
    client = await connect(transport);
  });
  afterAll(() => client.close());

  it("answers as over stdio", async () => {
    expect((await client.listTools()).tools).toHaveLength(9);
    const { structuredContent } = await client.callTool({
      name: "verify_claim",
      arguments: { claim: "The board decided to repair the roof for 52,000 euros.", documents: [letter] },
    });
    expect(structuredContent).toMatchObject({ claims: [{ verdict: "contradicted", quotes: [{ page: 1 }] }] });
    const { contents } = await client.readResource({ uri: `tramontane://document/${letter}/page/1` });
    expect(JSON.stringify(contents)).toContain("48,000 euros");
  });
});

describe("changes and calls that are cancelled over HTTP", () => {
  it("tells clients of 2025 that listen, and new ones that asked for it, of documents that came", async () => {
    const old = new OldClient({ name: "old", version: "1" });
    const { ResourceListChangedNotificationSchema } = await import("@modelcontextprotocol/sdk/types.js");
    const toldOld = new Promise<void>((resolve) =>
      old.setNotificationHandler(ResourceListChangedNotificationSchema, () => resolve()),
    );
    await old.connect(new OldTransport(url(), { requestInit: { headers: headers() } }));
    let tellNew = () => {};
    const toldNew = new Promise<void>((resolve) => (tellNew = resolve));
    const young = new NewClient(
      { name: "new", version: "1" },
      {
        versionNegotiation: { mode: "auto" },
        listChanged: { resources: { autoRefresh: false, onChanged: () => tellNew() } },
      },
    );
    await young.connect(new NewTransport(url(), { requestInit: { headers: headers() } }));
    await old.listResources();
    await young.listResources();
    await add("minutes.md", "# Minutes\n\nMrs Okafor reports in June.\n");
    await expect(Promise.all([toldOld, toldNew])).resolves.toHaveLength(2);
    await old.close();
    await young.close();
  });

  it.each(["old", "new"])("stops a summary that a client of the %s protocol cancels", async (age) => {
    const model = path.join(temporaryFolder(), "tiny.gguf");
    writeTinyModel(model, { endBias: 2 });
    await ended((await app.receivePath(model, { only: "model" })).jobId);
    const sentences = Array.from(
      { length: 120 },
      (_, n) => `In ${1800 + n} the ${age} mill ground ${n + 3} tons of rye.`,
    );
    const document = await add("mill.md", `# The mill\n\n${sentences.join(" ")}\n`);
    const init = { requestInit: { headers: headers() } };
    const client: Pick<NewClient, "callTool" | "close"> = await (async () => {
      if (age === "new") return (await clients["a client that negotiates"]?.(new NewTransport(url(), init))) as never;
      const old = new OldClient({ name: "old", version: "1" });
      await old.connect(new OldTransport(url(), init));
      return {
        callTool: (params: never, options: never) => old.callTool(params, undefined, options),
        close: () => old.close(),
      } as never;
    })();
    const stop = new AbortController();
    const call = client.callTool(
      { name: "summarize_document", arguments: { document } },
      { signal: stop.signal, onprogress: () => stop.abort() },
    );
    await expect(call).rejects.toThrow();
    for (const { id, kind } of await contract.jobs.list()) if (kind === "summarize") await ended(id);
    expect(await contract.summaries.list({ documentId: document })).toMatchObject([{ status: "interrupted" }]);
    await client.close();
  });
});

describe("whoever has no business there", () => {
  const initialize = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: "1" } },
  });
  const post = async (more: Record<string, string>): Promise<number> =>
    (
      await fetch(url(), {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...more },
        body: initialize,
      })
    ).status;

  it("is refused without the token, from a page, and in a session that is none", async () => {
    expect(await post({})).toBe(401);
    expect(await post({ authorization: "Bearer no-key" })).toBe(401);
    expect(await post({ ...headers(), origin: door.api })).toBe(403);
    expect(await post({ ...headers(), origin: "https://example.org" })).toBe(403);
    expect(await post({ ...headers(), "mcp-session-id": "none" })).toBe(404);
    expect(await post(headers())).toBe(200);
  });

  it("finds the sessions of others ended where there are too many", async () => {
    const open = async () => {
      const client = new OldClient({ name: "many", version: "1" });
      await client.connect(new OldTransport(url(), { requestInit: { headers: headers() } }));
      return client;
    };
    const first = await open();
    const others: OldClient[] = [];
    for (let n = 0; n < 32; n += 1) others.push(await open());
    await expect(first.listTools()).rejects.toThrow(/session/i);
    expect((await others.at(-1)?.listTools())?.tools).toHaveLength(9);
    for (const client of [first, ...others]) await client.close();
  });
});

describe("the conformance suite", () => {
  let proxy: Server;
  let folder: string;
  const suite = path.join(applicationFolder(), "node_modules/@modelcontextprotocol/conformance/dist/index.js");
  const address = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mcp`;

  /** The suite knows of no token: it is put in on the way, and its own address made ours. */
  beforeAll(async () => {
    folder = temporaryFolder();
    proxy = createServer((incoming, outgoing) => {
      const isOurs = incoming.headers.host === new URL(address()).host;
      const forwarded = send(
        url(),
        {
          method: incoming.method,
          headers: { ...incoming.headers, ...headers(), host: isOurs ? url().host : incoming.headers.host },
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        },
      );
      forwarded.on("error", () => outgoing.destroy());
      outgoing.on("close", () => forwarded.destroy());
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", () => resolve()));
  });
  afterAll(() => {
    proxy.closeAllConnections();
    proxy.close();
  });

  const run = (scenario: string): Promise<{ code: number | null; said: string }> => {
    const child = spawn(process.execPath, [suite, "server", "--url", address(), "--scenario", scenario], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const output of [child.stdout, child.stderr]) output.on("data", (part: Buffer) => (said += part.toString()));
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, said }));
    });
  };

  it.each([
    "server-initialize",
    "ping",
    "tools-list",
    "resources-list",
    "server-sse-polling",
    "server-sse-multiple-streams",
  ])("is content: %s", async (scenario) => {
    const { code, said } = await run(scenario);
    expect([code, said]).toEqual([0, expect.not.stringMatching(/[1-9]\d* failed/u)]);
  });

  it("is content that a name of elsewhere is refused, where it would let in pages of this computer, which are refused too", async () => {
    const { said } = await run("dns-rebinding-protection");
    expect(said).toMatch(/1 passed|Passed: 1/iu);
  });
});
