import type { LlamaRankingContext } from "node-llama-cpp";
import { AppError, internalError } from "../contract/errors.ts";

/** Tells how likely each label is for a text and a statement about it, in the order of the model's labels, summing to 1. */
export type Classify = (text: string, statement: string) => Promise<number[]>;

/**
 * Has a context that ranks tell the scores of all labels. node-llama-cpp takes the first score alone, as that of a ranking; the others
 * are asked for where it asks its binding for that one.
 *
 * @param labels that the model tells apart, two at least
 * @throws INTERNAL where node-llama-cpp is not as it was in 3.22; of a call CONTEXT_TOO_SMALL
 */
export function createClassifier(context: LlamaRankingContext, labels: number): Classify {
  const binding = bindingOf(context);
  const ask = Reflect.get(binding, "getEmbedding") as ReadScores | undefined;
  let scores: readonly number[] = [];
  const read = (tokens: number): readonly number[] => (scores = Array.from(ask?.call(binding, tokens, labels) ?? []));
  // Methods of the binding are read-only: one cannot be set, but be defined.
  if (typeof ask !== "function" || !Reflect.defineProperty(binding, "getEmbedding", { value: read })) {
    throw internalError("The scores of a classifier cannot be read.");
  }
  return async (text, statement) => {
    if (context.calculateInputLength(text, statement) >= context.contextSize) throw new AppError("CONTEXT_TOO_SMALL");
    await context.rank(text, statement);
    return sharesOf(scores.slice(0, labels));
  };
}

/** @param most scores that are told */
type ReadScores = (tokens: number, most: number) => ArrayLike<number>;

function bindingOf(context: LlamaRankingContext): object {
  const inner: unknown = Reflect.get(context, "_llamaContext");
  const binding: unknown = typeof inner === "object" && inner !== null ? Reflect.get(inner, "_ctx") : null;
  return typeof binding === "object" && binding !== null ? binding : {};
}

/** Scores as shares; those of some architectures are shares when they come. */
export function sharesOf(scores: readonly number[]): number[] {
  const sum = scores.reduce((total, score) => total + score, 0);
  if (scores.every((score) => score >= 0) && Math.abs(sum - 1) < 1e-3) return [...scores];
  const most = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - most));
  const all = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / all);
}
