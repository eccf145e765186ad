import { AppError, assertNever } from "../../../contract/errors.ts";
import type { LanguageModel, ModelSession } from "../languageModel.ts";
import { bundledEmbedding } from "./bundledEmbedding.ts";
import type { Encoder } from "./encoder.ts";
import type { EncoderPurpose } from "./protocol.ts";
import { identityOf, type LocalFile } from "./localModels.ts";

/** A model that gives vectors, ranks passages or tells what follows from a text, run by the encoder's processes. */
export function encoderModel(
  encoder: Encoder,
  file: LocalFile,
  purpose: EncoderPurpose,
  device: () => string,
): LanguageModel {
  const { metadata } = file;
  return {
    ...identityOf(file),
    ...(file.id === bundledEmbedding.id && {
      languages: bundledEmbedding.languages,
      tellsMeaning: bundledEmbedding.tellsMeaning,
    }),
    capabilities: {
      generate: false,
      decide: false,
      embed: purpose === "embedding",
      rerank: purpose === "reranking",
      entail: purpose === "entailment",
      tools: false,
    },
    // Its process begins with the first call and ends by itself some time after the last.
    open: (_use, { signal, onUse }): Promise<ModelSession> =>
      Promise.resolve({
        contextTokens: metadata.trainContext,
        parallelism: 1,
        memoryBytes: null,
        countTexts: (texts) => encoder.countTokens(file, purpose, texts, signal),
        countTurns: refuse,
        generate: refuse,
        ...callsOf(encoder, file, purpose, signal, onUse && ((cpuMs) => onUse({ cpuMs }))),
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

function callsOf(
  encoder: Encoder,
  file: LocalFile,
  purpose: EncoderPurpose,
  signal: AbortSignal,
  onCpu: ((ms: number) => void) | undefined,
): Pick<ModelSession, "embed" | "rerank" | "entail"> {
  switch (purpose) {
    case "embedding":
      return { embed: (texts, how) => encoder.embed(file, texts, signal, onCpu, how) };
    case "reranking":
      return { rerank: (query, texts) => encoder.rank(file, query, texts, signal, onCpu) };
    case "entailment":
      return { entail: (text, statements) => encoder.entail(file, text, statements, signal, onCpu) };
    default:
      return assertNever(purpose);
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new AppError("INVALID_INPUT", { data: { reason: "MODEL_NOT_WRITING" } }));
}
