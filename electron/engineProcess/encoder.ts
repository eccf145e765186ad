import type {
  GgufFileInfo,
  LlamaEmbeddingContext,
  LlamaEmbeddingContextOptions,
  LlamaRankingContext,
  Token,
} from "node-llama-cpp";
import { reasonOf } from "../contract/reasons.ts";
import { AppError, internalError } from "../contract/errors.ts";
import { encoderContexts } from "../core/llm/local/encoderContexts.ts";
import type { EncoderParams } from "../core/llm/local/protocol.ts";
import { freeMemory } from "./freeMemory.ts";
import { AMPLE_BYTES, tooLarge } from "./memoryPlan.ts";
import { createClassifier } from "./classifier.ts";
import { encoderMemory } from "./encoderMemory.ts";
import { createLongTexts } from "./longTexts.ts";
import { entailingLabel, labelsOf, readGguf } from "./metadata.ts";
import { explainLoadFailure, type LoadWatch } from "./modelHost.ts";
import { importNativeModule } from "./nativeModule.ts";
import { type Runtime, startRuntime } from "./runtime.ts";

/** A model that reads texts and writes none. */
export interface Encoder {
  /**
   * A vector of length 1 for each text.
   * @param whole false: of a text longer than the usual context the beginning is read
   * @throws CONTEXT_TOO_SMALL where a text cannot be read whole, counted without the marks at its ends
   */
  embed(
    { texts, whole }: { readonly texts: readonly string[]; readonly whole: boolean },
    signal: AbortSignal,
    onProgress: () => void,
  ): Promise<Float32Array[]>;
  /** Tokens of each text, without the marks at its ends. */
  countTokens(texts: readonly string[]): number[];
  /** How well each text answers the query, 0 to 1. @throws CONTEXT_TOO_SMALL where one with the query cannot be read whole */
  rank(query: string, texts: readonly string[], signal: AbortSignal, onProgress: () => void): Promise<number[]>;
  /** How likely it is that each statement follows from the text, 0 to 1. @throws CONTEXT_TOO_SMALL */
  entail(text: string, statements: readonly string[], signal: AbortSignal, onProgress: () => void): Promise<number[]>;
}

/** Tokens of the usual contexts: passages have about 120 words. */
const mostContext = 1024;
/** Marks at the ends of a text, and a token that must stay free. */
const ends = 3;

/** @throws MODEL_NOT_FOUND, MODEL_NOT_GGUF, MODEL_TRUNCATED, MODEL_DAMAGED, MODEL_ARCHITECTURE_UNKNOWN, MODEL_TOO_LARGE, MODEL_LOAD_FAILED, ENGINE_UNAVAILABLE */
export async function loadEncoder(params: EncoderParams, watch: LoadWatch): Promise<Encoder> {
  const { info } = await readGguf(params.path);
  watch.enter("runtime");
  const { InsufficientMemoryError } = await importNativeModule();
  const cpuReason = params.gpu === "cpu" ? reasonOf("GPU_OFF_IN_SETTINGS") : null;
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
    const common: Encoder = {
      embed: refuse,
      rank: refuse,
      entail: refuse,
      countTokens: (texts) => texts.map((text) => model.tokenize(text).length),
    };
    // A GPU reads one text as fast as several side by side.
    const shares = llama.gpu === false ? encoderContexts(params.threads) : [params.threads];
    const several = <C>(create: (options: LlamaEmbeddingContextOptions) => Promise<C>): Promise<C[]> =>
      createContexts(shares, InsufficientMemoryError, (threads) =>
        // Attention in both directions needs the whole text in one batch.
        create({ contextSize, batchSize: contextSize, threads, createSignal: watch.signal }),
      );
    const long = createLongTexts({ runtime, info, usual: contextSize, trained: model.trainContextSize });
    const longOptions = (size: number, signal: AbortSignal): LlamaEmbeddingContextOptions => ({
      contextSize: size,
      batchSize: size,
      threads: params.threads,
      createSignal: signal,
    });
    if (params.purpose === "embedding") {
      const contexts = await several((options) => model.createEmbeddingContext(options));
      const budget = contextSize - ends;
      return {
        ...common,
        async embed({ texts, whole }, signal, onProgress) {
          const inputs = texts
            .map((text) => model.tokenize(text))
            .map((tokens) => (whole ? tokens : tokens.slice(0, budget)));
          const read = async (context: LlamaEmbeddingContext, tokens: readonly Token[]): Promise<Float32Array> => {
            const { vector } = await context.getEmbeddingFor([...tokens]);
            onProgress();
            return normalized(vector);
          };
          const longest = Math.max(0, ...inputs.map(({ length }) => length));
          if (longest <= budget) return await shareOut(contexts, inputs, signal, read);
          const marks = ends - 1;
          return await long
            .lend(
              longest + marks,
              (size) => model.createEmbeddingContext(longOptions(size, signal)),
              (context) => inBoth({ contexts, context, isLong: ({ length }) => length > budget }, inputs, signal, read),
            )
            .catch((thrown: unknown) => {
              throw withoutMarks(thrown, marks);
            });
        },
      };
    }
    const contexts = await several((options) => model.createRankingContext(options));
    if (params.purpose === "entailment") {
      const labels = labelsOf(info);
      const classifiers = contexts.map((context) => createClassifier(context, labels.length));
      return {
        ...common,
        entail: (text, statements, signal, onProgress) =>
          shareOut(classifiers, statements, signal, async (classify, statement) => {
            const shares = await classify(text, statement);
            onProgress();
            return shares[entailingLabel(labels)] ?? 0;
          }),
      };
    }
    return {
      ...common,
      async rank(query, texts, signal, onProgress) {
        const read = async (context: LlamaRankingContext, { text }: { readonly text: string }): Promise<number> => {
          const score = await context.rank(query, text);
          onProgress();
          return score;
        };
        const inputs = texts.map((text) => ({ text, length: contexts[0]?.calculateInputLength(query, text) ?? 0 }));
        const longest = Math.max(0, ...inputs.map(({ length }) => length));
        if (longest < contextSize) return await shareOut(contexts, inputs, signal, read);
        return await long.lend(
          longest,
          (size) => model.createRankingContext(longOptions(size, signal)),
          (context) =>
            inBoth({ contexts, context, isLong: ({ length }) => length >= contextSize }, inputs, signal, read),
        );
      },
    };
  } catch (error) {
    if (watch.signal.aborted) throw new AppError("CANCELLED", { cause: error });
    // What was free a moment ago has gone.
    if (error instanceof InsufficientMemoryError) throw new AppError("MODEL_TOO_LARGE", { cause: error });
    throw error instanceof AppError ? error : await explainLoadFailure(error, log);
  } finally {
    watch.enter(null);
  }
}

const refuse = (): Promise<never> => Promise.reject(internalError("This model is made for something else."));

/** @throws MODEL_TOO_LARGE with the bytes that are missing, before anything is loaded */
async function refuseTooLarge(runtime: Runtime, info: GgufFileInfo): Promise<void> {
  const { insights, contextBytes } = await encoderMemory(runtime, info);
  const free = await freeMemory(runtime);
  if (insights.modelSize + AMPLE_BYTES <= free) return;
  const need =
    insights.modelSize + (await contextBytes(Math.min(mostContext, insights.trainContextSize ?? mostContext)));
  if (need > free) throw tooLarge(need, free);
}

/** A context for each share of the threads; fewer, but at least one, where the memory does not hold them. */
async function createContexts<C>(
  shares: readonly number[],
  outOfMemory: new () => Error,
  create: (threads: number) => Promise<C>,
): Promise<C[]> {
  const contexts: C[] = [];
  for (const threads of shares) {
    try {
      contexts.push(await create(threads));
    } catch (error) {
      if (contexts.length === 0 || !(error instanceof outOfMemory)) throw error;
      break;
    }
  }
  return contexts;
}

/**
 * Each text to the next context that is free, the longest first, so that none is left with a long one at the end; the results in
 * the order of the texts. What fails for one text ends the whole.
 */
async function shareOut<C, T extends { readonly length: number }, R>(
  contexts: readonly C[],
  texts: readonly T[],
  signal: AbortSignal,
  read: (context: C, text: T) => Promise<R>,
): Promise<R[]> {
  const open = [...texts.entries()].sort(([, a], [, b]) => a.length - b.length);
  const results: R[] = [];
  await Promise.all(
    contexts.map(async (context) => {
      for (let next = open.pop(); next; next = open.pop()) {
        try {
          signal.throwIfAborted();
          const [index, text] = next;
          results[index] = await read(context, text);
        } catch (error) {
          open.length = 0;
          throw error;
        }
      }
    }),
  );
  return results;
}

/** The long texts in a context of their own, then the others as usual. */
async function inBoth<C, T extends { readonly length: number }, R>(
  {
    contexts,
    context,
    isLong,
  }: { readonly contexts: readonly C[]; readonly context: C; readonly isLong: (text: T) => boolean },
  texts: readonly T[],
  signal: AbortSignal,
  read: (context: C, text: T) => Promise<R>,
): Promise<R[]> {
  const long = (await shareOut([context], texts.filter(isLong), signal, read)).values();
  const short = (
    await shareOut(
      contexts,
      texts.filter((text) => !isLong(text)),
      signal,
      read,
    )
  ).values();
  return texts.flatMap((text) => {
    const { value, done } = (isLong(text) ? long : short).next();
    return done === true ? [] : [value];
  });
}

/** Both numbers as whoever wrote the text counts it. */
function withoutMarks(thrown: unknown, marks: number): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== "CONTEXT_TOO_SMALL") return thrown;
  const { promptTokens, contextSize } = thrown.data ?? {};
  const data = { promptTokens: Number(promptTokens) - marks, contextSize: Number(contextSize) - marks };
  return new AppError("CONTEXT_TOO_SMALL", { data, cause: thrown });
}

function normalized(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => (length === 0 ? 0 : value / length));
}
