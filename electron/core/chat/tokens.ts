import type { ChatTurn, ModelSession } from "../llm/languageModel.ts";

/** Counts tokens for one context. */
export interface TokenCounter {
  /** tokens the model's context holds */
  readonly contextSize: number;
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

/** Characters of a token in running text of European languages, on the low side. */
const charactersPerToken = 3.6;
const tokensAroundTurn = 6;

/** A guess from the length of the text, for a model that is not loaded. */
export function estimatedTokens(contextSize: number): TokenCounter {
  // Scripts without spaces take about a token a character.
  const estimate = (text: string) => {
    const dense = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]/g)?.length ?? 0;
    return Math.ceil(dense + (text.length - dense) / charactersPerToken);
  };
  return {
    contextSize,
    thinks: false,
    countTexts: (texts) => Promise.resolve(texts.map(estimate)),
    countTurns: (turns) =>
      Promise.resolve(turns.reduce((total, { text }) => total + estimate(text) + tokensAroundTurn, 0)),
  };
}
