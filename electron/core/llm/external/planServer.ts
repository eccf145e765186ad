import { AppError } from "../../../contract/errors.ts";
import { type Reason, reasonOf } from "../../../contract/reasons.ts";
import { leastContextSize, usualContextSize } from "../local/fit.ts";
import type { ModelMetadata } from "../local/engine.ts";

/** What of a model decides how it is shared out. */
export type PlannedModel = Pick<ModelMetadata, "bytes" | "bytesPerContextToken" | "trainContext" | "layers">;

export interface Machine {
  /** bytes of all its GPUs that llama-server can use; null: there is none */
  readonly gpu: { readonly totalBytes: number; readonly freeBytes: number } | null;
  /** bytes of main memory that a new program could take */
  readonly freeBytes: number;
  /** logical cores */
  readonly cores: number;
}

export interface PlanOptions {
  readonly gpu: "auto" | "cpu";
  /** null: by the cores */
  readonly threads: number | null;
  /** tokens of a request; null: the usual, or less where memory is short */
  readonly contextSize: number | null;
  /** times that a start failed with what was planned before: the GPU is trusted with less, then with nothing */
  readonly failures: number;
}

export interface ServerPlan {
  readonly threads: number;
  /** tokens that a request can have */
  readonly contextTokens: number;
  /** requests at a time */
  readonly parallel: number;
  /** the output counts as one */
  readonly gpuLayers: number;
  /** the first layers, whose experts stay in main memory */
  readonly expertLayersInMemory: number | "all";
  readonly reason: Reason;
}

/** What stays free on a GPU: the margin of llama.cpp's own `--fit`, and what it computes in. */
const gpuReserve = 1536 * 1024 * 1024;
/** By which a GPU is trusted less after a start that failed. */
const doubted = 0.7;
const mostParallel = 2;

/**
 * How llama-server shares a model out between GPU and main memory. On the GPU go, in this order, what every token needs, the caches of the
 * context, and of a mixture of experts as many layers' experts as there is room for: a token needs few of them, so that they cost least in
 * main memory.
 * @throws MODEL_TOO_LARGE where it fits neither with the least context
 */
export function planServer(model: PlannedModel, machine: Machine, options: PlanOptions): ServerPlan {
  const trained = model.trainContext > 0 ? model.trainContext : usualContextSize;
  const wanted = Math.min(options.contextSize ?? usualContextSize, trained);
  const least = options.contextSize === null ? Math.min(leastContextSize, wanted) : wanted;
  for (let contextTokens = wanted; ; contextTokens = Math.max(least, Math.floor(contextTokens / 2))) {
    for (let parallel = mostParallel; parallel >= 1; parallel -= 1) {
      const cacheBytes = contextTokens * parallel * model.bytesPerContextToken;
      const placed = place(model, cacheBytes, machine, options);
      const needBytes = model.bytes + cacheBytes - placed.gpuBytes;
      if (needBytes <= machine.freeBytes) {
        const { gpuBytes: _, ...shares } = placed;
        return { threads: threadsOf(machine, options), contextTokens, parallel, ...shares };
      }
      if (contextTokens > least || parallel > 1) continue;
      const all = model.bytes + cacheBytes;
      const freeBytes = machine.freeBytes + placed.gpuBytes;
      throw new AppError("MODEL_TOO_LARGE", {
        data: { needBytes: all, freeBytes, missingBytes: all - freeBytes },
      });
    }
  }
}

interface Placed extends Pick<ServerPlan, "gpuLayers" | "expertLayersInMemory" | "reason"> {
  /** of weights and caches on the GPU */
  readonly gpuBytes: number;
}

function place(model: PlannedModel, cacheBytes: number, { gpu }: Machine, options: PlanOptions): Placed {
  const none = { gpuLayers: 0, expertLayersInMemory: 0, gpuBytes: 0 } as const;
  if (options.gpu === "cpu") return { ...none, reason: reasonOf("SERVER_GPU_OFF") };
  if (!gpu) return { ...none, reason: reasonOf("SERVER_GPU_NONE") };
  const { totalBytes: gpuTotalBytes } = gpu;
  const room = Math.max(0, gpu.freeBytes * doubted ** options.failures - gpuReserve);
  const { count, withExperts, expertBytes } = model.layers ?? { count: 0, withExperts: 0, expertBytes: 0 };
  const all = model.bytes + cacheBytes;
  const gpuLayers = count + 1;
  if (count === 0 || room === 0 || options.failures > 1) return { ...none, reason: small(gpuTotalBytes) };
  if (all <= room) {
    return {
      gpuLayers,
      expertLayersInMemory: 0,
      gpuBytes: all,
      reason: reasonOf("SERVER_ON_GPU", { gpuBytes: all, gpuTotalBytes }),
    };
  }
  const rest = all - expertBytes;
  if (withExperts > 0 && rest <= room) {
    const ofLayer = expertBytes / withExperts;
    const inMemory = withExperts - Math.floor((room - rest) / ofLayer);
    const gpuBytes = rest + (withExperts - inMemory) * ofLayer;
    return {
      gpuLayers,
      // Layers are counted from the first, and those without experts come first.
      expertLayersInMemory: inMemory === withExperts ? "all" : count - withExperts + inMemory,
      gpuBytes,
      reason: reasonOf("SERVER_EXPERTS_IN_MEMORY", { layers: withExperts, inMemory, gpuBytes, gpuTotalBytes }),
    };
  }
  const ofLayer = rest / gpuLayers;
  const onGpu = Math.floor(room / ofLayer);
  if (onGpu === 0) return { ...none, reason: small(gpuTotalBytes) };
  return {
    gpuLayers: onGpu,
    expertLayersInMemory: withExperts > 0 ? "all" : 0,
    gpuBytes: onGpu * ofLayer,
    reason: reasonOf("SERVER_LAYERS_IN_MEMORY", {
      layers: gpuLayers,
      onGpu,
      gpuBytes: onGpu * ofLayer,
      gpuTotalBytes,
    }),
  };
}

function small(gpuTotalBytes: number): Reason {
  return reasonOf("SERVER_GPU_SMALL", { gpuTotalBytes });
}

/** As llama.cpp does where it cannot tell cores from their second threads. */
function threadsOf({ cores }: Machine, { threads }: PlanOptions): number {
  return threads ?? (cores <= 4 ? cores : Math.floor(cores / 2));
}

export interface Started {
  readonly id: string;
  readonly path: string;
  readonly adapters?: readonly { readonly path: string; readonly scale: number }[];
}

/** The arguments of llama-server for a plan. Its key comes by the environment, which other users cannot read. */
export function argumentsOf(plan: ServerPlan, model: Started, port: number): string[] {
  const { expertLayersInMemory: inMemory, gpuLayers } = plan;
  return [
    ["--model", model.path],
    ["--alias", model.id],
    ["--host", "127.0.0.1", "--port", String(port)],
    ["--n-gpu-layers", String(gpuLayers)],
    gpuLayers === 0 ? ["--device", "none"] : [],
    inMemory === "all" ? ["--cpu-moe"] : inMemory > 0 ? ["--n-cpu-moe", String(inMemory)] : [],
    ["--threads", String(plan.threads)],
    // It is shared out among all requests.
    ["--ctx-size", String(plan.contextTokens * plan.parallel), "--parallel", String(plan.parallel)],
    ...(model.adapters ?? []).map(({ path, scale }) => ["--lora-scaled", `${path}:${scale}`]),
    // Without what is not needed: a page, downloads, a store of prompts that grows.
    ["--jinja", "--no-webui", "--offline", "--cache-ram", "0"],
  ].flat();
}

/** What it must know. */
export const neededOptions = [
  "--n-cpu-moe",
  "--cpu-moe",
  "--lora-scaled",
  "--jinja",
  "--no-webui",
  "--offline",
  "--cache-ram",
];
