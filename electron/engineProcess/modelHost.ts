import os from "node:os";
import { reasonOf } from "../contract/reasons.ts";
import { performance } from "node:perf_hooks";
import type { GgufFileInfo, GgufInsights, LlamaContext, LlamaModel, LlamaModelOptions } from "node-llama-cpp";
import { AppError, toAppError } from "../contract/errors.ts";
import type { EnginePhase, LoadParams, LoadReport } from "../core/llm/local/protocol.ts";
import { refuseOtherAdapter } from "./adapterFile.ts";
import { type BatchClock, createBatchClock } from "./batchClock.ts";
import { type BatchWatch, createBatchStrategy } from "./batching.ts";
import { freeMemory } from "./freeMemory.ts";
import { keyValueBytesPerToken, readGguf } from "./metadata.ts";
import {
  AMPLE_BYTES,
  DEFAULT_CONTEXT,
  planMemory,
  USUAL_SEQUENCES,
  type MemoryNeeds,
  type MemoryPlan,
} from "./memoryPlan.ts";
import { styleOf } from "./modelStyle.ts";
import { importNativeModule } from "./nativeModule.ts";
import type { ChatPrompt } from "./prompt/chatPrompt.ts";
import { resolvePrompt } from "./prompt/resolvePrompt.ts";
import { gpuName, startRuntime, type Runtime } from "./runtime.ts";

/** A model in memory. One process loads one model in its life. */
export interface ModelHost {
  readonly model: LlamaModel;
  /** of the chat, with one sequence */
  readonly context: LlamaContext;
  /**
   * The context of background work, made when it is first asked for: llama.cpp clears all of its caches, which takes time and makes
   * the memory this process's own. It has the sequences that were planned, fewer where the memory has gone meanwhile.
   * @throws MODEL_TOO_LARGE where not even one fits, MODEL_LOAD_FAILED
   */
  openBackground(): Promise<LlamaContext>;
  readonly prompt: ChatPrompt;
  /** The template comes from the file, so rendering it may hang or abort. */
  readonly templateIsUntrusted: boolean;
  readonly report: LoadReport;
  readonly batchClock: BatchClock;
  /** whether tokens may be guessed: the caller wants it, and the cache gives single ones up again */
  readonly guesses: boolean;
  /** Who knows what the sequences do says so here, before the first batch. */
  watchBatches(watches: Readonly<Watches>): void;
}

type Watches = Record<"chat" | "background", BatchWatch>;

export interface LoadWatch {
  readonly signal: AbortSignal;
  enter(phase: EnginePhase | null): void;
  onProgress(fraction: number): void;
}

/** @throws as `Engine.load` */
export async function loadModel(params: LoadParams, watch: LoadWatch): Promise<ModelHost> {
  const { info } = await readGguf(params.path);
  let adapterBytes = 0;
  // Before any weight is loaded.
  for (const { path } of params.adapters) adapterBytes += (await refuseOtherAdapter(path, info)).bytes;
  const freeBefore = os.freemem();
  watch.enter("runtime");
  const cpuReason = params.gpu === "cpu" ? (params.gpuReason ?? reasonOf("GPU_OFF_IN_SETTINGS")) : null;
  let runtime = await startRuntime(cpuReason, params.threads);
  let opened: Opened;
  try {
    opened = await openModel(runtime, { ...params, adapterBytes }, info, watch);
  } catch (error) {
    if (runtime.gpu.type === "cpu" || watch.signal.aborted) throw error;
    // The GPU's memory or its driver may be the reason; what does not fit the computer at all fails again below.
    await runtime.llama.dispose();
    runtime = await startRuntime(reasonOf("GPU_LOAD_FAILED", { gpu: gpuName(runtime.gpu) }), params.threads);
    opened = await openModel(runtime, { ...params, adapterBytes }, info, watch);
  }
  const { model, context, plan, openContext, watches, batchClock } = opened;
  let background: Promise<LlamaContext> | null = null;

  watch.enter("template");
  // The word must be out before a template can block this thread.
  await new Promise((resolve) => setImmediate(resolve));
  const { prompt, isUntrusted, notice } = resolvePrompt(await importNativeModule(), model, {
    ignoreTemplate: params.ignoreTemplate,
    isOwn: styleOf(model.fileInfo) === "starter",
  });
  watch.enter(null);

  const onGpu = runtime.gpu.type !== "cpu" && model.gpuLayers > 0;
  return {
    model,
    context,
    openBackground() {
      // What failed for want of memory may fit the next time.
      background ??= withFewer(plan.sequences - 1, (sequences) => openContext("background", sequences)).catch(
        (error: unknown) => {
          background = null;
          throw error;
        },
      );
      return background;
    },
    prompt,
    templateIsUntrusted: isUntrusted,
    // A recurrent state and a sliding window go back only to where they were copied, which costs more than it gains.
    guesses:
      params.lookup && !model.fileInsights.isRecurrent && !model.fileInsights.isHybrid && !model.fileInsights.swaSize,
    report: {
      contextSize: context.contextSize,
      mostParallelism: plan.sequences - 1,
      memory: {
        contextBy: plan.contextBy,
        bytes: plan.bytes,
        freeBytes: plan.freeBytes,
        takenBytes: Math.max(0, freeBefore - os.freemem()),
      },
      gpu: onGpu
        ? { ...runtime.gpu, layers: model.gpuLayers }
        : {
            type: "cpu",
            reason:
              runtime.gpu.type === "cpu"
                ? runtime.gpu.reason
                : reasonOf("GPU_MEMORY_SMALL", { gpu: gpuName(runtime.gpu) }),
            layers: 0,
          },
      mathCores: runtime.llama.cpuMathCores,
      prompt: notice,
    },
    batchClock,
    watchBatches(given) {
      Object.assign(watches, given);
    },
  };
}

interface Opened {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly plan: PlannedMemory;
  openContext(kind: keyof Watches, sequences: number): Promise<LlamaContext>;
  readonly watches: Watches;
  readonly batchClock: BatchClock;
}

interface OpenParams extends LoadParams {
  readonly adapterBytes: number;
}

async function openModel(runtime: Runtime, params: OpenParams, info: GgufFileInfo, watch: LoadWatch): Promise<Opened> {
  const { InsufficientMemoryError } = await importNativeModule();
  const { llama } = runtime;
  const plan = await plannedMemory(runtime, params, info);
  const chooses = styleOf(info) === "starter";
  const explain = async (error: unknown): Promise<AppError> => {
    if (watch.signal.aborted) return new AppError("CANCELLED", { cause: error });
    if (error instanceof InsufficientMemoryError) return refused(error, plan);
    return await explainLoadFailure(error, runtime.log);
  };
  const options: LlamaModelOptions & { readonly fileInfo: GgufFileInfo } = {
    fileInfo: info,
    // Without them nothing is estimated either.
    ignoreMemorySafetyChecks: plan.isAmple,
    modelPath: params.path,
    // `contextSize` of the plan is for one sequence, the GPU has to hold all of them.
    gpuLayers: runtime.gpu.type === "cpu" ? 0 : { fitContext: { contextSize: plan.contextSize * plan.sequences } },
    loadSignal: watch.signal,
    onLoadProgress: watch.onProgress,
  };
  watch.enter("weights");
  let model: LlamaModel;
  try {
    model = await llama.loadModel(options);
  } catch (error) {
    throw await explain(error);
  }
  watch.enter("context");
  const idle: BatchWatch = { writing: () => 0, reading: () => false, onBatch() {} };
  const watches: Watches = { chat: idle, background: idle };
  const batchClock = createBatchClock({
    now: () => performance.now(),
    counts: { prefill: params.threads, decode: params.threads },
    applyThreads: (count) => (llama.maxThreads = count),
    chooses,
  });
  const openContext: Opened["openContext"] = async (kind, sequences) => {
    // A context keeps what was allowed when it was made as its own limit for ever.
    llama.maxThreads = MOST_THREADS;
    try {
      return await model.createContext({
        contextSize: plan.contextSize,
        sequences,
        // What was free at the start may be gone when background work begins.
        ignoreMemorySafetyChecks: plan.isAmple && kind === "chat",
        threads: { ideal: MOST_THREADS, min: 1 },
        // A model that only chooses has some ten tokens evaluated at a time. On the processor flash attention takes three to five
        // times as long for so few of them (30 behind 1,000: 139 ms against 28); from 64 on it is the faster one.
        ...(chooses ? { flashAttention: false } : {}),
        ...(params.adapters.length > 0
          ? { lora: { adapters: params.adapters.map(({ path, scale }) => ({ filePath: path, scale })) } }
          : {}),
        batching: {
          itemPrioritizationStrategy: batchClock.watching(
            createBatchStrategy({
              writing: () => watches[kind].writing(),
              reading: () => watches[kind].reading(),
              onBatch: (batch) => watches[kind].onBatch(batch),
            }),
          ),
        },
        createSignal: watch.signal,
      });
    } catch (error) {
      throw await explain(error);
    }
  };
  try {
    return { model, context: await openContext("chat", 1), plan, openContext, watches, batchClock };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** With `most` sequences, or half as many and so on, down to one, as long as the memory is too small. */
export async function withFewer<T>(most: number, open: (sequences: number) => Promise<T>): Promise<T> {
  for (let sequences = most; ; sequences = Math.floor(sequences / 2)) {
    try {
      return await open(sequences);
    } catch (error) {
      if (sequences <= 1 || toAppError(error).code !== "MODEL_TOO_LARGE") throw error;
    }
  }
}

/** As many as the settings let anyone ask for. */
const MOST_THREADS = 256;

interface PlannedMemory extends MemoryPlan {
  /** Far more memory is free than the model can take: the library need not check it, which takes it a tenth of a second and more. */
  readonly isAmple: boolean;
}

async function plannedMemory(runtime: Runtime, params: OpenParams, info: GgufFileInfo): Promise<PlannedMemory> {
  const { GgufInsights } = await importNativeModule();
  const { llama, gpu } = runtime;
  const insights = await GgufInsights.from(info, llama);
  const needs = {
    weightBytes: insights.modelSize + params.adapterBytes,
    freeBytes: await freeMemory(runtime),
    trainContext: insights.trainContextSize ?? 0,
    wantedContext: params.contextSize,
  };
  const isTooLarge = needs.weightBytes > needs.freeBytes;
  const bytesPerToken = keyValueBytesPerToken(info);
  const usualCache = USUAL_SEQUENCES * (params.contextSize ?? DEFAULT_CONTEXT) * bytesPerToken;
  const isPlenty = needs.weightBytes + AMPLE_BYTES + 3 * usualCache < needs.freeBytes;
  // The simulation allocates nothing but takes its time, and is not needed to see what is plain.
  const costs =
    isTooLarge || isPlenty
      ? { bytesPerToken, fixedBytes: isTooLarge ? 0 : AMPLE_BYTES }
      : await simulatedCosts(runtime, insights);
  return { ...planMemory({ ...needs, ...costs }), isAmple: isPlenty && gpu.type === "cpu" };
}

/** With llama.cpp's own arithmetic. */
async function simulatedCosts(
  { gpu }: Runtime,
  insights: GgufInsights,
): Promise<Pick<MemoryNeeds, "bytesPerToken" | "fixedBytes">> {
  const estimate = async (contextSize: number): Promise<number> => {
    const estimated = await insights.estimateContextResourceRequirementsV2({
      contextSize,
      sequences: 1,
      modelGpuLayers: gpu.type === "cpu" ? 0 : insights.totalLayers,
    });
    return estimated.cpuRam + estimated.gpuVram;
  };
  // Two points give the slope (the cache) and the rest (the compute buffers).
  const [short, long] = [await estimate(2048), await estimate(4096)];
  const slope = Math.max(0, (long - short) / 2048);
  return { bytesPerToken: slope, fixedBytes: Math.max(0, short - slope * 2048) };
}

/** Its own arithmetic, against the plan: what was free has gone meanwhile, or a device has too little by itself. */
function refused(cause: unknown, { bytes, freeBytes, contextSize }: MemoryPlan): AppError {
  return new AppError("MODEL_TOO_LARGE", { data: { needBytes: bytes, freeBytes, contextSize }, cause });
}

/** llama.cpp tells the reason of a failure only in its log. */
export async function explainLoadFailure(cause: unknown, log: readonly string[]): Promise<AppError> {
  // Its last lines come through the event loop, as the failure does.
  await new Promise((resolve) => setImmediate(resolve));
  const lines = log.join("\n");
  if (/unknown model architecture/iu.test(lines)) return new AppError("MODEL_ARCHITECTURE_UNKNOWN", { cause });
  if (/not within (the )?file bounds|corrupted or incomplete/iu.test(lines))
    return new AppError("MODEL_TRUNCATED", { cause });
  if (/failed to allocate|out of memory|unable to allocate/iu.test(lines))
    return new AppError("MODEL_LOAD_FAILED", { data: { reason: "OUT_OF_MEMORY" }, cause });
  if (/missing tensor|wrong (shape|number)|invalid|key not found|error loading model/iu.test(lines))
    return new AppError("MODEL_DAMAGED", { cause });
  return new AppError("MODEL_LOAD_FAILED", { cause });
}
