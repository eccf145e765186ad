import type { Llama } from "node-llama-cpp";
import { AppError } from "../contract/errors.ts";
import { importNativeModule } from "./nativeModule.ts";

/** llama.cpp with its compute backend chosen. */
export interface Runtime {
  readonly llama: Llama;
  readonly gpu: { readonly type: "cpu" | "metal" | "cuda" | "vulkan"; readonly reason: string };
  /** the newest lines llama.cpp logged at level warn or above, the newest last */
  readonly log: readonly string[];
}

/**
 * Starts llama.cpp from a prebuilt binary; nothing is ever built or downloaded.
 * @param cpuReason why the CPU is used although a GPU might be there; null to take the best GPU
 * @throws ENGINE_UNAVAILABLE where no binary of the package runs on this computer
 */
export async function startRuntime(cpuReason: string | null, threads: number): Promise<Runtime> {
  const { getLlama, LlamaLogLevel } = await importNativeModule();
  const log: string[] = [];
  let llama: Llama;
  try {
    llama = await getLlama({
      gpu: cpuReason === null ? "auto" : false,
      build: "never",
      skipDownload: true,
      progressLogs: false,
      maxThreads: threads,
      logLevel: LlamaLogLevel.warn,
      logger: (_level, message) => {
        log.push(message.trim());
        if (log.length > 50) log.shift();
      },
    });
  } catch (error) {
    throw new AppError("ENGINE_UNAVAILABLE", { cause: error });
  }
  return { llama, gpu: await describeGpu(llama, cpuReason), log };
}

async function describeGpu(llama: Llama, cpuReason: string | null): Promise<Runtime["gpu"]> {
  if (cpuReason !== null) return { type: "cpu", reason: cpuReason };
  const type = llama.gpu;
  if (type === false) return { type: "cpu", reason: "No GPU that llama.cpp can use was found" };
  const names = { metal: "Metal", cuda: "CUDA", vulkan: "Vulkan" } as const;
  const devices = await llama.getGpuDeviceNames();
  return { type, reason: devices.length > 0 ? `${names[type]} on ${devices.join(" and ")}` : names[type] };
}
