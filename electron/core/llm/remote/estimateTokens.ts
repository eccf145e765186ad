import type { ChatTurn, Tool, ToolCall } from "../languageModel.ts";

/**
 * Tokens of a text, rather too many, where nobody can count them: a token to three bytes of letters of any script, which the
 * vocabularies of models that are in use stay below, and one to each digit and each mark.
 * @param factor by which the model differs, found by what it counted
 */
export function estimateTokens(text: string, factor: number): number {
  return Math.ceil(rawTokens(text) * factor);
}

/** As {@link estimateTokens} of turns, and the tools that are offered, with what stands around them. */
export function estimateTurns(turns: readonly ChatTurn[], tools: readonly Tool[], factor: number): number {
  return Math.ceil(rawTokensOf(turns, tools) * factor);
}

export function rawTokensOf(turns: readonly ChatTurn[], tools: readonly Tool[] = []): number {
  const ofTools = tools.length === 0 ? 0 : rawTokens(JSON.stringify(tools));
  return turns.reduce(
    (sum, { text, toolCalls = [], toolResults = [] }) =>
      sum + [text, ...toolCalls.map(writtenCall), ...toolResults.map((result) => result.text)].reduce(addTurn, 0),
    AROUND_ALL + ofTools,
  );
}

function writtenCall({ name, arguments: given }: ToolCall): string {
  return `${name} ${given}`;
}

function addTurn(sum: number, text: string): number {
  return sum + rawTokens(text) + AROUND_TURN;
}

const AROUND_TURN = 8;
const AROUND_ALL = 16;

function rawTokens(text: string): number {
  const single = text.match(/[\d\p{P}\p{S}]/gu)?.join("") ?? "";
  return (Buffer.byteLength(text) - Buffer.byteLength(single)) / 3 + [...single].length;
}
