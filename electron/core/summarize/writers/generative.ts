import { nothingFound } from "../../llm/answerFormat.ts";
import { readFreeAnswer } from "../../llm/freeText/readFreeAnswer.ts";
import { splitSentences } from "../../text/sentences.ts";
import { countWords } from "../../text/words.ts";
import { writtenTokens } from "../bounds.ts";
import { freeDraft, groundPoint } from "../groundPoints.ts";
import { withSubjects } from "../subjects.ts";
import type { PointWriter } from "./pointWriter.ts";
import { pointsQuestion } from "./questions.ts";

/** A model that follows instructions: it writes freely, and code finds the sentences that carry what it wrote. */
export const generative: PointWriter = {
  chunkTokens: 1750,
  languageOf: ({ language }, options) => (options.language === "document" ? language : options.language),
  map: pointsQuestion,

  answerTokens: ({ bounds }, budget) => writtenTokens(bounds, budget),
  read(written, { cited }, ended, language) {
    if (isNothing(written)) return [];
    const { points, problem } = readFreeAnswer(written, { ended, material: cited.map(({ text }) => text), language });
    return problem === null ? points.flatMap(statementsOf).map(freeDraft) : null;
  },

  repair(deps, { prompt }, points, document) {
    const texts = points.map(({ text }) => text);
    return withSubjects(texts, deps.written, deps.known).flatMap(
      (text) => groundPoint(deps, prompt.cited, text, document) ?? [],
    );
  },

  choices: () => null,
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

/** True of a text in which a quotation begins that does not end. */
function isOpen(text: string): boolean {
  const count = (mark: string): number => text.split(mark).length - 1;
  // „German quotations“ close with the mark that others open with.
  const isCurled = count("„") > 0 ? count("„") > count("“") : count("“") > count("”");
  return count('"') % 2 === 1 || isCurled || count("«") > count("»");
}

/** A long point sentence by sentence; one that leans on the sentence before it, or ends its quotation, stays with that. */
function statementsOf(point: string): string[] {
  if (countWords(point) <= longPoint) return [point];
  const statements: string[] = [];
  for (const [start, end] of splitSentences(point)) {
    const sentence = point.slice(start, end).trim();
    const before = statements.at(-1);
    if (before !== undefined && (leaning.test(sentence) || isOpen(before)))
      statements[statements.length - 1] = `${before} ${sentence}`;
    else if (sentence !== "") statements.push(sentence);
  }
  return statements;
}
