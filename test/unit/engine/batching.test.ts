import type { BatchItem, Token } from "node-llama-cpp";
import { describe, expect, it } from "vitest";
import { createBatchStrategy, orderOf } from "../../../electron/engineProcess/batching.ts";

function item(tokens: number, place = 0): BatchItem {
  return { tokens: Array.from({ length: tokens }, () => 1 as Token), logits: [], evaluationPriority: orderOf(place) };
}

function strategyWith(writing: number, reading = false) {
  const seen: number[] = [];
  const choose = createBatchStrategy({
    writing: () => writing,
    reading: () => reading,
    onBatch: (batch) => seen.push(batch.writing),
  });
  const taken = (items: BatchItem[], size = 512): number[] => {
    const chosen = choose({ items, size });
    return items.map((entry) => chosen.find((one) => one.item === entry)?.processAmount ?? 0);
  };
  return { seen, taken };
}

describe("filling batches", () => {
  it("waits until every sequence that writes has queued its token", () => {
    const { seen, taken } = strategyWith(3);
    expect(taken([item(1), item(1)])).toEqual([0, 0]);
    expect(taken([item(1), item(1), item(1)])).toEqual([1, 1, 1]);
    expect(seen).toEqual([3]);
  });

  it("goes on without a sequence that does not come", () => {
    const { taken } = strategyWith(2);
    let askings = 0;
    while (taken([item(1)])[0] === 0 && askings < 10_000) askings += 1;
    expect(askings).toBeGreaterThan(10);
    expect(askings).toBeLessThan(1000);
  });

  it("does not wait while prompts are read", () => {
    const { seen, taken } = strategyWith(4);
    expect(taken([item(300), item(1)])).toEqual([300, 0]);
    expect(seen).toEqual([0]);
  });

  it("waits for the next piece of a prompt before it goes on writing", () => {
    const { taken } = strategyWith(1, true);
    expect(taken([item(1)])).toEqual([0]);
    expect(taken([item(1), item(64)])).toEqual([0, 64]);
  });

  it("puts the sequences in the order of their numbers, for llama.cpp evaluates no others together", () => {
    const choose = createBatchStrategy({ writing: () => 4, reading: () => false, onBatch() {} });
    const items = [item(1, 2), item(1, 0), item(1, 7), item(1, 1)];
    expect(choose({ items, size: 512 }).map((chosen) => items.indexOf(chosen.item))).toEqual([1, 3, 0, 2]);
  });

  it("fills a batch with one prompt after the other", () => {
    const { taken } = strategyWith(0);
    expect(taken([item(300), item(300)])).toEqual([300, 212]);
  });

  it("never takes more than the batch holds", () => {
    const { taken } = strategyWith(0);
    const many = taken(
      Array.from({ length: 5 }, () => item(1)),
      3,
    );
    expect(many.reduce((sum, count) => sum + count, 0)).toBe(3);
  });
});
