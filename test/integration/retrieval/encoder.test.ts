import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { createEncoder, type Encoder } from "../../../electron/core/llm/local/encoder.ts";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import type { Child, ProcessSpawner } from "../../../electron/core/ports.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";
import { tinyEmbeddingShape, writeTinyEmbeddingModel } from "../../fixtures/gguf/writeTinyEmbeddingModel.ts";

/** The real process with a real (tiny, random) embedding model. */

const logger = { info() {}, warn() {}, error() {} };
let folder: string;
let model: { id: string; name: string; path: string };
let encoder: Encoder;
let children: Child[];

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-encoder-"));
  model = { id: "embed", name: "Embed", path: writeTinyEmbeddingModel(path.join(folder, "embed.gguf")).path };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => encoder.dispose());

const spawner: ProcessSpawner = {
  spawn(entry, options) {
    const child = builtSpawner().spawn(entry, options);
    children.push(child);
    return child;
  },
};

function open(threads = 1): Encoder {
  children = [];
  encoder = createEncoder({ spawner, clock: systemClock, logger, options: () => ({ gpu: "cpu", threads }) });
  return encoder;
}

const cosine = (a: Float32Array | undefined, b: Float32Array | undefined): number =>
  [...(a ?? [])].reduce((sum, value, place) => sum + value * (b?.[place] ?? 0), 0);

describe("an embedding model in a process of its own", () => {
  it("gives vectors of length 1, nearer where words are shared, in one process", async () => {
    open();
    const texts = ["The boats of the harbour", "The harbour and its boats", "A tax on salt"];
    const [first, second, third] = await encoder.embed(model, texts);
    expect(cosine(first, first)).toBeCloseTo(1, 4);
    expect(cosine(first, second)).toBeGreaterThan(cosine(first, third));
    const [again] = await encoder.embed(model, texts);
    expect(cosine(first, again)).toBeCloseTo(1, 4);
    expect(children).toHaveLength(1);
  });

  it("gives each text the same vector, in the order of the texts, whatever is read side by side", async () => {
    const texts = Array.from({ length: 12 }, (_, place) =>
      ["wind", "sea", "harbour", "meeting", "law", "winter"]
        .slice(0, 1 + (place % 6))
        .join(" ")
        .repeat(1 + ((place * 5) % 7)),
    );
    open();
    const alone = await encoder.embed(model, texts);
    encoder.dispose();
    open(3);
    const together = await encoder.embed(model, texts);
    expect(together).toHaveLength(texts.length);
    for (const [place, vector] of together.entries()) expect(cosine(vector, alone[place])).toBeCloseTo(1, 4);
  });

  it("reads the beginning of a text that is longer than its context", async () => {
    open();
    const [vector] = await encoder.embed(model, ["The boats of the harbour wait. ".repeat(300)]);
    expect(vector?.length).toBeGreaterThan(0);
  });

  it("reads a text whole where that is asked for, up to what it was trained for, beside short ones", async () => {
    open(2);
    const shape = { ...tinyEmbeddingShape, context: 2048 };
    const file = writeTinyEmbeddingModel(path.join(folder, "long.gguf"), { shape }).path;
    const long = { id: "long", name: "Long", path: file };
    const [sea, law] = ["sea harbour ".repeat(510), "law wind ".repeat(400)];
    const texts = [sea + law, "A tax on salt", law, sea + law + "harbour ".repeat(200)];
    const whole = await encoder.embed(long, texts, undefined, undefined, { whole: true });
    const begun = await encoder.embed(long, texts);
    const last = await encoder.embed(long, [law]);
    expect(whole).toHaveLength(4);
    expect(cosine(whole[1], begun[1])).toBeCloseTo(1, 4);
    expect(cosine(whole[2], last[0])).toBeCloseTo(1, 4);
    expect(cosine(whole[0], begun[0])).toBeLessThan(0.99);
    // What stands behind the usual beginning counts.
    expect(cosine(whole[0], last[0])).toBeGreaterThan(cosine(begun[0], last[0]) + 0.05);
    const [most = 0] = await encoder.countTokens(long, "embedding", ["law ".repeat(2045)]);
    expect(most).toBe(2045);
    const [fits] = await encoder.embed(long, ["law ".repeat(2045)], undefined, undefined, { whole: true });
    expect(cosine(fits, fits)).toBeCloseTo(1, 4);
    const over = encoder.embed(long, ["One", "law ".repeat(2046)], undefined, undefined, { whole: true });
    await expect(over).rejects.toMatchObject({
      code: "CONTEXT_TOO_SMALL",
      data: { promptTokens: 2046, contextSize: 2045 },
    });
    expect(await encoder.embed(long, ["One."])).toHaveLength(1);
    expect(children).toHaveLength(1);
  });

  it("comes back when its process was killed", async () => {
    open();
    await encoder.embed(model, ["One."]);
    process.kill(children.at(-1)?.pid ?? 0, "SIGKILL");
    expect(await encoder.embed(model, ["Two."])).toHaveLength(1);
    expect(children).toHaveLength(2);
  });

  it("says what is wrong with a file, and stops when asked to", async () => {
    open();
    const file = path.join(folder, "bad.gguf");
    writeFileSync(file, "hello");
    await expect(encoder.embed({ ...model, id: "bad", path: file }, ["One."])).rejects.toMatchObject({
      code: "MODEL_NOT_GGUF",
    });
    const stopped = AbortSignal.abort();
    await expect(encoder.embed(model, ["One."], stopped)).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await encoder.embed(model, ["One."])).toHaveLength(1);
  });

  it("larger than memory is refused before it is loaded, with the bytes that are missing", async () => {
    open();
    const file = writeTinyModel(path.join(folder, "enormous.gguf"), { damage: "largerThanMemory" });
    const phases: unknown[] = [];
    const refused = encoder.embed({ id: "big", name: "Big", path: file.path }, ["One."]);
    children[0]?.onMessage((message) => phases.push(message));
    const error = await refused.then(null, (thrown: unknown) => thrown);
    if (!(error instanceof AppError)) throw new Error("It was not refused.");
    expect(error.code).toBe("MODEL_TOO_LARGE");
    const { needBytes, freeBytes, missingBytes } = error.data ?? {};
    expect(Number(missingBytes)).toBe(Math.ceil(Number(needBytes) - Number(freeBytes)));
    expect(Number(missingBytes)).toBeGreaterThan(1e12);
    expect(phases).toContainEqual({ type: "phase", phase: "runtime" });
    expect(phases).not.toContainEqual({ type: "phase", phase: "weights" });
  });

  it("is told from one that writes by its metadata", async () => {
    open();
    const engine = createEngine({ spawner, clock: systemClock, logger });
    expect(await engine.readMetadata(model.path)).toMatchObject({ purpose: "embedding", architecture: "bert" });
    await engine.dispose();
  });
});

describe("a model that ranks in a process of its own", () => {
  it("reads long texts whole, and says which are too long", async () => {
    open(2);
    const shape = { ...tinyEmbeddingShape, context: 2048 };
    const labels = ["relevant"];
    const file = writeTinyEmbeddingModel(path.join(folder, "ranker.gguf"), { shape, labels }).path;
    const ranker = { id: "ranker", name: "Ranker", path: file };
    const long = "boats harbour ".repeat(600);
    const scores = await encoder.rank(ranker, "salt", [long, "salt", `${long} salt`, "boats"]);
    expect(scores).toHaveLength(4);
    const [alone] = await encoder.rank(ranker, "salt", ["salt"]);
    expect(scores[1]).toBeCloseTo(alone ?? NaN, 4);
    expect(new Set(scores.map((score) => score.toFixed(6))).size).toBe(4);
    await expect(encoder.rank(ranker, "salt", ["boats ".repeat(2100)])).rejects.toMatchObject({
      code: "CONTEXT_TOO_SMALL",
      data: { contextSize: 2047 },
    });
    expect(children).toHaveLength(1);
  });
});

describe("a classifier that tells entailment in a process of its own", () => {
  const labels = ["contradiction", "entailment", "neutral"];
  const classifier = (name: string, own: readonly string[]): { id: string; name: string; path: string } => ({
    id: name,
    name,
    path: writeTinyEmbeddingModel(path.join(folder, `${name}.gguf`), { labels: own }).path,
  });
  const text = "The boats of the harbour wait for the wind.";
  const statements = ["The boats wait.", "A tax on salt was raised.", "The sea is calm."];

  it("gives each label a share of every statement, whichever stands first", async () => {
    open();
    const shares: number[][] = [];
    for (const first of [0, 1, 2]) {
      // The same weights: only the name of the score that counts moves.
      const own = labels.map((_, index) => labels[(index - first + 4) % 3] ?? "");
      expect(own[first]).toBe("entailment");
      shares.push(await encoder.entail(classifier(`classifier${String(first)}`, own), text, statements));
    }
    for (const [index] of statements.entries()) {
      const told = shares.map((each) => each[index] ?? NaN);
      expect(told.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
      expect(Math.max(...told)).toBeGreaterThan(0.34);
    }
    expect(new Set(shares[0]?.map((share) => share.toFixed(4))).size).toBe(3);
  });

  it("refuses a text that its context does not hold, and goes on", async () => {
    open();
    const model = classifier("classifier1", labels);
    const long = encoder.entail(model, "The boats of the harbour wait. ".repeat(300), statements);
    await expect(long).rejects.toMatchObject({ code: "CONTEXT_TOO_SMALL" });
    expect(await encoder.entail(model, text, statements)).toHaveLength(3);
    expect(children).toHaveLength(1);
  });

  it("is told from one that ranks by the labels in its metadata", async () => {
    open();
    const engine = createEngine({ spawner, clock: systemClock, logger });
    const purposes = [labels, ["not_entailment", "entailment"], ["relevant", "irrelevant"], ["LABEL_0"]].map(
      async (own, index) => (await engine.readMetadata(classifier(`labels${String(index)}`, own).path)).purpose,
    );
    expect(await Promise.all(purposes)).toEqual(["entailment", "entailment", "reranking", "reranking"]);
    await engine.dispose();
  });
});
