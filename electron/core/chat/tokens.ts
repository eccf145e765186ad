import type { ChatTurn, ModelSession } from "../llm/languageModel.ts";
import { estimateTokens } from "../text/estimateTokens.ts";

/** Counts tokens for one context. */
export interface TokenCounter {
  /** tokens the model's context holds */
  readonly contextSize: number;
  /** of these, what the descriptions of tools take; absent: none */
  readonly ofTools?: number;
  /** the model may think before it answers */
  readonly thinks: boolean;
  countTexts(texts: readonly string[]): Promise<number[]>;
  /** tokens of the turns as the chat template writes them */
  countTurns(turns: readonly ChatTurn[]): Promise<number>;
}

/** The model's own counts. */
export function exactTokens(session: ModelSession): TokenCounter {
  return {
    contextSize: session.contextTokens,
    thinks: session.thinks ?? false,
    countTexts: (texts) => session.countTexts(texts),
    countTurns: (turns) => session.countTurns(turns),
  };
}

const tokensAroundTurn = 6;

/** A guess from the length of the text, for a model that is not loaded. */
export function estimatedTokens(contextSize: number): TokenCounter {
  return {
    contextSize,
    thinks: false,
    countTexts: (texts) => Promise.resolve(texts.map(estimateTokens)),
    countTurns: (turns) =>
      Promise.resolve(turns.reduce((total, { text }) => total + estimateTokens(text) + tokensAroundTurn, 0)),
  };
}
