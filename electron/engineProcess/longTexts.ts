import type { GgufFileInfo } from "node-llama-cpp";
import { AppError } from "../contract/errors.ts";
import { createTurns } from "../core/async/createTurns.ts";
import { encoderMemory } from "./encoderMemory.ts";
import { freeMemory } from "./freeMemory.ts";
import { importNativeModule } from "./nativeModule.ts";
import type { Runtime } from "./runtime.ts";

/** Contexts for texts that are longer than what a model usually reads, for as long as these are read. */
export interface LongTexts {
  /**
   * One call at a time has one: attention over all of a text takes memory with the square of its length.
   * @param size tokens with the marks at their ends, more than the usual context holds
   * @throws CONTEXT_TOO_SMALL where the model was trained for fewer, or the memory does not hold it: `contextSize` is what can be read
   */
  lend<C extends AsyncDisposable, R>(
    size: number,
    create: (contextSize: number) => Promise<C>,
    use: (context: C) => Promise<R>,
  ): Promise<R>;
}

export function createLongTexts({
  runtime,
  info,
  usual,
  trained,
}: {
  readonly runtime: Runtime;
  readonly info: GgufFileInfo;
  /** tokens of the contexts that are open anyway, and that the model was trained for */
  readonly usual: number;
  readonly trained: number;
}): LongTexts {
  const inTurn = createTurns();
  const heads = headsOf(info);

  return {
    lend: (size, create, use) =>
      inTurn(async () => {
        const refuse = (contextSize: number, cause?: unknown): never => {
          throw new AppError("CONTEXT_TOO_SMALL", {
            data: { promptTokens: size, contextSize: contextSize - 1 },
            cause,
          });
        };
        // One token of a context stays free.
        const wanted = size + 1;
        if (wanted > trained) return refuse(trained);
        const { InsufficientMemoryError } = await importNativeModule();
        const free = await freeMemory(runtime);
        const { contextBytes } = await encoderMemory(runtime, info);
        const need = async (tokens: number): Promise<number> =>
          (await contextBytes(tokens)) + heads * tokens ** 2 * bytesPerPair;
        let held = Math.min(trained, Math.ceil(wanted / step) * step);
        const asked = held;
        while (held > usual && (await need(held)) > free) held = Math.floor((held * 7) / 8);
        if (held < asked) return refuse(Math.max(usual, held));
        const context = await create(held).catch((thrown: unknown) => {
          // What was free a moment ago has gone.
          if (thrown instanceof InsufficientMemoryError) return refuse(usual, thrown);
          throw thrown;
        });
        try {
          return await use(context);
        } finally {
          await context[Symbol.asyncDispose]();
        }
      }),
  };
}

/** Of a head and a pair of tokens: their score, before and after it is made a share. */
const bytesPerPair = 8;
/** in which llama.cpp has contexts */
const step = 256;

function headsOf(info: GgufFileInfo): number {
  const heads: unknown = info.architectureMetadata.attention?.head_count;
  const counts = (Array.isArray(heads) ? heads : [heads]).map(Number).filter((count) => count > 0);
  return counts.length > 0 ? Math.max(...counts) : 32;
}
