import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GenerateRequest } from "../../../electron/core/llm/local/engine.ts";
import type { BatchWatch } from "../../../electron/engineProcess/batching.ts";
import { createGenerator } from "../../../electron/engineProcess/generation.ts";
import { loadModel, type ModelHost } from "../../../electron/engineProcess/modelHost.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

/** A greedy random model soon repeats itself, which is what lookup lives on. */

let folder: string;
let file: string;
const hosts: ModelHost[] = [];

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-lookup-"));
  file = writeTinyModel(path.join(folder, "tiny.gguf"), { endBias: -30 }).path;
});
afterAll(async () => {
  for (const host of hosts) await host.model.llama.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function writer(lookup: boolean) {
  const host = await loadModel(
    {
      path: file,
      gpu: "cpu",
      gpuReason: null,
      adapters: [],
      threads: 1,
      contextSize: 2048,
      ignoreTemplate: false,
      promptCache: null,
      lookup,
    },
    { signal: new AbortController().signal, enter() {}, onProgress() {} },
  );
  hosts.push(host);
  let batches = 0;
  const counting = (watch: BatchWatch): BatchWatch => ({
    ...watch,
    onBatch(batch) {
      batches += 1;
      watch.onBatch(batch);
    },
  });
  const generator = await createGenerator(
    {
      ...host,
      watchBatches: ({ chat, background }) =>
        host.watchBatches({ chat: counting(chat), background: counting(background) }),
    },
    // Every batch takes as long as another, so that the machine's other work does not decide whether guessing pays.
    { enter() {}, onProgress() {}, now: () => batches * 10 },
  );
  return {
    batches: () => batches,
    async write(text: string, more: Partial<GenerateRequest> = {}) {
      const request: GenerateRequest = {
        turns: [{ role: "user", text }],
        maxTokens: 200,
        keepLoops: true,
        temperature: 0,
        seed: 1,
        priority: "background",
        ...more,
      };
      return await generator.generate(request, new AbortController().signal, {});
    },
  };
}

/** Batches of another size round otherwise, and two tokens that are almost as likely may then change places far on. */
function beginning(text: string): string {
  return text.slice(0, 80);
}

describe("guessing by lookup", () => {
  it("writes the same in fewer evaluations, also after what was guessed in vain", async () => {
    const plain = await writer(false);
    const guessing = await writer(true);
    for (const text of ["the wind and the sea", "the wind and the sea and the harbour", "a report of the council"]) {
      const expected = await plain.write(text);
      const got = await guessing.write(text);
      expect(beginning(got.text)).toBe(beginning(expected.text));
      expect(got.completionTokens).toBe(200);
    }
    expect(guessing.batches()).toBeLessThan(plain.batches() * 0.8);
  });

  it("keeps to a grammar as without it", async () => {
    const grammar = 'root ::= ("the wind " | "the sea ")+\n';
    const expected = await (await writer(false)).write("the wind the sea", { grammar, maxTokens: 60 });
    const got = await (await writer(true)).write("the wind the sea", { grammar, maxTokens: 60 });
    expect(beginning(got.text)).toBe(beginning(expected.text));
    expect(got.text).toMatch(
      /^(the wind |the sea )+(t|th|the|the |the w|the wi|the win|the wind|the s|the se|the sea)?$/u,
    );
  });

  it("leaves sequences that work side by side as they are", async () => {
    const plain = await writer(false);
    const guessing = await writer(true);
    const texts = ["the wind", "the sea", "the harbour"];
    const expected = await Promise.all(texts.map((text) => plain.write(text)));
    const got = await Promise.all(texts.map((text) => guessing.write(text)));
    expect(got.map(({ text }) => beginning(text))).toEqual(expected.map(({ text }) => beginning(text)));
  });
});
