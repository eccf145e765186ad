import type { SummaryOptions } from "../../../contract/summaryOptions.ts";
import type { PickFormat } from "../../llm/answerFormat.ts";
import type { DocumentText } from "../../text/documentText.ts";
import { type PointBounds, quotedTokens } from "../bounds.ts";
import { citeOrQuote } from "../citeOrQuote.ts";
import type { CountedSentence } from "../countedSentence.ts";
import { asQuoted, type DraftClaim, readPoints } from "../draft.ts";

import { digestPoints, spreadPoints } from "../sections.ts";
import type { PointWriter } from "./pointWriter.ts";
import { mapQuestion, mergeQuestion, type PointPrompt, type PromptContext } from "./prompts.ts";
import { type Quotable, quotableOf } from "./quotable.ts";

interface MergingWriter extends PointWriter {
  /** What is asked about points: which of them, with the sentences they cite, make the points of a larger part. */
  merge(context: PromptContext, points: readonly DraftClaim[], bounds: PointBounds): PointPrompt;
  /** The points of the whole, from those that are left of all merges. */
  whole(source: DocumentText, options: SummaryOptions, merged: readonly DraftClaim[]): readonly DraftClaim[];
  /**
   * The points of a collection with one of each document that none of them cites, as far as there is space.
   * @param missing the points of these documents
   * @param most points of the whole
   */
  complete(
    source: DocumentText,
    merged: readonly DraftClaim[],
    missing: readonly DraftClaim[],
    most: number,
  ): readonly DraftClaim[];
}

/** A model too small for words of its own: it chooses sentences, of those that code ranks highest, and has a voice in the digest. */
export const extractive: MergingWriter = {
  chunkTokens: null,
  languageOf: ({ language }) => language,

  map(context, chunk, parts, bounds) {
    const question = mapQuestion(context, chunk, parts, bounds);
    return { ...question, format: formatFor(context, question.cited, bounds) };
  },

  merge(context, points, bounds) {
    const question = mergeQuestion(context, points, bounds);
    return { ...question, format: formatFor(context, question.cited, bounds) };
  },

  answerTokens: ({ bounds, cited }) => quotedTokens(bounds, cited),
  read: (answer, { cited, bounds }, ended) =>
    readPoints(answer, cited, { ended, characters: bounds.characters }).map((point) => asQuoted(point, cited)),
  repair: citeOrQuote,

  // Who asks a question wants the places that answer it, not the digest.
  whole: (source, options, merged) => (options.focus.trim() === "" ? digestPoints(source, options, merged) : merged),

  choices: (source, cited, bounds) =>
    quotableOf(source, cited, bounds).flatMap(({ number }) => cited[number - 1] ?? []),
  complete: (source, merged, missing, most) => spreadPoints(source, merged, missing, most),
};

function formatFor({ source }: PromptContext, cited: readonly CountedSentence[], bounds: PointBounds): PickFormat {
  return quoteChoice(quotableOf(source, cited, bounds), bounds);
}

/**
 * A list of quotes, `- sentence [3]` each on a line: sentences of the prompt word for word, each once and in their order. What is
 * written so is true of the document, ends, and does not repeat itself.
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
