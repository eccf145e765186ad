import type { GgufFileInfo } from "node-llama-cpp";
import { AppError } from "../contract/errors.ts";
import type { EncoderParams } from "../core/engine/protocol.ts";
import { freeMemory } from "./freeMemory.ts";
import { AMPLE_BYTES, tooLarge } from "./memoryPlan.ts";
import { readGguf } from "./metadata.ts";
import { explainLoadFailure, type LoadWatch } from "./modelHost.ts";
import { importNativeModule } from "./nativeModule.ts";
import { type Runtime, startRuntime } from "./runtime.ts";

/** A model that reads texts and writes none. */
export interface Encoder {
  /** A vector of length 1 for each text; of a text longer than the context the beginning is read. */
  embed(texts: readonly string[], signal: AbortSignal, onProgress: () => void): Promise<Float32Array[]>;
  /** How well each text answers the query, 0 to 1. */
  rank(query: string, texts: readonly string[], signal: AbortSignal, onProgress: () => void): Promise<number[]>;
}

/** Tokens of a context: passages have about 120 words. */
const mostContext = 1024;

/** @throws MODEL_NOT_FOUND, MODEL_NOT_GGUF, MODEL_TRUNCATED, MODEL_DAMAGED, MODEL_ARCHITECTURE_UNKNOWN, MODEL_TOO_LARGE, MODEL_LOAD_FAILED, ENGINE_UNAVAILABLE */
export async function loadEncoder(params: EncoderParams, watch: LoadWatch): Promise<Encoder> {
  const { info } = await readGguf(params.path);
  watch.enter("runtime");
  const { InsufficientMemoryError } = await importNativeModule();
  const cpuReason = params.gpu === "cpu" ? "The settings say to use the CPU" : null;
  const runtime = await startRuntime(cpuReason, params.threads);
  const { llama, log } = runtime;
  try {
    await refuseTooLarge(runtime, info);
    watch.enter("weights");
    const model = await llama.loadModel({
      modelPath: params.path,
      loadSignal: watch.signal,
      onLoadProgress: watch.onProgress,
    });
    watch.enter("context");
    const contextSize = Math.min(mostContext, model.trainContextSize);
    // Attention in both directions needs the whole text in one batch.
    const options = { contextSize, batchSize: contextSize, threads: params.threads, createSignal: watch.signal };
    if (params.purpose === "embedding") {
      const context = await model.createEmbeddingContext(options);
      // Its marks at both ends are added to the text, and one token must stay free.
      const room = contextSize - 3;
      return {
        async embed(texts, signal, onProgress) {
          const vectors: Float32Array[] = [];
          for (const text of texts) {
            signal.throwIfAborted();
            const tokens = model.tokenize(text);
            const { vector } = await context.getEmbeddingFor(tokens.length > room ? tokens.slice(0, room) : tokens);
            vectors.push(normalized(vector));
            onProgress();
          }
          return vectors;
        },
        rank: () => Promise.reject(new AppError("INTERNAL", { message: "This model does not rank." })),
      };
    }
    const context = await model.createRankingContext(options);
    return {
      embed: () => Promise.reject(new AppError("INTERNAL", { message: "This model does not embed." })),
      async rank(query, texts, signal, onProgress) {
        const scores: number[] = [];
        for (const text of texts) {
          signal.throwIfAborted();
          scores.push(await context.rank(query, text));
          onProgress();
        }
        return scores;
      },
    };
  } catch (error) {
    if (watch.signal.aborted) throw new AppError("CANCELLED", { cause: error });
    // What was free a moment ago has gone.
    if (error instanceof InsufficientMemoryError) throw new AppError("MODEL_TOO_LARGE", { cause: error });
    throw error instanceof AppError ? error : explainLoadFailure(error, log);
  } finally {
    watch.enter(null);
  }
}

/** @throws MODEL_TOO_LARGE with the bytes that are missing, before anything is loaded */
async function refuseTooLarge(runtime: Runtime, info: GgufFileInfo): Promise<void> {
  const { GgufInsights } = await importNativeModule();
  const insights = await GgufInsights.from(info, runtime.llama);
  const free = await freeMemory(runtime);
  if (insights.modelSize + AMPLE_BYTES <= free) return;
  const contextSize = Math.min(mostContext, insights.trainContextSize ?? mostContext);
  const { cpuRam, gpuVram } = await insights.estimateContextResourceRequirementsV2({
    contextSize,
    batchSize: contextSize,
    sequences: 1,
    isEmbeddingContext: true,
    modelGpuLayers: runtime.gpu.type === "cpu" ? 0 : insights.totalLayers,
  });
  const need = insights.modelSize + cpuRam + gpuVram;
  if (need > free) throw tooLarge(need, free);
}

function normalized(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}
