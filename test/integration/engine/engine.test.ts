import { fork } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, copyFileSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import type { EngineState } from "../../../electron/contract/models.ts";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import type { EngineOptions } from "../../../electron/core/llm/local/engineDeps.ts";
import type { Engine, GenerateRequest, GenerateResult } from "../../../electron/core/llm/local/engine.ts";
import type { EnginePhase, FromEngine } from "../../../electron/core/llm/local/protocol.ts";
import type { Child, ProcessSpawner } from "../../../electron/core/ports.ts";
import { quoteChoice } from "../../../electron/core/summarize/writers/extractive.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { hostileChatTemplate, tinyShape, writeTinyModel, type Damage } from "../../fixtures/gguf/writeTinyModel.ts";
import { reasonOf } from "../../../electron/contract/reasons.ts";

/** The real process with a real (tiny, random) model. */

const options = { gpu: "auto", threads: 1, contextSize: 4096 } as const;
const story = "Tell me about the wind, the sea and the mountain of the north. ";
const request: GenerateRequest = {
  turns: [
    { role: "system", text: "You write a report." },
    { role: "user", text: story },
  ],
  maxTokens: 40,
  temperature: 0.6,
  seed: 7,
  priority: "chat",
};

let folder: string;
let tiny: { id: string; name: string; path: string };
let engine: Engine;
let children: Child[];
/** what the processes said they were doing */
let phases: (EnginePhase | null)[];

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-engine-"));
  tiny = { id: "tiny", name: "Tiny", path: writeTinyModel(path.join(folder, "tiny.gguf")).path };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => engine.dispose());

function startEngine(limits: EngineOptions["limits"] = {}): Engine {
  const spawner = builtSpawner();
  children = [];
  phases = [];
  const watched: ProcessSpawner = {
    spawn(entry, childOptions) {
      const child = spawner.spawn(entry, childOptions);
      children.push(child);
      child.onMessage((raw) => {
        const message = raw as FromEngine;
        if (message.type === "phase") phases.push(message.phase);
      });
      return child;
    },
  };
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  engine = createEngine({ spawner: watched, clock: systemClock, logger: silent, limits });
  return engine;
}

function until(condition: (state: EngineState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (condition(engine.state)) return resolve();
    const stop = engine.onState((state) => {
      if (!condition(state)) return;
      stop();
      resolve();
    });
  });
}

async function problemOf(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("The promise did not reject.");
}

describe("a model in the engine process", () => {
  it("says what it is", async () => {
    startEngine();
    expect(await engine.readMetadata(tiny.path)).toEqual({
      name: "Tiny Mistral Instruct",
      architecture: "llama",
      quantization: "F16",
      parameters: 598_656,
      experts: null,
      layers: { count: 2, withExperts: 0, expertBytes: 0 },
      trainContext: 8192,
      licence: "apache-2.0",
      hasChatTemplate: true,
      callsTools: false,
      bytes: statSync(tiny.path).size,
      // 2 layers, 2 heads of 32 for keys and values each, 2 bytes a number
      bytesPerContextToken: 2 * 2 * 32 * 2 * 2,
      purpose: "chat",
      style: "instruct",
      chunkTokens: null,
    });
  });

  it("says of a mixture of experts with how many weights a token is computed", async () => {
    startEngine();
    const file = path.join(folder, "experts.gguf");
    const { parameters } = writeTinyModel(file, { shape: { experts: 8, layers: 1, feedForward: 64 } });
    const perExpert = 3 * tinyShape.embedding * 64;
    expect(await engine.readMetadata(file)).toMatchObject({
      parameters,
      experts: { count: 8, used: 2, activeParameters: parameters - 6 * perExpert },
      layers: { count: 1, withExperts: 1, expertBytes: 2 * 8 * perExpert },
    });
  });

  it("says how it wants to be asked, where it was made for this application", async () => {
    startEngine();
    const file = path.join(folder, "own.gguf");
    writeTinyModel(file, { ownMetadata: { prompts: "plain", chunkTokens: 600 } });
    expect(await engine.readMetadata(file)).toMatchObject({ style: "starter", chunkTokens: 600 });
  });

  it("loads, counts and answers with the numbers of its work", async () => {
    startEngine();
    const loaded = await engine.load(tiny, options);
    expect(loaded).toMatchObject({ modelId: "tiny", contextSize: 4096 });
    expect(loaded.parallelism).toBeGreaterThanOrEqual(1);
    expect(engine.state.gpu?.reason.code).toMatch(/^GPU_/u);
    expect(engine.state.threads).toEqual({ count: 1, reason: reasonOf("THREADS_SET", { used: 1 }), reading: null });
    expect(engine.state.memory).toMatchObject({ contextBy: "settings" });
    expect(loaded.memoryBytes).toBe(engine.state.memory?.bytes);

    expect(await engine.countTokens(["", "the wind", "the wind of the sea"])).toEqual([
      0,
      expect.any(Number),
      expect.any(Number),
    ]);
    const pieces: string[] = [];
    const result = await engine.generate(request, { onText: (text) => pieces.push(text) });
    expect(pieces.join("")).toBe(result.text);
    expect(result.text.length).toBeGreaterThan(0);
    expect(result.promptTokens).toBe(await engine.countTurns(request.turns));
    expect(result.completionTokens).toBeGreaterThan(0);
    expect(result.completionTokens).toBeLessThanOrEqual(40);
    expect(result.prefillMs).toBeGreaterThan(0);
  });

  it("runs models with experts", async () => {
    startEngine();
    const file = writeTinyModel(path.join(folder, "experts.gguf"), { shape: { experts: 4 } });
    await engine.load({ id: "experts", name: "Experts", path: file.path }, options);
    expect((await engine.generate(request)).completionTokens).toBeGreaterThan(0);
  });

  it("says the same for the same seed, and something else for another", async () => {
    startEngine();
    await engine.load(tiny, options);
    const first = await engine.generate(request);
    await engine.generate({ ...request, turns: [{ role: "user", text: "Something else" }] });
    expect((await engine.generate(request)).text).toBe(first.text);
    expect((await engine.generate({ ...request, seed: 8 })).text).not.toBe(first.text);
    const background = await engine.generate({ ...request, priority: "background" });
    expect(background.text).toBe(first.text);
  });

  it("continues a partial answer where it broke off", async () => {
    startEngine();
    await engine.load(tiny, options);
    const continued = async (text: string): Promise<string> => {
      const turns = [...request.turns, { role: "assistant" as const, text }];
      return text + (await engine.generate({ ...request, temperature: 0, turns })).text;
    };
    const whole = await continued("The report of the meeting");
    expect(whole).toMatch(/^The report of the meeting \p{L}/u);
    const words = whole.split(" ");
    const broken = words.slice(0, 15).join(" ");
    expect((await continued(broken)).startsWith(words.slice(0, 30).join(" "))).toBe(true);
  });

  it("never leaves its grammar", async () => {
    startEngine();
    await engine.load(tiny, options);
    const grammar = String.raw`root ::= "{\"ids\":[" id ("," id){0,2} "],\"text\":\"" [a-z é]{5,40} "\"}"
id ::= "\"s" [1-9] [0-9]? "\""`;
    for (let seed = 1; seed <= 4; seed++) {
      const result = await engine.generate({ ...request, seed, grammar, maxTokens: 200, temperature: 1 });
      expect(result.stop).toBe("end");
      expect(result.text).toMatch(/^\{"ids":\["s[1-9][0-9]?"(,"s[1-9][0-9]?"){0,2}\],"text":"[a-z é]{5,40}"\}$/u);
    }
    expect((await problemOf(engine.generate({ ...request, grammar: "root ::= missing" }))).code).toBe(
      "GENERATION_FAILED",
    );
    expect((await engine.generate(request)).completionTokens).toBeGreaterThan(0);
  });

  it("quotes sentences whole, each once and in their order, whatever it would say", async () => {
    startEngine();
    await engine.load(tiny, options);
    const sentences = [
      "The mill was sold in May.",
      'She said: "No \\ never."',
      "Der Müller behält das Wasser.",
      "The mill was sold in June.",
      "A wheel [of oak] is built.",
    ];
    const quotable = sentences.map((text, place) => ({ text, number: place * 3 + 1 }));
    const counts = new Set<number>();
    const chosen = new Set<number>();
    for (const [least, most] of [
      [1, 5],
      [2, 3],
      [3, 3],
      [4, 9],
      [7, 9],
      [1, 1],
    ] as const) {
      const choice = quoteChoice(quotable, { least, most, words: 30, characters: 200 });
      for (let seed = 1; seed <= 4; seed++) {
        const result = await engine.generate({ ...request, seed, choice, maxTokens: 400, temperature: 1.5 });
        expect(result.stop).toBe("end");
        const numbers = result.text.split("\n").map((line) => {
          const place = quotable.findIndex(({ text, number }) => line === `- ${text} [${number}]`);
          if (place < 0) expect.fail(line);
          chosen.add(place);
          return place;
        });
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
        expect(numbers.length).toBeGreaterThanOrEqual(Math.min(least, sentences.length));
        expect(numbers.length).toBeLessThanOrEqual(most);
        counts.add(numbers.length);
      }
    }
    // The choice is the model's.
    expect(chosen.size).toBe(sentences.length);
    expect(counts.size).toBeGreaterThan(2);
    const lines = [`- ${sentences.join(" ")} [1]`];
    const cut = await engine.generate({ ...request, choice: { lines, least: 1, most: 1 }, maxTokens: 20 });
    expect([cut.stop, cut.text]).toEqual(["length", ""]);
  });

  it("tells how likely each of some answers is, as it chooses between them, and the same again", async () => {
    startEngine();
    await engine.load(tiny, options);
    for (const choices of [
      ["yes", "no"],
      ["The mill was sold in June.", "The mill was sold in May.", "A wheel of oak is built."],
    ]) {
      const probabilities = await engine.decide({ ...request, decide: choices });
      expect(probabilities).toHaveLength(choices.length);
      expect(probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6);
      expect(Math.min(...probabilities)).toBeGreaterThan(0);
      const repeated = await engine.decide({ ...request, decide: choices });
      for (const [index, each] of repeated.entries()) expect(each).toBeCloseTo(probabilities[index] ?? -1, 4);
    }
    const [yes = 0, no = 0] = await engine.decide({ ...request, decide: ["yes", "no"] });
    const choice = { lines: ["yes", "no"], least: 1, most: 1 };
    const { text } = await engine.generate({ ...request, choice, temperature: 0 });
    expect(text).toBe(yes > no ? "yes" : "no");
  });

  it("does not evaluate again what its sequence holds of the prompt", async () => {
    startEngine();
    await engine.load(tiny, options);
    const long: GenerateRequest = {
      ...request,
      maxTokens: 4,
      temperature: 0,
      turns: [{ role: "user", text: story.repeat(100) }],
    };
    const first = await engine.generate(long);
    const next: GenerateRequest = {
      ...long,
      turns: [...long.turns, { role: "assistant", text: first.text }, { role: "user", text: "And then" }],
    };
    const followed = await engine.generate(next);
    expect(followed.promptTokens).toBeGreaterThan(first.promptTokens);
    expect(first.evaluatedPromptTokens).toBe(first.promptTokens);
    // What was written last is not evaluated before it is asked for, and a template may close a turn another way.
    const added = followed.promptTokens - first.promptTokens;
    expect(followed.evaluatedPromptTokens).toBeGreaterThan(0);
    expect(followed.evaluatedPromptTokens).toBeLessThanOrEqual(added + 8);
  });

  it("refuses what does not fit its context, and says the numbers", async () => {
    startEngine();
    await engine.load(tiny, { ...options, contextSize: 512 });
    const error = await problemOf(engine.generate({ ...request, turns: [{ role: "user", text: story.repeat(80) }] }));
    expect(error.code).toBe("CONTEXT_TOO_SMALL");
    expect(error.data).toMatchObject({ contextSize: 512 });
    expect(error.data?.["promptTokens"]).toBeGreaterThan(512);
  });

  it("stops at once, in the prompt and in the answer", async () => {
    startEngine();
    await engine.load(tiny, options);
    const early = new AbortController();
    const prompt = engine.generate(
      { ...request, turns: [{ role: "user", text: story.repeat(120) }] },
      { signal: early.signal },
    );
    early.abort();
    expect((await problemOf(prompt)).code).toBe("CANCELLED");

    const late = new AbortController();
    let shown = "";
    const talk = engine.generate(
      { ...request, maxTokens: 3000 },
      {
        signal: late.signal,
        onText(text) {
          shown += text;
          late.abort();
        },
      },
    );
    expect((await problemOf(talk)).code).toBe("CANCELLED");
    const atStop = shown;
    expect((await engine.generate(request)).completionTokens).toBeGreaterThan(0);
    expect(shown).toBe(atStop);
  });

  it("answers a chat while background work is at hand, and finishes both", async () => {
    startEngine();
    await engine.load(tiny, options);
    const order: string[] = [];
    const background = Array.from({ length: 6 }, (_, index) =>
      engine.generate({ ...request, seed: index, maxTokens: 400, priority: "background" }).then((result) => {
        order.push("background");
        return result;
      }),
    );
    const chat = await engine.generate({ ...request, maxTokens: 20 });
    order.push("chat");
    const all: GenerateResult[] = await Promise.all(background);
    expect(chat.completionTokens).toBeGreaterThan(0);
    expect(all).toHaveLength(6);
    expect(order[0]).toBe("chat");
  });

  it("hands over an answer when it has ended, and reads the next prompt, while others go on writing", async () => {
    startEngine();
    const { parallelism } = await engine.load(tiny, options);
    expect(parallelism).toBeGreaterThan(2);
    const letters = (count: number): Promise<GenerateResult> =>
      engine.generate({
        ...request,
        // Keeps a model of random weights from ending sooner.
        grammar: `root ::= [a-z]{${String(count)}}`,
        maxTokens: count,
        priority: "background",
      });
    const ended: string[] = [];
    const long = [300, 600].map(async (count) => {
      await letters(count);
      ended.push(`${String(count)} letters`);
    });
    await letters(4);
    ended.push("4 letters");
    await letters(8);
    ended.push("8 letters");
    await Promise.all(long);
    expect(ended).toEqual(["4 letters", "8 letters", "300 letters", "600 letters"]);
  });
});

describe("when the process is killed", () => {
  it("comes back at any moment, and calls that showed nothing are answered all the same", async () => {
    startEngine();
    await engine.load(tiny, options);
    const expected = (await engine.generate({ ...request, temperature: 0 })).text;
    for (const moment of ["at once", "after the first event", "at rest"] as const) {
      const answer = engine.generate({ ...request, temperature: 0 });
      if (moment === "at once") children.at(-1)?.kill();
      if (moment === "after the first event") {
        await new Promise((resolve) => setImmediate(resolve));
        children.at(-1)?.kill();
      }
      expect((await answer).text).toBe(expected);
      if (moment === "at rest") {
        children.at(-1)?.kill();
        await until((state) => state.status === "restarting");
        await until((state) => state.status === "ready");
      }
    }
  });

  it("says so to a call that had shown text, whose caller can go on from there", async () => {
    startEngine();
    await engine.load(tiny, options);
    let shown = "";
    const broken = engine.generate(
      { ...request, temperature: 0, maxTokens: 2000 },
      {
        onText(text) {
          shown += text;
          children.at(-1)?.kill();
        },
      },
    );
    expect((await problemOf(broken)).code).toBe("ENGINE_CRASHED");
    expect(shown).not.toBe("");
    const rest = await engine.generate({
      ...request,
      temperature: 0,
      turns: [...request.turns, { role: "assistant", text: shown }],
    });
    expect(rest.completionTokens).toBeGreaterThan(0);
  });

  it("comes back while loading", async () => {
    startEngine();
    const loading = engine.load(tiny, options);
    await until((state) => state.status === "loading");
    children.at(-1)?.kill();
    expect((await loading).modelId).toBe("tiny");
    expect(engine.state.gpu).toMatchObject({ type: "cpu" });
  });

  it("ends when the engine is disposed of", async () => {
    startEngine();
    await engine.load(tiny, options);
    const child = children.at(-1);
    const ended = new Promise((resolve) => child?.onExit(resolve));
    await engine.dispose();
    await ended;
    expect(engine.state.status).toBe("stopped");
  });

  it("stays at work when Ctrl+C in a terminal reaches it beside the shell", async () => {
    startEngine();
    await engine.load(tiny, options);
    process.kill(children.at(-1)?.pid ?? 0, "SIGINT");
    expect((await engine.generate(request)).completionTokens).toBeGreaterThan(0);
    expect(children.filter((child) => child.pid !== undefined)).toHaveLength(1);
  });
});

describe("when the shell is killed", () => {
  const cases = [
    { name: "at work", template: undefined },
    { name: "stuck in a template", template: hostileChatTemplate },
  ];
  it.each(cases)("the process $name ends by itself", async ({ template }) => {
    startEngine();
    const file = writeTinyModel(path.join(folder, "orphan.gguf"), template ? { chatTemplate: template } : {});
    const shell = fork(path.join(import.meta.dirname, "orphanShell.ts"), [file.path], { stdio: "ignore" });
    const pid = await new Promise<number>((resolve) => {
      shell.on("message", (message) => resolve(Number(message)));
    });
    expect(isRunning(pid)).toBe(true);
    shell.kill("SIGKILL");
    await vi.waitUntil(() => !isRunning(pid), { timeout: 30_000, interval: 50 });
  });

  function isRunning(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }
});

describe("a bad file", () => {
  const cases: { damage: Damage; code: string }[] = [
    { damage: "truncated", code: "MODEL_TRUNCATED" },
    { damage: "truncatedHeader", code: "MODEL_TRUNCATED" },
    { damage: "wrongMagic", code: "MODEL_NOT_GGUF" },
    { damage: "unknownArchitecture", code: "MODEL_ARCHITECTURE_UNKNOWN" },
    { damage: "garbledHeader", code: "MODEL_DAMAGED" },
  ];
  it.each(cases)("$damage: $code, when read and when loaded", async ({ damage, code }) => {
    startEngine();
    const file = writeTinyModel(path.join(folder, `${damage}.gguf`), { damage });
    expect((await problemOf(engine.readMetadata(file.path))).code).toBe(code);
    expect((await problemOf(engine.load({ id: damage, name: damage, path: file.path }, options))).code).toBe(code);
    expect(engine.state).toMatchObject({ status: "failed", problem: { code } });
    expect((await engine.load(tiny, options)).modelId).toBe("tiny");
  });

  it("that is not there or not a model", async () => {
    startEngine();
    expect((await problemOf(engine.readMetadata(path.join(folder, "nowhere.gguf")))).code).toBe("MODEL_NOT_FOUND");
    for (const [name, content] of [
      ["empty.gguf", ""],
      ["text.gguf", "Dear reader"],
    ] as const) {
      writeFileSync(path.join(folder, name), content);
      expect((await problemOf(engine.readMetadata(path.join(folder, name)))).code).toBe("MODEL_NOT_GGUF");
    }
  });

  it("larger than memory is refused before it is loaded, with the bytes that are missing", async () => {
    startEngine();
    const file = writeTinyModel(path.join(folder, "enormous.gguf"), { damage: "largerThanMemory" });
    const fractions: (number | null)[] = [];
    engine.onState((state) => fractions.push(state.loadProgress));
    const error = await problemOf(engine.load({ id: "big", name: "Big", path: file.path }, options));
    expect(error.code).toBe("MODEL_TOO_LARGE");
    expect(phases).toContain("runtime");
    expect(phases).not.toContain("weights");
    expect(Math.max(...fractions.map(Number))).toBe(0);
    const { needBytes, freeBytes, missingBytes } = error.data ?? {};
    expect(Number(needBytes)).toBeGreaterThan(4e12);
    expect(Number(missingBytes)).toBe(Math.ceil(Number(needBytes) - Number(freeBytes)));
  });

  it("with a template that never ends is loaded with another template", async () => {
    startEngine({ templateMs: 2000 });
    const file = writeTinyModel(path.join(folder, "hostile.gguf"), { chatTemplate: hostileChatTemplate });
    await engine.load({ id: "hostile", name: "Hostile", path: file.path }, options);
    expect(engine.state.prompt).toEqual(reasonOf("PROMPT_GUESSED", { reason: "HUNG", format: "Mistral V3" }));
    expect((await engine.generate(request)).completionTokens).toBeGreaterThan(0);
  });

  it("with a template that takes the process down is loaded with another template", async () => {
    startEngine();
    const file = writeTinyModel(path.join(folder, "bomb.gguf"), {
      chatTemplate: "{% for i in range(100000000) %}{{ messages[0]['content'] }}{% endfor %}",
    });
    await engine.load({ id: "bomb", name: "Bomb", path: file.path }, options);
    expect((await engine.generate(request)).completionTokens).toBeGreaterThan(0);
  });

  it("that is cut short while it is in use is reported as cut short", async () => {
    startEngine();
    const copy = path.join(folder, "shrinking.gguf");
    copyFileSync(tiny.path, copy);
    await engine.load({ id: "shrinking", name: "Shrinking", path: copy }, options);
    truncateSync(copy, 100_000);
    children.at(-1)?.kill();
    await until((state) => state.status === "failed");
    expect(engine.state.problem?.code).toBe("MODEL_TRUNCATED");
    expect((await problemOf(engine.generate(request))).code).toBe("MODEL_TRUNCATED");
  });
});
