import type { LlamaModel, SequenceEvaluateOptions, Token } from "node-llama-cpp";
import { AppError } from "../contract/errors.ts";
import type { GenerateRequest } from "../core/llm/local/engine.ts";
import type { TokenLogprob } from "../core/llm/languageModel.ts";
import type { NativeModule } from "./nativeModule.ts";
import type { LogitsMetadata } from "./nativePatches.ts";

type Chosen = Pick<SequenceEvaluateOptions, "topP" | "topK" | "minP" | "repeatPenalty" | "tokenBias">;

/**
 * How a request has its tokens chosen, as node-llama-cpp takes it.
 * @param written tokens of the answer until now, which grows
 * @throws MODEL_CANNOT for a token that the model does not have
 */
export function samplingOf(
  { sampling }: Pick<GenerateRequest, "sampling">,
  { TokenBias }: NativeModule,
  model: LlamaModel,
  written: readonly Token[],
): Chosen {
  // Without a word of it the library's own: the 40 likeliest, of them those that come to 0.95.
  if (!sampling) return {};
  const { topP = 1, topK = 0, minP = 0, presencePenalty = 0, frequencyPenalty = 0, repeatPenalty = 1 } = sampling;
  const isPenalized = presencePenalty !== 0 || frequencyPenalty !== 0 || repeatPenalty !== 1;
  const biases = Object.entries(sampling.logitBias ?? {});
  const bias = new TokenBias(model.tokenizer);
  // Its own way in leaves out the tokens that end an answer.
  const values: unknown = Reflect.get(bias, "_biases");
  for (const [key, value] of biases) {
    const token = Number(key);
    const isKnown = Number.isInteger(token) && token >= 0 && token < tokensOf(model);
    if (!isKnown || !(values instanceof Map)) {
      throw new AppError("MODEL_CANNOT", { data: { name: "", what: `logit_bias ${key}` } });
    }
    values.set(token, value <= -100 ? -Infinity : value);
  }
  return {
    topP,
    topK,
    minP,
    ...(isPenalized && {
      repeatPenalty: {
        punishTokens: () => written.slice(-MOST_PENALIZED),
        maxPunishTokens: MOST_PENALIZED,
        penalty: repeatPenalty,
        presencePenalty,
        frequencyPenalty,
      },
    }),
    ...(biases.length > 0 && { tokenBias: bias }),
  };
}

function tokensOf({ fileInfo }: LlamaModel): number {
  return fileInfo.metadata.tokenizer?.ggml.tokens.length ?? 0;
}

/** Tokens of the answer, the newest, that are looked at for penalties. */
const MOST_PENALIZED = 4096;

/** Tells of each token how likely it was, and what else. */
export interface Logprobs {
  readonly metadata: LogitsMetadata;
  /** of the token that was chosen last */
  readonly last: TokenLogprob | null;
}

/** @param most alternatives of each token; undefined: nothing is told */
export function createLogprobs(
  most: number | undefined,
  model: { detokenize(tokens: readonly Token[], special?: boolean): string },
): Logprobs | null {
  if (most === undefined) return null;
  let last: TokenLogprob | null = null;
  return {
    get last() {
      return last;
    },
    metadata: {
      most: Math.max(1, most),
      onLogits(token, logits, weight) {
        const pairs: { token: number; logit: number }[] = [];
        for (let index = 0; index + 1 < logits.length; index += 2) {
          pairs.push({ token: logits[index] ?? 0, logit: logits[index + 1] ?? -Infinity });
        }
        const sum = Math.max(...pairs.map(({ logit }) => logit)) + Math.log(weight);
        const told = pairs.map((pair) => ({
          id: pair.token,
          token: model.detokenize([pair.token as Token], true),
          // Rounding of the sum may put it above 0.
          logprob: Math.min(0, pair.logit - sum),
        }));
        const own = told.find(({ id }) => id === token);
        if (!own) return;
        last = {
          token: own.token,
          logprob: own.logprob,
          top: told.slice(0, most).map((each) => ({ token: each.token, logprob: each.logprob })),
        };
      },
    },
  };
}
