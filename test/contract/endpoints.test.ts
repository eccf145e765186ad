import { readdirSync, readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "../../electron/api/createApp.ts";
import { endpointModelId, endpointSchema } from "../../electron/contract/endpoints.ts";
import { toAppError } from "../../electron/contract/errors.ts";
import { fromClient } from "../../electron/contract/fromClient.ts";
import { type Door, doors } from "../helpers/doors.ts";
import { type FaultyEndpoint, startFaultyEndpoint } from "../helpers/faultyEndpoint.ts";
import { openApp, temporaryFolder } from "../helpers/openApp.ts";

const key = "sk-door-0123456789abcdef";
const letter = `# Letter of the board

The board met on 3 March 2025 in the town hall. It decided to repair the roof for 48,000 euros.

The work shall begin before the rains of autumn. Mrs Okafor reports in June.
`;

/** Answers with sentences of the letter, as a model might. */
function answer(_body: unknown, prompt: string): string {
  if (/bullet point|Summarize/u.test(prompt)) {
    return "- The board decided to repair the roof for 48,000 euros.\n- The work shall begin before the rains of autumn.";
  }
  return "The board decided to repair the roof for 48,000 euros.";
}

/** Every file of the data folder in which the words stand, but for the one that is for secrets. */
function filesWith(folder: string, words: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    const file = path.join(folder, name);
    return name !== "secrets.json" && statSync(file).isFile() && readFileSync(file).includes(words);
  });
}

describe.each(Object.entries(doors))("endpoints through the %s", (_name, openDoor) => {
  const data = temporaryFolder();
  let app: App;
  let door: Door;
  let server: FaultyEndpoint;
  let documentId: string;

  beforeAll(async () => {
    server = await startFaultyEndpoint({ key, answer, kind: "llamaServer", grammar: true, contextTokens: 4096 });
    app = await openApp(data);
    door = await openDoor(app);
    const file = path.join(temporaryFolder(), "letter.md");
    await writeFile(file, letter);
    const received = await app.receivePath(file);
    await end(received.jobId);
    documentId = received.documentId ?? "";
  });
  afterAll(async () => {
    await door.close();
    await app.dispose();
    await server[Symbol.asyncDispose]();
  });

  async function end(jobId: string): Promise<string | undefined> {
    let last: string | undefined;
    for await (const event of await door.client.jobs.attach({ jobId })) last = event.type;
    return last;
  }

  const refused = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => null,
      (thrown: unknown) => toAppError(fromClient(thrown)).toProblem(),
    );

  it("are none, and nothing is asked, until a person adds one", async () => {
    expect(await door.client.endpoints.list()).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it("are refused at addresses that are none, or where everybody could read along", async () => {
    const { client } = door;
    const add = (url: string) => refused(client.endpoints.add({ name: "X", url }));
    for (const url of ["ftp://127.0.0.1/v1", "http://me:secret@127.0.0.1/v1", "http://127.0.0.1/v1?key=x", "::"]) {
      expect(await add(url)).toMatchObject({ code: "INVALID_INPUT", data: { reason: "ENDPOINT_ADDRESS" } });
    }
    expect(await add("http://models.example.com")).toMatchObject({ data: { reason: "ENDPOINT_PLAIN" } });
    expect(await client.endpoints.list()).toEqual([]);
  });

  it("are looked at, added, tested and changed, and never say their key", async () => {
    const { client } = door;
    expect(await refused(client.endpoints.look({ url: server.url }))).toMatchObject({
      code: "ENDPOINT_REFUSED_KEY",
      data: { reason: "NO_KEY" },
    });
    const looked = await client.endpoints.look({ url: `http://127.0.0.1:${server.port}`, key });
    expect(looked).toMatchObject({ url: server.url, kind: "llamaServer", reach: "loopback", models: ["mill-7b"] });
    const added = await client.endpoints.add({ name: "Cellar", url: `${server.url}/chat/completions`, key });
    expect(endpointSchema.strict().parse(added)).toEqual(added);
    expect(added).toMatchObject({ url: server.url, hasKey: true, enabled: true, reach: "loopback", problem: null });
    expect(await refused(client.endpoints.add({ name: "cellar", url: server.url }))).toMatchObject({
      data: { reason: "ENDPOINT_NAME_TAKEN" },
    });
    const tested = await client.endpoints.test({ id: added.id });
    expect(tested.models).toMatchObject([
      { name: "mill-7b", isListed: true, found: { form: "grammar", counts: true, contextTokens: 4096, parallel: 2 } },
    ]);
    const changed = await client.endpoints.update({ id: added.id, colour: "teal", tasks: ["summaries", "chat"] });
    expect(changed).toMatchObject({ colour: "teal", tasks: ["summaries", "chat"], name: "Cellar", hasKey: true });
    const id = endpointModelId(added.id, "mill-7b");
    expect((await client.endpoints.setModel({ id, parallel: 1 })).models[0]).toMatchObject({ parallel: 1 });
    expect(JSON.stringify(await client.endpoints.list())).not.toContain(key);
  });

  it("write a summary, an answer and a table, which say who wrote them", async () => {
    const { client } = door;
    const [endpoint] = await client.endpoints.list();
    const modelId = endpoint?.models[0]?.id ?? "";
    const { summaryId, jobId } = await client.summaries.start({ documentId, options: {}, modelId });
    expect(await end(jobId)).toBe("done");
    const summary = await client.summaries.get({ id: summaryId });
    expect(summary.status).toBe("done");
    expect(JSON.stringify(summary.recipe)).toContain(modelId);
    expect(JSON.stringify(summary)).toContain("The board decided to repair the roof for 48,000 euros.");

    const question = { documentIds: [documentId], question: "What was decided?", modelId };
    // Also where it is named it is held to what it may be used for.
    expect(await refused(client.chat.ask(question))).toMatchObject({
      code: "ENDPOINT_NOT_ALLOWED",
      data: { name: "Cellar", task: "questions" },
    });
    await client.endpoints.update({ id: endpoint?.id ?? "", tasks: ["summaries", "chat", "questions", "tables"] });
    const asked = await client.chat.ask(question);
    expect(asked.text).toContain("48,000 euros");
    expect(asked.citations[0]?.quote).toContain("It decided to repair the roof for 48,000 euros.");
    const wrote = [{ name: "mill-7b (Cellar)", sha256: modelId, quantization: "", endpoint: "Cellar" }];
    expect(asked).toMatchObject({ model: "mill-7b (Cellar)", wrote });

    const columns = [{ name: "Decision", question: "What did the board decide?", kind: "text" }] as const;
    const table = await client.tables.create({ title: "T", columns: [...columns], documentIds: [documentId], modelId });
    await client.tables.run({ id: table.id });
    const { queueJobId } = await client.tables.get({ id: table.id });
    if (queueJobId !== null) await end(queueJobId);
    const { rows } = await client.tables.rows({ id: table.id, from: 0, count: 10 });
    expect(JSON.stringify(rows)).toContain("48,000");
    const [cell] = Object.values(rows[0]?.cells ?? {});
    expect(cell).toMatchObject({ source: "model", wrote });
    const [line] = await client.tables.lines({ id: table.id });
    expect(line?.cells["Decision"]).toMatchObject({ by: "model", wrote });
  });

  it("tell what goes wrong, and go on when it is right again", async () => {
    const { client } = door;
    const [endpoint] = await client.endpoints.list();
    const modelId = endpoint?.models[0]?.id ?? "";
    const ask = () => client.chat.ask({ documentIds: [documentId], question: "What was decided?", modelId });
    await client.endpoints.update({ id: endpoint?.id ?? "", enabled: false });
    expect(await refused(ask())).toMatchObject({ code: "ENDPOINT_OFF", data: { name: "Cellar" } });
    await client.endpoints.update({ id: endpoint?.id ?? "", enabled: true });
    server.next("busy");
    expect(await refused(ask())).toMatchObject({ code: "ENDPOINT_BUSY", data: { name: "Cellar", seconds: 7 } });
    expect((await ask()).text).toContain("48,000 euros");
  });

  it("stand in the ledger of connections, and their keys nowhere", async () => {
    const { client } = door;
    const { connections } = await client.connections.list({});
    expect(connections.some(({ party, purpose }) => party.name === "Cellar" && purpose === "generate")).toBe(true);
    expect(JSON.stringify(connections)).not.toContain(key);
    expect(filesWith(data, key)).toEqual([]);
  });

  it("go with their keys, and leave what they wrote", async () => {
    const { client } = door;
    const [endpoint] = await client.endpoints.list();
    await client.endpoints.remove({ id: endpoint?.id ?? "" });
    expect(await client.endpoints.list()).toEqual([]);
    expect(readdirSync(data)).not.toContain("secrets.json");
    const [summary] = await client.summaries.list({ documentId });
    expect(summary?.status).toBe("done");
    const modelId = endpoint?.models[0]?.id ?? "";
    expect(
      await refused(client.chat.ask({ documentIds: [documentId], question: "What was decided?", modelId })),
    ).toMatchObject({ code: "ENDPOINT_UNKNOWN" });
  });
});
