import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGenerator, type Generator } from "../../../electron/engineProcess/generation.ts";
import { loadModel, type ModelHost } from "../../../electron/engineProcess/modelHost.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

/** A real (tiny) model in this process, to see what node-llama-cpp does with what it is told. */

let folder: string;
let host: ModelHost;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-host-"));
  host = await loadModel(
    {
      path: writeTinyModel(path.join(folder, "tiny.gguf")).path,
      gpu: "cpu",
      gpuReason: null,
      adapters: [],
      threads: 1,
      contextSize: 2048,
      ignoreTemplate: false,
      promptCache: null,
      lookup: false,
    },
    { signal: new AbortController().signal, enter() {}, onProgress() {} },
  );
});
afterAll(async () => {
  await host.model.llama.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe("the threads of a context", () => {
  it("may become more than there were when it was made, each kind of batch on its own", async () => {
    const sequence = host.context.getSequence();
    const used: number[] = [];
    const evaluate = async (length: number): Promise<void> => {
      const tokens = host.model.tokenize("the wind ".repeat(200)).slice(0, length);
      await sequence.evaluateWithoutGeneratingNewTokens(tokens);
      host.batchClock.onProgress();
      used.push(host.context.currentThreads);
    };
    await evaluate(40);
    host.batchClock.setThreads({ prefill: 3, decode: 2 });
    await evaluate(40);
    await evaluate(1);
    host.batchClock.setThreads({ prefill: 1, decode: 1 });
    await evaluate(40);
    expect(used).toEqual([1, 3, 2, 1]);
    expect(host.batchClock.take()).toMatchObject([
      { phase: "prefill", width: 64, threads: 1, batches: 2 },
      { phase: "prefill", width: 64, threads: 3, batches: 1 },
      { phase: "decode", width: 1, threads: 2, batches: 1 },
    ]);
    await sequence.dispose();
  });
});

describe("the context of background work", () => {
  const write = async (generator: Generator, priority: "chat" | "background"): Promise<string> => {
    const turns = [{ role: "user", text: "The wind and the sea." }] as const;
    const request = { turns, maxTokens: 12, temperature: 0, seed: 1, priority };
    return (await generator.generate(request, new AbortController().signal, {})).text;
  };

  it("is made when it is first asked for, once, and writes the same as the chat's", async () => {
    let opened = 0;
    const generator = await createGenerator(
      {
        ...host,
        openBackground() {
          opened += 1;
          return host.openBackground();
        },
      },
      { enter() {}, onProgress() {} },
    );
    const said = await write(generator, "chat");
    expect(opened).toBe(0);
    expect(await Promise.all([write(generator, "background"), write(generator, "background")])).toEqual([said, said]);
    expect(opened).toBe(1);
    expect((await host.openBackground()).totalSequences).toBe(host.report.mostParallelism);
  });
});

describe("the memory of a model", () => {
  it("is told with what was free, and why the context is as long as it is", () => {
    const { memory, contextSize } = host.report;
    expect(contextSize).toBe(2048);
    expect(memory.contextBy).toBe("settings");
    expect(memory.bytes).toBeLessThan(memory.freeBytes);
    expect(memory.bytes).toBeGreaterThan(1e6);
    expect(memory.takenBytes).toBeGreaterThanOrEqual(0);
  });
});
