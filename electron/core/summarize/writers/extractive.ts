import type { AnswerFormat, PickFormat } from "../../llm/answerFormat.ts";
import { type PointBounds, quotedTokens } from "../bounds.ts";
import type { CountedSentence } from "../countedSentence.ts";
import { asQuoted, readPoints } from "../draft.ts";
import { citeOrQuote } from "../repair.ts";
import { digestPoints, spreadPoints } from "../sections.ts";
import type { PointWriter } from "./pointWriter.ts";
import { mapQuestion, mergeQuestion, pointsFormat, type PromptContext } from "./prompts.ts";
import { type Quotable, quotableOf } from "./quotable.ts";

/** A model too small for words of its own: it chooses sentences, of those that code ranks highest, and has a voice in the digest. */
export const extractive: PointWriter = {
  chunkTokens: null,
  languageOf: ({ language }) => language,

  map(context, chunk, parts, bounds) {
    const question = mapQuestion(context, chunk, parts, bounds);
    return { ...question, format: formatFor(context, question.cited, bounds, context.options.focus.trim() !== "") };
  },

  merge(context, points, bounds) {
    const question = mergeQuestion(withoutCollection(context), points, bounds);
    return { ...question, format: formatFor(context, question.cited, bounds, false) };
  },

  answerTokens: ({ bounds, cited }) => quotedTokens(bounds, cited),
  read: (answer, { cited, bounds }, ended) =>
    readPoints(answer, cited, { ended, characters: bounds.characters }).map((point) => asQuoted(point, cited)),
  repair: citeOrQuote,

  // Who asks a question wants the places that answer it, not the digest.
  whole: (source, options, merged) => (options.focus.trim() === "" ? digestPoints(source, options, merged) : merged),

  choices: (source, cited, bounds) =>
    quotableOf(source, cited, bounds).flatMap(({ number }) => cited[number - 1] ?? []),
  complete: (source, merged, missing, most) => spreadPoints(source, merged, missing.flat(), most),
};

/** It was trained on the prompts of documents. */
function withoutCollection(context: PromptContext): PromptContext {
  const { set: _, ...own } = context;
  return own;
}

function formatFor(
  { source }: PromptContext,
  cited: readonly CountedSentence[],
  bounds: PointBounds,
  canBeEmpty: boolean,
): AnswerFormat {
  if (cited.length === 0) return pointsFormat(0, bounds, canBeEmpty);
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
