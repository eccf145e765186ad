import type { Finding } from "../../contract/findings.ts";
import type { ClaimContext } from "./checked.ts";
import { type Clauses, type ClauseWord, hasSameWord, spanOf, textAt, type WordRange } from "./clauses.ts";
import { comparable } from "./comparable.ts";

/** Share of a claim's content words that stand in a sentence which somebody is said to have said. */
const leastCarried = 0.6;
/** Words between a verb of saying and who says it, at most. */
const reach = 3;

/** Whose words the quotes are must not be left out, nor be said of another. */
export function checkAttribution(claim: string, quotes: readonly string[], context: ClaimContext): Finding[] {
  const texts = comparable(claim, quotes, context);
  if (!texts) return [];
  const { said, read } = texts;
  const own = sayingsOf(said);
  return own.length > 0 ? otherSpeaker(said, own, read) : leftOut(said, read);
}

interface Saying {
  /** the verb, or "according to" */
  readonly range: WordRange;
  /** the content words beside it */
  readonly speakers: readonly ClauseWord[];
  /** the content words of what was said */
  readonly said: readonly ClauseWord[];
  readonly kind: "report" | "opinion" | "phrase";
  /** it stands before what was said */
  readonly isFirst: boolean;
}

function otherSpeaker(said: Clauses, own: readonly Saying[], read: readonly Clauses[]): Finding[] {
  const theirs = read.flatMap((clauses, quote) => sayingsOf(clauses).map((saying) => ({ ...saying, clauses, quote })));
  for (const { speakers, range } of own) {
    if (speakers.length === 0 || theirs.length === 0) continue;
    const named = theirs.filter((saying) => saying.speakers.some(isName));
    if (named.length < theirs.length || !speakers.some(isName)) continue;
    // Of a name that stands nowhere in the quotes the check of names tells.
    if (!speakers.every((name) => read.some(({ words }) => words.some(({ stem }) => stem === name.stem)))) continue;
    if (named.some((saying) => saying.speakers.some((name) => speakers.some(({ stem }) => stem === name.stem))))
      continue;
    const [other] = named;
    const last = other?.speakers.at(-1);
    if (!other || !last) continue;
    const words = spanOf(said, range);
    const name = speakers[0];
    return [
      {
        code: "ATTRIBUTION_DIFFERS",
        data: { text: name?.text ?? textAt(said, words), other: last.text },
        words: name ? { start: name.start, end: name.end } : words,
        other: { start: last.start, end: last.end, quote: other.quote },
      },
    ];
  }
  return [];
}

function leftOut(said: Clauses, read: readonly Clauses[]): Finding[] {
  if (/["“”„«»?]|^'|\s'/u.test(said.text)) return [];
  const content = said.words.filter(({ hasContent }) => hasContent);
  if (content.length < 2) return [];
  for (const [quote, clauses] of read.entries()) {
    for (const { range, speakers, kind, isFirst, said: theirs } of sayingsOf(clauses)) {
      // What is reported and only then by whom is news, and mostly told as a fact.
      if (kind === "report" && !isFirst) continue;
      // Where the claim names the speaker it says in its own way whose words they are.
      if (speakers.length === 0 || speakers.some((speaker) => hasSameWord(said.words, speaker, said.lexicon))) continue;
      const carried = content.filter((word) => hasSameWord(theirs, word, said.lexicon)).length;
      if (carried < 2 || carried < content.length * leastCarried) continue;
      if (read.some((other, index) => index !== quote && carries(other, content))) continue;
      const span = spanOf(clauses, range);
      return [{ code: "ATTRIBUTION_LEFT_OUT", data: { other: textAt(clauses, span) }, other: { ...span, quote } }];
    }
  }
  return [];
}

function carries({ words, lexicon }: Clauses, own: readonly ClauseWord[]): boolean {
  return own.filter((word) => hasSameWord(words, word, lexicon)).length >= own.length * leastCarried;
}

/** What somebody is said to have said, with the content words beside the verb: who said it. */
function sayingsOf(clauses: Clauses): Saying[] {
  const { words, lexicon } = clauses;
  const verbs = lexicon.reporting
    .in(words)
    .filter(({ from }) => !isNoun(words, from))
    .map(({ value, ...range }) => ({ range, kind: value }));
  const phrases = lexicon.attributions.in(words).map((range) => ({ range, kind: "phrase" as const }));
  return [...verbs, ...phrases].map(({ range, kind }) => {
    const { clause, sentence = 0 } = words[range.from] ?? {};
    const isSpeaker = (word: ClauseWord): boolean => word.clause === clause && word.hasContent;
    const before = kind === "phrase" ? [] : words.slice(Math.max(0, range.from - reach), range.from).filter(isSpeaker);
    const [first, ...others] = words.slice(range.to, range.to + reach).filter(isSpeaker);
    const after = first ? [first, ...(isName(first) ? others.filter(isName) : [])] : [];
    const inSentence = (word: ClauseWord): boolean => word.sentence === sentence && word.hasContent;
    const speakers = before.length > 0 ? before : after;
    const ahead = words.slice(0, range.from).filter((word) => inSentence(word) && !speakers.includes(word));
    const behind = words.slice(range.to).filter((word) => inSentence(word) && !speakers.includes(word));
    // "..., our counts suggest": what is said may stand before, where nothing comes behind.
    const isFirst = kind === "phrase" ? behind.length > ahead.length : behind.length > 1;
    return { range, kind, isFirst, said: isFirst ? behind : ahead, speakers };
  });
}

function isName({ text }: ClauseWord): boolean {
  return /^\p{Lu}/u.test(text);
}

/** "The United States", "the claim" and "was announced" say nothing of whose words they are. */
function isNoun(words: readonly ClauseWord[], index: number): boolean {
  const [before, word] = [words[index - 1], words[index]];
  if (!word) return false;
  return (before?.sentence === word.sentence && isName(word)) || notBefore.has(before?.form ?? "");
}
const notBefore: ReadonlySet<string> = new Set(
  "a an the his her its their this that any is are was were be been being".split(" "),
);
