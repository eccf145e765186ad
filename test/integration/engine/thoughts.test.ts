import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GenerateRequest } from "../../../electron/core/llm/local/engine.ts";
import { createGenerator, type Generator } from "../../../electron/engineProcess/generation.ts";
import { loadModel, type ModelHost } from "../../../electron/engineProcess/modelHost.ts";
import { thinkingChatTemplate, writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

/** Random models whose prompt begins a thought, by control tokens as Mistral's reasoning models have them. */

let folder: string;
const hosts: ModelHost[] = [];

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-thoughts-"));
});
afterAll(async () => {
  for (const host of hosts) await host.model.llama.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function open(name: string, biases: { readonly thoughtEndBias?: number; readonly endBias: number }) {
  const marks = biases.thoughtEndBias === undefined ? {} : { chatTemplate: thinkingChatTemplate };
  const { path: file } = writeTinyModel(path.join(folder, `${name}.gguf`), { ...biases, ...marks });
  const host = await loadModel(
    {
      path: file,
      gpu: "cpu",
      gpuReason: null,
      adapters: [],
      threads: 1,
      contextSize: 1024,
      ignoreTemplate: false,
      promptCache: null,
      lookup: true,
    },
    { signal: new AbortController().signal, enter() {}, onProgress() {} },
  );
  hosts.push(host);
  return await createGenerator(host, { enter() {}, onProgress() {} });
}

const base: GenerateRequest = {
  turns: [{ role: "user", text: "Tell me about the wind and the sea." }],
  maxTokens: 12,
  temperature: 0.8,
  seed: 3,
  priority: "chat",
};

async function write(generator: Generator, more: Partial<GenerateRequest> = {}) {
  const shown = { text: "", thought: "" };
  const result = await generator.generate({ ...base, ...more }, new AbortController().signal, {
    onText: (text) => (shown.text += text),
    onThought: (text) => (shown.thought += text),
  });
  expect(shown.text).toBe(result.text);
  expect(shown.thought.trim()).toBe(result.thought?.text ?? "");
  return result;
}

describe("a model whose prompt begins a thought", () => {
  it("ends it by itself and answers", async () => {
    const generator = await open("ready", { thoughtEndBias: -1, endBias: -30 });
    expect(generator.thinks).toBe(true);
    const { text, thought, stop, completionTokens } = await write(generator, {
      temperature: 1.3,
      thinking: { mostTokens: 300 },
    });
    expect(thought).toMatchObject({ cut: null });
    expect(text).not.toBe("");
    expect(stop).toBe("length");
    expect(completionTokens).toBe((thought?.tokens ?? 0) + 12);
  });

  it("is asked for its answer when its thought has no end, and the answer keeps its bound", async () => {
    const generator = await open("endless", { thoughtEndBias: -30, endBias: -30 });
    const { text, thought, stop } = await write(generator, { thinking: { mostTokens: 20 } });
    expect(thought).toMatchObject({ tokens: 20, cut: "bound" });
    expect([text === "", stop]).toEqual([false, "length"]);
    // A context that is almost full leaves half of what is free to the answer.
    const turns = [{ role: "user", text: "the wind of the sea ".repeat(180) }] as const;
    const tight = await write(generator, { turns, maxTokens: 800, thinking: { mostTokens: 4000 } });
    expect(tight.thought?.cut).toBe("bound");
    expect(tight.text).not.toBe("");
  });

  it("says something where it would have ended in its thought", async () => {
    const generator = await open("mute", { thoughtEndBias: -30, endBias: 3 });
    const { text, completionTokens } = await write(generator, { temperature: 1.3, thinking: { mostTokens: 300 } });
    expect(completionTokens).toBeGreaterThan(0);
    expect(text.trim()).not.toBe("");
  });

  it("does not think where nobody asked for it, or the answer has a form", async () => {
    const generator = await open("formal", { thoughtEndBias: -30, endBias: -4 });
    expect((await write(generator)).thought).toBeNull();
    const grammar = 'root ::= "- " [a-z]{4,8}';
    const formed = await write(generator, { grammar, maxTokens: 40, thinking: { mostTokens: 40 } });
    expect(formed).toMatchObject({ thought: null, stop: "end" });
    expect(formed.text).toMatch(/^- [a-z]{4,8}$/u);
    const choice = { lines: ["yes", "no"], least: 1, most: 1 };
    expect((await write(generator, { choice, maxTokens: 40 })).text).toMatch(/^(?:yes|no)$/u);
  });
});

it("cuts off what a greedy random model says over and over", async () => {
  const generator = await open("loop", { endBias: -30 });
  expect(generator.thinks).toBe(false);
  const request = { ...base, temperature: 0, maxTokens: 900 };
  const kept = await write(generator, { ...request, keepLoops: true });
  expect(kept.stop).toBe("length");
  const { text, stop } = await generator.generate(request, new AbortController().signal, {});
  expect(stop).toBe("loop");
  expect(kept.text.startsWith(text)).toBe(true);
  expect(text.length).toBeLessThan(kept.text.length);
});
