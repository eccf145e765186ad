import { afterEach, describe, expect, it } from "vitest";
import type { LanguageModel, ModelUse } from "../../../electron/core/llm/languageModel.ts";
import type { LoadOptions } from "../../../electron/core/llm/local/engine.ts";
import { createLocalModels } from "../../../electron/core/llm/local/localModels.ts";
import { answer, createStand, report, type Stand } from "./engineStand.ts";

const question = { turns: [{ role: "user", text: "Hello" }], maxTokens: 10, temperature: 0, seed: 1 } as const;
const { signal } = new AbortController();
const silent = { info() {}, warn() {}, error() {} };
const metadata = {
  quantization: "Q4_0",
  style: "instruct",
  chunkTokens: null,
  trainContext: 32_768,
  bytes: 1,
  bytesPerContextToken: 1,
} as const;

interface Desk {
  readonly stand: Stand;
  readonly one: LanguageModel;
  readonly two: LanguageModel;
  options: LoadOptions;
}

let desk: Desk;
afterEach(() => desk.stand.engine.dispose());

/** A model whose context is as large as the settings say. */
function open(script: Parameters<typeof createStand>[0] = {}): Desk {
  const stand = createStand({
    load: (child, call) => child.reply(call.id, { ...report, contextSize: call.params.contextSize ?? 16_384 }),
    ...script,
  });
  const local = createLocalModels({ engine: stand.engine, logger: silent, options: () => made.options });
  const of = (id: string) => local.of({ id, name: id, path: `/models/${id}.gguf`, metadata });
  const made: Desk = {
    stand,
    one: of("one"),
    two: of("two"),
    options: { gpu: "cpu", threads: 2, contextSize: 4096 },
  };
  return made;
}

const loads = (): unknown[] => desk.stand.callsOf("load").map(({ params }) => params.contextSize);
const openFor = (model: LanguageModel, use: ModelUse = "background") => model.open(use, { signal });

describe("the settings of a model", () => {
  it("are those of the moment at which it is opened, and work that began before leaves them as they are", async () => {
    desk = open();
    await using summary = await openFor(desk.one);
    await summary.generate(question);
    desk.options = { gpu: "cpu", threads: 3, contextSize: 8192 };
    {
      await using chat = await openFor(desk.one, "chat");
      expect(chat.contextTokens).toBe(8192);
      await chat.generate(question);
    }
    await summary.generate(question);
    await summary.countTexts(["a"]);
    expect(loads()).toEqual([4096, 8192]);
    expect(desk.stand.engine.state.threads?.count).toBe(3);
  });

  it("are not undone by the next step of a summary where the threads were changed", async () => {
    desk = open();
    await using summary = await openFor(desk.one);
    await summary.generate(question);
    desk.options = { ...desk.options, threads: 1 };
    desk.stand.engine.setThreads(1);
    await summary.generate(question);
    expect(desk.stand.engine.state.threads).toMatchObject({ count: 1 });
    expect(loads()).toEqual([4096]);
  });

  it("make the context smaller only after the work that was planned for a larger one", async () => {
    desk = open();
    {
      await using summary = await openFor(desk.one);
      desk.options = { ...desk.options, contextSize: 2048 };
      await using chat = await openFor(desk.one, "chat");
      expect([summary.contextTokens, chat.contextTokens]).toEqual([4096, 4096]);
      expect(loads()).toEqual([4096]);
    }
    await using next = await openFor(desk.one);
    expect(next.contextTokens).toBe(2048);
    expect(loads()).toEqual([4096, 2048]);
  });

  it("change nothing for who takes the model as it is", async () => {
    desk = open();
    await using summary = await openFor(desk.one);
    await summary.countTexts(["a"]);
    desk.options = { ...desk.options, contextSize: 8192 };
    await using peeking = await desk.one.open("background", { signal, asItIs: true });
    expect(peeking.contextTokens).toBe(4096);
    expect(loads()).toEqual([4096]);
  });
});

describe("a session", () => {
  it("loads its model again where another has taken its place", async () => {
    desk = open();
    await using summary = await openFor(desk.one);
    await using other = await openFor(desk.two);
    expect((await summary.generate(question)).text).toBe(answer.text);
    expect((await other.generate(question)).text).toBe(answer.text);
    expect(desk.stand.callsOf("load").map(({ params }) => params.path)).toEqual([
      "/models/one.gguf",
      "/models/two.gguf",
      "/models/one.gguf",
      "/models/two.gguf",
    ]);
  });

  it.each(["chat", "program"] as const)(
    "of a %s keeps its model to its end, and lets the next one in then",
    async (use) => {
      desk = open();
      const chat = await openFor(desk.one, use);
      const other = openFor(desk.two);
      await desk.stand.settled();
      await chat.generate(question);
      await chat.countTurns(question.turns);
      expect(desk.stand.count("load")).toBe(1);
      await chat[Symbol.asyncDispose]();
      await using opened = await other;
      expect(opened.contextTokens).toBe(4096);
      expect(desk.stand.engine.state.modelId).toBe("two");
    },
  );

  it("of a program is answered beside others, and only that of a chat before them", async () => {
    desk = open();
    for (const use of ["chat", "program", "background"] as const) {
      await using session = await openFor(desk.one, use);
      await session.generate(question);
    }
    const priorities = desk.stand.callsOf("generate").map(({ params }) => params.priority);
    expect(priorities).toEqual(["chat", "background", "background"]);
  });

  it("asks again, from another seed, where the process dies more often than the engine repeats a call", async () => {
    desk = open({ generate: (child, call, index) => (index < 4 ? child.die() : child.reply(call.id, answer)) });
    await using summary = await openFor(desk.one);
    expect((await desk.stand.settle(summary.generate(question))).text).toBe(answer.text);
    expect(desk.stand.callsOf("generate").map(({ params }) => params.seed)).toEqual([1, 1, 1, 2, 2]);
  });

  it("leaves it to its caller to go on where text was shown when the process died", async () => {
    desk = open({
      generate(child, call) {
        child.emit({ type: "text", id: call.id, text: "Hi th" });
        child.die();
      },
    });
    await using chat = await openFor(desk.one, "chat");
    const shown: string[] = [];
    await expect(chat.generate(question, { onText: (text) => void shown.push(text) })).rejects.toMatchObject({
      code: "ENGINE_CRASHED",
    });
    expect(shown).toEqual(["Hi th"]);
    expect(desk.stand.count("generate")).toBe(1);
  });

  it("tells how far its model is loaded", async () => {
    desk = open({
      load(child, call) {
        child.emit({ type: "loadProgress", fraction: 0.5 });
        child.reply(call.id, report);
      },
    });
    const shares: number[] = [];
    await using session = await desk.one.open("chat", { signal, onLoading: (share) => void shares.push(share) });
    expect(session.parallelism).toBe(1);
    expect(shares).toContain(0.5);
  });
});

it("says by name what a model cannot do, and hands on the rest", async () => {
  desk = open();
  await using session = await openFor(desk.one, "chat");
  const format = { kind: "json", schema: { type: "string", pattern: "^a" } } as const;
  const refused = session.generate({ ...question, format });
  await expect(refused).rejects.toMatchObject({
    code: "MODEL_CANNOT",
    data: { name: "one", what: "JSON schema: pattern" },
  });
  expect(desk.stand.callsOf("generate")).toEqual([]);
  const asked = { stop: ["END"], sampling: { topK: 1 }, logprobs: 2 } as const;
  await session.generate({ ...question, ...asked, endsLoops: false, format: { kind: "json", schema: null } });
  const [call] = desk.stand.callsOf("generate");
  expect(call?.params).toMatchObject({ ...asked, keepLoops: true });
  expect(call?.params.grammar).toMatch(/^root ::= object\n/u);
});
