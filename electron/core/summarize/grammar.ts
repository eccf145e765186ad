import type { PickFormat, PointsFormat } from "../llm/answerFormat.ts";

/** How many points an answer has and how long each may be. */
export interface PointBounds {
  readonly least: number;
  readonly most: number;
  /** words a point should have at most: what the prompt asks for */
  readonly words: number;
  /** characters a point has at most: what the format enforces */
  readonly characters: number;
}

/**
 * A list of points that can cite sentences 1 to `sentences` only.
 * @param canBeEmpty lets the model say that there is nothing
 */
export function pointsFormat(
  sentences: number,
  { least, most, characters }: PointBounds,
  canBeEmpty: boolean,
): PointsFormat {
  return { kind: "points", sentences, least, most, characters, canBeEmpty };
}

/** A sentence that may be quoted, with its number in the prompt. */
export interface Quotable {
  readonly number: number;
  readonly text: string;
}

/**
 * A list of quotes, `- sentence [3]` each on a line: sentences of the prompt word for word, each once and in their order. For a model
 * too small to be left to its own words: what it writes is true of the document, ends, and does not repeat itself.
 *
 * @param quotable at least one, in the order of their numbers
 */
export function quoteChoice(quotable: readonly Quotable[], { least, most }: PointBounds): PickFormat {
  return {
    kind: "pick",
    lines: quotable.map(({ number, text }) => `- ${text.replaceAll(/\p{Cc}/gu, " ")} [${String(number)}]`),
    least,
    most,
  };
}
