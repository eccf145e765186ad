import type { Citation } from "../../contract/documents.ts";
import { nearestTo } from "../evidence/overlap.ts";
import { withoutLabels } from "../llm/labels.ts";
import { sentenceLine } from "../llm/numberedSentences.ts";
import { splitSentences } from "../text/sentences.ts";

/** Sentences an answer is made of at most. */
const most = 3;
/** Below this share of its words a line is nobody's, and is left out. */
const least = 0.3;

/**
 * The answer of a very small model as sentences of the documents, each with its mark: for each line it wrote the sentence
 * nearest to it. What it wrote beside them may be wrong about what it has read.
 *
 * @param sources sentence n of the prompt is `sources[n - 1]`
 * @param taken sentences that the answer already has
 * @returns "" where nothing it wrote is near to any sentence
 */
export function quoteAnswer(
  written: string,
  sources: readonly Pick<Citation, "quote">[],
  taken: readonly Pick<Citation, "quote">[] = [],
): string {
  const said = new Set(taken.map(({ quote }) => quote));
  const quotes = sources.map(({ quote }) => quote);
  const lines: string[] = [];
  for (const line of sentencesOf(written)) {
    const words = withoutLabels(line.replaceAll(/\[[\d,\s]*\]?/gu, " "));
    const index = nearestTo(words, quotes, "en", least);
    const source = sources[index];
    if (!source || said.has(source.quote) || lines.length === most) continue;
    said.add(source.quote);
    lines.push(`${sentenceLine(source.quote)} [${index + 1}]`);
  }
  return lines.join("\n\n");
}

/** Behind a mark a sentence has ended, though the model forgot its stop. */
function sentencesOf(written: string): string[] {
  return written
    .split(/\n|(?<=\])\s+/u)
    .flatMap((line) => splitSentences(line).map(([start, end]) => line.slice(start, end)));
}
