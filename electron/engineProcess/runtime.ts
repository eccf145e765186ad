import type { Llama } from "node-llama-cpp";
import { type Reason, reasonOf } from "../contract/reasons.ts";
import { AppError } from "../contract/errors.ts";
import { importNativeModule } from "./nativeModule.ts";

/** llama.cpp with its compute backend chosen. */
export interface Runtime {
  readonly llama: Llama;
  readonly gpu: { readonly type: "cpu" | "metal" | "cuda" | "vulkan"; readonly reason: Reason };
  /** the newest lines llama.cpp logged at level warn or above, the newest last */
  readonly log: readonly string[];
}

/**
 * Starts llama.cpp from a prebuilt binary; nothing is ever built or downloaded.
 * @param cpuReason why the CPU is used although a GPU might be there; null to take the best GPU
 * @throws ENGINE_UNAVAILABLE where no binary of the package runs on this computer
 */
export async function startRuntime(cpuReason: Reason | null, threads: number): Promise<Runtime> {
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

async function describeGpu(llama: Llama, cpuReason: Reason | null): Promise<Runtime["gpu"]> {
  if (cpuReason !== null) return { type: "cpu", reason: cpuReason };
  const type = llama.gpu;
  if (type === false) return { type: "cpu", reason: reasonOf("GPU_NONE") };
  const names = { metal: "Metal", cuda: "CUDA", vulkan: "Vulkan" } as const;
  const backend = names[type];
  const devices = await llama.getGpuDeviceNames();
  return {
    type,
    reason: devices.length > 0 ? reasonOf("GPU_DEVICES", { backend, devices }) : reasonOf("GPU_USED", { backend }),
  };
}

/** What a GPU is called where it is told that it was not used: its devices, or the backend where they have no names. */
export function gpuName({ reason }: Runtime["gpu"]): string {
  if (reason.code === "GPU_DEVICES") return reason.data.devices.join(", ");
  return reason.code === "GPU_USED" ? reason.data.backend : "";
}
