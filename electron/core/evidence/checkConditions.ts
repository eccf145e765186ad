import type { Finding } from "../../contract/findings.ts";
import type { ClaimContext } from "./checked.ts";
import { type Clauses, type ClauseWord, hasSameWord, spanOf, textAt, type WordRange } from "./clauses.ts";
import { comparable } from "./comparable.ts";

/** Share of a claim's content words that the clause beside a condition carries. */
const leastCarried = 0.5;

/** Share of a condition's content words by which a claim says it in its own way. */
const leastTraces = 0.5;

/** A claim must not leave out the condition or the exception under which its quote says it. */
export function checkConditions(claim: string, quotes: readonly string[], context: ClaimContext): Finding[] {
  const texts = comparable(claim, quotes, context);
  if (!texts) return [];
  const { said, read } = texts;
  if (hasCondition(said) || claim.includes("?")) return [];
  const own = said.words.filter(({ hasContent }) => hasContent);
  if (own.length < 2) return [];
  for (const [quote, clauses] of read.entries()) {
    for (const condition of conditionsOf(clauses)) {
      const inside = contentOf(clauses, condition);
      const traces = inside.filter((word) => hasSameWord(own, word, said.lexicon)).length;
      if (inside.length === 0 || traces >= inside.length * leastTraces) continue;
      const beside = carryingWords(clauses, condition);
      const carried = own.filter((word) => hasSameWord(beside, word, said.lexicon)).length;
      if (carried < 2 || carried < own.length * leastCarried) continue;
      // Another quote may say the same without a condition.
      if (read.some((other, index) => index !== quote && carries(other, own) && !hasCondition(other))) continue;
      const span = spanOf(clauses, condition);
      return [{ code: "CONDITION_LEFT_OUT", data: { other: textAt(clauses, span) }, other: { ...span, quote } }];
    }
  }
  return [];
}

function hasCondition({ words, lexicon }: Clauses): boolean {
  return lexicon.conditions.in(words).some(({ value }) => value === "condition");
}

function carries({ words, lexicon }: Clauses, own: readonly ClauseWord[]): boolean {
  return own.filter((word) => hasSameWord(words, word, lexicon)).length >= own.length * leastCarried;
}

/** What begins with a word of a condition, up to the end of its clause. */
function conditionsOf({ words, lexicon }: Clauses): WordRange[] {
  return lexicon.conditions
    .in(words)
    .filter(({ value }) => value === "condition")
    .map(({ from, to }) => {
      const clause = words[to]?.clause ?? words[from]?.clause;
      const end = words.findIndex((word, index) => index >= to && word.clause !== clause);
      return { from, to: end < 0 ? words.length : end };
    })
    .filter(({ from, to }) => !isPeriod(words.slice(from, to)));
}

/** "Until 30 April" says how long, not on what condition: it has figures and no verb, as far as a few words tell. */
function isPeriod(words: readonly ClauseWord[]): boolean {
  return words.length <= mostOfPeriod && words.some(({ text }) => /\d/u.test(text)) && untils.has(words[0]?.form ?? "");
}
const mostOfPeriod = 6;
const untils: ReadonlySet<string> = new Set([
  "until",
  "till",
  "bis",
  "jusqu",
  "jusque",
  "hasta",
  "fino",
  "sino",
  "ate",
  "tot",
]);

function contentOf({ words }: Clauses, { from, to }: WordRange): ClauseWord[] {
  return words.slice(from, to).filter(({ hasContent }) => hasContent);
}

/** The content words of its sentence that stand before a condition; where it begins the sentence those behind it. */
function carryingWords({ words }: Clauses, { from, to }: WordRange): ClauseWord[] {
  const sentence = words[from]?.sentence;
  const inSentence = (word: ClauseWord): boolean => word.sentence === sentence && word.hasContent;
  const before = words.slice(0, from).filter(inSentence);
  return before.length > 0 ? before : words.slice(to).filter(inSentence);
}
