import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { ChatOpenAI } from "@langchain/openai";
import { Mistral } from "@mistralai/mistralai";
import { generateText, streamText } from "ai";
import OpenAI, { APIError, AuthenticationError, BadRequestError, NotFoundError } from "openai";
import { afterEach, describe, expect, it } from "vitest";
import {
  createFakeModel,
  type FakeAnswer,
  type FakeModel,
  type FakeModelOptions,
} from "../../../electron/core/llm/fake/fakeModel.ts";
import { AppError } from "../../../electron/contract/errors.ts";
import type { GenerateRequest } from "../../../electron/core/llm/languageModel.ts";
import { serveModels, testToken } from "../../helpers/serveModels.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

type Answer = (request: GenerateRequest) => FakeAnswer | readonly string[] | Promise<readonly string[]>;

async function open(answer: Answer, options: Partial<FakeModelOptions> = {}) {
  const model = createFakeModel({ answer, name: "Mill", ...options });
  const encoder = createFakeModel({
    answer: () => [],
    id: "e".repeat(64),
    name: "Finder",
    // Half a character is nothing that a model reads.
    count: (text) => (text.isWellFormed() ? Math.ceil(text.length / 4) : 0),
    embed: (texts) => texts.map((text) => new Float32Array([0.5, text.length, -1.25])),
  });
  const ranker = createFakeModel({
    answer: () => [],
    id: "d".repeat(64),
    name: "Ranker",
    rerank: (query, texts) => texts.map((text) => (text.includes(query) ? 0.9 : 0.1)),
  });
  const served = await serveModels([
    { model },
    { model: encoder, purpose: "embedding" },
    { model: ranker, purpose: "reranking" },
  ]);
  closing.push(served.close);
  const baseURL = `${served.url}/v1`;
  const client = new OpenAI({ baseURL, apiKey: testToken, maxRetries: 0 });
  return { client, model, baseURL, url: served.url };
}

const asked = { model: "gpt-4o-mini", messages: [{ role: "user" as const, content: "What is the rent?" }] };
const lastOf = (model: FakeModel) => model.asked.at(-1);
const weather = {
  type: "function" as const,
  function: { name: "weather", description: "The weather", parameters: { type: "object", properties: {} } },
};
const call = { id: "c1", name: "weather", arguments: '{"city":"Oslo"}' };

describe("OpenAI's own client", () => {
  it("gets an answer, and the same as a stream with its usage once at the end", async () => {
    const { client, model } = await open(() => ["The rent ", "is due."]);
    const whole = await client.chat.completions.create(asked);
    expect(whole).toMatchObject({
      object: "chat.completion",
      model: "gpt-4o-mini",
      choices: [{ index: 0, message: { role: "assistant", content: "The rent is due." }, finish_reason: "stop" }],
    });
    expect(whole.usage?.total_tokens).toBeGreaterThan(0);
    expect(lastOf(model)?.endsLoops).toBe(false);
    const pieces = [];
    const stream = await client.chat.completions.create({
      ...asked,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const piece of stream) pieces.push(piece);
    expect(pieces.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe("The rent is due.");
    expect(pieces[0]?.choices[0]?.delta.role).toBe("assistant");
    expect(pieces.map(({ choices }) => choices[0]?.finish_reason ?? null).filter(Boolean)).toEqual(["stop"]);
    expect(pieces.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: whole.usage?.total_tokens } });
    expect(pieces.slice(0, -1).every(({ choices }) => choices.length === 1)).toBe(true);
  });

  it("without include_usage never gets a piece without choices", async () => {
    const { client } = await open(() => ["Yes."]);
    for await (const { choices } of await client.chat.completions.create({ ...asked, stream: true })) {
      expect(choices).toHaveLength(1);
    }
  });

  it("is heard in all it asks", async () => {
    const { client, model } = await open(() => ["Yes."]);
    await client.chat.completions.create({
      model: "Mill",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "text", text: "Be kind." }] },
        { role: "user", content: "One" },
        { role: "user", content: "Two" },
        { role: "system", content: "Now in French." },
        { role: "assistant", content: "" },
      ],
      temperature: 0,
      top_p: 0.5,
      // eslint-disable-next-line typescript/no-deprecated -- programs still send it
      seed: 7,
      stop: "END",
      presence_penalty: 1,
      frequency_penalty: -1,
      logit_bias: { "3": -100 },
      max_completion_tokens: 5,
      response_format: { type: "json_schema", json_schema: { name: "a", schema: { type: "object" } } },
      metadata: { a: "b" },
    });
    expect(lastOf(model)).toEqual({
      turns: [
        { role: "system", text: "Be brief.\n\nBe kind." },
        { role: "user", text: "One\n\nTwo\n\nNow in French." },
      ],
      temperature: 0,
      seed: 7,
      maxTokens: 5,
      endsLoops: false,
      sampling: { topP: 0.5, presencePenalty: 1, frequencyPenalty: -1, logitBias: { "3": -100 } },
      stop: ["END"],
      format: { kind: "json", schema: { type: "object" } },
    });
  });

  it("has tools called, whole and in a stream, and hands over what they answer", async () => {
    const { client, model } = await open(
      ({ turns }) => (turns.some(({ toolResults }) => toolResults) ? ["7 degrees."] : { text: [], toolCalls: [call] }),
      { tools: true },
    );
    const first = await client.chat.completions.create({ ...asked, tools: [weather], tool_choice: "required" });
    expect(first.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } }],
      },
    });
    expect(lastOf(model)).toMatchObject({ toolChoice: "required", tools: [{ name: "weather" }] });
    const deltas = [];
    for await (const { choices } of await client.chat.completions.create({
      ...asked,
      tools: [weather],
      stream: true,
    })) {
      deltas.push(...(choices[0]?.delta.tool_calls ?? []));
    }
    expect(deltas).toEqual([
      { index: 0, id: "c1", type: "function", function: { name: "weather", arguments: "" } },
      { index: 0, function: { arguments: '{"city":' } },
      { index: 0, function: { arguments: '"Oslo"}' } },
    ]);
    const message = first.choices[0]?.message;
    if (!message) throw new Error("There is no message");
    const second = await client.chat.completions.create({
      ...asked,
      messages: [...asked.messages, message, { role: "tool", tool_call_id: "c1", content: "7" }],
      tools: [weather],
    });
    expect(second.choices[0]?.message.content).toBe("7 degrees.");
    expect(lastOf(model)?.turns.at(-1)).toEqual({
      role: "user",
      text: "",
      toolResults: [{ id: "c1", name: "weather", text: "7" }],
    });
  });

  it("gets thoughts apart, several answers, and the reason where one was cut off", async () => {
    const { client } = await open(({ seed }) => ({ text: [String(seed)], thought: "Hm.", stop: "length" }));
    // eslint-disable-next-line typescript/no-deprecated -- programs still send it
    const { choices } = await client.chat.completions.create({ ...asked, n: 2, seed: 5 });
    expect(choices).toMatchObject([
      { index: 0, message: { content: "5", reasoning_content: "Hm." }, finish_reason: "length" },
      { index: 1, message: { content: "6" }, finish_reason: "length" },
    ]);
  });

  it("is told what is wrong in OpenAI's form", async () => {
    const { client, baseURL } = await open(() => ["Yes."], { tools: false });
    const failure = (promise: Promise<unknown>) =>
      promise.then(
        () => null,
        (thrown: unknown) => thrown,
      );
    const unknown = await failure(client.chat.completions.create({ ...asked, model: "nobody-7b" }));
    expect(unknown).toBeInstanceOf(NotFoundError);
    expect(unknown).toMatchObject({ code: "model_not_found" });
    const tools = await failure(client.chat.completions.create({ ...asked, tools: [weather] }));
    expect(tools).toBeInstanceOf(BadRequestError);
    expect(tools).toMatchObject({ code: "unsupported_value", param: "tools" });
    const wrong = await failure(client.chat.completions.create({ ...asked, temperature: 9 }));
    expect(wrong).toMatchObject({ status: 400, param: "temperature" });
    const picture = { type: "image_url" as const, image_url: { url: "data:," } };
    const seen = await failure(
      client.chat.completions.create({ ...asked, messages: [{ role: "user", content: [picture] }] }),
    );
    expect(seen).toMatchObject({ status: 400, param: "messages.0.content" });
    expect(String(seen)).toContain("no images");
    const audio = await failure(client.chat.completions.create({ ...asked, audio: { format: "wav", voice: "a" } }));
    expect(audio).toMatchObject({ code: "unsupported_value", param: "audio" });
    expect(String(audio)).toContain("audio: this cannot be done here");
    const toolless = await failure(client.chat.completions.create({ ...asked, tool_choice: "required" }));
    expect(toolless).toMatchObject({ status: 400, param: "tool_choice" });
    const stranger = new OpenAI({ baseURL, apiKey: "no-key", maxRetries: 0 });
    expect(await failure(stranger.chat.completions.create(asked))).toBeInstanceOf(AuthenticationError);
  });

  it("is told in the stream what failed behind its beginning", async () => {
    const { client } = await open(() => ({ text: ["The rent "], fails: new AppError("ENGINE_CRASHED") }));
    const stream = await client.chat.completions.create({ ...asked, stream: true });
    let text = "";
    const reading = (async () => {
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
    })();
    await expect(reading).rejects.toMatchObject({ code: "engine_crashed" });
    await expect(reading).rejects.toBeInstanceOf(APIError);
    expect(text).toBe("The rent ");
  });

  it("is refused where nothing would be answered, or where it would miss a part of what it asks", async () => {
    const { client, model } = await open(() => ["Yes."]);
    const refused = async (more: object) =>
      (await client.chat.completions.create({ ...asked, ...more }).then(
        () => null,
        (thrown: unknown) => thrown,
      )) as BadRequestError | null;
    for (const messages of [
      [{ role: "assistant", content: "" }],
      [{ role: "user", content: " " }],
      [{ role: "assistant", content: "Well" }],
    ]) {
      expect(await refused({ messages })).toMatchObject({ status: 400, param: "messages" });
    }
    expect(await refused({ modalities: ["text", "audio"] })).toMatchObject({ status: 400, param: "modalities.1" });
    expect(await refused({ top_logprobs: 2 })).toMatchObject({ status: 400, param: "top_logprobs" });
    expect(model.asked).toEqual([]);
    const refusal = [{ type: "refusal", refusal: "I may not." }];
    const turns = [asked.messages[0], { role: "assistant", content: refusal }, { role: "user", content: "Why?" }];
    expect(await refused({ messages: turns, modalities: ["text"], top_logprobs: 0 })).toBeNull();
    expect(lastOf(model)?.turns[1]).toEqual({ role: "assistant", text: "I may not." });
  });

  it("may ask for the likeliest token alone, and for no bound", async () => {
    const { client, model } = await open(() => ["Yes."]);
    await client.chat.completions.create({ ...asked, top_p: 0 });
    expect(lastOf(model)?.sampling).toEqual({ topK: 1 });
    for (const top_k of [0, -1]) {
      const unbounded = { ...asked, top_k };
      await client.chat.completions.create(unbounded);
      expect(lastOf(model)?.sampling).toBeUndefined();
    }
  });

  it("may send a conversation of some megabytes", async () => {
    const { client, model } = await open(() => ["Yes."]);
    const content = "rent ".repeat(600_000);
    await expect(
      client.chat.completions.create({ ...asked, messages: [{ role: "user", content }] }),
    ).rejects.toMatchObject({ code: "context_length_exceeded" });
    expect(model.asked).toEqual([]);
  });

  it("ends the work when it goes away", async () => {
    const begun = Promise.withResolvers<void>();
    const { client, model } = await open(() => {
      begun.resolve();
      return new Promise<readonly string[]>(() => {});
    });
    const leaving = new AbortController();
    const answer = client.chat.completions.create(asked, { signal: leaving.signal });
    await begun.promise;
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(() => model.openSessions).toBe(0);
  });

  it("gets vectors as numbers and, as it asks by default, in base64", async () => {
    const { client } = await open(() => []);
    const byDefault = await client.embeddings.create({ model: "text-embedding-3-small", input: ["ab", "abc"] });
    expect(byDefault.data.map(({ embedding }) => embedding)).toEqual([
      [0.5, 2, -1.25],
      [0.5, 3, -1.25],
    ]);
    const floats = await client.embeddings.create({ model: "Finder", input: "ab", encoding_format: "float" });
    expect(floats.data[0]?.embedding).toEqual([0.5, 2, -1.25]);
    expect(floats.usage.prompt_tokens).toBeGreaterThan(0);
    await expect(client.embeddings.create({ model: "Finder", input: ["ab", "\uD800"] })).rejects.toMatchObject({
      status: 400,
      param: "input",
    });
    const long = "long ".repeat(100_000);
    await expect(client.embeddings.create({ model: "Finder", input: ["ab", long] })).rejects.toMatchObject({
      status: 400,
      code: "context_length_exceeded",
    });
    await expect(client.embeddings.create({ model: "Finder", input: "ab", dimensions: 2 })).rejects.toMatchObject({
      status: 400,
      param: "dimensions",
    });
  });
});

describe("other clients of the form", () => {
  it("rank texts, by each of the names that the route has", async () => {
    const { url } = await open(() => []);
    for (const path of ["/v1/rerank", "/v1/reranking", "/rerank"]) {
      const answer = await fetch(url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${testToken}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "Ranker", query: "rent", documents: ["a boat", "the rent"], top_n: 1 }),
      });
      expect(await answer.json()).toMatchObject({ results: [{ index: 1, relevance_score: 0.9 }] });
    }
  });

  it("the AI SDK writes and streams", async () => {
    const { baseURL } = await open(() => ["The rent ", "is due."]);
    const provider = createOpenAICompatible({ name: "tramontane", baseURL, apiKey: testToken });
    const { text, finishReason } = await generateText({ model: provider("Mill"), prompt: "What is the rent?" });
    expect([text, finishReason]).toEqual(["The rent is due.", "stop"]);
    const pieces: string[] = [];
    for await (const piece of streamText({ model: provider("Mill"), prompt: "What?" }).textStream) pieces.push(piece);
    expect(pieces.join("")).toBe("The rent is due.");
  });

  it("LangChain writes, streams and calls tools", async () => {
    const { baseURL } = await open(({ tools }) => (tools ? { text: [], toolCalls: [call] } : ["It is due."]), {
      tools: true,
    });
    const chat = new ChatOpenAI({ model: "Mill", apiKey: testToken, configuration: { baseURL }, maxRetries: 0 });
    expect((await chat.invoke("What is the rent?")).content).toBe("It is due.");
    let text = "";
    for await (const piece of await chat.stream("What?")) text += piece.text;
    expect(text).toBe("It is due.");
    const called = await chat.bindTools([weather]).invoke("The weather?");
    expect(called.tool_calls).toMatchObject([{ name: "weather", args: { city: "Oslo" } }]);
  });

  it("Mistral's client writes and streams", async () => {
    const { url } = await open(() => ["It is ", "due."]);
    const client = new Mistral({ apiKey: testToken, serverURL: url, retryConfig: { strategy: "none" } });
    const messages = [{ role: "user" as const, content: "What is the rent?" }];
    const answer = await client.chat.complete({ model: "Mill", messages });
    expect(answer.choices?.[0]?.message?.content).toBe("It is due.");
    let text = "";
    for await (const { data } of await client.chat.stream({ model: "Mill", messages })) {
      const content = data.choices[0]?.delta.content;
      if (typeof content === "string") text += content;
    }
    expect(text).toBe("It is due.");
  });
});
