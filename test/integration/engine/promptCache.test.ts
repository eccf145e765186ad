import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import type { Engine, GenerateRequest, GenerateResult } from "../../../electron/core/llm/local/engine.ts";
import {
  openPromptCacheFolder,
  type PromptCacheFolder,
  type PromptCacheLimits,
} from "../../../electron/core/llm/local/promptCache/promptCacheFolder.ts";
import type { Child, ProcessSpawner } from "../../../electron/core/ports.ts";
import { readHeader } from "../../../electron/engineProcess/promptCacheFormat.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { mountSmallDisk } from "../../helpers/smallDisk.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

/** The real process with a real (tiny, random) model, ended and started again between two questions. */

const modelId = "a".repeat(64);
const otherId = "b".repeat(64);
const options = { gpu: "cpu", threads: 1, contextSize: 4096 } as const;
const key = new Uint8Array(32).fill(7);
const conversation = "01998877-0000-7000-8000-000000000001";
const another = "01998877-0000-7000-8000-000000000002";
const story = "Tell me about the wind, the sea and the mountain of the north. ";

let models: string;
let tiny: string;
let other: string;
let folder: string;
let lines: string[];
let engine: Engine;
let promptCache: PromptCacheFolder;
let children: Child[];
const engines = new Set<Engine>();

beforeAll(() => {
  models = mkdtempSync(path.join(os.tmpdir(), "tramontane-states-"));
  tiny = writeTinyModel(path.join(models, "tiny.gguf")).path;
  other = writeTinyModel(path.join(models, "other.gguf"), { seed: 2 }).path;
});
afterAll(() => rmSync(models, { recursive: true, force: true }));
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(models, "data-")), "states");
  lines = [];
});
afterEach(async () => {
  for (const each of engines) await each.dispose();
  engines.clear();
});

interface Start {
  readonly key?: Uint8Array;
  readonly id?: string;
  readonly path?: string;
  readonly contextSize?: number;
  readonly limits?: Partial<PromptCacheLimits>;
  readonly folder?: string;
}

/** The application as it starts, with this folder of prompt caches. */
async function start(setup: Start = {}): Promise<void> {
  const nodes = builtSpawner();
  children = [];
  const spawner: ProcessSpawner = {
    spawn(entry, childOptions) {
      const child = nodes.spawn(entry, childOptions);
      children.push(child);
      return child;
    },
  };
  promptCache = openPromptCacheFolder({
    folder: setup.folder ?? folder,
    key: setup.key ?? key,
    conversationIds: [conversation, another],
    modelIds: [modelId, otherId],
    limits: { leastGainMs: 0, ...setup.limits },
    onProblem(error) {
      throw error;
    },
  });
  const logger = {
    info: (_message: string, data?: Record<string, unknown>) => void lines.push(JSON.stringify(data ?? {})),
    warn: (message: string) => void lines.push(message),
    error: (message: string) => void lines.push(message),
  };
  // However busy the machine of the tests is, what is to be kept is kept.
  engine = createEngine({ spawner, clock: systemClock, logger, promptCache, limits: { keepPromptsMs: 300_000 } });
  engines.add(engine);
  await engine.load(
    { id: setup.id ?? modelId, name: "Tiny", path: setup.path ?? tiny },
    { ...options, contextSize: setup.contextSize ?? options.contextSize },
  );
}

async function end(): Promise<void> {
  await engine.dispose();
  engines.delete(engine);
}

/** A question whose prompt is some 1,900 tokens long. */
function ask(text = story.repeat(120), cacheKey: string | null = conversation): Promise<GenerateResult> {
  const request: GenerateRequest = {
    turns: [{ role: "user", text }],
    maxTokens: 12,
    temperature: 0,
    seed: 7,
    priority: "chat",
    ...(cacheKey === null ? {} : { promptCache: { key: cacheKey } }),
  };
  return engine.generate(request);
}

/** Asks once and ends the application; gives the name of the file that was kept. */
async function keepOne(setup: Start = {}): Promise<{ file: string; first: GenerateResult }> {
  lines = [];
  await start(setup);
  const first = await ask();
  await end();
  expect(told()).toBe("");
  expect(readdirSync(folder)).toHaveLength(1);
  return { file: path.join(folder, readdirSync(folder)[0] ?? ""), first };
}

function told(): string {
  return lines.filter((line) => line.includes("prompt cache")).join("\n");
}

describe("a conversation that is opened again", () => {
  it("goes on after a restart without reading its prompt again, and says the same", async () => {
    const { file, first } = await keepOne();
    expect(first.evaluatedPromptTokens).toBe(first.promptTokens);
    await start();
    const again = await ask();
    expect(again.promptTokens).toBe(first.promptTokens);
    expect(again.evaluatedPromptTokens).toBeLessThanOrEqual(2);
    expect(again.text).toBe(first.text);
    expect(told()).toBe("");

    const followed = await ask(`${story.repeat(120)} And then the sea.`);
    expect(followed.evaluatedPromptTokens).toBeLessThan(40);
    await end();
    // Though nothing long was read since the restart, what came to it is kept as well.
    expect(readHeader(file)?.tokens).toBeGreaterThan(followed.promptTokens);
  });

  it("is read to where its prompt differs from what was kept", async () => {
    const { first } = await keepOne();
    await start();
    const changed = await ask(`${story.repeat(100)} A harbour. ${story.repeat(19)}`);
    expect(changed.evaluatedPromptTokens).toBeGreaterThan(200);
    expect(changed.evaluatedPromptTokens).toBeLessThan(first.promptTokens / 2);
    await end();

    rmSync(folder, { recursive: true });
    await start();
    expect((await ask(`${story.repeat(100)} A harbour. ${story.repeat(19)}`)).text).toBe(changed.text);
  });

  it("is kept when another one takes its sequence, and comes back", async () => {
    await start();
    const first = await ask();
    await ask(`The mountain. ${story.repeat(110)}`, another);
    expect(readdirSync(folder)).toHaveLength(1);
    const back = await ask();
    expect(back.evaluatedPromptTokens).toBeLessThanOrEqual(2);
    expect(back.text).toBe(first.text);
  });

  it("is kept when the model makes room for another one, each with its own", async () => {
    await start();
    const first = await ask();
    await engine.load({ id: otherId, name: "Other", path: other }, options);
    expect(readdirSync(folder)).toHaveLength(1);
    const second = await ask();
    expect(second.evaluatedPromptTokens).toBe(second.promptTokens);
    await engine.load({ id: modelId, name: "Tiny", path: tiny }, options);
    expect(readdirSync(folder)).toHaveLength(2);
    const back = await ask();
    expect(told()).toBe("");
    expect(back.evaluatedPromptTokens).toBeLessThanOrEqual(2);
    expect(back.text).toBe(first.text);
  });

  it("is kept when nothing was asked for a while", async () => {
    await start({ limits: { quietMs: 0 } });
    await ask();
    // The next request waits for what is being written.
    await ask(undefined, another);
    expect(readdirSync(folder).filter((name) => name.startsWith(conversation))).toHaveLength(1);
  });

  it("can be read by its owner alone", async () => {
    const { file } = await keepOne();
    if (process.platform === "win32") return;
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("is not kept where it is short, belongs to nobody, or has a strange name", async () => {
    await start();
    await ask(story.repeat(3));
    await ask(story.repeat(100), null);
    await ask(story.repeat(100), "../../outside");
    await end();
    expect(readdirSync(folder)).toEqual([]);
    expect(readdirSync(path.dirname(folder))).toEqual(["states"]);
  });

  it("is not kept where reading it again takes no noticeable time", async () => {
    await start({ limits: { leastGainMs: 3_600_000 } });
    await ask();
    await end();
    expect(readdirSync(folder)).toEqual([]);
  });
});

const damages: readonly [string, (file: string) => void][] = [
  ["one of its bytes was turned over", (file) => flip(file, Math.floor(statSync(file).size / 2))],
  ["one of its tokens was changed", (file) => flip(file, 12 + 4 * 1000)],
  ["its header was changed", (file) => flip(file, statSync(file).size - 80)],
  ["its tag was changed", (file) => flip(file, statSync(file).size - 1)],
  ["it was cut off", (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ["it is empty", (file) => truncateSync(file, 0)],
  ["something was put behind it", (file) => writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(9)]))],
  ["it is something else", (file) => writeFileSync(file, "A letter to the harbour")],
];

describe("a prompt cache that cannot be trusted", () => {
  it("is deleted and the prompt read again, whatever was done to it", async () => {
    await start();
    const first = await ask();
    for (const [what, damage] of damages) {
      // Something short takes the sequence, so that the conversation is kept.
      await ask("The harbour.", null);
      const [name = ""] = readdirSync(folder);
      const file = path.join(folder, name);
      const kept = existsSync(file);
      damage(file);
      const { text, evaluatedPromptTokens } = await ask();
      expect({ what, kept, text, deleted: !existsSync(file) }).toEqual({
        what,
        kept: true,
        text: first.text,
        deleted: true,
      });
      expect(evaluatedPromptTokens).toBeGreaterThan(first.promptTokens - 20);
    }
    expect(children).toHaveLength(1);
  });

  it("is not restored where another library wrote it", async () => {
    const { file } = await keepOne();
    await start({ key: new Uint8Array(32).fill(8) });
    const again = await ask();
    expect(again.evaluatedPromptTokens).toBe(again.promptTokens);
    expect(existsSync(file)).toBe(false);
    expect(told()).toContain("It was not written by this application");
  });

  it("is not restored in another conversation or by another model", async () => {
    const { file } = await keepOne();
    const name = path.basename(file);
    copyFileSync(file, path.join(folder, name.replace(conversation, another)));
    await start();
    const inAnother = await ask(undefined, another);
    expect(inAnother.evaluatedPromptTokens).toBe(inAnother.promptTokens);
    await end();

    rmSync(folder, { recursive: true });
    const kept = (await keepOne()).file;
    renameSync(kept, path.join(folder, name.replace("a".repeat(16), "b".repeat(16))));
    await start({ id: otherId, path: other });
    const byAnother = await ask();
    expect(byAnother.evaluatedPromptTokens).toBe(byAnother.promptTokens);
    expect(children).toHaveLength(1);
  });

  it("is swept where another release of the runtime wrote it", async () => {
    const { file } = await keepOne();
    const bytes = readFileSync(file);
    const at = bytes.lastIndexOf("llama.cpp v");
    expect(at).toBeGreaterThan(0);
    bytes[at + "llama.cpp v".length] = "9".charCodeAt(0);
    writeFileSync(file, bytes);
    await start();
    expect(existsSync(file)).toBe(false);
  });

  it("is not restored into a context that it does not fit", async () => {
    const { file } = await keepOne();
    await start({ contextSize: 1024 });
    const short = await ask(story.repeat(30));
    expect(short.evaluatedPromptTokens).toBe(short.promptTokens);
    expect(existsSync(file)).toBe(false);
  });

  it("is given up where the process died of it, so that it dies once", async () => {
    const { file } = await keepOne();
    // As a process leaves it that dies in the middle of restoring.
    renameSync(file, file.replace(/\.state$/u, ".trying"));
    await start();
    expect(readdirSync(folder)).toEqual([]);
    const again = await ask();
    expect(again.evaluatedPromptTokens).toBe(again.promptTokens);
  });
});

describe("the folder of prompt caches", () => {
  it("loses what was read of a conversation with the conversation", async () => {
    const { file } = await keepOne();
    await start();
    promptCache.forget(conversation);
    expect(existsSync(file)).toBe(false);
    await end();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("does not get back what was deleted while it was being read or waited to be kept", async () => {
    await start();
    const asked = ask();
    await asked;
    promptCache.forget(conversation);
    const running = new AbortController();
    const reading = engine.generate(
      {
        turns: [{ role: "user", text: `The harbour. ${story.repeat(110)}` }],
        maxTokens: 400,
        temperature: 0,
        seed: 1,
        priority: "chat",
        promptCache: { key: another },
      },
      { signal: running.signal, onText: () => running.abort() },
    );
    await expect(reading).rejects.toMatchObject({ code: "CANCELLED" });
    promptCache.forget(another);
    await end();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps what was read for an answer that was stopped", async () => {
    await start();
    const running = new AbortController();
    const stopped = engine.generate(
      {
        turns: [{ role: "user", text: story.repeat(120) }],
        maxTokens: 400,
        temperature: 0,
        seed: 1,
        priority: "chat",
        promptCache: { key: conversation },
      },
      { signal: running.signal, onText: () => running.abort() },
    );
    await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
    await end();
    await start();
    expect((await ask()).evaluatedPromptTokens).toBeLessThanOrEqual(2);
  });

  it("drops the conversation used longest ago where both do not fit", async () => {
    const { file } = await keepOne();
    const { size } = statSync(file);
    utimesSync(file, new Date(1000), new Date(1000));
    await start({ limits: { mostBytes: Math.floor(size * 1.5) } });
    await ask(`The mountain. ${story.repeat(118)}`, another);
    await end();
    expect(readdirSync(folder).map((name) => name.split(".")[0])).toEqual([another]);

    await start({ limits: { mostBytes: Math.floor(size / 2) } });
    await ask();
    await end();
    expect(readdirSync(folder).map((name) => name.split(".")[0])).toEqual([another]);
  });

  it("is no trouble for the answer on a full disk", async (context) => {
    const disk = mountSmallDisk(1);
    if (!disk) return context.skip();
    try {
      // A tenth of a disk this small holds no prompt cache; what a full disk does to one that is begun is told by its size.
      await start({ folder: path.join(disk.folder, "states") });
      expect((await ask()).completionTokens).toBeGreaterThan(0);
      await end();
      expect(readdirSync(path.join(disk.folder, "states"))).toEqual([]);
    } finally {
      disk.unmount();
    }
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8((bytes[at] ?? 0) ^ 1, at);
  writeFileSync(file, bytes);
}
