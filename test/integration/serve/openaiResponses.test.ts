import OpenAI from "openai";
import { afterEach, describe, expect, it } from "vitest";
import { createFakeModel, type FakeAnswer } from "../../../electron/core/llm/fake/fakeModel.ts";
import type { GenerateRequest } from "../../../electron/core/llm/languageModel.ts";
import { serveModels, testToken } from "../../helpers/serveModels.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

async function open(
  answer: (request: GenerateRequest) => FakeAnswer | readonly string[],
  options: { readonly contextTokens?: number } = {},
) {
  const model = createFakeModel({ answer, name: "Mill", ...options });
  const served = await serveModels([{ model }]);
  closing.push(served.close);
  const client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: testToken, maxRetries: 0 });
  return { client, model };
}

const call = { id: "c1", name: "weather", arguments: '{"city":"Oslo"}' };
const tools = [{ type: "function" as const, name: "weather", parameters: { type: "object" }, strict: false }];

describe("the Responses API", () => {
  it("answers, and the same as a stream of events in their order", async () => {
    const { client, model } = await open(() => ["The rent ", "is due."]);
    const whole = await client.responses.create({ model: "Mill", instructions: "Be brief.", input: "What?" });
    expect(whole).toMatchObject({ object: "response", status: "completed", output_text: "The rent is due." });
    expect(whole.usage?.total_tokens).toBeGreaterThan(0);
    expect(model.asked[0]?.turns).toEqual([
      { role: "system", text: "Be brief." },
      { role: "user", text: "What?" },
    ]);
    const types: string[] = [];
    const numbers: number[] = [];
    for await (const event of await client.responses.create({ model: "Mill", input: "What?", stream: true })) {
      types.push(event.type);
      numbers.push(event.sequence_number);
    }
    expect(types).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(numbers).toEqual(numbers.map((_, at) => at));
    const gathered = await client.responses.stream({ model: "Mill", input: "What?" }).finalResponse();
    expect(gathered.output_text).toBe("The rent is due.");
  });

  it("has tools called and hands over what they answer", async () => {
    const { client, model } = await open(({ turns }) =>
      turns.some(({ toolResults }) => toolResults) ? ["7 degrees."] : { text: [], toolCalls: [call] },
    );
    const first = await client.responses.stream({ model: "Mill", input: "The weather?", tools }).finalResponse();
    expect(first.output).toMatchObject([
      { type: "function_call", call_id: "c1", name: "weather", arguments: call.arguments, status: "completed" },
    ]);
    const second = await client.responses.create({
      model: "Mill",
      tools,
      input: [
        { role: "user", content: [{ type: "input_text", text: "The weather?" }] },
        { type: "function_call", call_id: "c1", name: "weather", arguments: call.arguments },
        { type: "function_call_output", call_id: "c1", output: "7" },
      ],
    });
    expect(second.output_text).toBe("7 degrees.");
    expect(model.asked.at(-1)?.turns.at(-1)?.toolResults).toEqual([{ id: "c1", name: "weather", text: "7" }]);
  });

  it("holds to a schema, says what was cut off, and keeps nothing to lean on", async () => {
    const { client, model } = await open(() => ({ text: ['{"a":1}'], stop: "length" }));
    const schema = { type: "object", properties: {} };
    const answer = await client.responses.create({
      model: "Mill",
      input: "Go",
      max_output_tokens: 9,
      text: { format: { type: "json_schema", name: "a", schema } },
    });
    expect(answer).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
    expect(model.asked[0]).toMatchObject({ maxTokens: 9, format: { kind: "json", schema } });
    await expect(
      client.responses.create({ model: "Mill", input: "Go", previous_response_id: "resp_1" }),
    ).rejects.toMatchObject({ status: 400, param: "previous_response_id" });
    const including = (include: "message.output_text.logprobs" | "reasoning.encrypted_content") =>
      client.responses.create({ model: "Mill", input: "Go", include: [include] });
    await expect(including("message.output_text.logprobs")).rejects.toMatchObject({ status: 400, param: "include" });
    expect(await including("reasoning.encrypted_content")).toMatchObject({ object: "response" });
  });
});

/** Programs still send it, though the client calls it deprecated. */
const cutting = (truncation: "auto" | "disabled"): object => ({ truncation });

describe("a conversation that is too long for the Responses API", () => {
  const long = (text: string): string => `${text} `.repeat(40).trim();
  const input = [
    { role: "developer" as const, content: "Be brief." },
    { role: "user" as const, content: long("first") },
    { type: "function_call" as const, call_id: "c1", name: "weather", arguments: call.arguments },
    { type: "function_call_output" as const, call_id: "c1", output: long("seven") },
    { role: "assistant" as const, content: long("answer") },
    { role: "user" as const, content: long("second") },
    { role: "assistant" as const, content: long("reply") },
    { role: "user" as const, content: "And now?" },
  ];

  it("is refused with both numbers and the field that would help", async () => {
    const { client, model } = await open(() => ["Yes."], { contextTokens: 200 });
    for (const more of [{}, cutting("disabled")]) {
      await expect(client.responses.create({ model: "Mill", input, ...more })).rejects.toMatchObject({
        status: 400,
        code: "context_length_exceeded",
        param: "truncation",
        message: expect.stringContaining("200 tokens") as string,
      });
    }
    expect(model.asked).toEqual([]);
  });

  it("loses its oldest items where that is asked for, which the answer says", async () => {
    const { client, model } = await open(() => ["Yes."], { contextTokens: 200 });
    const asked = { model: "Mill", input, ...cutting("auto"), max_output_tokens: 20 };
    const answer = await client.responses.create(asked);
    expect(answer).toMatchObject({ truncation: "auto", dropped_input_items: 4, status: "completed" });
    expect(model.asked[0]?.turns).toEqual([
      { role: "system", text: "Be brief." },
      { role: "user", text: long("second") },
      { role: "assistant", text: long("reply") },
      { role: "user", text: "And now?" },
    ]);
    const fits = await client.responses.create({ ...asked, input: "And now?" });
    expect(fits).toMatchObject({ truncation: "auto", dropped_input_items: 0 });
  });

  it("is refused where not even its last turn fits", async () => {
    const { client, model } = await open(() => ["Yes."], { contextTokens: 200 });
    const last = [...input, { role: "user" as const, content: long("a much longer question ") }];
    for (const given of [last, long("a much longer question")]) {
      await expect(client.responses.create({ model: "Mill", input: given, ...cutting("auto") })).rejects.toMatchObject({
        status: 400,
        code: "context_length_exceeded",
        param: "input",
      });
    }
    expect(model.asked).toEqual([]);
  });
});

describe("completions", () => {
  it("go on with a text as it stands, whole and as a stream", async () => {
    const { client, model } = await open(() => [" mill", " stood."]);
    const asked = { model: "Mill", prompt: "Once a", max_tokens: 5, echo: true };
    const whole = await client.completions.create(asked);
    expect(whole.choices).toMatchObject([{ index: 0, text: "Once a mill stood.", finish_reason: "stop" }]);
    expect(model.asked[0]).toMatchObject({ plain: true, maxTokens: 5, turns: [{ role: "user", text: "Once a" }] });
    let text = "";
    for await (const { choices } of await client.completions.create({ ...asked, stream: true })) {
      text += choices[0]?.text ?? "";
    }
    expect(text).toBe("Once a mill stood.");
    await expect(client.completions.create({ ...asked, suffix: "end" })).rejects.toMatchObject({
      status: 400,
      param: "suffix",
    });
  });
});
