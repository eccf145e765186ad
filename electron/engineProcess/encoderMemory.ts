import type { GgufFileInfo, GgufInsights } from "node-llama-cpp";
import { importNativeModule } from "./nativeModule.ts";
import type { Runtime } from "./runtime.ts";

/** What an encoder takes of memory. */
export interface EncoderMemory {
  readonly insights: GgufInsights;
  /** bytes of main memory and of a GPU's that a context of so many tokens takes, as node-llama-cpp estimates it */
  contextBytes(contextSize: number): Promise<number>;
}

export async function encoderMemory(runtime: Runtime, info: GgufFileInfo): Promise<EncoderMemory> {
  const { GgufInsights: Insights } = await importNativeModule();
  const insights = await Insights.from(info, runtime.llama);
  return {
    insights,
    async contextBytes(contextSize) {
      const { cpuRam, gpuVram } = await insights.estimateContextResourceRequirementsV2({
        contextSize,
        batchSize: contextSize,
        sequences: 1,
        isEmbeddingContext: true,
        modelGpuLayers: runtime.gpu.type === "cpu" ? 0 : insights.totalLayers,
      });
      return cpuRam + gpuVram;
    },
  };
}
