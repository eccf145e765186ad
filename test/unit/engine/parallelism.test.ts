import { describe, expect, it } from "vitest";
import { chooseWidth, createParallelism } from "../../../electron/engineProcess/parallelism.ts";

/** Waves of whatever width is proposed, on a computer where a batch of n tokens takes `batchMs(n)`. */
function settle(most: number, batchMs: (writing: number) => number): { width: number; tried: Set<number> } {
  const waves = createParallelism(most);
  const tried = new Set<number>();
  let at = 0;
  for (let wave = 0; wave < 10; wave += 1) {
    const { width } = waves;
    tried.add(width);
    for (let batch = 0; batch < 40; batch += 1) {
      waves.onBatch(width, at);
      at += batchMs(width);
    }
    waves.onRest();
    at += 5000;
  }
  return { width: waves.width, tried };
}

describe("how many calls at a time", () => {
  it("begins with four sequences, or what the memory holds", () => {
    expect(createParallelism(8).width).toBe(4);
    expect(createParallelism(3).width).toBe(3);
    expect(createParallelism(1).width).toBe(1);
  });

  it("goes wider where that writes more in all", () => {
    expect(settle(8, (writing) => 20 + writing).width).toBe(8);
    expect(settle(16, (writing) => 20 + writing).width).toBe(16);
  });

  it("tries once and stays where wider is no faster", () => {
    const { width, tried } = settle(16, (writing) => (writing <= 4 ? 20 + writing : 24 * (writing / 4)));
    expect(width).toBe(4);
    expect([...tried]).toEqual([4, 8]);
  });

  it("goes back to fewer sequences where they do as well", () => {
    expect(
      chooseWidth(
        8,
        new Map([
          [1, 40],
          [2, 70],
          [4, 71],
        ]),
      ),
    ).toBe(2);
  });

  it("does not take a rest between two batches for a slow batch", () => {
    const waves = createParallelism(8);
    for (let batch = 0; batch < 60; batch += 1) {
      waves.onBatch(4, batch * 10_000);
      waves.onBatch(4, batch * 10_000 + 20);
      waves.onRest();
    }
    expect(waves.width).toBe(8);
  });
});
