import { AppError } from "../../../contract/errors.ts";
import type { LanguageModel, ModelSession } from "../languageModel.ts";
import type { Encoder } from "./encoder.ts";
import { identityOf, type LocalFile } from "./localModels.ts";

/** A model that gives vectors or ranks passages, run by the encoder's processes. */
export function encoderModel(
  encoder: Encoder,
  file: LocalFile,
  purpose: "embedding" | "reranking",
  device: () => string,
): LanguageModel {
  const { metadata } = file;
  return {
    ...identityOf(file),
    capabilities: {
      generate: false,
      decide: false,
      embed: purpose === "embedding",
      rerank: purpose === "reranking",
      tools: false,
    },
    // Its process begins with the first call and ends by itself some time after the last.
    open: (_use, { signal }): Promise<ModelSession> =>
      Promise.resolve({
        contextTokens: metadata.trainContext,
        parallelism: 1,
        memoryBytes: null,
        countTexts: refuse,
        countTurns: refuse,
        generate: refuse,
        ...(purpose === "embedding"
          ? { embed: (texts: readonly string[]) => encoder.embed(file, texts, signal) }
          : {
              rerank: (query: string, texts: readonly string[]) => encoder.rank(file, query, texts, signal),
            }),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
    standing: () => ({
      isReady: true,
      isFree: true,
      contextTokens: null,
      contextRange: { least: metadata.trainContext, most: metadata.trainContext },
      bytes: metadata.bytes,
      bytesPerContextToken: metadata.bytesPerContextToken,
      device: device(),
    }),
  };
}

function refuse(): Promise<never> {
  return Promise.reject(new AppError("INVALID_INPUT", { data: { reason: "MODEL_NOT_WRITING" } }));
}
