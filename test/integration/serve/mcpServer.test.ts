import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { createRouterClient } from "@orpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { App } from "../../../electron/api/createApp.ts";
import type { McpDeps } from "../../../electron/serve/mcp/mcpTool.ts";
import { createWords } from "../../../electron/words/words.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { clients, type McpClient, overStreams } from "../../helpers/mcpClients.ts";
import { openApp, temporaryFolder } from "../../helpers/openApp.ts";

const letter = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.
The work shall begin before the rains of autumn.
`;
const laterLetter = letter.replace("48,000", "52,000");

const hitsSchema = z.object({ hits: z.array(z.object({ document: z.string(), snippet: z.string() })) });
const claimsSchema = z.object({
  claims: z.array(
    z.object({ text: z.string(), verdict: z.string(), why: z.string(), quotes: z.array(z.looseObject({})) }),
  ),
});

let app: App;
let deps: McpDeps;
let ids: string[];

beforeAll(async () => {
  app = await openApp(temporaryFolder(), "terminal");
  deps = { client: createRouterClient(app.router, { context: {} }), words: createWords(), version: "1.2.3" };
  const folder = temporaryFolder();
  ids = [];
  for (const [name, text] of [
    ["letter.md", letter],
    ["later.md", laterLetter],
  ] as const) {
    await writeFile(path.join(folder, name), text);
    const received = await app.receivePath(path.join(folder, name));
    await ended(received.jobId);
    ids.push(received.documentId ?? "");
  }
});
afterAll(() => app.dispose());

async function ended(jobId: string): Promise<string | undefined> {
  let last: string | undefined;
  for await (const event of await deps.client.jobs.attach({ jobId })) last = event.type;
  return last;
}

const textOf = ({ content }: Awaited<ReturnType<McpClient["callTool"]>>): string =>
  content.map((each) => (each.type === "text" ? each.text : "")).join("");

describe.each(Object.entries(clients))("the library over stdio to %s", (_, connect) => {
  let server: ReturnType<typeof overStreams>;
  let client: McpClient;
  const call = (name: string, args: Record<string, unknown>) => client.callTool({ name, arguments: args });

  beforeAll(async () => {
    server = overStreams(deps);
    client = await connect(server.transport);
  });
  afterAll(async () => {
    await client.close();
    await server.end();
  });

  it("offers its tools with what they take, give and do", async () => {
    expect(client.getServerVersion()).toMatchObject({ name: "tramontane", version: "1.2.3" });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "list_documents",
      "search_library",
      "read_document",
      "search",
      "fetch",
      "summarize_document",
      "verify_claim",
      "ask_documents",
      "compare_documents",
    ]);
    for (const { name, description, inputSchema, outputSchema, annotations } of tools) {
      expect(description?.length).toBeGreaterThan(40);
      expect([inputSchema.type, outputSchema?.["type"]]).toEqual(["object", "object"]);
      expect(annotations).toMatchObject({
        readOnlyHint: name !== "summarize_document",
        destructiveHint: false,
        openWorldHint: false,
      });
    }
  });

  it("lists, finds and reads documents, the same in text as in structure", async () => {
    const listed = await call("list_documents", {});
    expect(listed.structuredContent).toMatchObject({ total: 2, next: null });
    expect(JSON.parse(textOf(listed))).toEqual(listed.structuredContent);
    const all = hitsSchema.parse((await call("search_library", { query: "roof 48,000" })).structuredContent);
    expect(all.hits.map(({ document }) => document)).toEqual([ids[0]]);
    const some = await call("search_library", { query: "What does the harbour pay for its roof?" });
    expect(some.structuredContent).toMatchObject({ found: "some words" });
    expect(hitsSchema.parse(some.structuredContent).hits[0]?.snippet).toContain("roof");
    const read = await call("read_document", { document: ids[0]?.slice(0, 12) });
    expect(read.structuredContent).toMatchObject({ document: { id: ids[0] }, next: null });
    expect(textOf(read)).toContain("It decided to repair the roof for 48,000 euros.");
  });

  it("answers search and fetch as clients of that pair expect", async () => {
    const found = await call("search", { query: "rains of autumn" });
    const { results } = z
      .object({ results: z.array(z.strictObject({ id: z.string(), title: z.string(), url: z.string() })) })
      .parse(JSON.parse(textOf(found)));
    expect(results.length).toBeGreaterThan(1);
    const fetched = await call("fetch", { id: results[0]?.id });
    expect(fetched.structuredContent).toMatchObject({ id: results[0]?.id, url: results[0]?.url });
    expect(textOf(fetched)).toContain("before the rains of autumn");
  });

  it("says of each sentence whether the documents say it, and what speaks against it", async () => {
    const checked = await call("verify_claim", {
      claim: "The board met on 3 March 2025. The board decided to repair the roof for 99,000 euros.",
      documents: ["letter.md"],
    });
    const { claims } = claimsSchema.parse(checked.structuredContent);
    expect(claims.map(({ verdict }) => verdict)).toEqual(["verified", "contradicted"]);
    expect(claims[0]?.quotes[0]).toMatchObject({
      document: ids[0],
      page: 1,
      quote: expect.stringContaining("3 March 2025") as unknown,
      uri: `tramontane://document/${ids[0] ?? ""}/page/1`,
    });
    expect(claims[1]?.why).toContain("99,000");
    const everywhere = await call("verify_claim", { claim: "It decided to repair the roof for 48,000 euros." });
    expect(everywhere.structuredContent).toMatchObject({ documents: 2, verdicts: { verified: 1 } });
    expect(JSON.stringify(everywhere.structuredContent)).toContain("52,000");
  });

  it("compares two versions, summarizes by quotes and answers by passages without a model", async () => {
    const compared = await call("compare_documents", { before: ids[0], after: ids[1] });
    expect(compared.structuredContent).toMatchObject({
      total: 1,
      changes: [{ kind: "changed", about: expect.arrayContaining(["amount"]) as unknown, before: [{ page: 1 }] }],
    });
    const summary = await call("summarize_document", { document: ids[0], quotesOnly: true });
    expect(summary.structuredContent).toMatchObject({
      model: null,
      uri: null,
      coverage: { pages: 1, read: 1, unread: [] },
    });
    const answer = await call("ask_documents", {
      question: "How much does repairing the roof cost?",
      documents: [ids[0]],
    });
    expect(textOf(answer)).toContain("48,000 euros");
  });

  it("says what is wrong and what to do", async () => {
    const unknown = await call("read_document", { document: "Letters of nobody" });
    expect(unknown.isError).toBe(true);
    expect(textOf(unknown)).toContain("list_documents");
    const beyond = await call("read_document", { document: ids[0], page: 9 });
    expect([beyond.isError, textOf(beyond)]).toEqual([true, "The document has 1 pages."]);
    const same = await call("compare_documents", { before: ids[0], after: ids[0] });
    expect(same.isError).toBe(true);
    expect(textOf(same)).toMatch(/^INVALID_INPUT: \w.*\.$/);
    const wrong = await client
      .callTool({ name: "verify_claim", arguments: { claim: 7 } })
      .then(({ isError }) => isError === true)
      .catch(() => true);
    expect(wrong).toBe(true);
  });

  it("gives documents, pages and summaries as resources", async () => {
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri).sort()).toEqual(ids.map((id) => `tramontane://document/${id}`).sort());
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      "tramontane://document/{id}",
      "tramontane://document/{id}/page/{n}",
      "tramontane://document/{id}/summary",
    ]);
    const [id = ""] = ids;
    const read = async (uri: string) => JSON.stringify((await client.readResource({ uri })).contents);
    expect(await read(`tramontane://document/${id}`)).toContain("# Letter of the board");
    expect(await read(`tramontane://document/${id}/page/1`)).toContain("48,000 euros");
    for (const none of [`${id}/page/2`, `${id}/page/x`, "f".repeat(64)]) {
      await expect(read(`tramontane://document/${none}`)).rejects.toThrow(/not found/i);
    }
  });
});

describe("a summary by a model", () => {
  let server: ReturnType<typeof overStreams>;
  let client: Client;
  let long: string;

  beforeAll(async () => {
    const folder = temporaryFolder();
    const model = path.join(folder, "tiny.gguf");
    writeTinyModel(model, { endBias: 2 });
    await ended((await app.receivePath(model, { only: "model" })).jobId);
    const sentences = Array.from(
      { length: 120 },
      (_, n) => `In year ${1800 + n} the mill of Ardon ground ${n + 3} tons of rye.`,
    );
    await writeFile(path.join(folder, "mill.md"), `# The mill\n\n${sentences.join(" ")}\n`);
    const received = await app.receivePath(path.join(folder, "mill.md"));
    await ended(received.jobId);
    long = received.documentId ?? "";
    server = overStreams(deps);
    client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode: "auto" } });
    await client.connect(server.transport);
  });
  afterAll(async () => {
    await client.close();
    await server.end();
  });

  it("stops when the call is cancelled, and goes on and tells how far it is when it is asked again", async () => {
    const stop = new AbortController();
    const args = { name: "summarize_document", arguments: { document: long, length: "short" } };
    const stopped = client.callTool(args, { signal: stop.signal, onprogress: () => stop.abort() });
    await expect(stopped).rejects.toThrow();
    for (const { id, kind } of await deps.client.jobs.list()) if (kind === "summarize") await ended(id);
    const [summary] = await deps.client.summaries.list({ documentId: long });
    expect(summary?.status).toBe("interrupted");

    const told: { progress: number; total?: number | undefined; message?: string | undefined }[] = [];
    const result = await client.callTool(args, { onprogress: (each) => void told.push(each) });
    expect(result.structuredContent).toMatchObject({
      document: { id: long },
      model: expect.stringContaining("Tiny") as unknown,
      uri: `tramontane://document/${long}/summary`,
    });
    expect(await deps.client.summaries.list({ documentId: long })).toMatchObject([{ id: summary?.id, status: "done" }]);
    expect(told.length).toBeGreaterThan(0);
    expect(told.map(({ progress }) => progress)).toEqual(
      [...new Set(told.map(({ progress }) => progress))].sort((one, other) => one - other),
    );
    for (const { total, message } of told) expect([total, message]).toEqual([1, expect.any(String)]);

    const again = await client.callTool(args);
    expect(again.structuredContent).toEqual(result.structuredContent);
    const sentences = z
      .object({
        sentences: z.array(
          z.object({ verdict: z.string(), quotes: z.array(z.object({ page: z.number(), quote: z.string() })) }),
        ),
      })
      .parse(result.structuredContent).sentences;
    expect(sentences.length).toBeGreaterThan(0);
    const [page] = await deps.client.documents.pages({ id: long, from: 1, to: 1 });
    for (const { quotes } of sentences) for (const { quote } of quotes) expect(page?.text).toContain(quote);
    const { contents } = await client.readResource({ uri: `tramontane://document/${long}/summary` });
    expect(JSON.stringify(contents)).toContain("mill of Ardon");
  });
});
