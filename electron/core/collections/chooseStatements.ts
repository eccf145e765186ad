import { verifyPoint } from "../evidence/verify.ts";
import { likeness, tfIdf } from "../extract/lexrank.ts";
import { type AcrossDocuments, choosePoints } from "../summarize/summarize.ts";
import { namesOf } from "../text/names.ts";
import { hasNegation } from "../text/negation.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";
import type { TextTask } from "../textWorker/textTask.ts";

/** A verified statement of a document of the collection. */
export interface Statement {
  readonly text: string;
  /** BCP 47 of the text */
  readonly written: string;
  /** its document, as an index of the documents */
  readonly document: number;
  /** its place among the statements of its document, from 0 */
  readonly place: number;
  /** how much it matters in its document, in deviations */
  readonly salience: number;
  /** the sentences that carry it */
  readonly quotes: readonly string[];
}

export interface StatementsInput {
  /** those of a document stand together, in the order of the documents */
  readonly statements: readonly Statement[];
  readonly documents: readonly { readonly words: number; /** BCP 47 */ readonly language: string }[];
  /** statements at most */
  readonly most: number;
  /** words of all together at most, but for the first of a document */
  readonly words: number;
  /** BCP 47 of most statements */
  readonly language: string;
  /** what the reader asks; empty for the whole */
  readonly focus: string;
  /** words that are names in one of the documents */
  readonly known: ReadonlySet<string>;
}

export interface ChosenStatement {
  readonly index: number;
  /** statements of other documents whose sentences carry it as well, one of each document */
  readonly alsoSaidBy: readonly number[];
}

/**
 * Chooses the points over a whole collection among the statements of its documents, word for word. Each document is heard before any is
 * heard twice, then they share the places by their words. What several documents say stands once; what they say alike of other numbers
 * or names is no repetition, but what they differ in.
 */
export const statementsTask: TextTask<StatementsInput, ChosenStatement[]> = {
  name: "statements",
  run: chooseStatements,
};

/** A document counts for at most so many times the words of the one in the middle. */
const mostTimesMiddle = 3;
/** Cosine from which on two statements may be about the same. */
const leastAlike = 0.4;
/** The likest statements of a document that are looked at. */
const mostLikest = 2;

function chooseStatements(input: StatementsInput): ChosenStatement[] {
  const { statements, documents, most, words, language, focus } = input;
  const relations = relationsOf(input);
  const points = statements.map(({ text, document, place, salience }) => ({
    text,
    part: document,
    place,
    section: null,
    opens: false,
    isEmpty: false,
    salience,
    isVerified: true,
  }));
  const middle = documents.map((each) => each.words).toSorted((a, b) => a - b)[(documents.length - 1) >> 1] ?? 0;
  const across: AcrossDocuments = {
    // Who asks a question wants what answers it.
    hearsEach: focus === "",
    saidIn: (index) => relations.saidBy(index).flatMap((other) => statements[other]?.document ?? []),
    repetition: relations.repetition,
  };
  const parts = documents.map((each) => Math.min(each.words, mostTimesMiddle * middle));
  const chosen = choosePoints(points, { most, words, topics: [], language, parts, focus, across });
  return chosen.map((index) => ({ index, alsoSaidBy: relations.saidBy(index) }));
}

interface Relations {
  saidBy(index: number): readonly number[];
  repetition: AcrossDocuments["repetition"];
}

function relationsOf({ statements, documents, known, language }: StatementsInput): Relations {
  const stops = stopWordsOf(language);
  const vectors = tfIdf(statements.map(({ text }) => stemsOf(text, stops)));
  const marks = statements.map((statement) => marksOf(statement, known));
  const carried = new Map<string, boolean>();
  const said = new Map<number, readonly number[]>();
  return { saidBy, repetition };

  /** The statements of other documents whose sentences alone carry this one. */
  function saidBy(index: number): readonly number[] {
    const before = said.get(index);
    if (before) return before;
    const own = statements[index]?.document;
    const likely = statements
      .map(({ document }, other) => ({ document, other, near: likeness(vectors, index, other) }))
      .filter(({ document, near }) => document !== own && near >= leastAlike);
    const byDocument = Map.groupBy(likely, ({ document }) => document);
    const found = [...byDocument.values()].flatMap((list) => {
      const likest = list.toSorted((a, b) => b.near - a.near || a.other - b.other).slice(0, mostLikest);
      return likest.find(({ other }) => carries(other, index))?.other ?? [];
    });
    said.set(index, found);
    return found;
  }

  function repetition(index: number, other: number, near: number): number {
    if (near < leastAlike || statements[index]?.document === statements[other]?.document) return near;
    if (saidBy(other).includes(index) && carries(other, index)) return 1;
    return differ(marks[index], marks[other]) ? 0 : near;
  }

  /** True where the sentences of one statement carry the words of another. */
  function carries(by: number, index: number): boolean {
    const key = `${String(by)} ${String(index)}`;
    const before = carried.get(key);
    if (before !== undefined) return before;
    const [one, other] = [statements[by], statements[index]];
    const read = documents[one?.document ?? -1]?.language ?? "und";
    const isCarried =
      one !== undefined &&
      other !== undefined &&
      (one.text === other.text ||
        (sameLanguage(read, other.written) &&
          verifyPoint(other.text, one.quotes, read, { written: other.written, known }).support === "verified"));
    carried.set(key, isCarried);
    return isCarried;
  }
}

/** What tells two statements apart that are alike in their words. */
interface Marks {
  readonly numbers: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly isNegative: boolean;
}

function marksOf({ text, written }: Statement, known: ReadonlySet<string>): Marks {
  return {
    numbers: new Set(text.match(/\p{N}+(?:[.,:]\p{N}+)*/gu)),
    names: new Set(namesOf(text, written, known).flatMap(({ words }) => words)),
    isNegative: hasNegation(text, written),
  };
}

function differ(one: Marks | undefined, other: Marks | undefined): boolean {
  if (!one || !other) return false;
  return (
    one.isNegative !== other.isNegative || eachHasOwn(one.numbers, other.numbers) || eachHasOwn(one.names, other.names)
  );
}

function eachHasOwn(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((each) => !other.has(each)) && [...other].some((each) => !one.has(each));
}
