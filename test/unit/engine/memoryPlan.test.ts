import { describe, expect, it } from "vitest";
import { AppError } from "../../../electron/contract/errors.ts";
import { planMemory, type MemoryNeeds, type MemoryPlan } from "../../../electron/engineProcess/memoryPlan.ts";

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
    expect(planMemory(mistral)).toMatchObject({ contextSize: 16_384, sequences: 4, contextBy: "usual" });
  });

  it("gives up sequences before it gives up context", () => {
    expect(planMemory({ ...mistral, freeBytes: 12 * GB })).toMatchObject({ contextSize: 16_384, sequences: 2 });
  });

  it("holds a ninth sequence only where it costs little of the memory", () => {
    const small = { ...mistral, weightBytes: 0.3 * GB, bytesPerToken: 6 * 1024 };
    const cacheOf = (sequences: number): number => sequences * 16_384 * small.bytesPerToken;
    expect(planMemory(small).sequences).toBe(9);
    for (const free of [2, 3, 4, 6, 8, 12, 16].map((gb) => gb * GB)) {
      const { sequences } = planMemory({ ...small, freeBytes: free });
      const room = free - small.weightBytes - small.fixedBytes;
      expect(cacheOf(sequences)).toBeLessThanOrEqual(sequences > 5 ? room / 8 : room / 3);
    }
    expect(planMemory({ ...small, freeBytes: 4 * GB }).sequences).toBe(5);
    // However much is free: it is cleared at each start.
    expect(planMemory({ ...small, bytesPerToken: 24 * 1024 }).sequences).toBe(5);
  });

  it("never opens the training context by itself", () => {
    const plan = planMemory({ ...mistral, freeBytes: 1000 * GB, trainContext: 131_072 });
    expect(plan).toMatchObject({ contextSize: 16_384, contextBy: "usual" });
  });

  it("says what kept the context from being longer", () => {
    const by = (change: Partial<MemoryNeeds>): string => planMemory({ ...mistral, ...change }).contextBy;
    expect(by({})).toBe("usual");
    expect(by({ wantedContext: 20_000 })).toBe("settings");
    expect(by({ wantedContext: 16_384 })).toBe("settings");
    expect(by({ wantedContext: 65_536 })).toBe("training");
    expect(by({ trainContext: 4096 })).toBe("training");
    expect(by({ freeBytes: 6.7 * GB })).toBe("memory");
  });

  it("says what it takes, of what was free", () => {
    const plan = planMemory(mistral);
    expect(plan.freeBytes).toBe(32 * GB);
    expect(plan.bytes).toBe(Math.ceil(4.4 * GB + 4 * 16_384 * 128 * 1024));
  });

  it("never plans more than is free", () => {
    for (let free = 4; free < 64; free += 0.37) {
      for (const wantedContext of [null, 4096, 32_768]) {
        const needs = { ...mistral, freeBytes: free * GB, wantedContext };
        let plan: MemoryPlan | null = null;
        try {
          plan = planMemory(needs);
        } catch (error) {
          expect(error).toMatchObject({ code: "MODEL_TOO_LARGE" });
        }
        if (plan) expect(plan.bytes + needs.fixedBytes).toBeLessThanOrEqual(needs.freeBytes + 1);
        else expect(free).toBeLessThan(13);
      }
    }
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
