import type { Finding } from "../../contract/findings.ts";
import type { ClaimContext } from "./checked.ts";
import { type Clauses, type ClauseWord, hasSameWord, isSameWord, neighboursOf, spanOf, textAt } from "./clauses.ts";
import { comparable } from "./comparable.ts";
import { isDenied } from "./denial.ts";
import type { Pole } from "./lexicon/lexicon.ts";
import type { PhraseMatch } from "./lexicon/phrases.ts";

/** A claim must not say one of two opposites where its quotes say the other of the same thing. */
export function checkDirection(claim: string, quotes: readonly string[], context: ClaimContext): Finding[] {
  const texts = comparable(claim, quotes, context);
  if (!texts) return [];
  const { said, read } = texts;
  const polesRead = read.map((clauses) => clauses.lexicon.opposites.in(clauses.words));
  const poles = said.lexicon.opposites.in(said.words).filter((pole) => !isHyphenated(said, pole));
  const findings: Finding[] = [];
  for (const pole of poles) {
    if (findings.length >= mostFindings) break;
    if (findings.some(({ words }) => words?.start === said.words[pole.from]?.start)) continue;
    const found = opposite(pole, said, read, polesRead);
    if (found) findings.push(found);
  }
  return [...findings, ...swapped(poles, said, read, polesRead)];
}

/** Findings of one kind that a claim is given: more say no more. */
const mostFindings = 4;
/** Content words on either side that tell what a word is said of. */
const reach = 4;
/** Share of them that its opposite has around it too. */
const leastShared = 0.5;

function opposite(
  pole: PhraseMatch<Pole>,
  said: Clauses,
  read: readonly Clauses[],
  polesRead: readonly (readonly PhraseMatch<Pole>[])[],
): Finding | null {
  const { axis, side } = pole.value;
  // What stands in the quotes too, or in other words of the same side, is said of something else at most.
  if (read.some((clauses) => standsIn(clauses, pole, said))) return null;
  const onAxis = polesRead.map((poles) => poles.filter(({ value }) => value.axis === axis));
  if (onAxis.some((poles) => poles.some(({ value }) => value.side === side))) return null;
  for (const [quote, clauses] of read.entries()) {
    for (const other of onAxis[quote] ?? []) {
      // What the claim says as well is no opposite of what it says.
      if (standsIn(said, other, clauses)) continue;
      if (!isSaidOfTheSame(pole, said, other, clauses)) continue;
      if (isDenied(said, pole) !== isDenied(clauses, other)) continue;
      const [words, span] = [spanOf(said, pole), spanOf(clauses, other)];
      const data = { text: textAt(said, words), other: textAt(clauses, span) };
      return { code: "DIRECTION_DIFFERS", data, words, other: { ...span, quote } };
    }
  }
  return null;
}

/** "The landlord pays the tenant" of "The tenant pays the landlord": in a language whose order may turn it is a doubt and no more. */
function swapped(
  poles: readonly PhraseMatch<Pole>[],
  said: Clauses,
  read: readonly Clauses[],
  polesRead: readonly (readonly PhraseMatch<Pole>[])[],
): Finding[] {
  const [pair, ...others] = opposedPairs(poles);
  if (!pair || others.length > 0) return [];
  const between = contentBetween(said, pair);
  for (const [quote, clauses] of read.entries()) {
    const theirs = opposedPairs(polesRead[quote] ?? []).filter(([first]) => first.value.axis === pair[0].value.axis);
    const [turned] = theirs;
    if (!turned || theirs.some(([first]) => first.value.side === pair[0].value.side)) continue;
    if (!contentBetween(clauses, turned).some((word) => hasSameWord(between, word, said.lexicon))) continue;
    const words = spanOf(said, pair[0]);
    const other = { ...spanOf(clauses, turned[0]), quote };
    return [{ code: "ROLES_UNCLEAR", data: { text: textAt(said, words) }, words, other }];
  }
  return [];
}

type OpposedPair = readonly [PhraseMatch<Pole>, PhraseMatch<Pole>];

/** Poles that follow one another and are the two sides of one axis. */
function opposedPairs(poles: readonly PhraseMatch<Pole>[]): OpposedPair[] {
  return poles.flatMap((first) => {
    const second = poles.find(
      ({ from, value }) => from >= first.to && value.axis === first.value.axis && value.side !== first.value.side,
    );
    return second ? [[first, second] as const] : [];
  });
}

/** The content words between two poles; none where they are far apart, or a word such as "by" turns who does it. */
function contentBetween({ words }: Clauses, [first, second]: OpposedPair): ClauseWord[] {
  const between = words.slice(first.to, second.from);
  const isNear = between.length <= mostBetween && words[first.from]?.clause === words[second.from]?.clause;
  return isNear && !between.some(({ form }) => turning.has(form)) ? between.filter(({ hasContent }) => hasContent) : [];
}

/** Words between who does something and to whom, at most. */
const mostBetween = 3;

const turning: ReadonlySet<string> = new Set("by von vom durch par por pelo pela da dal dalla dallo door".split(" "));

/** True where a text has the words of a pole of another one after another. */
function standsIn({ words }: Clauses, { from, to }: PhraseMatch<Pole>, other: Clauses): boolean {
  const phrase = other.words.slice(from, to);
  return words.some((_, at) => phrase.every(({ stem }, index) => words[at + index]?.stem === stem));
}

/** "19-year-old" and "daughter-in-law" are no opposites of anything. */
function isHyphenated({ text, words }: Clauses, { from, to }: PhraseMatch<Pole>): boolean {
  return text[(words[from]?.start ?? 0) - 1] === "-" || text[words[to - 1]?.end ?? 0] === "-";
}

function isSaidOfTheSame(pole: PhraseMatch<Pole>, said: Clauses, other: PhraseMatch<Pole>, read: Clauses): boolean {
  const { lexicon } = said;
  const isSameNext = ([one]: readonly ClauseWord[], [two]: readonly ClauseWord[]): boolean =>
    one !== undefined && two !== undefined && isSameWord(one, two, lexicon);
  const around = neighboursOf(said, pole, "sentence", reach);
  const theirs = neighboursOf(read, other, "sentence", reach * 2);
  // "Over" and "old" are said of the very next word.
  if (pole.value.isQuality && !isSameNext(around.after, theirs.after) && !isSameNext(around.before, theirs.before)) {
    return false;
  }
  const all = [...theirs.before, ...theirs.after];
  const shares = (word: ClauseWord): boolean => hasSameWord(all, word, lexicon);
  // A verb is told by what follows it rather than by who does it; where verbs end their clause, by what is nearest.
  const telling = lexicon.endsInVerbs
    ? [...around.before.slice(0, 2), ...around.after.slice(0, 2)]
    : around.after.slice(0, 2);
  if (telling.length > 0 && !telling.some(shares)) return false;
  const words = [...around.before, ...around.after];
  const shared = words.filter(shares).length;
  return shared >= 2 && shared >= words.length * leastShared;
}
