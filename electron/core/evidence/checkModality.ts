import type { Finding } from "../../contract/findings.ts";
import type { ClaimContext } from "./checked.ts";
import {
  type Clauses,
  type ClauseWord,
  hasSameWord,
  isCapital,
  isSameWord,
  spanOf,
  textAt,
  type WordRange,
} from "./clauses.ts";
import { comparable } from "./comparable.ts";
import { conditionsOf, drawnFrom, isExcepted, sentencesOf } from "./conditions.ts";
import { negationsOf } from "./denial.ts";
import type { Modal } from "./lexicon/lexiconData.ts";
import { closestPlace, quoteSpanOf } from "./places.ts";

/** What may, must, should or might be done must not be said with another force, nor as done. */
export function checkModality(claim: string, quotes: readonly string[], context: ClaimContext): Finding[] {
  const texts = comparable(claim, quotes, context);
  if (!texts) return [];
  const { said, read } = texts;
  const forces = forcesOf(said);
  const readForces = read.map(forcesOf);
  for (const [from, word] of said.words.entries()) {
    if (!word.hasContent) continue;
    const own = forces.find(({ verbs }) => verbs.includes(from));
    const place = closestPlace(said, { from, to: from + 1 }, read);
    const theirs = place && readForces[place.quote]?.find(({ verbs }) => verbs.includes(place.range.from));
    if (!place || !theirs) continue;
    const other = quoteSpanOf(place, theirs.range);
    const text = textAt(place.clauses, other);
    if (!own) {
      if (!weakens.has(theirs.force) || isOpen(said, from, place.clauses, theirs.range)) continue;
      // In another place the quotes may say it as a fact.
      if (saysAsFact(said, from, read, readForces)) continue;
      return [{ code: "HEDGE_LEFT_OUT", data: { other: text }, words: spanOf(said, { from, to: from + 1 }), other }];
    }
    if (
      !differs[own.force].includes(theirs.force) ||
      isExcepted(said, place.clauses, place.clauses.words[theirs.range.from]?.sentence)
    )
      continue;
    const words = spanOf(said, own.range);
    return [{ code: "MODALITY_DIFFERS", data: { text: textAt(said, words), other: text }, words, other }];
  }
  const other = otherForce(said, forces, read, readForces);
  if (other.length > 0) return other;
  return forces.length > 0 ? forbiddenPart(said, forces, read, readForces) : hedgeLeftOut(said, read, readForces);
}

/**
 * "It is likely that", "intends, in the autumn, to": where what a hedge governs stands farther off, that of the one sentence which
 * carries the claim counts.
 */
function hedgeLeftOut(
  said: Clauses,
  read: readonly Clauses[],
  readForces: readonly (readonly Governed[])[],
): Finding[] {
  const content = said.words.filter(({ hasContent }) => hasContent);
  const carried = read.flatMap((clauses, quote) =>
    [...Map.groupBy(clauses.words, ({ sentence }) => sentence)].map(([sentence, words]) => ({
      clauses,
      quote,
      sentence,
      count: content.filter((word) => hasSameWord(words, word, said.lexicon)).length,
    })),
  );
  const most = Math.max(...carried.map(({ count }) => count));
  const [main, ...others] = carried.filter(({ count }) => count === most);
  if (!main || others.length > 0 || most < 2 || most < content.length * leastCarried) return [];
  const { words } = main.clauses;
  const isCarriedAfter = (index: number): boolean =>
    words.some(
      (word, at) =>
        at > index && word.sentence === main.sentence && word.hasContent && hasSameWord(content, word, said.lexicon),
    );
  const hedge = (readForces[main.quote] ?? []).find(
    ({ force, range }) =>
      (force === "plan" || force === "belief") &&
      words[range.from]?.sentence === main.sentence &&
      isCarriedAfter(range.to - 1),
  );
  if (!hedge) return [];
  const span = spanOf(main.clauses, hedge.range);
  return [
    { code: "HEDGE_LEFT_OUT", data: { other: textAt(main.clauses, span) }, other: { ...span, quote: main.quote } },
  ];
}

/** Share of a claim's content words that a sentence carries that says the same. */
const leastCarried = 0.6;

/** "Is mandatory" has no verb to be compared: of a sentence that carries the claim the one force counts. */
function otherForce(
  said: Clauses,
  forces: readonly Governed[],
  read: readonly Clauses[],
  readForces: readonly (readonly Governed[])[],
): Finding[] {
  const binding = (list: readonly Governed[]): readonly Governed[] =>
    list.filter(({ force }) => differs[force].length > 0);
  const [own, ...others] = binding(forces);
  if (!own || others.length > 0) return [];
  // Where the quotes say its verb with the same force, that of another verb says nothing against it.
  if (
    read.some((clauses, quote) => (readForces[quote] ?? []).some((theirs) => hasSameForce(said, own, clauses, theirs)))
  ) {
    return [];
  }
  const content = said.words.filter(({ hasContent }) => hasContent);
  for (const [quote, clauses] of read.entries()) {
    const [theirs, ...more] = binding(readForces[quote] ?? []);
    if (!theirs || more.length > 0 || !differs[own.force].includes(theirs.force)) continue;
    const sentence = clauses.words[theirs.range.from]?.sentence;
    const theirWords = clauses.words.filter((word) => word.sentence === sentence);
    const carried = content.filter((word) => hasSameWord(theirWords, word, said.lexicon)).length;
    if (carried < 2 || carried < content.length * leastCarried) continue;
    if (isExcepted(said, clauses, sentence)) continue;
    const words = spanOf(said, own.range);
    const span = spanOf(clauses, theirs.range);
    const data = { text: textAt(said, words), other: textAt(clauses, span) };
    return [{ code: "MODALITY_DIFFERS", data, words, other: { ...span, quote } }];
  }
  return [];
}

/** "Guests may swim and film" of quotes of which one lets them swim and another forbids to film: a part of it is forbidden. */
function forbiddenPart(
  said: Clauses,
  forces: readonly Governed[],
  read: readonly Clauses[],
  readForces: readonly (readonly Governed[])[],
): Finding[] {
  const isForbidding = ({ force }: Governed): boolean => force === "prohibition";
  if (forces.some(isForbidding) || negationsOf(said).length > 0 || conditionsOf(said).length > 0) return [];
  const content = said.words.filter(({ hasContent }) => hasContent);
  const sentences = sentencesOf(read);
  for (const { quote, clauses, sentence, content: words } of sentences) {
    const ofSentence = (readForces[quote] ?? []).filter(
      ({ range }) => clauses.words[range.from]?.sentence === sentence,
    );
    const theirs = ofSentence.find(isForbidding);
    if (!theirs || isExcepted(said, clauses, sentence)) continue;
    // Where a sentence forbids one thing and lets another be done the clause counts.
    const clause = clauses.words[theirs.range.from]?.clause;
    const about = ofSentence.every(isForbidding) ? words : words.filter((word) => word.clause === clause);
    const others = sentences.filter((other) => other.quote !== quote || other.sentence !== sentence);
    const { carried, alone } = drawnFrom(content, about, others, said.lexicon);
    const part = alone.find((word) => !isCapital(word, said.lexicon));
    if (!part || carried.length < Math.min(2, about.length)) continue;
    const span = spanOf(clauses, theirs.range);
    const data = { other: textAt(clauses, span) };
    return [{ code: "HEDGE_LEFT_OUT", data, words: { start: part.start, end: part.end }, other: { ...span, quote } }];
  }
  return [];
}

function hasSameForce(said: Clauses, own: Governed, read: Clauses, theirs: Governed): boolean {
  const verbs = theirs.verbs.flatMap((verb) => read.words[verb] ?? []);
  return (
    own.force === theirs.force &&
    own.verbs.some((verb) => said.words[verb] !== undefined && hasSameWord(verbs, said.words[verb], said.lexicon))
  );
}

type Force = Modal | "exemption" | "plan" | "belief";

interface Governed {
  readonly force: Force;
  /** with the word that denies it */
  readonly range: WordRange;
  /** indices of the words that it is said of */
  readonly verbs: readonly number[];
}

/** The forces of a quote that say otherwise than that of a claim. */
const differs: Readonly<Record<Force, readonly Force[]>> = {
  obligation: ["permission", "possibility", "recommendation", "exemption", "prohibition"],
  necessity: ["permission", "possibility", "recommendation", "exemption", "prohibition"],
  permission: ["obligation", "necessity", "prohibition"],
  possibility: ["obligation", "necessity", "prohibition"],
  recommendation: ["obligation", "necessity", "permission", "prohibition", "exemption"],
  prohibition: ["permission", "possibility", "obligation", "necessity", "recommendation", "exemption"],
  exemption: ["obligation", "necessity", "prohibition"],
  plan: [],
  belief: [],
};

/** What is said so is no fact. */
const weakens: ReadonlySet<Force> = new Set(["permission", "possibility", "recommendation", "plan", "belief"]);

/** Words between a modal and its verb, at most. */
const reach = 5;

function forcesOf(clauses: Clauses): Governed[] {
  const { words, lexicon } = clauses;
  const negations = negationsOf(clauses);
  const negationOf = ({ from, to }: WordRange): WordRange | undefined =>
    negations.find(
      (negation) =>
        words[negation.from]?.clause === words[from]?.clause &&
        (negation.to === from ||
          (lexicon.endsInVerbs ? negation.from >= to : negation.from >= to && negation.from - to <= 1)),
    );
  const modals = lexicon.modals.in(words).map(({ value, from, to }): Governed => {
    const negation = negationOf({ from, to });
    const verbs = verbsOf(clauses, { from, to });
    if (!negation) return { force: value, range: { from, to }, verbs };
    const range = { from: Math.min(from, negation.from), to: Math.max(to, negation.to) };
    // Where verbs end their clause much may stand between the two.
    return { force: denied[value], range: lexicon.endsInVerbs ? { from, to } : range, verbs };
  });
  const hedges = lexicon.hedges.in(words).map(({ value, from, to }): Governed => {
    const range = { from, to };
    return { force: value, range, verbs: verbsOf(clauses, range) };
  });
  return [...modals, ...hedges];
}

const denied: Readonly<Record<Modal, Force>> = {
  permission: "prohibition",
  obligation: "prohibition",
  necessity: "exemption",
  recommendation: "recommendation",
  prohibition: "permission",
  possibility: "prohibition",
};

/** The first content word behind a modal; where verbs end their clause the last of the clause. */
function verbsOf({ words, lexicon }: Clauses, { from, to }: WordRange): number[] {
  const clause = words[from]?.clause;
  const inClause = words.flatMap((word, index) => (word.clause === clause && word.hasContent ? [index] : []));
  const verb = lexicon.endsInVerbs ? inClause.at(-1) : inClause.find((index) => index >= to && index < to + reach);
  const isBehind = verb !== undefined && (verb >= to || (lexicon.endsInVerbs && verb === from - 1));
  return isBehind ? [verb] : [];
}

/** True where a claim says a word as no fact either: in a question, a condition, a plan of any kind ("to ban"), "accused of". */
function isOpen({ words, text, lexicon }: Clauses, from: number, read: Clauses, hedge: WordRange): boolean {
  const sentence = words[from]?.sentence;
  const hedges = [...lexicon.hedges.in(words), ...lexicon.modals.in(words), ...lexicon.conditions.in(words)];
  return (
    text.includes("?") ||
    words[from - 1]?.form === "to" ||
    hedges.some((other) => words[other.from]?.sentence === sentence) ||
    read.words.slice(hedge.from, hedge.to).some((word) => isVerb(word, words))
  );
}

/** True where a claim has the verb of a hedge, however it is bent. */
function isVerb({ form, stem }: ClauseWord, words: readonly ClauseWord[]): boolean {
  return form.length > 3 && words.some((own) => own.stem === stem);
}

function saysAsFact(
  { words, lexicon }: Clauses,
  from: number,
  read: readonly Clauses[],
  forces: readonly (readonly Governed[])[],
): boolean {
  const own = words[from];
  return (
    own !== undefined &&
    read.some((clauses, quote) =>
      clauses.words.some(
        (word, index) =>
          isSameWord(own, word, lexicon) && !(forces[quote] ?? []).some(({ verbs }) => verbs.includes(index)),
      ),
    )
  );
}
