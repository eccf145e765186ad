import Anthropic from "@anthropic-ai/sdk";
import { Ollama } from "ollama";
import OpenAI, { BadRequestError } from "openai";
import { expect, it, onTestFinished } from "vitest";
import { type FaultyOptions, startFaultyEndpoint } from "../../helpers/faultyEndpoint.ts";
import { endpointAt, endpointsInMemory, remoteModelsOf } from "../../helpers/remoteModels.ts";
import { serveModels, testToken } from "../../helpers/serveModels.ts";

/** The door of programs before a model of an endpoint. */
async function open(options: Partial<FaultyOptions>) {
  const server = await startFaultyEndpoint(options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const model = remoteModelsOf(endpointsInMemory(endpointAt(server.url))).of("e1", "mill-7b", "chat");
  const served = await serveModels([{ model }], { isOllamaOn: true });
  onTestFinished(() => served.close());
  const openai = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: testToken, maxRetries: 0 });
  return { server, url: served.url, openai, model: model.name };
}

/** Calls the tool in pieces, then says what it was told. */
const calling: Partial<FaultyOptions> = {
  answer: (_, prompt) => `It says: ${/<tool>\n(.*)\n/u.exec(prompt)?.[1] ?? "nothing"}`,
  calls: ({ tools, messages }) =>
    tools && !JSON.stringify(messages).includes('"role":"tool"')
      ? [
          { tool_calls: [{ index: 0, id: "c1", function: { name: "weather", arguments: "" } }] },
          { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
          { tool_calls: [{ index: 0, function: { arguments: '"Oslo"}' } }] },
          { tool_calls: [{ index: 1, id: "c2", function: { name: "weather", arguments: '{"city":"Ulm"}' } }] },
        ]
      : null,
};
const parameters = { type: "object" as const, properties: { city: { type: "string" } } };
const weather = { type: "function" as const, function: { name: "weather", description: "The weather", parameters } };
const messages = [{ role: "user" as const, content: "What is the weather in Oslo and Ulm?" }];

it("hands calls of a model of an endpoint to OpenAI's client, whole and in pieces, and takes what they answered", async () => {
  const { openai, model, server } = await open(calling);
  const asked = { model, messages, tools: [weather] };
  const [first] = (await openai.chat.completions.create(asked)).choices;
  expect(first).toMatchObject({
    finish_reason: "tool_calls",
    message: {
      tool_calls: [
        { id: "c1", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
        { id: "c2", function: { name: "weather", arguments: '{"city":"Ulm"}' } },
      ],
    },
  });
  const deltas: object[] = [];
  for await (const { choices } of await openai.chat.completions.create({ ...asked, stream: true })) {
    deltas.push(...(choices[0]?.delta.tool_calls ?? []));
  }
  expect(deltas).toMatchObject([
    { index: 0, id: "c1", function: { name: "weather", arguments: "" } },
    { index: 0, function: { arguments: '{"city":' } },
    { index: 0, function: { arguments: '"Oslo"}' } },
    { index: 1, id: "c2", function: { name: "weather", arguments: '{"city":"Ulm"}' } },
  ]);
  if (!first) throw new Error("There is no answer");
  const results = ["c1", "c2"].map((id) => ({ role: "tool" as const, tool_call_id: id, content: `${id}: 7 degrees` }));
  const second = await openai.chat.completions.create({ ...asked, messages: [...messages, first.message, ...results] });
  expect(second.choices[0]?.message.content).toBe("It says: c1: 7 degrees");
  expect(server.requests.at(-1)?.body["messages"]).toMatchObject([
    { role: "user" },
    { role: "assistant", tool_calls: [{ id: "c1" }, { id: "c2" }] },
    { role: "tool", tool_call_id: "c1" },
    { role: "tool", tool_call_id: "c2" },
  ]);
});

it("hands them to Anthropic's and Ollama's clients in their own forms", async () => {
  const { url, model } = await open(calling);
  const anthropic = new Anthropic({ baseURL: url, authToken: testToken, maxRetries: 0 });
  const message = await anthropic.messages
    .stream({ model, max_tokens: 100, messages, tools: [{ name: "weather", input_schema: parameters }] })
    .finalMessage();
  expect(message.stop_reason).toBe("tool_use");
  expect(message.content.filter(({ type }) => type === "tool_use")).toMatchObject([
    { id: "c1", name: "weather", input: { city: "Oslo" } },
    { id: "c2", name: "weather", input: { city: "Ulm" } },
  ]);
  const ollama = new Ollama({ host: url, headers: { authorization: `Bearer ${testToken}` } });
  const answer = await ollama.chat({ model, messages, tools: [weather] });
  expect(answer.message.tool_calls).toMatchObject([
    { function: { name: "weather", arguments: { city: "Oslo" } } },
    { function: { name: "weather", arguments: { city: "Ulm" } } },
  ]);
});

it("says that the model has no tools where its endpoint refuses them, in the stream as well", async () => {
  const message = "mill-7b does not support tools";
  for (const stream of [false, true]) {
    const { openai, model } = await open({ refusesTools: { status: 400, message } });
    const asking = async (): Promise<unknown> => {
      const answer = await openai.chat.completions.create({ model, messages, tools: [weather], stream });
      if (!("choices" in answer)) for await (const _ of answer);
      return answer;
    };
    await expect(asking()).rejects.toMatchObject({ code: "unsupported_value", param: "tools" });
    // From then on it is known before anything is sent.
    await expect(asking()).rejects.toBeInstanceOf(BadRequestError);
    const plain = await openai.chat.completions.create({ model, messages });
    expect(plain.choices[0]?.message.content).toBe("The old mill was rebuilt in 2019.");
  }
});
