import { measureTokenBudget } from "../../../electron/core/llm/tokenBudget.ts";
import { describe, expect, it } from "vitest";
import { summaryOptionsSchema } from "../../../electron/contract/summaryOptions.ts";
import type { Prices } from "../../../electron/core/forecast/workload.ts";
import { type PlannedStep, planSteps, priceOf } from "../../../electron/core/forecast/workload.ts";
import { mapBounds } from "../../../electron/core/summarize/bounds.ts";
import { type Chunk, chunkLimits, planChunks } from "../../../electron/core/summarize/chunks.ts";
import type { CountedSentence } from "../../../electron/core/summarize/countedSentence.ts";
import { mergeCalls } from "../../../electron/core/summarize/mergeTree.ts";
import { makeDocumentText } from "../../../electron/core/text/documentText.ts";
import { textDocument } from "../summarize/textDocument.ts";

async function chunksOf(pages: number): Promise<readonly Chunk[]> {
  const text = (page: number): string =>
    Array.from({ length: 40 }, (_, place) => `Remark ${String(page * 40 + place)} is about boats near the quay. `).join(
      "",
    );
  const { document, ...rest } = textDocument(
    Array.from({ length: pages }, (_, page) => `# Page ${String(page)}\n${text(page)}`),
  );
  const count = (texts: readonly string[]) => Promise.resolve(texts.map(({ length }) => Math.ceil(length / 4)));
  return planChunks(makeDocumentText({ document, ...rest }), chunkLimits(600), count);
}

function plan(chunks: readonly Chunk[], patch: Partial<Parameters<typeof planSteps>[0]> = {}): Promise<PlannedStep[]> {
  const {
    options = summaryOptionsSchema.parse({}),
    budget = measureTokenBudget(
      8192,
      chunks.flatMap((chunk) => chunk.pieces),
    ),
  } = patch;
  return planSteps({
    chunks,
    options,
    budget,
    frameTokens: 300,
    width: 3,
    choices: () => null,
    boundsOf: (chunk) => mapBounds(options, chunk, chunks.length, budget),
    isTranslated: false,
    written: { map: 0.5, merge: 0.5 },
    kept: new Set(),
    ...patch,
  });
}

const choices = (cited: readonly CountedSentence[]) => cited.slice(0, 8);

describe("the steps of a summary", () => {
  it("are one for each chunk, and one for what stands before the points", async () => {
    const chunks = await chunksOf(12);
    expect(chunks.length).toBeGreaterThan(10);
    const steps = await plan(chunks);
    expect(steps.map(({ key }) => key)).toEqual([...chunks.map(({ index }) => `map:${String(index)}`), "lead"]);
    for (const { promptTokens, answerTokens, points } of steps) {
      expect(promptTokens).toBeGreaterThan(300);
      expect(answerTokens).toBeGreaterThan(points * 10);
    }
  });

  it("have the translation in them where another language is asked", async () => {
    const chunks = await chunksOf(12);
    const keys = async (length: "sentence" | "standard"): Promise<string[]> => {
      const options = summaryOptionsSchema.parse({ length });
      const steps = await plan(chunks, { options, isTranslated: true });
      return steps.slice(chunks.length).map(({ key }) => key);
    };
    // Two sentences, then ten points in two lots.
    expect(await keys("standard")).toEqual(["lead", "translate", "translate", "translate"]);
    expect(await keys("sentence")).toEqual(["lead", "translate"]);
  });

  it("of a model that chooses sentences end with those of the merge tree", async () => {
    const chunks = await chunksOf(12);
    const merges = (await plan(chunks, { choices })).filter(({ kind }) => kind === "merge");
    expect(merges).toHaveLength(mergeCalls(chunks.length));
    expect(merges[0]?.key).toBe("merge:1:0");
    const [chunk] = chunks;
    if (!chunk) throw new Error("no chunk");
    expect((await plan([chunk], { choices })).map(({ key }) => key)).toEqual(["map:0"]);
  });

  it("run in parallel, but for one that is left over", async () => {
    const chunks = (await chunksOf(12)).slice(0, 7);
    const maps = (await plan(chunks)).filter(({ kind }) => kind === "map");
    expect(maps.map(({ parallel }) => parallel)).toEqual([true, true, true, true, true, true, false]);
    expect((await plan(chunks, { width: 1 })).some(({ parallel }) => parallel)).toBe(false);
  });

  it("leave out chunks whose points are there already", async () => {
    const chunks = await chunksOf(12);
    const all = await plan(chunks);
    const rest = await plan(chunks, { kept: new Set([0, 2]) });
    expect(rest).toHaveLength(all.length - 2);
    expect(rest[0]?.key).toBe("map:1");
  });

  it("of a model that only quotes are as long as the sentences it may choose from", async () => {
    const chunks = await chunksOf(12);
    const tokens = async (size: number): Promise<number> => {
      const sized = (cited: readonly CountedSentence[]) =>
        cited.slice(0, 3).map((piece) => ({ ...piece, tokens: size }));
      return (await plan(chunks, { choices: sized })).reduce((sum, step) => sum + step.answerTokens, 0);
    };
    expect(await tokens(40)).toBeCloseTo(2 * (await tokens(20)));
    // A part in which nothing may be quoted is counted with the usual sentence.
    expect((await plan(chunks, { choices: () => [] })).every(({ answerTokens }) => answerTokens > 0)).toBe(true);
  });

  it("ask for more the more detailed the summary is to be", async () => {
    const chunks = await chunksOf(12);
    const tokens = async (length: "short" | "detailed"): Promise<number> => {
      const steps = await plan(chunks, { options: summaryOptionsSchema.parse({ length }) });
      return steps.reduce((sum, step) => sum + step.answerTokens, 0);
    };
    expect(await tokens("detailed")).toBeGreaterThan(await tokens("short"));
  });

  it("merge fewer parts at a time where more do not fit the context, and come to as many more", async () => {
    const chunks = await chunksOf(12);
    const pieces = chunks.flatMap((chunk) => chunk.pieces);
    const long = (cited: readonly CountedSentence[]) => choices(cited).map((piece) => ({ ...piece, tokens: 54 }));
    const merges = async (contextSize: number): Promise<PlannedStep[]> => {
      const steps = await plan(chunks, {
        choices: long,
        written: { map: 1, merge: 1 },
        budget: measureTokenBudget(contextSize, pieces),
      });
      return steps.filter(({ kind }) => kind === "merge");
    };
    const roomy = await merges(16_384);
    const tight = await merges(1800);
    expect(roomy).toHaveLength(mergeCalls(chunks.length));
    expect(tight.length).toBeGreaterThan(roomy.length);
    expect(tight.every(({ promptTokens }) => promptTokens < 1800)).toBe(true);
    // Named by the place of their group, as the pipeline does it: a part on its own is no merge and has a place too.
    const levelOne = tight.map(({ key }) => key).filter((key) => key.startsWith("merge:1:"));
    expect(levelOne.length).toBeGreaterThan(2);
    expect(levelOne).not.toEqual(levelOne.map((_, place) => `merge:1:${String(place)}`));
  });
});

describe("the price of steps", () => {
  const once = { prompt: 1, answer: 1, repair: { prompt: 0, answer: 0, calls: 0 }, cost: 1 };
  const prices: Prices = {
    rates: {
      alone: { prefill: 2, decode: 10, overhead: 30 },
      parallel: { prefill: 2, decode: 5, overhead: 20 },
    },
    steps: { map: once, merge: once },
    gapMs: 0,
  };
  const step: PlannedStep = {
    key: "map:0",
    kind: "map",
    parallel: false,
    promptTokens: 100,
    answerTokens: 50,
    points: 4,
  };

  it("is that of the tokens read and written, and of the question itself", () => {
    expect(priceOf([step], prices)).toEqual({
      ms: 200 + 500 + 30,
      calls: 1,
      readTokens: 100,
      writtenTokens: 50,
    });
    expect(priceOf([{ ...step, parallel: true }], prices)).toMatchObject({ ms: 200 + 250 + 20, calls: 1 });
    expect(priceOf([], prices)).toEqual({ ms: 0, calls: 0, readTokens: 0, writtenTokens: 0 });
  });

  it("counts what of prompt and answer is really read and written, and the time between steps", () => {
    const half = { ...once, prompt: 0.5, answer: 0.2 };
    expect(priceOf([step], { ...prices, steps: { map: half, merge: once }, gapMs: 7 }).ms).toBe(100 + 100 + 30 + 7);
  });

  it("is dearer for steps of a kind that takes longer, but not the time between them", () => {
    const dear = { ...once, cost: 1.5 };
    expect(priceOf([step], { ...prices, steps: { map: dear, merge: once }, gapMs: 7 }).ms).toBe(730 * 1.5 + 7);
  });

  it("has the repairs of the points in it", () => {
    const repaired = { ...once, repair: { prompt: 20, answer: 3, calls: 0.5 } };
    expect(priceOf([step], { ...prices, steps: { map: repaired, merge: once } })).toEqual({
      ms: 200 + 500 + 30 + (80 * 2 + 12 * 10) + 2 * 30,
      calls: 3,
      readTokens: 100 + 20 * 4,
      writtenTokens: 50 + 3 * 4,
    });
  });
});
