import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { toolModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { serveMessages } from "../../helpers/serveMessages.ts";
import { testToken } from "../../helpers/serveModels.ts";
import { type ServedTiny, serveTinyModel } from "../../helpers/serveTinyModel.ts";

/** Tools of programs, called by a random model of this computer, which nothing but a grammar keeps to their form. */

let served: ServedTiny;
let client: OpenAI;
let messages: Awaited<ReturnType<typeof serveMessages>>;
beforeAll(async () => {
  served = await serveTinyModel(2048, toolModel);
  client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: testToken, maxRetries: 0 });
  messages = await serveMessages(served.model);
});
afterAll(async () => {
  await messages.close();
  await served.close();
});

const parameters = {
  type: "object" as const,
  properties: { city: { enum: ["Oslo", "Bergen"] }, isLong: { type: "boolean" } },
  required: ["city", "isLong"],
};
const named = { name: "weather", description: "The weather", parameters };
const weather = { type: "function" as const, function: named };
const question = { role: "user" as const, content: "How is it in Oslo?" };
const asked = { model: "Tiny", messages: [question], tools: [weather], max_completion_tokens: 900, seed: 1 };
const isOfTool = {
  city: expect.stringMatching(/^(?:Oslo|Bergen)$/u) as unknown,
  isLong: expect.any(Boolean) as unknown,
};
const read = (text: string): unknown => JSON.parse(text);

it("are called for OpenAI's client, whole and in pieces, and told what was answered", async () => {
  const whole = await client.chat.completions.create({ ...asked, tool_choice: { type: "function", function: named } });
  const [choice] = whole.choices;
  const [call] = choice?.message.tool_calls ?? [];
  if (!choice || call?.type !== "function") throw new Error("Nothing was called.");
  expect([choice.finish_reason, choice.message.content, call.function.name]).toEqual(["tool_calls", null, "weather"]);
  expect(read(call.function.arguments)).toEqual(isOfTool);

  const stream = await client.chat.completions.create({
    ...asked,
    tool_choice: { type: "function", function: named },
    stream: true,
  });
  const pieces: OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall[] = [];
  let ended = "";
  for await (const { choices } of stream) {
    pieces.push(...(choices[0]?.delta.tool_calls ?? []));
    ended = choices[0]?.finish_reason ?? ended;
  }
  expect([ended, pieces[0]?.function?.name, pieces.filter(({ id }) => id !== undefined).length]).toEqual([
    "tool_calls",
    "weather",
    1,
  ]);
  expect(read(pieces.map((piece) => piece.function?.arguments ?? "").join(""))).toEqual(isOfTool);

  const results = [choice.message, { role: "tool" as const, tool_call_id: call.id, content: "Seven degrees." }];
  const answered = {
    ...asked,
    messages: [question, ...results],
    tool_choice: "none" as const,
    max_completion_tokens: 4,
  };
  const told = await client.chat.completions.create(answered);
  expect(told.choices[0]?.message.content).not.toBe("");
  const without = await client.chat.completions.create({ ...asked, tool_choice: "none", max_completion_tokens: 4 });
  expect(told.usage?.prompt_tokens).toBeGreaterThan(without.usage?.prompt_tokens ?? Infinity);
});

it("are called for OpenAI's responses", async () => {
  const response = await client.responses.create({
    model: "Tiny",
    input: "How is it in Oslo?",
    tools: [{ type: "function", strict: true, ...named }],
    tool_choice: "required",
    parallel_tool_calls: false,
    max_output_tokens: 900,
  });
  const [call] = response.output;
  if (call?.type !== "function_call") throw new Error("Nothing was called.");
  expect([response.output.length, call.name]).toEqual([1, "weather"]);
  expect(read(call.arguments)).toEqual(isOfTool);
});

it("are called for Anthropic's client, whole and in pieces, and told what was answered", async () => {
  const anthropic = new Anthropic({ baseURL: messages.url, apiKey: "a-token", maxRetries: 0 });
  const given = {
    model: "Tiny",
    max_tokens: 900,
    messages: [question],
    tools: [{ name: "weather", description: "The weather", input_schema: parameters }],
  };
  const tool = { type: "tool" as const, name: "weather" };
  const message = await anthropic.messages.create({ ...given, tool_choice: tool });
  const [block] = message.content;
  if (block?.type !== "tool_use") throw new Error("Nothing was called.");
  expect([message.stop_reason, message.content.length, block.name, block.input]).toEqual([
    "tool_use",
    1,
    "weather",
    isOfTool,
  ]);

  const streamed = await anthropic.messages.stream({ ...given, tool_choice: tool }).finalMessage();
  expect(streamed.content).toMatchObject([{ type: "tool_use", name: "weather", input: isOfTool }]);

  const turns = [
    question,
    { role: "assistant" as const, content: message.content },
    { role: "user" as const, content: [{ type: "tool_result" as const, tool_use_id: block.id, content: "Seven." }] },
  ];
  const told = await anthropic.messages.create({
    ...given,
    messages: turns,
    tool_choice: { type: "none" },
    max_tokens: 4,
  });
  expect(told.content).toMatchObject([{ type: "text" }]);
  const counted = async (more: object) =>
    (await anthropic.messages.countTokens({ model: "Tiny", messages: [question], ...more })).input_tokens;
  expect(await counted({ tools: given.tools })).toBeGreaterThan(await counted({}));
});

it("with a schema that no grammar holds a model to are refused by the name of its keyword", async () => {
  const tool = {
    type: "function" as const,
    function: { name: "odd", parameters: { type: "object", minProperties: 1 } },
  };
  await expect(client.chat.completions.create({ ...asked, tools: [tool] })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("minProperties") as unknown,
  });
});
