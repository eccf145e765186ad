import { describe, expect, it } from "vitest";
import { summaryOptionsSchema } from "../../../electron/contract/summaries.ts";
import type { Prices } from "../../../electron/core/forecast/workload.ts";
import { type PlannedStep, planSteps, priceOf } from "../../../electron/core/forecast/workload.ts";
import { measureRoom } from "../../../electron/core/summarize/bounds.ts";
import { type Chunk, chunkLimits, planChunks } from "../../../electron/core/summarize/chunks.ts";
import { mergeCalls } from "../../../electron/core/summarize/mergeTree.ts";
import { makeSource } from "../../../electron/core/summarize/source.ts";
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
  return planChunks(makeSource({ document, ...rest }), chunkLimits(600), count);
}

function plan(chunks: readonly Chunk[], patch: Partial<Parameters<typeof planSteps>[0]> = {}): PlannedStep[] {
  const pieces = chunks.flatMap((chunk) => chunk.pieces);
  return planSteps({
    chunks,
    options: summaryOptionsSchema.parse({}),
    room: measureRoom(4096, pieces),
    frameTokens: 300,
    width: 3,
    quotable: null,
    kept: new Set(),
    ...patch,
  });
}

describe("the steps of a summary", () => {
  it("are one for each chunk, then those of the merge tree", async () => {
    const chunks = await chunksOf(12);
    expect(chunks.length).toBeGreaterThan(10);
    const steps = plan(chunks);
    expect(steps.filter(({ kind }) => kind === "map").map(({ key }) => key)).toEqual(
      chunks.map(({ index }) => `map:${String(index)}`),
    );
    const merges = steps.filter(({ kind }) => kind === "merge");
    expect(merges).toHaveLength(mergeCalls(chunks.length));
    expect(merges[0]?.key).toBe("merge:1:0");
    for (const { promptTokens, answerTokens, points } of steps) {
      expect(promptTokens).toBeGreaterThan(300);
      expect(answerTokens).toBeGreaterThan(points * 10);
    }
  });

  it("of a single chunk are one, for its points are the summary", async () => {
    const [chunk] = await chunksOf(1);
    if (!chunk) throw new Error("no chunk");
    expect(plan([chunk]).map(({ key }) => key)).toEqual(["map:0"]);
  });

  it("run in waves, but for one that is left over", async () => {
    const chunks = (await chunksOf(12)).slice(0, 7);
    const maps = plan(chunks).filter(({ kind }) => kind === "map");
    expect(maps.map(({ waves }) => waves)).toEqual([true, true, true, true, true, true, false]);
    expect(plan(chunks, { width: 1 }).some(({ waves }) => waves)).toBe(false);
  });

  it("leave out chunks whose points are there already", async () => {
    const chunks = await chunksOf(12);
    const all = plan(chunks);
    const rest = plan(chunks, { kept: new Set([0, 2]) });
    expect(rest).toHaveLength(all.length - 2);
    expect(rest[0]?.key).toBe("map:1");
  });

  it("of a model that only quotes are as long as the sentences it may choose from", async () => {
    const chunks = await chunksOf(12);
    const tokens = (size: number): number =>
      plan(chunks, {
        quotable: (cited) => cited.slice(0, 3).map((piece) => ({ ...piece, tokens: size })),
      }).reduce((sum, step) => sum + step.answerTokens, 0);
    expect(tokens(40)).toBeCloseTo(2 * tokens(20));
    // A part in which nothing may be quoted is counted with the usual sentence.
    expect(plan(chunks, { quotable: () => [] }).every(({ answerTokens }) => answerTokens > 0)).toBe(true);
  });

  it("ask for more the more detailed the summary is to be", async () => {
    const chunks = await chunksOf(12);
    const tokens = (length: "short" | "detailed"): number =>
      plan(chunks, { options: summaryOptionsSchema.parse({ length }) }).reduce(
        (sum, step) => sum + step.answerTokens,
        0,
      );
    expect(tokens("detailed")).toBeGreaterThan(tokens("short"));
  });
});

describe("the price of steps", () => {
  const once = { prompt: 1, answer: 1, repair: { prompt: 0, answer: 0, calls: 0 } };
  const prices: Prices = {
    rates: {
      alone: { prefill: 2, decode: 10, overhead: 30 },
      waves: { prefill: 2, decode: 5, overhead: 20 },
    },
    steps: { map: once, merge: once },
    gapMs: 0,
  };
  const step: PlannedStep = { key: "map:0", kind: "map", waves: false, promptTokens: 100, answerTokens: 50, points: 4 };

  it("is that of the tokens read and written, and of the question itself", () => {
    expect(priceOf([step], prices)).toEqual({ ms: 200 + 500 + 30, calls: 1 });
    expect(priceOf([{ ...step, waves: true }], prices)).toEqual({ ms: 200 + 250 + 20, calls: 1 });
    expect(priceOf([], prices)).toEqual({ ms: 0, calls: 0 });
  });

  it("counts what of prompt and answer is really read and written, and the time between steps", () => {
    const half = { ...once, prompt: 0.5, answer: 0.2 };
    expect(priceOf([step], { ...prices, steps: { map: half, merge: once }, gapMs: 7 }).ms).toBe(100 + 100 + 30 + 7);
  });

  it("has the repairs of the points in it", () => {
    const repaired = { ...once, repair: { prompt: 20, answer: 3, calls: 0.5 } };
    expect(priceOf([step], { ...prices, steps: { map: repaired, merge: once } })).toEqual({
      ms: 200 + 500 + 30 + (80 * 2 + 12 * 10) + 2 * 30,
      calls: 3,
    });
  });
});
