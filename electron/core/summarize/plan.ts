import { type TokenBudget, measureTokenBudget } from "../llm/tokenBudget.ts";
import { AppError } from "../../contract/errors.ts";
import type { LanguageModel, TokenCounter } from "../llm/languageModel.ts";
import { mapBounds, type PointBounds } from "./bounds.ts";
import { type Chunk, chunkLimits, planChunks } from "./chunks.ts";
import type { PointWriter } from "./writers/pointWriter.ts";
import type { PointPrompt, PromptContext } from "./writers/prompts.ts";
import type { KeptParts } from "./reuse.ts";
import type { DocumentText } from "../text/documentText.ts";

export interface MapPlanInput extends PromptContext {
  readonly writer: PointWriter;
  readonly model: Pick<LanguageModel, "preferredChunkTokens">;
  /** counts as the model that will read the chunks does */
  readonly tokens: TokenCounter;
  readonly kept?: KeptParts;
}

export interface MapPlan {
  readonly source: DocumentText;
  readonly chunks: readonly Chunk[];
  readonly budget: TokenBudget;
  /** tokens of a prompt without any sentence */
  readonly frameTokens: number;
  /** What a chunk is asked for. */
  boundsOf(chunk: Chunk): PointBounds;
}

/**
 * Plans the chunks for what the prompt leaves of the context, and cuts finer where a real prompt turns out larger.
 * @throws CONTEXT_TOO_SMALL
 */
export async function planMaps(input: MapPlanInput, contextSize: number): Promise<MapPlan> {
  const { tokens, source, options, writer } = input;
  const countTokens = (texts: readonly string[]): Promise<number[]> => tokens.countTexts(texts);
  const frameTokens = await countFrame(input, contextSize);
  let share = 1;
  for (;;) {
    const free = Math.floor((contextSize * (2 / 3) - frameTokens - headingTokens(contextSize)) * share);
    if (free < leastTokens) {
      const needed = Math.ceil((frameTokens + headingTokens(contextSize) + leastTokens) * 1.5);
      throw new AppError("CONTEXT_TOO_SMALL", { data: { contextSize, needed } });
    }
    const chunks = await planChunks(
      source,
      chunkLimits(free, input.model.preferredChunkTokens ?? writer.chunkTokens),
      countTokens,
      input.kept,
    );
    const budget = measureTokenBudget(
      contextSize,
      chunks.flatMap(({ pieces }) => pieces),
    );
    const longest = chunks.reduce<Chunk | null>(
      (most, chunk) => (chunk.tokens > (most?.tokens ?? -1) ? chunk : most),
      null,
    );
    const promptOf = (chunk: Chunk): PointPrompt =>
      writer.map(input, chunk, chunks.length, mapBounds(options, chunk, chunks.length, budget));
    const plan: MapPlan = { source, chunks, budget, frameTokens, boundsOf: (chunk) => promptOf(chunk).bounds };
    if (!longest) return plan;
    const prompt = promptOf(longest);
    const used = await tokens.countTurns(prompt.turns);
    if (used + writer.answerTokens(prompt, budget) + spareTokens <= contextSize) return plan;
    share *= 0.8;
  }
}

/** Tokens for sentences without which a summary makes no sense. */
const leastTokens = 96;
/** Tokens that a prompt with its answer leaves of the context. */
export const spareTokens = 16;

/** Headings of the sections are named in the prompt: about forty tokens each, four at most. */
function headingTokens(contextSize: number): number {
  return Math.min(160, Math.floor(contextSize / 20));
}

/** Tokens of a map prompt without any sentence. */
function countFrame(input: MapPlanInput, contextSize: number): Promise<number> {
  const empty: Chunk = { index: 998, pieces: [], tokens: 0 };
  const bounds = mapBounds(input.options, empty, 999, measureTokenBudget(contextSize, []));
  return input.tokens.countTurns(input.writer.map(input, empty, 999, bounds).turns);
}
