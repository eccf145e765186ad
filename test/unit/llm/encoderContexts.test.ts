import { describe, expect, it } from "vitest";
import { encoderContexts } from "../../../electron/core/llm/local/encoderContexts.ts";

describe("the contexts of an encoder", () => {
  it("have a thread each where there are few threads", () => {
    expect(encoderContexts(1)).toEqual([1]);
    expect(encoderContexts(2)).toEqual([1, 1]);
    expect(encoderContexts(4)).toEqual([1, 1, 1, 1]);
  });

  it("are four at most and share out every thread", () => {
    expect(encoderContexts(6)).toEqual([2, 2, 1, 1]);
    for (let threads = 1; threads <= 64; threads += 1) {
      const shares = encoderContexts(threads);
      expect(shares.length).toBeLessThanOrEqual(4);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(threads);
    }
  });
});
