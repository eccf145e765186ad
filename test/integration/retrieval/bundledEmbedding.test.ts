import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import * as z from "zod";
import { bundledEmbedding } from "../../../electron/core/llm/local/bundledEmbedding.ts";
import { createEncoder } from "../../../electron/core/llm/local/encoder.ts";
import { encoderModel } from "../../../electron/core/llm/local/encoderModels.ts";
import { createEngine } from "../../../electron/core/llm/local/createEngine.ts";
import { applicationFolder } from "../../../electron/host/applicationFolder.ts";
import { systemClock } from "../../../electron/host/nodePorts.ts";
import { askedOfLease, readLease } from "../../eval/questionSearch.ts";
import { measureSearches } from "../../eval/searches.ts";
import { builtSpawner } from "../../helpers/builtPrograms.ts";

/** The embedding model that comes along, in its real process. */

const logger = { info() {}, warn() {}, error() {} };
const { id, name, metadata } = bundledEmbedding;
const file = path.join(applicationFolder(), "resources", bundledEmbedding.file);
const spawner = builtSpawner();
const encoder = createEncoder({ spawner, clock: systemClock, logger, options: () => ({ gpu: "cpu", threads: 1 }) });
afterAll(() => encoder.dispose());

const referenceSchema = z.object({ sentences: z.array(z.object({ text: z.string(), vector: z.base64() })) });

it("is what is written down of it", async () => {
  expect(createHash("sha256").update(readFileSync(file)).digest("hex")).toBe(id);
  const engine = createEngine({ spawner, clock: systemClock, logger });
  expect(await engine.readMetadata(file)).toEqual(metadata);
  await engine.dispose();
});

it("gives the vectors that other code computes from the published weights", async () => {
  const reference = path.resolve(import.meta.dirname, "../../fixtures/embedding/reference.json");
  const { sentences } = referenceSchema.parse(JSON.parse(readFileSync(reference, "utf8")));
  const texts = sentences.map(({ text }) => text);
  const vectors = await encoder.embed({ id, name, path: file }, texts);
  const cosines = vectors.map((vector, index) => dot(vector, vectorOf(sentences[index]?.vector ?? "")));
  expect(cosines).toHaveLength(9);
  expect(Math.min(...cosines)).toBeGreaterThan(0.999);
});

it("counts the tokens of texts, as programs are told that ask for vectors", async () => {
  const model = encoderModel(encoder, { id, name, path: file, metadata }, "embedding", () => "cpu");
  await using session = await model.open("chat", { signal: new AbortController().signal });
  const [one = 0, ten = 0, none] = await session.countTexts(["house", "house ".repeat(10), ""]);
  expect(one).toBeGreaterThan(0);
  expect(ten).toBe(10 * one);
  expect(none).toBe(0);
});

it("finds passages of the sample that answer questions in other words, more than words do", async () => {
  const model = encoderModel(encoder, { id, name, path: file, metadata }, "embedding", () => "cpu");
  const shares = await measureSearches(askedOfLease(await readLease()), model);
  const { questions, words, both } = shares.get("other words") ?? { questions: 0, words: 1, both: 0 };
  expect(questions).toBe(30);
  expect(words).toBeLessThan(0.5);
  expect(both).toBeGreaterThan(0.8);
});

function vectorOf(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);
}

function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, place) => sum + value * (other[place] ?? NaN), 0);
}
