import { describe, expect, it } from "vitest";
import {
  argumentsOf,
  type Machine,
  type PlannedModel,
  planServer,
  type PlanOptions,
} from "../../../electron/core/llm/external/planServer.ts";

const gib = 1024 ** 3;

/** 48 layers of which the weights of the experts take 15 of 17 GiB; 16,384 tokens of two requests take 1 GiB. */
const mixture: PlannedModel = {
  bytes: 17 * gib,
  bytesPerContextToken: gib / 32_768,
  trainContext: 131_072,
  layers: { count: 48, withExperts: 48, expertBytes: 15 * gib },
};
const dense: PlannedModel = { ...mixture, layers: { count: 48, withExperts: 0, expertBytes: 0 } };

const options: PlanOptions = { gpu: "auto", threads: null, contextSize: null, failures: 0 };

function machine(gpuGib: number | null, freeGib = 64): Machine {
  const bytes = (gpuGib ?? 0) * gib;
  return {
    gpu: gpuGib === null ? null : { totalBytes: bytes, freeBytes: bytes },
    freeBytes: freeGib * gib,
    cores: 16,
  };
}

describe("a mixture of experts", () => {
  it("keeps the experts of as many layers in main memory as the GPU has no room for", () => {
    const plan = planServer(mixture, machine(8), options);
    // 6.5 GiB of room, of which 3 are for what every token needs: 3.5 GiB hold the experts of 11 layers.
    expect(plan).toMatchObject({ gpuLayers: 49, expertLayersInMemory: 37, contextTokens: 16_384, parallel: 2 });
    expect(plan.reason).toEqual({
      code: "SERVER_EXPERTS_IN_MEMORY",
      data: { layers: 48, inMemory: 37, gpuBytes: 3 * gib + (11 * 15 * gib) / 48, gpuTotalBytes: 8 * gib },
    });
  });

  it("never asks more of a GPU than is free on it, and more of it the larger it is", () => {
    let before = Infinity;
    for (let size = 5; size <= 19; size += 0.25) {
      const { reason, expertLayersInMemory: inMemory } = planServer(mixture, machine(size), options);
      const { gpuBytes } = reason.data as { gpuBytes: number };
      expect(gpuBytes).toBeLessThanOrEqual((size - 1.5) * gib);
      const layers = inMemory === "all" ? 48 : inMemory;
      expect(layers).toBeLessThanOrEqual(before);
      before = layers;
    }
    expect(planServer(mixture, machine(20), options)).toMatchObject({
      gpuLayers: 49,
      expertLayersInMemory: 0,
      reason: { code: "SERVER_ON_GPU" },
    });
  });

  it("counts the first layers that have none", () => {
    const model = { ...mixture, layers: { count: 48, withExperts: 45, expertBytes: 15 * gib } };
    expect(planServer(model, machine(8), options)).toMatchObject({
      // The experts of 10 layers fit, those of 35 stay, behind 3 layers without any.
      expertLayersInMemory: 38,
      reason: { data: { layers: 45, inMemory: 35 } },
    });
  });

  it("keeps all experts in main memory where the GPU is too small for the rest", () => {
    expect(planServer(mixture, machine(3), options)).toMatchObject({
      gpuLayers: 24,
      expertLayersInMemory: "all",
      reason: { code: "SERVER_LAYERS_IN_MEMORY", data: { onGpu: 24, layers: 49 } },
    });
  });
});

it("puts as many layers of another model on the GPU as it has room for", () => {
  expect(planServer(dense, machine(8), options)).toMatchObject({ gpuLayers: 17, expertLayersInMemory: 0 });
});

it("uses no GPU where there is none, where the settings say so, and where it is too small or failed twice", () => {
  const cases = [
    [machine(null), options, "SERVER_GPU_NONE"],
    [machine(8), { ...options, gpu: "cpu" }, "SERVER_GPU_OFF"],
    [machine(1), options, "SERVER_GPU_SMALL"],
    [machine(8), { ...options, failures: 2 }, "SERVER_GPU_SMALL"],
  ] as const;
  for (const [there, given, code] of cases) {
    expect(planServer(mixture, there, given)).toMatchObject({
      gpuLayers: 0,
      expertLayersInMemory: 0,
      reason: { code },
    });
  }
});

it("trusts a GPU with less after a start that failed", () => {
  // 5.6 GiB of which 1.5 stay free: 1.1 GiB hold the experts of 3 layers.
  expect(planServer(mixture, machine(8), { ...options, failures: 1 }).expertLayersInMemory).toBe(45);
});

it("takes the context that is wanted, less where memory is short, and refuses where the least does not fit", () => {
  expect(planServer(mixture, machine(null, 18), options)).toMatchObject({ contextTokens: 16_384, parallel: 2 });
  expect(planServer(mixture, machine(null, 17.6), options)).toMatchObject({ contextTokens: 16_384, parallel: 1 });
  expect(planServer(mixture, machine(null, 17.2), options)).toMatchObject({ contextTokens: 4096, parallel: 1 });
  const large = { ...options, contextSize: 65_536 };
  expect(planServer(mixture, machine(null), large)).toMatchObject({ contextTokens: 65_536, parallel: 2 });
  expect(() => planServer(mixture, machine(null, 18), large)).toThrow(
    expect.objectContaining({ code: "MODEL_TOO_LARGE" }),
  );
  expect(() => planServer(mixture, machine(8, 4), options)).toThrow(
    expect.objectContaining({ code: "MODEL_TOO_LARGE" }),
  );
  expect(planServer({ ...mixture, trainContext: 1024 }, machine(null), options).contextTokens).toBe(1024);
});

it("computes on half of many cores, all of a few, or as many as the settings say", () => {
  expect(planServer(mixture, machine(8), options).threads).toBe(8);
  expect(planServer(mixture, { ...machine(8), cores: 2 }, options).threads).toBe(2);
  expect(planServer(mixture, machine(8), { ...options, threads: 5 }).threads).toBe(5);
});

it("is told to the program by its arguments, without its key", () => {
  const plan = planServer(mixture, machine(8), options);
  const model = { id: "sha", path: "/models/a b.gguf", adapters: [{ path: "/models/tone.gguf", scale: 0.5 }] };
  const line =
    "--model MODEL --alias sha --host 127.0.0.1 --port 4711 --n-gpu-layers 49 --n-cpu-moe 37 --threads 8 --ctx-size 32768 " +
    "--parallel 2 --lora-scaled /models/tone.gguf:0.5 --jinja --no-webui --offline --cache-ram 0";
  expect(argumentsOf(plan, model, 4711)).toEqual(
    line.split(" ").map((word) => (word === "MODEL" ? "/models/a b.gguf" : word)),
  );
  const small = argumentsOf(planServer(mixture, machine(3), options), { id: "sha", path: "/m" }, 1);
  expect(small).toContain("--cpu-moe");
  expect(argumentsOf(planServer(dense, machine(null), options), { id: "sha", path: "/m" }, 1)).toEqual(
    expect.arrayContaining(["--n-gpu-layers", "0", "--device", "none"]),
  );
});
