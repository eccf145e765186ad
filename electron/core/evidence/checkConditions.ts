import type { Finding } from "../../contract/findings.ts";
import type { ClaimContext } from "./checked.ts";
import { type Clauses, type ClauseWord, hasSameWord, spanOf, textAt, type WordRange } from "./clauses.ts";
import { comparedWords } from "./comparedWords.ts";
import { comparable } from "./comparable.ts";
import {
  type Condition,
  conditionsOf,
  drawnFrom,
  type QuoteSentence,
  sentencesOf,
  speaksOfLeave,
} from "./conditions.ts";
import { negationsOf } from "./denial.ts";
import { type PassageSentence, passageOf } from "./wordSupport.ts";

/** Share of a claim's content words that the clause beside a condition carries. */
const leastCarried = 0.5;

/** Share of a claim's content words that stand in a condition of which the claim makes a fact. */
const leastSupposed = 0.6;

/** Share of a condition's content words by which a claim says it in its own way. */
const leastTraces = 0.5;

/**
 * A claim must not leave out the condition or the exception under which its quote says it, nor say of what is excepted what holds of the
 * rest. That goes for a part of a claim as well: what it has from one sentence alone it has under the conditions of that sentence.
 */
export function checkConditions(claim: string, quotes: readonly string[], context: ClaimContext): Finding[] {
  const texts = comparable(claim, quotes, context);
  if (!texts || claim.includes("?")) return [];
  const { said, read } = texts;
  const { lexicon } = said;
  const own = (comparedWords(claim, context.language, context.known) ?? []).filter(({ hasContent }) => hasContent);
  if (own.length < 2) return [];
  const conditions = read.map(conditionsOf);
  const free = sentencesOf(read).filter(
    ({ quote, sentence }) => !conditions[quote]?.some((condition) => condition.sentence === sentence),
  );
  const supposed = supposedIn(said, own, read, conditions, free);
  if (supposed) return [supposed];
  // "They may end it": what pronouns stand for is named by another sentence, which says more of it.
  const passage = passageOf(quotes, context.language, context.known);
  const pronouns = free.reduce((sum, { quote }) => sum + standingAlone(passage?.sentences[quote]).length, 0);
  const isGathered = free.some(({ content }) => own.some((word) => hasSameWord(content, word, lexicon)));
  for (const [quote, clauses] of read.entries()) {
    for (const condition of untold(said, clauses, conditions[quote] ?? [])) {
      const beside = carryingWords(clauses, condition);
      const { carried, alone } = drawnFrom(own, beside, free, lexicon);
      if (carried.length < 2) continue;
      const isOfOne =
        carried.length >= own.length * leastCarried && !free.some(({ content }) => carries(content, own, said));
      const hasPart = isGathered && (alone.length > pronouns || alone.some(({ kind }) => kind === "number"));
      if (!isOfOne && !hasPart) continue;
      const span = spanOf(clauses, condition.range);
      return [{ code: "CONDITION_LEFT_OUT", data: { other: textAt(clauses, span) }, other: { ...span, quote } }];
    }
  }
  return [];

  /** The pronouns of a sentence that are no possessives. */
  function standingAlone({ words = [], pronouns = [] }: Partial<PassageSentence> = {}): readonly number[] {
    return pronouns.filter((at) => lexicon.pronouns.single.has(words[at]?.form ?? ""));
  }
}

/** "The tenant pays late", of "If the tenant pays late, interest is due": all that a claim has from its quotes they only suppose. */
function supposedIn(
  said: Clauses,
  own: readonly ClauseWord[],
  read: readonly Clauses[],
  conditions: readonly (readonly Condition[])[],
  free: readonly QuoteSentence[],
): Finding | null {
  const { lexicon } = said;
  if (conditionsOf(said).length > 0 || lexicon.hedges.in(said.words).length > 0) return null;
  if (lexicon.modals.in(said.words).some(({ value }) => value === "possibility" || value === "permission")) return null;
  if (free.some(({ content }) => own.some((word) => hasSameWord(content, word, lexicon)))) return null;
  for (const [quote, clauses] of read.entries()) {
    for (const { range, sentence } of (conditions[quote] ?? []).filter(({ isOpen }) => isOpen)) {
      const beside = clauses.words.filter(
        (word, index) => word.sentence === sentence && (index < range.from || index >= range.to),
      );
      const supposed = own.filter((word) => hasSameWord(contentOf(clauses, range), word, lexicon));
      const isSaidBeside = own.some((word) => !supposed.includes(word) && hasSameWord(beside, word, lexicon));
      if (isSaidBeside || supposed.length < 2 || supposed.length < own.length * leastSupposed) continue;
      const span = spanOf(clauses, range);
      return { code: "CONDITION_LEFT_OUT", data: { other: textAt(clauses, span) }, other: { ...span, quote } };
    }
  }
  return null;
}

/** The conditions of a quote that a claim does not say. */
function untold(said: Clauses, clauses: Clauses, conditions: readonly Condition[]): Condition[] {
  const own = conditionsOf(said);
  const content = said.words.filter(({ hasContent }) => hasContent);
  const isTold = (condition: Condition): boolean => {
    const { kind, cue, range } = condition;
    if (kind === "leave") return speaksOfLeave(said);
    const inside = contentOf(clauses, range);
    const traces = inside.filter((word) => hasSameWord(content, word, said.lexicon)).length;
    // "No refund except for the ill" says of the ill what it denies of others.
    if (kind === "exception" && traces > 0) {
      return own.length > 0 || deniesIn(said, said.words) !== deniesIn(clauses, besideOf(clauses, condition));
    }
    return inside.length === 0 || traces >= inside.length * leastTraces || own.some((other) => other.cue === cue);
  };
  const inOtherWords = own.filter(({ kind }) => kind !== "leave" && kind !== "question").length;
  const depending = conditions.filter(({ kind }) => kind !== "question");
  return [...Map.groupBy(depending, ({ sentence }) => sentence).values()].flatMap((ofSentence) => {
    const leave = ofSentence.filter(({ kind }) => kind === "leave");
    // Said in other words a condition shares none of its own.
    const isEachSaid = inOtherWords >= ofSentence.length - leave.length;
    return (isEachSaid ? leave : ofSentence).filter((condition) => !isTold(condition));
  });
}

function carries(content: readonly ClauseWord[], own: readonly ClauseWord[], { lexicon }: Clauses): boolean {
  return own.filter((word) => hasSameWord(content, word, lexicon)).length >= own.length * leastCarried;
}

function contentOf({ words }: Clauses, { from, to }: WordRange): ClauseWord[] {
  return words.slice(from, to).filter(({ hasContent }) => hasContent);
}

/** The words of its sentence without those of a condition. */
function besideOf({ words }: Clauses, { range: { from, to }, sentence }: Condition): ClauseWord[] {
  return words.filter((word, index) => word.sentence === sentence && (index < from || index >= to));
}

/** True where a negation, a verb that denies or a word that forbids is among these words of a text. */
function deniesIn(clauses: Clauses, words: readonly ClauseWord[]): boolean {
  const { lexicon } = clauses;
  const forbids = lexicon.modals.in(clauses.words).filter(({ value }) => value === "prohibition");
  return [...negationsOf(clauses), ...lexicon.deniers.in(clauses.words), ...forbids].some(({ from }) =>
    words.some((word) => word === clauses.words[from]),
  );
}

/**
 * The content words of its sentence that stand before a condition; where it begins the sentence those behind it. Of an exception and of
 * leave all of the sentence.
 */
function carryingWords({ words }: Clauses, { kind, range: { from, to }, sentence }: Condition): ClauseWord[] {
  const inSentence = (word: ClauseWord): boolean => word.sentence === sentence && word.hasContent;
  const before = words.slice(0, from).filter(inSentence);
  if (kind === "condition") return before.length > 0 ? before : words.slice(to).filter(inSentence);
  return words.filter(inSentence);
}
