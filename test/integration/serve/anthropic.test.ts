import Anthropic, { BadRequestError, NotFoundError } from "@anthropic-ai/sdk";
import { afterEach, describe, expect, it } from "vitest";
import { createFakeModel, type FakeAnswer, type FakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { GenerateRequest } from "../../../electron/core/llm/languageModel.ts";
import { serveMessages } from "../../helpers/serveMessages.ts";
import { tinyPdf } from "../../helpers/tinyPdf.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

type Answer = (request: GenerateRequest) => FakeAnswer | readonly string[] | Promise<readonly string[]>;

async function open(answer: Answer, options: { tools?: boolean; contextTokens?: number } = {}) {
  const model = createFakeModel({ answer, name: "Mill", ...options });
  const served = await serveMessages(model);
  closing.push(served.close);
  const client = new Anthropic({ baseURL: served.url, apiKey: "a-token", maxRetries: 0 });
  return { client, model };
}

const question = [{ role: "user" as const, content: "What is the rent?" }];
const asked = { model: "claude-sonnet-4-5", max_tokens: 100, messages: question };
const turnsOf = (model: FakeModel) => model.asked.at(-1)?.turns;

describe("Anthropic's own client", () => {
  it("gets a message, and the same as a stream", async () => {
    const { client, model } = await open(() => ["The rent ", "is due."]);
    const message = await client.messages.create({
      ...asked,
      system: "x-anthropic-billing-header: cch=1;\nBe brief.",
    });
    expect(message).toMatchObject({
      type: "message",
      role: "assistant",
      model: asked.model,
      content: [{ type: "text", text: "The rent is due." }],
      stop_reason: "end_turn",
      stop_sequence: null,
    });
    expect(message.usage.output_tokens).toBeGreaterThan(0);
    expect(turnsOf(model)).toEqual([
      { role: "system", text: "Be brief." },
      { role: "user", text: "What is the rent?" },
    ]);
    const texts: string[] = [];
    const stream = client.messages.stream(asked).on("text", (text) => texts.push(text));
    const { content, usage, stop_reason: reason } = await stream.finalMessage();
    expect(texts).toEqual(["The rent ", "is due."]);
    expect(content).toMatchObject([{ type: "text", text: "The rent is due." }]);
    expect(reason).toBe("end_turn");
    expect(usage.input_tokens).toBeGreaterThan(0);
  });

  it("is told at which sequence it was stopped, and that it was cut off", async () => {
    const { client } = await open(({ stop }) => (stop ? ["One END two"] : { text: ["One"], stop: "length" }));
    const stopped = await client.messages.create({ ...asked, stop_sequences: ["END"] });
    expect(stopped).toMatchObject({
      stop_reason: "stop_sequence",
      stop_sequence: "END",
      content: [{ type: "text", text: "One " }],
    });
    expect((await client.messages.create(asked)).stop_reason).toBe("max_tokens");
  });

  it("gets thoughts apart from the answer", async () => {
    const { client, model } = await open(() => ({ text: ["Yes."], thought: "Hm." }));
    const { content } = await client.messages
      .stream({ ...asked, thinking: { type: "enabled", budget_tokens: 1024 } })
      .finalMessage();
    expect(content).toMatchObject([
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: "Yes." },
    ]);
    expect(model.asked[0]?.thinking).toEqual({ mostTokens: 1024 });
  });

  it("has tools called, and hands over what they answer", async () => {
    const { client, model } = await open(({ turns }) =>
      turns.some(({ toolResults }) => toolResults)
        ? ["It is 7 degrees."]
        : {
            text: ["I look."],
            toolCalls: [{ id: "t1", name: "weather", arguments: '{"place":"Bergen"}' }],
            stop: "tools",
          },
    );
    const tools = [
      { name: "weather", description: "tells it", input_schema: { type: "object" as const, properties: {} } },
    ];
    const first = await client.messages.stream({ ...asked, tools }).finalMessage();
    expect(first.stop_reason).toBe("tool_use");
    expect(first.content).toMatchObject([
      { type: "text", text: "I look." },
      { type: "tool_use", id: "t1", name: "weather", input: { place: "Bergen" } },
    ]);
    const whole = await client.messages.create({ ...asked, tools });
    expect(whole.content).toEqual(first.content);
    const second = await client.messages.create({
      ...asked,
      tools,
      messages: [
        ...question,
        { role: "assistant", content: first.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "7 °C" }] },
      ],
    });
    expect(second.content).toMatchObject([{ type: "text", text: "It is 7 degrees." }]);
    expect(turnsOf(model)?.at(-1)?.toolResults).toEqual([{ id: "t1", name: "weather", text: "7 °C" }]);
  });

  it("counts tokens as the model does", async () => {
    const { client } = await open(() => []);
    const { input_tokens: tokens } = await client.messages.countTokens({ model: "Mill", messages: question });
    expect(tokens).toBe(Math.ceil("What is the rent?".length / 4) + 4);
  });

  it("is told what is wrong", async () => {
    const { client } = await open(() => ["a"], { contextTokens: 20, tools: false });
    const image = { type: "image" as const, source: { type: "url" as const, url: "https://a.example/b.png" } };
    await expect(client.messages.create({ ...asked, messages: [{ role: "user", content: [image] }] })).rejects.toThrow(
      /messages\.0\.content\.0.*images/u,
    );
    const long = { ...asked, messages: [{ role: "user" as const, content: "long ".repeat(100) }] };
    await expect(client.messages.create(long)).rejects.toThrow(BadRequestError);
    const streamed = client.messages.stream(long).finalMessage();
    await expect(streamed).rejects.toThrow(/prompt is too long: \d+ tokens > 20 maximum/u);
    await expect(client.messages.create({ ...asked, model: "Nobody" })).rejects.toThrow(NotFoundError);
    const tools = [{ name: "f", input_schema: { type: "object" as const } }];
    await expect(client.messages.create({ ...asked, tools })).rejects.toThrow(BadRequestError);
  });

  it("is told in the stream what goes wrong in the middle of it", async () => {
    const { client } = await open(() => ({ text: ["I look."], toolCalls: [{ id: "t", name: "f", arguments: "{" }] }));
    const tools = [{ name: "f", input_schema: { type: "object" as const } }];
    await expect(client.messages.stream({ ...asked, tools }).finalMessage()).rejects.toThrow(/api_error/u);
  });

  it("stops the work when it goes away", async () => {
    const begun = Promise.withResolvers<void>();
    const { client, model } = await open(() => {
      begun.resolve();
      return new Promise<readonly string[]>(() => {});
    });
    const leaving = new AbortController();
    const answer = client.messages.create(asked, { signal: leaving.signal });
    await begun.promise;
    expect(model.openSessions).toBe(1);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(() => model.openSessions).toBe(0);
  });
});

const lease =
  "🌾 Lease of the mill.\n\nThe rent is 1,240 euros a month. The deposit is 2,480 euros.\n\n- One cat may be kept.\n";
const cite = { enabled: true };

describe("answers from documents, cited", () => {
  const text = { type: "text" as const, media_type: "text/plain" as const, data: lease };
  const ask = (document: Anthropic.DocumentBlockParam) => ({
    ...asked,
    messages: [{ role: "user" as const, content: [document, { type: "text" as const, text: "What is the rent?" }] }],
  });
  const answer = ["The rent is 1,240 euros", " a month. The deposit is 9,999 euros. One cat may", " be kept."];

  it("by characters of a text, each sentence that was verified and no other, as a whole and as a stream", async () => {
    const { client, model } = await open(() => answer);
    const request = ask({ type: "document", source: text, title: "Lease", citations: cite });
    const whole = await client.messages.create(request);
    const streamed = await client.messages.stream(request).finalMessage();
    expect(streamed.content).toEqual(whole.content);
    const blocks = whole.content.flatMap((block) => (block.type === "text" ? [block] : []));
    expect(blocks.map((block) => block.text).join("")).toBe(answer.join(""));
    expect(blocks.map((block) => [block.text.trim(), (block.citations ?? []).map((one) => one.cited_text)])).toEqual([
      ["The rent is 1,240 euros a month.", ["The rent is 1,240 euros a month."]],
      ["The deposit is 9,999 euros.", []],
      ["One cat may be kept.", ["One cat may be kept."]],
    ]);
    for (const citation of blocks.flatMap((block) => block.citations ?? [])) {
      if (citation.type !== "char_location") throw new Error("It is cited in another form.");
      const { start_char_index: start, end_char_index: end } = citation;
      expect([...lease].slice(start, end).join("")).toBe(citation.cited_text);
      expect(citation).toMatchObject({ document_index: 0, document_title: "Lease" });
    }
    expect(turnsOf(model)?.at(-1)?.text).toContain("Document: Lease");
  });

  it("by blocks of content that is cut by the program", async () => {
    const { client } = await open(() => answer);
    const parts = ["The rent is 1,240 euros a month. It is due on Mondays.", "One cat may be kept."];
    const source = { type: "content" as const, content: parts.map((part) => ({ type: "text" as const, text: part })) };
    const { content } = await client.messages.create(ask({ type: "document", source, citations: cite }));
    const citations = content.flatMap((block) => (block.type === "text" ? (block.citations ?? []) : []));
    expect(citations).toMatchObject([
      { type: "content_block_location", start_block_index: 0, end_block_index: 1, cited_text: parts[0] },
      { type: "content_block_location", start_block_index: 1, end_block_index: 2, cited_text: parts[1] },
    ]);
  });

  it("by pages of a PDF", async () => {
    const { client } = await open(() => answer);
    const pages = ["The rent is 1,240 euros a month.", "One cat may be kept."].map((said) => [
      { x: 72, y: 700, text: said },
    ]);
    const data = Buffer.from(tinyPdf(pages)).toString("base64");
    const source = { type: "base64" as const, media_type: "application/pdf" as const, data };
    const { content } = await client.messages.stream(ask({ type: "document", source, citations: cite })).finalMessage();
    const citations = content.flatMap((block) => (block.type === "text" ? (block.citations ?? []) : []));
    expect(citations).toMatchObject([
      { type: "page_location", start_page_number: 1, end_page_number: 2 },
      { type: "page_location", start_page_number: 2, end_page_number: 3, cited_text: "One cat may be kept." },
    ]);
  });

  it("not at all where nobody asks for citations: documents stand in their turn", async () => {
    const { client, model } = await open(() => answer);
    const { content } = await client.messages.create(ask({ type: "document", source: text, title: "Lease" }));
    expect(content).toMatchObject([{ type: "text", text: answer.join(""), citations: null }]);
    expect(turnsOf(model)).toHaveLength(1);
    expect(turnsOf(model)?.[0]?.text).toMatch(/^Document: Lease\n[^]*One cat may be kept\.\n\nWhat is the rent\?$/u);
  });

  it("and with tools at hand", async () => {
    const { client, model } = await open(() => ({
      text: ["The rent is 1,240 euros a month."],
      toolCalls: [{ id: "t1", name: "pay", arguments: "{}" }],
      stop: "tools",
    }));
    const request = ask({ type: "document", source: text, citations: cite });
    const tools = [{ name: "pay", input_schema: { type: "object" as const } }];
    const { content } = await client.messages.create({ ...request, tools });
    expect(content).toMatchObject([{ type: "text", citations: [{ type: "char_location" }] }, { type: "tool_use" }]);
    expect(model.asked[0]?.tools).toHaveLength(1);
  });
});
