import { nothingFound } from "../../llm/answerFormat.ts";
import { readFreeAnswer } from "../../llm/freeText/readFreeAnswer.ts";
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
  read(answer, { format, cited, bounds }, ended, language) {
    if (format) return readPoints(answer, cited, { ended, characters: bounds.characters });
    if (isNothing(answer)) return [];
    const { points, problem } = readFreeAnswer(answer, { ended, material: cited.map(({ text }) => text), language });
    return problem === null ? points.map(freeDraft) : null;
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

/** Where a model writes, a sentence of a document says that it is one. */
function markQuoted(draft: DraftClaim): DraftClaim {
  return draft.cites.some(({ text }) => text === draft.text) ? { ...draft, origin: "quoted" } : draft;
}
