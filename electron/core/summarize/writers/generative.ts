import { writtenTokens } from "../bounds.ts";
import { type DraftClaim, readPoints } from "../draft.ts";
import { repairPoints } from "../repair.ts";
import { spreadPoints } from "../sections.ts";
import type { PointWriter } from "./pointWriter.ts";
import { mapQuestion, mergeQuestion, pointsFormat } from "./prompts.ts";

/** A model that follows instructions: what it writes draws on several places at once, is checked, and is asked for again where it fails. */
export const generative: PointWriter = {
  languageOf: ({ language }, options) => (options.language === "document" ? language : options.language),

  map(context, chunk, parts, bounds) {
    const question = mapQuestion(context, chunk, parts, bounds, "instruct");
    const canBeEmpty = context.options.focus.trim() !== "";
    return { ...question, format: pointsFormat(question.cited.length, bounds, canBeEmpty) };
  },

  merge(context, points, bounds) {
    const question = mergeQuestion(context, points, bounds, "instruct");
    return { ...question, format: pointsFormat(question.cited.length, bounds, false) };
  },

  answerTokens: ({ bounds }, budget) => writtenTokens(bounds, budget),
  read: (answer, { cited, bounds }, ended) => readPoints(answer, cited, { ended, characters: bounds.characters }),
  repair: repairPoints,
  whole: (_source, _options, merged) => merged,
  choices: () => null,

  // What it wrote of several documents is not given up for one of a single one.
  complete(source, merged, missing, most) {
    const added = missing.slice(0, Math.max(0, most - merged.length)).flat();
    return spreadPoints(source, merged, added.map(markQuoted), most);
  },
};

/** Where a model writes, a sentence of a document says that it is one. */
function markQuoted(draft: DraftClaim): DraftClaim {
  return draft.cites.some(({ text }) => text === draft.text) ? { ...draft, origin: "quoted" } : draft;
}
