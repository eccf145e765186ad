import { assertNever } from "../../../contract/errors.ts";
import { type AnswerFormat, mostCitations, nothingFound, type PointsFormat } from "../answerFormat.ts";
import type { GenerateRequest } from "./engine.ts";

/** The format as the engine process takes it: lines are chosen, everything else is written under a grammar. */
export function constraintOf(format: AnswerFormat | undefined): Pick<GenerateRequest, "grammar" | "choice"> {
  if (!format) return {};
  switch (format.kind) {
    case "points":
      return { grammar: pointGrammar(format) };
    case "pick":
      return { choice: { lines: format.lines, least: format.least, most: format.most } };
    case "line":
      return {
        grammar: String.raw`root ::= [^\x00-\x20#*\[\]"“”-] [^\x00-\x1f\[\]"“”]{2,${String(format.longest - 1)}}`,
      };
    default:
      return assertNever(format);
  }
}

/** GBNF of a list of points. Everything is bounded, so that any model comes to an end. */
export function pointGrammar({ sentences, least, most, characters, canBeEmpty }: Omit<PointsFormat, "kind">): string {
  const more = `("\\n" point){${String(Math.max(0, least - 1))},${String(Math.max(0, most - 1))}}`;
  const points = most > 1 ? `point ${more}` : "point";
  return [
    `root ::= ${canBeEmpty ? `"${nothingFound}" | ${points}` : points}`,
    'point ::= "- " text " [" ids "]"',
    `text ::= first char{8,${String(characters - 1)}}`,
    // Square brackets belong to the citations.
    String.raw`first ::= [^\x00-\x20\x7f\[\]#*•\-]`,
    String.raw`char ::= [^\x00-\x1f\x7f\[\]]`,
    `ids ::= id ("," " "? id){0,${String(mostCitations - 1)}}`,
    `id ::= ${numbersUpTo(sentences)}`,
    "",
  ].join("\n");
}

/** GBNF of the decimal numbers 1 to `last`, by digits: alternatives by the hundred would slow every token down. */
export function numbersUpTo(last: number): string {
  const digits = String(Math.max(1, last));
  const alternatives: string[] = [];
  for (let length = 1; length < digits.length; length += 1) {
    alternatives.push(["[1-9]", ...Array.from({ length: length - 1 }, () => "[0-9]")].join(" "));
  }
  // Numbers as long as the last one: the same digits up to an index, a smaller one there, any after it.
  for (let index = 0; index < digits.length; index += 1) {
    const lowest = index === 0 ? 1 : 0;
    const highest = Number(digits[index]) - 1;
    if (highest < lowest) continue;
    const fixed = index === 0 ? [] : [`"${digits.slice(0, index)}"`];
    const range = highest === lowest ? `"${String(lowest)}"` : `[${String(lowest)}-${String(highest)}]`;
    const free = Array.from({ length: digits.length - index - 1 }, () => "[0-9]");
    alternatives.push([...fixed, range, ...free].join(" "));
  }
  alternatives.push(`"${digits}"`);
  return alternatives.join(" | ");
}
