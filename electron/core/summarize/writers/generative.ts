import { nothingFound } from "../../llm/answerFormat.ts";
import { readFreeAnswer } from "../../llm/freeText/readFreeAnswer.ts";
import { splitSentences } from "../../text/sentences.ts";
import { countWords } from "../../text/words.ts";
import { writtenTokens } from "../bounds.ts";
import { type DraftClaim, readPoints } from "../draft.ts";
import { freeDraft, groundPoint } from "../groundPoints.ts";
import { repairPoints } from "../repair.ts";
import { spreadPoints } from "../sections.ts";
import type { PointWriter } from "./pointWriter.ts";
import { mergeQuestion, pointsFormat } from "./prompts.ts";
import { pointsQuestion } from "./questions.ts";

/** A model that follows instructions: it writes freely, and code finds the sentences that carry what it wrote. */
export const generative: PointWriter = {
  chunkTokens: 1750,
  languageOf: ({ language }, options) => (options.language === "document" ? language : options.language),
  map: (context, chunk, _parts, bounds) => pointsQuestion(context, chunk, bounds),

  merge(context, points, bounds) {
    const question = mergeQuestion(context, points, bounds);
    return { ...question, format: pointsFormat(question.cited.length, bounds, false) };
  },

  answerTokens: ({ bounds }, budget) => writtenTokens(bounds, budget),
  read(written, { format, cited, bounds }, ended, language) {
    if (format) return readPoints(written, cited, { ended, characters: bounds.characters });
    if (isNothing(written)) return [];
    const { points, problem } = readFreeAnswer(written, { ended, material: cited.map(({ text }) => text), language });
    return problem === null ? points.flatMap(statementsOf).map(freeDraft) : null;
  },

  repair(deps, step, points, budget) {
    if (step.prompt.format) return repairPoints(deps, step, points, budget);
    return Promise.resolve(points.flatMap(({ text }) => groundPoint(deps, step.prompt.cited, text) ?? []));
  },

  whole: (_source, _options, merged) => merged,
  choices: () => null,

  // What it wrote of several documents is not given up for one of a single one.
  complete(source, merged, missing, most) {
    const added = missing.slice(0, Math.max(0, most - merged.length)).flat();
    return spreadPoints(source, merged, added.map(markQuoted), most);
  },
};

/** The word by which it says that nothing answers a question, alone or as the only point. */
function isNothing(answer: string): boolean {
  return answer.trim().replaceAll(/^[-*•\s"'“]+|["'”.\s]+$/gu, "") === nothingFound;
}

/** Words of a point up to which it stays one, however many sentences it has. */
const longPoint = 32;
/** It leans on the sentence before it. */
const leaning =
  /^(?:it|its|he|she|they|their|this|that|these|those|such|there|both|however|otherwise|in (?:this|that|the first|the second) case|er|sie|es|dies\p{L}*|dabei|il|elle|ils|elles|ce|cette|ces|el|ella|ellos|esto|este|esta|egli|essa|questo|questa|ele|ela|isto|hij|zij|het|dit|deze|dat)(?![\p{L}])/iu;

/** A long point sentence by sentence; one that leans on the sentence before it stays with that. */
function statementsOf(point: string): string[] {
  if (countWords(point) <= longPoint) return [point];
  const statements: string[] = [];
  for (const [start, end] of splitSentences(point)) {
    const sentence = point.slice(start, end).trim();
    const before = statements.at(-1);
    if (before !== undefined && leaning.test(sentence)) statements[statements.length - 1] = `${before} ${sentence}`;
    else if (sentence !== "") statements.push(sentence);
  }
  return statements;
}

/** Where a model writes, a sentence of a document says that it is one. */
function markQuoted(draft: DraftClaim): DraftClaim {
  return draft.cites.some(({ text }) => text === draft.text) ? { ...draft, origin: "quoted" } : draft;
}
