import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { createFakeModel, type FakeModelOptions } from "../../../electron/core/llm/fake/fakeModel.ts";
import { serveModels, testToken } from "../../helpers/serveModels.ts";
import { type ServedTiny, serveTinyModel } from "../../helpers/serveTinyModel.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

const clientOf = (url: string) => new OpenAI({ baseURL: `${url}/v1`, apiKey: testToken, maxRetries: 0 });

async function open(answer: FakeModelOptions["answer"], options: Partial<FakeModelOptions> = {}) {
  const model = createFakeModel({ answer, name: "Mill", ...options });
  const served = await serveModels([{ model }]);
  closing.push(served.close);
  return { client: clientOf(served.url), model };
}

/** Says what it was asked, and which of the answers to it this is. */
const parrot: FakeModelOptions["answer"] = ({ turns, seed }) => [` ${turns[0]?.text.at(-1) ?? ""}`, String(seed)];
const failure = async (promise: PromiseLike<unknown>): Promise<unknown> =>
  await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );

describe("texts that are gone on with", () => {
  it("have answers of their own, whose places count over all texts", async () => {
    const { client } = await open(parrot, { parallelism: 2 });
    const asked = { model: "Mill", prompt: ["text a", "text b", "text c"], n: 2, seed: 5 };
    const expected = [" a5", " a6", " b5", " b6", " c5", " c6"];
    const { choices, usage } = await client.completions.create(asked);
    expect(choices.map(({ index, text }) => [index, text])).toEqual([...expected.entries()]);
    expect(usage).toMatchObject({ prompt_tokens: 3 * 6, completion_tokens: 6, total_tokens: 24 });
    const texts = new Map<number, string>();
    const ends = new Set<number>();
    for await (const { choices: pieces } of await client.completions.create({ ...asked, echo: true, stream: true })) {
      for (const { index, text, finish_reason: reason } of pieces) {
        texts.set(index, (texts.get(index) ?? "") + text);
        if ((reason as string | null) !== null) ends.add(index);
      }
    }
    const echoed = expected.map((text) => `text ${text[1] ?? ""}${text}`);
    expect([...texts].toSorted(([a], [b]) => a - b)).toEqual([...echoed.entries()]);
    expect(ends.size).toBe(expected.length);
  });

  it("are asked as many at a time as the model does best", async () => {
    const both = Promise.withResolvers<readonly string[]>();
    let begun = 0;
    const { client } = await open(
      () => {
        begun += 1;
        // Neither would be answered if one waited for the other.
        if (begun === 2) both.resolve(["Yes."]);
        return both.promise;
      },
      { parallelism: 2 },
    );
    const { choices } = await client.completions.create({ model: "Mill", prompt: ["a", "b"] });
    expect(choices.map(({ text }) => text)).toEqual(["Yes.", "Yes."]);
  });

  it("end together with the first that fails", async () => {
    const { client, model } = await open(
      ({ turns }) =>
        turns[0]?.text === "bad" ? { text: [], fails: new AppError("GENERATION_FAILED") } : new Promise(() => {}),
      { parallelism: 2 },
    );
    const failed = await failure(client.completions.create({ model: "Mill", prompt: ["good", "bad", "next"] }));
    expect(failed).toMatchObject({ code: "generation_failed" });
    expect(model.openSessions).toBe(0);
    expect(model.asked).toHaveLength(2);
  });

  it("are told how likely each token was, and where it begins", async () => {
    const yes = {
      token: "Ÿ𝒳",
      logprob: -0.5,
      top: [
        { token: "Ÿ𝒳", logprob: -0.5 },
        { token: "No", logprob: -1 },
      ],
    };
    const end = {
      token: ".",
      logprob: -0.25,
      top: [
        { token: ".", logprob: -0.25 },
        { token: ".", logprob: -9 },
      ],
    };
    const { client } = await open(() => ({ text: ["Ÿ𝒳", "."], logprobs: [yes, end] }));
    const asked = { model: "Mill", prompt: "Well?", logprobs: 2 };
    const { choices } = await client.completions.create(asked);
    const told = {
      tokens: ["Ÿ𝒳", "."],
      token_logprobs: [-0.5, -0.25],
      top_logprobs: [{ Ÿ𝒳: -0.5, No: -1 }, { ".": -0.25 }],
      text_offset: [0, 2],
    };
    expect(choices[0]?.logprobs).toEqual(told);
    const pieces = [];
    for await (const {
      choices: [choice],
    } of await client.completions.create({ ...asked, stream: true })) {
      if (choice?.logprobs) pieces.push(choice.logprobs);
    }
    expect(pieces).toEqual([told]);
    const alone = await client.completions.create({ ...asked, logprobs: 0 });
    expect(alone.choices[0]?.logprobs).toMatchObject({ token_logprobs: [-0.5, -0.25], top_logprobs: null });
  });

  it.each([
    ["prompt", { prompt: [1, 2, 3] }],
    ["prompt", { prompt: [[1, 2], [3]] }],
    ["prompt", { prompt: [] }],
    ["suffix", { suffix: "the end" }],
    ["best_of", { best_of: 3 }],
    ["logprobs", { logprobs: 1, echo: true }],
    ["max_tokens", { max_tokens: -1 }],
  ])("are refused with %s where that cannot be done", async (param, more) => {
    const { client, model } = await open(parrot);
    const refused = await failure(client.completions.create({ model: "Mill", prompt: "a", ...more }));
    expect(refused).toMatchObject({ status: 400, param });
    expect(String(refused)).toContain(`${param}: `);
    expect(model.asked).toEqual([]);
  });

  it("may come with fields that ask for nothing", async () => {
    const { client } = await open(parrot);
    const more = { suffix: "", best_of: 2, n: 2, logprobs: null, user: "u", stop: null };
    const { choices } = await client.completions.create({ model: "Mill", prompt: ["a"], ...more });
    expect(choices).toHaveLength(2);
  });
});

describe("with the engine", () => {
  let served: ServedTiny;
  beforeAll(async () => void (served = await serveTinyModel(2048)));
  afterAll(async () => await served.close());

  it("a text is read and nothing written, where no token is asked for", async () => {
    const client = clientOf(served.url);
    const prompt = ["the mill is old", "and the barn is older than the mill"];
    const asked = { model: "Tiny", prompt, temperature: 0 };
    const one = await client.completions.create({ ...asked, max_tokens: 1 });
    const none = await client.completions.create({ ...asked, max_tokens: 0 });
    expect(none.choices).toEqual([
      { index: 0, text: "", logprobs: null, finish_reason: "length" },
      { index: 1, text: "", logprobs: null, finish_reason: "length" },
    ]);
    expect(one.usage?.completion_tokens).toBe(2);
    expect(none.usage).toMatchObject({ prompt_tokens: one.usage?.prompt_tokens, completion_tokens: 0 });
    const echoed = await client.completions.create({ ...asked, max_tokens: 0, echo: true });
    expect(echoed.choices.map(({ text }) => text)).toEqual(prompt);
    const pieces = [];
    for await (const { choices } of await client.completions.create({ ...asked, max_tokens: 0, stream: true })) {
      pieces.push(...choices.map(({ index, text, finish_reason: reason }) => [index, text, reason]));
    }
    expect(pieces).toHaveLength(2);
    expect(pieces).toEqual(expect.arrayContaining([0, 1].map((index) => [index, "", "length"])));
    const long = await failure(client.completions.create({ ...asked, prompt: "mill ".repeat(3000), max_tokens: 0 }));
    expect(long).toMatchObject({ code: "context_length_exceeded" });
  });

  it("a text is gone on with by tokens whose probabilities stand at their places", async () => {
    const client = clientOf(served.url);
    const asked = { model: "Tiny", prompt: "the mill is", temperature: 0, max_tokens: 5, logprobs: 3 };
    const { choices } = await client.completions.create(asked);
    const [choice] = choices;
    const { tokens = [], text_offset: offsets = [], token_logprobs: own = [] } = choice?.logprobs ?? {};
    expect(tokens).toHaveLength(5);
    const text = [...(choice?.text ?? "")];
    expect(
      tokens.slice(1).every((token, at) =>
        text
          .slice(offsets[at + 1])
          .join("")
          .startsWith(token),
      ),
    ).toBe(true);
    expect(own.every((logprob) => logprob <= 0)).toBe(true);
    expect(choice?.logprobs?.top_logprobs?.every((top) => Object.keys(top).length <= 3)).toBe(true);
  });

  it("an empty text is gone on with", async () => {
    const client = clientOf(served.url);
    const { choices } = await client.completions.create({ model: "Tiny", prompt: "", max_tokens: 3 });
    expect(choices[0]?.text).not.toBe("");
  });
});
