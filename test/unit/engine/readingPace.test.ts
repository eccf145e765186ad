import { describe, expect, it } from "vitest";
import { createReadingPace } from "../../../electron/engineProcess/readingPace.ts";

describe("pace of reading", () => {
  it("follows the speed of the batches that read, whatever else came between", () => {
    const pace = createReadingPace();
    expect(pace.tokensIn(1000)).toBe(128);
    let at = 0;
    for (let batch = 0; batch < 20; batch += 1) {
      pace.onBatch(256, at);
      at += 640;
      // A batch that writes, which takes its own time.
      pace.onBatch(0, at);
      at += 30;
    }
    expect(pace.tokensIn(1000)).toBe(384);
    expect(pace.tokensIn(120)).toBe(64);
  });

  it("never says less than 64 tokens, nor learns from a rest", () => {
    const pace = createReadingPace();
    pace.onBatch(256, 0);
    pace.onBatch(256, 1000);
    pace.onRest();
    pace.onBatch(256, 1_000_000);
    expect(pace.tokensIn(1000)).toBe(256);
    expect(pace.tokensIn(1)).toBe(64);
  });
});
