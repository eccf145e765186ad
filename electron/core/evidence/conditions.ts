import { type Clauses, type ClauseWord, hasSameWord, type WordRange } from "./clauses.ts";
import type { Lexicon } from "./lexicon/lexicon.ts";

/** What a sentence makes another thing of it depend on. */
export interface Condition {
  /** exception: it says what is left out; leave: somebody has to give it; question: it only asks, and nothing depends on it */
  readonly kind: "condition" | "exception" | "leave" | "question";
  /** true of what may be so or not: what it says is no fact */
  readonly isOpen: boolean;
  /** the words that begin it */
  readonly cue: string;
  /** with its cue, up to the next mark */
  readonly range: WordRange;
  readonly sentence: number;
}

/** The conditions, the exceptions and the leave that is needed, of a text. */
export function conditionsOf(clauses: Clauses): Condition[] {
  const { words, lexicon } = clauses;
  const begun = lexicon.conditions.in(words).flatMap(({ value, from, to }): Condition[] => {
    if (value === "harmless") return [];
    const range = { from, to: endOf(clauses, to) };
    if (isPeriod(words.slice(range.from, range.to))) return [];
    const cue = words.slice(from, to).map(({ form }) => form);
    const kind = value === "circumstance" ? "condition" : value;
    const isOpen = value === "condition" || value === "question";
    return [{ kind, isOpen, cue: cue.join(" "), range, sentence: words[from]?.sentence ?? 0 }];
  });
  const isInBegun = ({ range }: Condition): boolean =>
    begun.some((other) => other.range.from <= range.from && range.to <= other.range.to);
  return [...begun, ...leaveNeededIn(clauses).filter((leave) => !isInBegun(leave))];
}

/** True where a text speaks of leave that somebody gives. */
export function speaksOfLeave({ words, lexicon }: Clauses): boolean {
  return lexicon.leave.in(words).length > 0;
}

/**
 * True where a sentence names an exception that the claim names too: what it forbids but with leave may be done with leave.
 *
 * @param kinds of what makes the exception
 */
export function isExcepted(
  said: Clauses,
  clauses: Clauses,
  sentence: number | undefined,
  kinds: readonly Condition["kind"][] = ["condition", "exception", "leave"],
): boolean {
  const { words, lexicon } = clauses;
  return conditionsOf(clauses).some((condition) => {
    if (condition.sentence !== sentence || !kinds.includes(condition.kind)) return false;
    if (condition.kind === "leave") return speaksOfLeave(said);
    return words
      .slice(condition.range.from)
      .some((word) => word.sentence === sentence && word.hasContent && hasSameWord(said.words, word, lexicon));
  });
}

/** Words between leave and what makes it a condition, at most: "requires the prior written consent". */
const reach = 6;

/** "Requires consent", "not without permission", "may, with the approval of the board": without leave it is not so. */
function leaveNeededIn({ words, lexicon }: Clauses): Condition[] {
  const modals = lexicon.modals.in(words);
  const needed = lexicon.leaveNeeded.in(words);
  const given = lexicon.leaveGiven
    .in(words)
    .filter(({ from }) => modals.some((modal) => words[modal.from]?.sentence === words[from]?.sentence));
  return lexicon.leave.in(words).flatMap(({ from, to }): Condition[] => {
    const clause = words[from]?.clause;
    const isNear = (cue: WordRange): boolean =>
      words[cue.from]?.clause === clause && (cue.to <= from ? from - cue.to <= reach : cue.from - to <= reach);
    const cue = [...needed, ...given.filter((each) => each.to <= from)].find(isNear);
    if (!cue) return [];
    const range = { from: Math.min(from, cue.from), to: Math.max(to, cue.to) };
    return [{ kind: "leave", isOpen: false, cue: "", range, sentence: words[from]?.sentence ?? 0 }];
  });
}

/** Where what begins before a word ends: at a mark, not where a clause hangs on it ("unless they pay all that is due"). */
function endOf({ text, words }: Clauses, from: number): number {
  for (let index = from + 1; index < words.length; index += 1) {
    if (/[,;:.()!?"“”„«»]|\s[–—-]\s/u.test(text.slice(words[index - 1]?.end, words[index]?.start))) return index;
  }
  return words.length;
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

/** A sentence of a quote. */
export interface QuoteSentence {
  readonly quote: number;
  readonly clauses: Clauses;
  readonly sentence: number;
  /** those that carry content */
  readonly content: readonly ClauseWord[];
}

export function sentencesOf(read: readonly Clauses[]): QuoteSentence[] {
  return read.flatMap((clauses, quote) =>
    [...Map.groupBy(clauses.words, ({ sentence }) => sentence)].map(([sentence, words]) => ({
      quote,
      clauses,
      sentence,
      content: words.filter(({ hasContent }) => hasContent),
    })),
  );
}

/** The words of a claim that stand among some words of its quotes, and of those the ones that stand in none of these other sentences. */
export function drawnFrom<W extends ClauseWord>(
  own: readonly W[],
  words: readonly ClauseWord[],
  others: readonly QuoteSentence[],
  lexicon: Lexicon,
): { readonly carried: readonly W[]; readonly alone: readonly W[] } {
  const carried = own.filter((word) => hasSameWord(words, word, lexicon));
  const alone = carried.filter((word) => !others.some(({ content }) => hasSameWord(content, word, lexicon)));
  return { carried, alone };
}
