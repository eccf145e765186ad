import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { getLlama, type Llama } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeTinyEmbeddingModel } from "../../fixtures/gguf/writeTinyEmbeddingModel.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

/** The written models as llama.cpp itself sees them. */

let folder: string;
let llama: Llama;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-gguf-"));
  llama = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: 1 });
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

describe("written models", () => {
  it("are the same bytes for the same options", () => {
    const write = (name: string, seed: number): string =>
      hashOf(writeTinyModel(path.join(folder, name), { seed }).path);
    expect(write("a.gguf", 3)).toBe(write("b.gguf", 3));
    expect(write("a.gguf", 3)).not.toBe(write("c.gguf", 4));
    const embedder = (name: string): string => hashOf(writeTinyEmbeddingModel(path.join(folder, name)).path);
    expect(embedder("d.gguf")).toBe(embedder("e.gguf"));
  });

  it("give any text back as it went in", async () => {
    const model = await llama.loadModel({ modelPath: writeTinyModel(path.join(folder, "text.gguf")).path });
    const texts = [
      "The wind of the north",
      "  spaces   and\ttabs\nand lines\r\n",
      "Été, naïve, Übergröße, ﬁn",
      "漢字 и кириллица 🙂👩‍👩‍👧",
      '{"a": [1, 2.5, null]}',
    ];
    for (const text of texts) expect(model.detokenize(model.tokenize(text))).toBe(text);
    await model.dispose();
  });

  it.each(["F32", "F16", "Q8_0", "Q4_0"] as const)("run with weights in %s", async (weights) => {
    const file = writeTinyModel(path.join(folder, `${weights}.gguf`), { weights });
    const model = await llama.loadModel({ modelPath: file.path });
    const context = await model.createContext({ contextSize: 256 });
    const sequence = context.getSequence();
    const words = model.tokenize("The wind of the");
    for await (const token of sequence.evaluate(words)) {
      expect(model.isEogToken(token)).toBe(false);
      if (sequence.nextTokenIndex > words.length + 8) break;
    }
    await model.dispose();
  });

  it("embed texts that share words closer together", async () => {
    const file = writeTinyEmbeddingModel(path.join(folder, "embed.gguf"));
    const model = await llama.loadModel({ modelPath: file.path });
    const context = await model.createEmbeddingContext();
    const near = await context.getEmbeddingFor("the wind and the sea of the north");
    const same = await context.getEmbeddingFor("the sea and the wind of the north");
    const far = await context.getEmbeddingFor("a contract between two companies about money");
    expect(near.vector).toHaveLength(file.dimensions);
    expect(near.calculateCosineSimilarity(same)).toBeGreaterThan(near.calculateCosineSimilarity(far));
    await model.dispose();
  });
});
