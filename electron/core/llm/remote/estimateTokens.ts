import type { ChatTurn } from "../languageModel.ts";

/**
 * Tokens of a text, rather too many, where nobody can count them: a token to three bytes of letters of any script, which the
 * vocabularies of models that are in use stay below, and one to each digit and each mark.
 * @param factor by which the model differs, found by what it counted
 */
export function estimateTokens(text: string, factor: number): number {
  return Math.ceil(rawTokens(text) * factor);
}

/** As {@link estimateTokens} of turns with what stands around them. */
export function estimateTurns(turns: readonly ChatTurn[], factor: number): number {
  return Math.ceil(rawTokensOf(turns) * factor);
}

export function rawTokensOf(turns: readonly ChatTurn[]): number {
  return turns.reduce((sum, { text }) => sum + rawTokens(text) + AROUND_TURN, AROUND_ALL);
}

const AROUND_TURN = 8;
const AROUND_ALL = 16;

function rawTokens(text: string): number {
  const single = text.match(/[\d\p{P}\p{S}]/gu)?.join("") ?? "";
  return (Buffer.byteLength(text) - Buffer.byteLength(single)) / 3 + [...single].length;
}
