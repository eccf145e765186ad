/** Characters of a token in running text of European languages, on the low side. */
const charactersPerToken = 3.6;

/** Tokens of a text, guessed from its length. */
export function estimateTokens(text: string): number {
  // Scripts without spaces take about a token a character.
  const dense = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]/g)?.length ?? 0;
  return Math.ceil(dense + (text.length - dense) / charactersPerToken);
}
