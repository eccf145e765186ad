import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelSession, Tool } from "../../../electron/core/llm/languageModel.ts";
import type { RemoteModels } from "../../../electron/core/llm/remote/createRemoteModels.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { type PeerServer, startPeerServer } from "../../bench/peerServer.ts";
import { endpointAt, endpointsInMemory, openOutlet, remoteModelsOf } from "../../helpers/remoteModels.ts";

/*
 * A real llama-server as an endpoint, for `npm run long`: LLAMA_SERVER names the program, LLAMA_MODEL a model for it, the starter where it
 * is left out.
 */
const program = process.env["LLAMA_SERVER"] ?? "";
const model = process.env["LLAMA_MODEL"] ?? path.join(applicationFolder(), "resources/starter/starter-Q8_0.gguf");
const missing = [program, model].find((file) => !existsSync(file));
if (missing !== undefined) {
  process.stderr.write(`A real llama-server was not tried: ${missing === "" ? "LLAMA_SERVER names none" : missing}.\n`);
}

describe.skipIf(missing !== undefined)("a real llama-server", () => {
  let server: PeerServer | undefined;
  let models: RemoteModels;
  let session: ModelSession;
  const outlet = openOutlet();
  const endpoints = endpointsInMemory();
  const { signal } = new AbortController();

  beforeAll(async () => {
    server = await startPeerServer(
      { path: program, version: "" },
      { model, contextSize: 2048, slots: 2, threads: 2, cache: "split", flags: ["--jinja"] },
    );
    endpoints.put(endpointAt(`${server.url}/v1`));
    models = remoteModelsOf(endpoints, { outlet });
    const listed = (await (await fetch(`${server.url}/v1/models`)).json()) as { data: { id: string }[] };
    session = await models.of("e1", listed.data[0]?.id ?? "", "summaries").open("background", { signal });
  }, 120_000);
  afterAll(async () => {
    await session?.[Symbol.asyncDispose]();
    await server?.stop();
  });

  it("is found to be what it is", () => {
    expect(endpoints.get("e1")?.models[0]?.found).toMatchObject({
      purpose: "chat",
      contextTokens: 1024,
      parallel: 2,
      counts: true,
      form: "grammar",
      logprobs: true,
      continues: true,
    });
  });

  it("counts, answers, and keeps to a line", async () => {
    const [one = 0, both = 0] = await session.countTexts(["The old mill", "The old mill was rebuilt in 2019."]);
    expect(one).toBeGreaterThan(1);
    expect(both).toBeGreaterThan(one);
    const turns = [{ role: "user", text: "Write a title for a letter about the roof of a mill." }] as const;
    const counted = await session.countTurns(turns);
    const request = { turns, maxTokens: 40, temperature: 0, seed: 1 };
    const pieces: string[] = [];
    const answer = await session.generate(request, { onText: (piece) => pieces.push(piece) });
    expect(answer.text).not.toBe("");
    expect(pieces.join("").startsWith(answer.text)).toBe(true);
    expect(answer.promptTokens).toBe(counted);
    const { text } = await session.generate({ ...request, format: { kind: "line", longest: 60 } });
    expect(text.length).toBeLessThanOrEqual(60);
    expect(text).not.toContain("\n");
    const lines = ["The roof leaks.", "The wheel turns.", "The miller sleeps."];
    const picked = await session.generate({ ...request, format: { kind: "pick", lines, least: 1, most: 2 } });
    expect(picked.text.split("\n").every((line) => lines.includes(line))).toBe(true);
  });

  it("goes on with an answer, and tells how likely words are", async () => {
    const turns = [
      { role: "user", text: "Count from one to ten." },
      { role: "assistant", text: "One, two, three," },
    ] as const;
    const { text } = await session.generate({ turns, maxTokens: 12, temperature: 0, seed: 1 });
    expect(text.startsWith("One, two, three")).toBe(false);
    const shares = await session.decide?.({
      turns: [{ role: "user", text: "Is water wet? Answer with yes or no." }],
      choices: ["yes", "no"],
    });
    expect((shares?.[0] ?? 0) + (shares?.[1] ?? 0)).toBeCloseTo(1);
  });

  it("has tools called, in pieces that make the whole, or is told apart by its template", async () => {
    const look: Tool = {
      name: "get_weather",
      description: "The weather of a place",
      parameters: { type: "object", properties: { place: { type: "string" } }, required: ["place"] },
    };
    const turns = [{ role: "user", text: "What is the weather in Bath?" }] as const;
    const request = { tools: [look], maxTokens: 200, temperature: 0, seed: 1 };
    let told = "";
    const asking = session.generate(
      { ...request, turns, toolChoice: "required" },
      { onToolCallPiece: (piece) => void (told += piece.index === 0 ? piece.arguments : "") },
    );
    if (endpoints.get("e1")?.models[0]?.found?.tools === false) {
      await expect(asking).rejects.toMatchObject({ code: "MODEL_CANNOT" });
      return;
    }
    const asked = await asking;
    const [call] = asked.toolCalls ?? [];
    if (!call) throw new Error(`It called nothing, but said: ${asked.text}`);
    expect(call.name).toBe("get_weather");
    expect(told).toBe(call.arguments);
    expect(JSON.parse(call.arguments)).toHaveProperty("place");
    expect(await session.countTurns(turns, [look])).toBe(asked.promptTokens);
    const answer = await session.generate({
      ...request,
      turns: [
        ...turns,
        { role: "assistant", text: asked.text, toolCalls: [call] },
        { role: "user", text: "", toolResults: [{ id: call.id, name: call.name, text: "Rain, 7 degrees." }] },
      ],
    });
    expect(answer.promptTokens).toBeGreaterThan(asked.promptTokens);
  });

  it("says both numbers where a prompt is too long", async () => {
    const turns = [{ role: "user", text: "The wheel turns in the water. ".repeat(400) }] as const;
    await expect(session.generate({ turns, maxTokens: 20, temperature: 0, seed: 1 })).rejects.toMatchObject({
      code: "CONTEXT_TOO_SMALL",
      data: { contextSize: 1024 },
    });
  });
});
