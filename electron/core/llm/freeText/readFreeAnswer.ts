import { isInAnotherLanguage } from "../../text/language.ts";
import { hasNoEnd, wholeSentences } from "./sentenceEnds.ts";
import { asSearched } from "../labels.ts";
import { answerBlocks } from "./answerBlocks.ts";
import { answerBody } from "./answerBody.ts";
import { withoutLoop } from "./loops.ts";
import { plainText } from "./plainText.ts";
import { joinPoints, type Point, type SaidBlock } from "./points.ts";
import { createRepeats } from "./repeats.ts";
import { readSentence, type SentenceKind } from "./talk.ts";
import { namesOf } from "../../text/names.ts";
import { splitSentences } from "../../text/sentences.ts";

/** What a free answer says, without what is no statement about the document. */
export interface FreeAnswer {
  /** statements in their order, each a whole sentence or several that stand together in one item; plain text on one line */
  readonly points: readonly string[];
  /** why there is nothing to be used; then there are no points */
  readonly problem: FreeAnswerProblem | null;
}

/** remarks: it speaks of the text or of the task, and says nothing that stands there */
export type FreeAnswerProblem = "empty" | "refusal" | "loop" | "language" | "remarks";

export interface AboutAnswer {
  /** false where the answer was cut off at its length: the unfinished end is left out */
  readonly ended: boolean;
  /** sentences of the document, to tell its own words and labels from the model's */
  readonly material: readonly string[];
  /** BCP 47 it should be written in; "und" where that is not known */
  readonly language: string;
}

/**
 * Reads what a model wrote when it was asked plainly for points or a paragraph: Markdown, labels, introductions, offers, refusals,
 * remarks on the text, thoughts, repeats and what was cut off at the end are left out. Each sentence of a paragraph is a point, an item of
 * a list stays one; a fragment is joined to the heading that it needs to be understood.
 */
export function readFreeAnswer(answer: string, about: AboutAnswer): FreeAnswer {
  const has = wordsIn(about.material);
  const blocks = answerBlocks(answerBody(answer, has), about.material);
  const repeats = createRepeats(about.language);
  const kinds = new Set<SentenceKind>();
  let written = 0;
  let repeated = 0;
  let times = 0;
  const said: SaidBlock[] = blocks.map((block) => {
    const { kind, depth, isNumbered, isLast } = block;
    const plain = plainText(block.text, about.material, has);
    written += plain.length;
    const loop = withoutLoop(plain);
    if (loop) {
      repeated += plain.length - loop.text.length;
      times += leastRepeats;
    }
    const isCut = (isLast && !about.ended) || loop?.isWhole === false;
    const whole = endOf(loop?.text ?? plain, isCut, kind === "row", has);
    const cutOff = (loop?.text ?? plain).slice(whole.length).trim();
    if (isCut && repeats.beginsAgain(cutOff)) {
      repeated += cutOff.length;
      times += 1;
    }
    const sentences = kind === "heading" ? [whole] : sentencesOf(whole);
    let isRefused = false;
    const statements = sentences.flatMap((sentence) => {
      if (kind === "heading") return [{ text: sentence, isVague: false }];
      const { kind: said, text: bare } = readSentence(sentence, has);
      kinds.add(said);
      // What follows an excuse is its reason.
      isRefused ||= said === "refusal";
      const isStated =
        said === "statement" || (said === "vague" || said === "hollow" ? tellsSomething(bare, about.language) : false);
      if (isRefused || !(isStated || said === "vague")) return [];
      if (placeholder.test(bare) && !has(placeholder.exec(bare)?.[0] ?? "")) return [];
      if (repeats.isAgain(bare)) {
        repeated += sentence.length;
        times += 1;
        return [];
      }
      return [{ text: bare, isVague: !isStated }];
    });
    const isStressed = /^(?:\*\*|__).*(?:\*\*|__)\s*[:：]?$/u.test(block.text);
    return { kind, depth, isNumbered, isStressed, statements };
  });
  const points = joinPoints(said, about.language);
  return pointsOr(textsOf(points), problemOf());

  function problemOf(): FreeAnswerProblem | null {
    const isLoop = repeated > mostRepeated * written || (points.length <= fewPoints && 2 * repeated > written);
    if (isLoop && times >= leastRepeats) return "loop";
    if (points.length > 0 && points.every(({ isVague }) => isVague)) return "remarks";
    if (points.length > 0) return isInAnotherLanguage(textsOf(points).join("\n"), about.language) ? "language" : null;
    if (kinds.has("refusal")) return "refusal";
    return kinds.has("remark") || kinds.has("hollow") ? "remarks" : "empty";
  }
}

function textsOf(points: readonly Point[]): string[] {
  return points.map(({ text }) => text);
}

function pointsOr(points: readonly string[], problem: FreeAnswerProblem | null): FreeAnswer {
  return { points: problem === null ? points : [], problem };
}

/** Share of what was written that may be said again before the answer counts as a loop. */
const mostRepeated = 0.8;
const leastRepeats = 3;
/** With no more points than this it is one where half of it was. */
const fewPoints = 2;

/** What is to be filled in: "[Name]", "[insert date]", "____". */
const placeholder = /\[(?:\p{Lu}[\p{L}' /-]{1,40}|(?:insert|your|name|date)\b[^\]]{0,60})\]|_{3,}|\{\{[^}]{1,60}\}\}/u;

/** Looks words up in the material, each only once. */
export function wordsIn(material: readonly string[]): (words: string) => boolean {
  const text = asSearched(material);
  const known = new Map<string, boolean>();
  return (words) => {
    const wanted = words.toLowerCase();
    const isThere = known.get(wanted) ?? (wanted !== "" && text.includes(wanted));
    known.set(wanted, isThere);
    return isThere;
  };
}

/** A text up to where it is whole; a row that was cut off is not. */
function endOf(text: string, isCut: boolean, isRow: boolean, has: (words: string) => boolean): string {
  const breaksOff = hasNoEnd(text) && !has(text.slice(-20));
  if (!isCut && !breaksOff) return text;
  return isRow ? "" : wholeSentences(text);
}

function tellsSomething(sentence: string, language: string): boolean {
  return /\p{N}/u.test(sentence) || namesOf(sentence, language).length > 0;
}

function sentencesOf(text: string): string[] {
  return splitSentences(text).map(([start, end]) => text.slice(start, end));
}
