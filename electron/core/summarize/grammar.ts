import type { Choice } from "../llm/local/engine.ts";

/** How many points an answer has and how long each may be. */
export interface PointBounds {
  readonly least: number;
  readonly most: number;
  /** words a point should have at most: what the prompt asks for */
  readonly words: number;
  /** characters a point has at most: what the grammar enforces */
  readonly characters: number;
}

/** Sentences a point can cite at most. */
export const mostCitations = 4;
/** What the model writes where nothing answers the question. */
export const nothingFound = "NONE";

/**
 * GBNF of a list of points, `- text [3,5]` each on a line, that can cite sentences 1 to `sentences` only. Everything is bounded,
 * so that any model comes to an end.
 *
 * @param canBeEmpty lets the model say that there is nothing
 */
export function pointGrammar(sentences: number, bounds: PointBounds, canBeEmpty: boolean): string {
  const more = `("\\n" point){${String(Math.max(0, bounds.least - 1))},${String(Math.max(0, bounds.most - 1))}}`;
  const points = bounds.most > 1 ? `point ${more}` : "point";
  return [
    `root ::= ${canBeEmpty ? `"${nothingFound}" | ${points}` : points}`,
    'point ::= "- " text " [" ids "]"',
    `text ::= first char{8,${String(bounds.characters - 1)}}`,
    // Square brackets belong to the citations.
    String.raw`first ::= [^\x00-\x20\x7f\[\]#*•\-]`,
    String.raw`char ::= [^\x00-\x1f\x7f\[\]]`,
    `ids ::= id ("," " "? id){0,${String(mostCitations - 1)}}`,
    `id ::= ${numbersUpTo(sentences)}`,
    "",
  ].join("\n");
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
export function quoteChoice(quotable: readonly Quotable[], { least, most }: PointBounds): Choice {
  return {
    lines: quotable.map(({ number, text }) => `- ${text.replaceAll(/\p{Cc}/gu, " ")} [${String(number)}]`),
    least,
    most,
  };
}

/** GBNF of the decimal numbers 1 to `last`, by digits: alternatives by the hundred would slow every token down. */
export function numbersUpTo(last: number): string {
  const digits = String(Math.max(1, last));
  const alternatives: string[] = [];
  for (let length = 1; length < digits.length; length += 1) {
    alternatives.push(["[1-9]", ...Array.from({ length: length - 1 }, () => "[0-9]")].join(" "));
  }
  // Numbers as long as the last one: the same digits up to a place, a smaller one there, any after it.
  for (let place = 0; place < digits.length; place += 1) {
    const lowest = place === 0 ? 1 : 0;
    const highest = Number(digits[place]) - 1;
    if (highest < lowest) continue;
    const fixed = place === 0 ? [] : [`"${digits.slice(0, place)}"`];
    const range = highest === lowest ? `"${String(lowest)}"` : `[${String(lowest)}-${String(highest)}]`;
    const free = Array.from({ length: digits.length - place - 1 }, () => "[0-9]");
    alternatives.push([...fixed, range, ...free].join(" "));
  }
  alternatives.push(`"${digits}"`);
  return alternatives.join(" | ");
}
