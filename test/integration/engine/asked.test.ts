import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonGrammar } from "../../../electron/core/llm/jsonGrammar.ts";
import type { TokenLogprob } from "../../../electron/core/llm/languageModel.ts";
import type { GenerateRequest } from "../../../electron/core/llm/local/engine.ts";
import { createGenerator, type Generator } from "../../../electron/engineProcess/generation.ts";
import { loadModel, type ModelHost } from "../../../electron/engineProcess/modelHost.ts";
import { writeTinyModel } from "../../fixtures/gguf/writeTinyModel.ts";

/** What a request may ask for beside its turns, of a tiny random model that does not end by itself. */

let folder: string;
let host: ModelHost;
let generator: Generator;
/** what is told of each batch; 1: a token was written */
const batches: number[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tramontane-asked-"));
  host = await loadModel(
    {
      path: writeTinyModel(path.join(folder, "tiny.gguf"), { endBias: -30 }).path,
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
  generator = await createGenerator(host, { enter() {}, onProgress: (written) => void batches.push(written) });
});
afterAll(async () => {
  await host.model.llama.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const base: GenerateRequest = {
  turns: [{ role: "user", text: "Tell me about the wind and the sea." }],
  maxTokens: 24,
  temperature: 0,
  seed: 3,
  priority: "background",
  keepLoops: true,
};

async function write(more: Partial<GenerateRequest> = {}, signal = new AbortController().signal) {
  const shown: string[] = [];
  const told: TokenLogprob[] = [];
  const result = await generator.generate({ ...base, ...more }, signal, {
    onText: (text) => void shown.push(text),
    onLogprobs: (tokens) => void told.push(...tokens),
  });
  expect(shown.join("")).toBe(result.text);
  return { ...result, told };
}

describe("how tokens are chosen", () => {
  it("is by what is asked: one likeliest token is as greedy, a forbidden one never comes, penalties end repetition", async () => {
    const greedy = await write();
    expect((await write({ temperature: 1.5, sampling: { topK: 1 } })).text).toBe(greedy.text);
    expect((await write({ temperature: 1.5, sampling: { topP: 0 } })).text).toBe(greedy.text);
    expect((await write({ temperature: 1.5, sampling: { minP: 1 } })).text).toBe(greedy.text);
    expect((await write({ temperature: 1.5, sampling: {} })).text).not.toBe(greedy.text);

    const [first] = (await write({ logprobs: 0 })).told;
    const named = [...host.model.iterateAllTokens()].filter(
      (token) => host.model.detokenize([token], true) === first?.token,
    );
    const logitBias = Object.fromEntries(named.map((token) => [Number(token), -100]));
    const forbidden = await write({ logprobs: 0, sampling: { logitBias } });
    expect(forbidden.told.map(({ token }) => token)).not.toContain(first?.token);
    expect(greedy.text).not.toBe(forbidden.text);
    const { eos } = host.model.tokens;
    expect(await write({ sampling: { logitBias: { [Number(eos)]: 100 } } })).toMatchObject({ text: "", stop: "end" });
    await expect(write({ sampling: { logitBias: { 999_999: 1 } } })).rejects.toMatchObject({ code: "MODEL_CANNOT" });

    const distinct = (text: string): number => new Set(host.model.tokenize(text)).size;
    const asIs = await write({ maxTokens: 120 });
    for (const sampling of [{ presencePenalty: 2 }, { frequencyPenalty: 2 }, { repeatPenalty: 1.8 }]) {
      expect(distinct((await write({ maxTokens: 120, sampling })).text)).toBeGreaterThan(distinct(asIs.text));
    }
  });

  it("is each request's own where several write at once", async () => {
    const asked = [
      {},
      { sampling: { presencePenalty: 2 } },
      { grammar: jsonGrammar(null), maxTokens: 60 },
      { logprobs: 1 },
    ];
    const alone = [];
    for (const each of asked) alone.push((await write(each)).text);
    const together = await Promise.all(asked.map((each) => write(each)));
    expect(together.map(({ text }) => text)).toEqual(alone);
  });
});

describe("what ends an answer", () => {
  it("is a text that is not shown, also where several tokens make it", async () => {
    const { text } = await write();
    const [first = "", second = ""] = text.trim().split(" ");
    const whole = `${first} ${second}`.slice(1);
    for (const stop of [[second], [whole], ["never", `${first.slice(-1)} ${second.slice(0, 1)}`]]) {
      const cut = await write({ stop });
      const at = Math.min(...stop.flatMap((each) => (text.includes(each) ? [text.indexOf(each)] : [])));
      expect(cut).toMatchObject({ text: text.slice(0, at), stop: "stop", stopped: stop.at(-1) });
      expect(cut.completionTokens).toBeLessThan(24);
    }
    expect(await write({ stop: ["never in this text"] })).toMatchObject({ text, stop: "length" });
  });
});

describe("probabilities of tokens", () => {
  it("are told before sampling, with the likeliest beside, and stand for the text", async () => {
    const plain = await write();
    const { told, text } = await write({ logprobs: 5 });
    expect(text).toBe(plain.text);
    expect(told).toHaveLength(24);
    expect(
      told
        .map(({ token }) => token)
        .join("")
        .trimStart(),
    ).toBe(text.trimStart());
    for (const { token, logprob, top } of told) {
      expect(top).toHaveLength(5);
      expect(top[0]).toEqual({ token, logprob });
      expect(logprob).toBeLessThanOrEqual(0);
      expect(top.map((each) => each.logprob)).toEqual(top.map((each) => each.logprob).toSorted((a, b) => b - a));
      expect(top.reduce((sum, each) => sum + Math.exp(each.logprob), 0)).toBeLessThanOrEqual(1.0001);
    }
    // What is sampled otherwise was as likely before.
    const warm = await write({ logprobs: 0, temperature: 2, sampling: { topK: 3 } });
    const other = await write({ logprobs: 20, temperature: 2, sampling: { topK: 3 } });
    expect(warm.told.every(({ top }) => top.length === 0)).toBe(true);
    expect(warm.told.map(({ logprob }) => logprob)).toEqual(other.told.map(({ logprob }) => logprob));
    expect(warm.told[0]?.logprob).toBeCloseTo(
      (await write({ logprobs: 20 })).told[0]?.top.find(({ token }) => token === warm.told[0]?.token)?.logprob ?? NaN,
      4,
    );
  });

  it("are told of what is shown alone", async () => {
    const { text } = await write();
    const [, second = ""] = text.trim().split(" ");
    const { told, text: shown } = await write({ logprobs: 0, stop: [second] });
    expect(
      told
        .map(({ token }) => token)
        .join("")
        .trim(),
    ).toBe(shown.trim());
  });
});

describe("an answer in JSON", () => {
  it.each([
    [
      {
        type: "object",
        properties: { city: { enum: ["Oslo", "Rome"] }, degrees: { type: "integer", minimum: -40, maximum: 45 } },
        required: ["city", "degrees"],
      },
    ],
    [{ type: "array", items: { type: "string", minLength: 1, maxLength: 6 }, minItems: 2, maxItems: 3 }],
    [{ type: "string", format: "date-time" }],
    [
      {
        $ref: "#/$defs/n",
        $defs: {
          n: {
            type: "object",
            properties: { v: { type: "boolean" }, n: { anyOf: [{ $ref: "#/$defs/n" }, { type: "null" }] } },
            required: ["v", "n"],
          },
        },
      },
    ],
  ])("keeps to %j", async (schema) => {
    const { text, stop } = await write({ grammar: jsonGrammar(schema), maxTokens: 400, temperature: 0.7 });
    expect(stop).toBe("end");
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });
});

it("gives the place of an answer that was stopped to the next at once, beside those that go on", async () => {
  const aborts = Array.from({ length: host.report.mostParallelism }, () => new AbortController());
  const begun: Promise<void>[] = [];
  const running = aborts.map((abort) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    begun.push(promise);
    const request = { ...base, maxTokens: 700, temperature: 1 };
    return generator.generate(request, abort.signal, { onText: () => resolve() }).catch((error: unknown) => error);
  });
  await Promise.all(begun);
  const next = write({ maxTokens: 1 });
  const before = batches.length;
  const [first, ...others] = aborts;
  first?.abort();
  await next;
  // All but one of the places wrote on; had it waited for one of them it would be hundreds of tokens later.
  expect(batches.length - before).toBeLessThan(20 * aborts.length);
  for (const abort of others) abort.abort();
  for (const each of await Promise.all(running)) expect(each).toMatchObject({ code: "CANCELLED" });
});
