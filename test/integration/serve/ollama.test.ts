import { Ollama } from "ollama";
import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { createFakeModel, type FakeAnswer, type FakeModelOptions } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { GenerateRequest } from "../../../electron/core/llm/languageModel.ts";
import { serveModels } from "../../helpers/serveModels.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

async function open(
  answer: (request: GenerateRequest) => FakeAnswer | readonly string[] | Promise<readonly string[]>,
  options: Partial<FakeModelOptions> = {},
) {
  const model = createFakeModel({ answer, name: "Mill", ...options });
  const vectors = createFakeModel({
    answer: () => [],
    name: "Vectors",
    id: "e".repeat(64),
    contextTokens: 50,
    embed(texts, how) {
      const promptTokens = Math.max(...texts.map(({ length }) => Math.ceil(length / 4)));
      if (how?.whole === true && promptTokens > 40)
        throw new AppError("CONTEXT_TOO_SMALL", { data: { promptTokens, contextSize: 40 } });
      return texts.map((text) => Float32Array.of(text.length, 0.5));
    },
  });
  const served = await serveModels([{ model }, { model: vectors, purpose: "embedding" }], { isOllamaOn: true });
  closing.push(served.close);
  return { client: new Ollama({ host: served.url }), model, url: served.url };
}

const messages = [{ role: "user", content: "What is the rent?" }];

describe("Ollama's own client", () => {
  it("finds the models and what they can do", async () => {
    const { client } = await open(() => []);
    const { models } = await client.list();
    expect(models.map(({ name }) => name)).toEqual(["Mill", "Vectors"]);
    expect(models[0]).toMatchObject({ digest: "f".repeat(64), details: { format: "gguf", quantization_level: "F16" } });
    expect(await client.show({ model: "Mill:latest" })).toMatchObject({ capabilities: ["completion", "tools"] });
    expect(await client.show({ model: "Vectors" })).toMatchObject({ capabilities: ["embedding"] });
    expect((await client.ps()).models.map(({ name }) => name)).toEqual(["Mill", "Vectors"]);
    expect((await client.version()).version).toMatch(/^\d+\.\d+\.\d+$/u);
  });

  it("chats, and as a stream", async () => {
    const { client, model } = await open(() => ({ text: ["It is ", "due."], thought: "Hm." }));
    const options = { temperature: 0, seed: 7, top_k: 3, top_p: 0.5, num_predict: 9, repeat_penalty: 1, num_ctx: 4096 };
    const whole = await client.chat({ model: "Mill", messages, think: true, options });
    expect(whole).toMatchObject({
      model: "Mill",
      message: { role: "assistant", content: "It is due.", thinking: "Hm." },
      done: true,
      done_reason: "stop",
      prompt_eval_duration: 1_000_000,
      eval_duration: 1_000_000,
    });
    expect(whole.total_duration).toBeGreaterThanOrEqual(whole.load_duration);
    expect(model.asked[0]).toMatchObject({
      temperature: 0,
      seed: 7,
      maxTokens: 9,
      sampling: { topK: 3, topP: 0.5 },
      thinking: { mostTokens: 4096 },
    });
    for (const num_predict of [0, -1, -2]) {
      await client.chat({ model: "Mill", messages, options: { num_predict } });
      expect(model.asked.at(-1)?.maxTokens).toBe(4096);
    }
    const parts = [];
    for await (const part of await client.chat({ model: "Mill", messages, stream: true })) parts.push(part);
    expect(parts.map(({ message }) => message.content).join("")).toBe("It is due.");
    expect(parts.map(({ done }) => done)).toEqual([...parts.slice(1).map(() => false), true]);
    expect(parts.at(-1)).toMatchObject({ done_reason: "stop", message: { content: "" } });
  });

  it("has tools called, and hands over what they answer", async () => {
    const { client, model } = await open(({ turns }) =>
      turns.some(({ toolResults }) => toolResults)
        ? ["It is 7 degrees."]
        : { text: [], toolCalls: [{ id: "t1", name: "weather", arguments: '{"place":"Bergen"}' }], stop: "tools" },
    );
    const tools = [{ type: "function", function: { name: "weather", parameters: { type: "object", properties: {} } } }];
    const first = await client.chat({ model: "Mill", messages, tools });
    expect(first.message.tool_calls).toMatchObject([{ function: { name: "weather", arguments: { place: "Bergen" } } }]);
    const answered = { role: "tool", tool_name: "weather", content: "7 °C" };
    const second = await client.chat({ model: "Mill", messages: [...messages, first.message, answered], tools });
    expect(second.message.content).toBe("It is 7 degrees.");
    expect(model.asked.at(-1)?.turns.at(-1)?.toolResults).toEqual([{ id: "t1", name: "weather", text: "7 °C" }]);
  });

  it("holds answers to JSON and to a schema", async () => {
    const { client, model } = await open(() => ["{}"]);
    await client.chat({ model: "Mill", messages, format: "json" });
    const schema = { type: "object", properties: { a: { type: "number" } } };
    await client.generate({ model: "Mill", prompt: "Go", format: schema });
    expect(model.asked.map(({ format }) => format)).toEqual([
      { kind: "json", schema: null },
      { kind: "json", schema },
    ]);
  });

  it("generates, raw too, and has a model loaded", async () => {
    const { client, model } = await open(() => ["Go", " on"]);
    expect(await client.generate({ model: "Mill", prompt: "Say", system: "Be brief." })).toMatchObject({
      response: "Go on",
      done: true,
    });
    await client.generate({ model: "Mill", prompt: "Once", raw: true, options: { stop: ["."] } });
    expect(model.asked[0]?.turns).toEqual([
      { role: "system", text: "Be brief." },
      { role: "user", text: "Say" },
    ]);
    expect(model.asked[1]).toMatchObject({ plain: true, stop: ["."], turns: [{ role: "user", text: "Once" }] });
    expect(await client.generate({ model: "Mill", prompt: "" })).toMatchObject({ done_reason: "load", response: "" });
    expect(model.asked).toHaveLength(2);
  });

  it("gets vectors", async () => {
    const { client } = await open(() => []);
    const { embeddings, prompt_eval_count: tokens } = await client.embed({ model: "Vectors", input: ["a", "bcd"] });
    expect(embeddings).toEqual([
      [1, 0.5],
      [3, 0.5],
    ]);
    expect(tokens).toBe(2);
    expect((await client.embeddings({ model: "Vectors", prompt: "ab" })).embedding).toEqual([2, 0.5]);
    await expect(client.embed({ model: "Vectors", input: "a", dimensions: 1 })).rejects.toThrow(/dimensions/u);
    expect(await client.embed({ model: "Vectors", input: "" })).toMatchObject({ embeddings: [] });
    await expect(client.embed({ model: "Vectors", input: ["a", ""] })).rejects.toThrow(/input: text 2/u);
    for (const truncate of [undefined, false]) {
      const long = client.embed({ model: "Vectors", input: "a".repeat(500), ...(truncate === false && { truncate }) });
      await expect(long).rejects.toThrow(/too long: 125 tokens > 50/u);
    }
    await expect(client.embeddings({ model: "Vectors", prompt: "a".repeat(500) })).rejects.toThrow(/too long/u);
  });

  it("gets vectors of the beginnings of what is too long where it asks for that alone, and is told what was read", async () => {
    const { client } = await open(() => []);
    const asked = { model: "Vectors", truncate: true };
    const cut = await client.embed({ ...asked, input: ["b", "a".repeat(500)] });
    // The context has 50 tokens of four characters; of what is embedded whole this model reads 40.
    expect(cut).toMatchObject({
      embeddings: [
        [1, 0.5],
        [160, 0.5],
      ],
      prompt_eval_count: 1 + 40,
    });
  });

  it("is told what is wrong", async () => {
    const { client, url } = await open(() => ["a"], { contextTokens: 20 });
    await expect(client.chat({ model: "Nobody", messages })).rejects.toMatchObject({ status_code: 404 });
    await expect(client.chat({ model: "Mill", messages, options: { mirostat: 2 } })).rejects.toThrow(
      /options\.mirostat/u,
    );
    await expect(client.generate({ model: "Mill", prompt: "a", suffix: "b" })).rejects.toThrow(/suffix/u);
    await expect(client.generate({ model: "Mill", prompt: "a", images: ["aGk="] })).rejects.toThrow(/images/u);
    const long = [{ role: "user", content: "long ".repeat(100) }];
    await expect(client.chat({ model: "Mill", messages: long, stream: true })).rejects.toThrow(/> 20 maximum/u);
    const ofPage = await fetch(`${url}/api/tags`, { headers: { origin: "https://a.example" } });
    expect(ofPage.status).toBe(403);
  });

  it("is told in the stream what goes wrong in the middle of it", async () => {
    const { client } = await open(() => ({ text: ["I look."], toolCalls: [{ id: "t", name: "f", arguments: "{" }] }));
    const tools = [{ type: "function", function: { name: "f" } }];
    const reading = async () => {
      for await (const part of await client.chat({ model: "Mill", messages, tools, stream: true })) void part;
    };
    await expect(reading()).rejects.toThrow();
  });

  it("stops the work when it goes away", async () => {
    const begun = Promise.withResolvers<void>();
    const { url, model } = await open(() => {
      begun.resolve();
      return new Promise<readonly string[]>(() => {});
    });
    // Its own `abort` ends only streams that have begun.
    const leaving = new AbortController();
    const client = new Ollama({ host: url, fetch: (to, init) => fetch(to, { ...init, signal: leaving.signal }) });
    const answer = client.chat({ model: "Mill", messages, stream: false, keep_alive: "5m" });
    await begun.promise;
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(() => model.openSessions).toBe(0);
  });

  it("finds nobody while it is switched off", async () => {
    const served = await serveModels([]);
    closing.push(served.close);
    await expect(new Ollama({ host: served.url }).list()).rejects.toMatchObject({ status_code: 401 });
  });
});
