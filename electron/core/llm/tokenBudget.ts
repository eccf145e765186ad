/** What the context of a model can hold of a text. */
export interface TokenBudget {
  /** tokens of a sequence */
  readonly contextSize: number;
  /** tokens that a character of this text takes on average: 0.2 to 3 */
  readonly tokensPerCharacter: number;
  /** its script is written without spaces */
  readonly unspaced: boolean;
}

/** The token budget for the text that these pieces are, in a context of this many tokens. */
export function measureTokenBudget(
  contextSize: number,
  pieces: readonly { readonly text: string; readonly tokens: number }[],
): TokenBudget {
  let tokens = 0;
  let characters = 0;
  let spaces = 0;
  for (const piece of pieces) {
    tokens += piece.tokens;
    characters += piece.text.length;
    for (let at = piece.text.indexOf(" "); at >= 0; at = piece.text.indexOf(" ", at + 1)) spaces += 1;
  }
  const perCharacter = characters === 0 ? 0.5 : Math.min(3, Math.max(0.2, tokens / characters));
  return { contextSize, tokensPerCharacter: perCharacter, unspaced: characters > 40 && spaces / characters < 0.06 };
}
