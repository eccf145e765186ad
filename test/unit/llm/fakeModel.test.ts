import { expect, it } from "vitest";
import { createFakeModel } from "../../../electron/core/llm/fake/fakeModel.ts";

const question = { turns: [{ role: "user", text: "Hello" }], maxTokens: 10, temperature: 0, seed: 1 } as const;
const { signal } = new AbortController();

it("answers in the pieces it is given, and remembers what it was asked", async () => {
  const model = createFakeModel({ answer: (_, call) => [`answer ${String(call)}`, "."] });
  const shown: string[] = [];
  {
    await using session = await model.open("chat", { signal });
    const { text } = await session.generate(question, { onText: (piece) => void shown.push(piece) });
    expect(text).toBe("answer 1.");
    expect(model.openSessions).toBe(1);
  }
  expect(shown).toEqual(["answer 1", "."]);
  expect(model.asked).toEqual([question]);
  expect([model.opened, model.openSessions]).toEqual([["chat"], 0]);
});

it("keeps to the port: it stops with its signal, refuses what does not fit, and is of no use once closed", async () => {
  const abort = new AbortController();
  const model = createFakeModel({ answer: () => new Promise(() => {}), contextTokens: 64 });
  const session = await model.open("background", { signal: abort.signal });
  const waiting = session.generate(question);
  const long = { ...question, turns: [{ role: "user", text: "x".repeat(400) }] } as const;
  await expect(session.generate(long)).rejects.toMatchObject({ code: "CONTEXT_TOO_SMALL" });
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(session.countTexts(["a"])).rejects.toMatchObject({ code: "CANCELLED" });
  await session[Symbol.asyncDispose]();
  await expect(session.countTexts(["a"])).rejects.toMatchObject({ code: "INTERNAL" });
  await expect(model.open("chat", { signal: abort.signal })).rejects.toMatchObject({ code: "CANCELLED" });
});

it("says which capabilities it was given", async () => {
  const model = createFakeModel({ answer: () => [], decide: (choices) => choices.map(() => 1 / choices.length) });
  expect(model.capabilities).toMatchObject({ generate: true, decide: true, embed: false, rerank: false });
  await using session = await model.open("background", { signal });
  expect(await session.decide?.({ turns: question.turns, choices: ["yes", "no"] })).toEqual([0.5, 0.5]);
  expect(session.embed).toBeUndefined();
});

it("calls tools, tells probabilities of tokens where they are asked for, and ends before a stop", async () => {
  const call = { id: "call_1", name: "add", arguments: '{"a":1}' };
  const token = { token: "Yes", logprob: -0.1, top: [] };
  const model = createFakeModel({
    answer: () => ({ text: ["Yes, ", "it is."], toolCalls: [call], logprobs: [token] }),
  });
  await using session = await model.open("chat", { signal });
  const told: unknown[] = [];
  const handlers = {
    onToolCallPiece: (each: unknown) => told.push(each),
    onLogprobs: (each: unknown) => told.push(each),
  };
  expect(await session.generate(question, handlers)).toMatchObject({
    text: "Yes, it is.",
    stop: "tools",
    toolCalls: [call],
  });
  const pieces = ["", '{"a"', ":1}"].map((each) => ({ ...call, index: 0, arguments: each }));
  expect(told).toEqual(pieces);
  const shown: string[] = [];
  const cut = await session.generate(
    { ...question, stop: ["is.", ", it"], logprobs: 0 },
    { ...handlers, onText: (piece) => void shown.push(piece) },
  );
  expect(cut).toMatchObject({ text: "Yes", stop: "stop", stopped: ", it" });
  expect(cut.toolCalls).toBeUndefined();
  expect(shown).toEqual(["Yes"]);
  expect(told).toEqual([...pieces, [token]]);
});

it("has no tools where it is told so", async () => {
  const model = createFakeModel({ answer: () => [], tools: false });
  expect(model.capabilities.tools).toBe(false);
  await using session = await model.open("chat", { signal });
  const tools = [{ name: "add", description: "Adds", parameters: { type: "object" } }];
  await expect(session.generate({ ...question, tools })).rejects.toMatchObject({ code: "MODEL_CANNOT" });
});
