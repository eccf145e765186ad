import type { BatchItem, Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { createBatchClock } from "../../../electron/engineProcess/batchClock.ts";

describe("the clock of batches", () => {
  it("gives prompts and what is written their own threads", () => {
    const stand = createStand({ prefill: 8, decode: 5 });
    stand.begin(512);
    stand.begin(1);
    stand.begin(4, 4, 4);
    stand.begin(17);
    expect(stand.threads).toEqual([8, 5, 5, 8]);
    stand.clock.setThreads({ prefill: 3, decode: 2 });
    stand.begin(1);
    expect(stand.threads.at(-1)).toBe(2);
  });

  it("times a batch until something of it comes out, or the next one begins", () => {
    const stand = createStand({ prefill: 4, decode: 4 });
    stand.begin(1);
    stand.pass(20);
    stand.clock.onProgress();
    stand.pass(1000);
    stand.begin(1);
    stand.pass(30);
    stand.begin(1);
    stand.pass(10);
    stand.clock.onProgress();
    expect(stand.clock.take()).toEqual([{ phase: "decode", width: 1, threads: 4, batches: 3, msPerToken: 20 }]);
    expect(stand.clock.take()).toEqual([]);
  });

  it("keeps batches of unlike widths and threads apart", () => {
    const stand = createStand({ prefill: 4, decode: 4 });
    for (const [tokens, ms] of [
      [300, 600],
      [500, 1000],
      [2, 30],
      [1, 20],
    ] as const) {
      stand.begin(tokens);
      stand.pass(ms);
      stand.clock.onProgress();
    }
    stand.clock.setThreads({ prefill: 4, decode: 3 });
    stand.begin(1);
    stand.pass(25);
    stand.clock.onProgress();
    expect(stand.clock.take()).toEqual([
      { phase: "prefill", width: 512, threads: 4, batches: 2, msPerToken: 2 },
      { phase: "decode", width: 2, threads: 4, batches: 1, msPerToken: 15 },
      { phase: "decode", width: 1, threads: 4, batches: 1, msPerToken: 20 },
      { phase: "decode", width: 1, threads: 3, batches: 1, msPerToken: 25 },
    ]);
  });

  it("counts neither a question put again nor what was given up", () => {
    const stand = createStand({ prefill: 4, decode: 4 });
    stand.begin();
    stand.begin(1);
    stand.clock.onRest();
    stand.pass(60_000);
    stand.begin(1);
    stand.pass(20);
    stand.clock.onProgress();
    expect(stand.clock.take()).toMatchObject([{ batches: 1, msPerToken: 20 }]);
    expect(stand.threads).toHaveLength(2);
  });

  it("does not time what was chosen up to the next choice, of which no two are alike, but guesses", () => {
    const stand = createStand({ prefill: 4, decode: 3 }, true);
    const last = (length: number): true[] => {
      const logits: true[] = [];
      logits[length - 1] = true;
      return logits;
    };
    stand.beginItem(20, last(20));
    stand.pass(100);
    stand.beginItem(1, last(1));
    stand.pass(20);
    stand.beginItem(3, [true, true, true]);
    stand.pass(30);
    stand.clock.onProgress();
    expect(stand.threads).toEqual([4, 3, 3]);
    expect(stand.clock.take().map(({ width }) => width)).toEqual([1, 3]);
  });

  it("times a prompt whose last piece brings the first word, of a model that writes", () => {
    const stand = createStand({ prefill: 4, decode: 3 });
    const logits: true[] = [];
    logits[99] = true;
    stand.beginItem(100, logits);
    stand.pass(400);
    stand.clock.onProgress();
    expect(stand.clock.take()).toEqual([{ phase: "prefill", width: 128, threads: 4, batches: 1, msPerToken: 4 }]);
  });

  function createStand(counts: { prefill: number; decode: number }, chooses = false) {
    let time = 0;
    const threads: number[] = [];
    const clock = createBatchClock({ now: () => time, counts, applyThreads: (count) => threads.push(count), chooses });
    const strategy = clock.watching(({ items }) => items.map((item) => ({ item, processAmount: item.tokens.length })));
    return {
      clock,
      threads,
      pass: (ms: number) => void (time += ms),
      beginItem(length: number, logits: true[]) {
        const tokens = Array.from({ length }, (_, index) => index as Token);
        strategy({ items: [{ tokens, logits, evaluationPriority: 1 }], size: 512 });
      },
      begin(...lengths: number[]) {
        const items = lengths.map((length): BatchItem => ({
          tokens: Array.from({ length }, (_, index) => index as Token),
          logits: [],
          evaluationPriority: 1,
        }));
        strategy({ items, size: 512 });
      },
    };
  }
});
