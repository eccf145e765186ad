import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { planMemory, type MemoryNeeds } from "../../../electron/engineProcess/memoryPlan.ts";

const GB = 2 ** 30;
/** Mistral 7B in Q4_K_M: 4.4 GB of weights, 128 KiB of cache a token. */
const mistral: MemoryNeeds = {
  weightBytes: 4.4 * GB,
  bytesPerToken: 128 * 1024,
  fixedBytes: 0.3 * GB,
  freeBytes: 32 * GB,
  trainContext: 32_768,
  wantedContext: null,
};

describe("planMemory", () => {
  it("takes 16,384 tokens and several sequences where there is room", () => {
    expect(planMemory(mistral)).toEqual({ contextSize: 16_384, sequences: 4 });
  });

  it("gives up sequences before it gives up context", () => {
    expect(planMemory({ ...mistral, freeBytes: 12 * GB })).toEqual({ contextSize: 16_384, sequences: 2 });
  });

  it("shortens the context to what fits", () => {
    const plan = planMemory({ ...mistral, freeBytes: 6.7 * GB });
    expect(plan.sequences).toBe(2);
    expect(plan.contextSize).toBeGreaterThanOrEqual(2048);
    expect(plan.contextSize).toBeLessThan(16_384);
    const used = mistral.weightBytes + mistral.fixedBytes + plan.contextSize * plan.sequences * mistral.bytesPerToken;
    expect(used).toBeLessThanOrEqual(6.7 * GB);
  });

  it("never goes beyond the training context, whoever asks", () => {
    expect(planMemory({ ...mistral, trainContext: 4096 }).contextSize).toBe(4096);
    expect(planMemory({ ...mistral, trainContext: 4096, wantedContext: 8192 }).contextSize).toBe(4096);
  });

  it("takes the context of the settings", () => {
    expect(planMemory({ ...mistral, wantedContext: 20_000 }).contextSize).toBe(20_000);
  });

  it("refuses what does not fit and says by how much", () => {
    const needs = { ...mistral, freeBytes: 4 * GB };
    const error = thrownBy(() => planMemory(needs));
    expect(error.code).toBe("MODEL_TOO_LARGE");
    const needBytes = 4.7 * GB + 2 * 2048 * 128 * 1024;
    expect(error.data).toEqual({
      needBytes: Math.ceil(needBytes),
      freeBytes: 4 * GB,
      missingBytes: Math.ceil(needBytes - 4 * GB),
    });
  });

  it("refuses a context of the settings that does not fit rather than shorten it unasked", () => {
    expect(thrownBy(() => planMemory({ ...mistral, freeBytes: 7 * GB, wantedContext: 32_768 })).code).toBe(
      "MODEL_TOO_LARGE",
    );
  });
});

function thrownBy(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}
