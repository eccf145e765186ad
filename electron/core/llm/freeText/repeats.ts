import { fold } from "../../text/fold.ts";
import { hasNegation, knowsNegation } from "../../text/negation.ts";
import { tokensOf } from "../../text/words.ts";

/** Remembers the sentences of an answer, to tell what it says again. */
export interface Repeats {
  /** True where a sentence was said before, or one of the last ones with a word more or less. What is new is remembered. */
  isAgain(sentence: string): boolean;
  /** True for the beginning of one of the last sentences: it would have been said again, had the answer not been cut off. */
  beginsAgain(text: string): boolean;
}

export function createRepeats(language: string): Repeats {
  const known = new Set<string>();
  // One word more can deny it all.
  const canTell = knowsNegation(language);
  let last: { readonly words: readonly string[]; readonly denies: boolean }[] = [];
  return {
    isAgain(sentence) {
      const words = wordsSaid(sentence);
      const key = words.join(" ");
      if (known.has(key)) return true;
      known.add(key);
      const denies = hasNegation(sentence, language);
      const isAgain = canTell && last.some((other) => other.denies === denies && areAlike(other.words, words));
      if (!isAgain) last = [...last.slice(1 - mostLast), { words, denies }];
      return isAgain;
    },
    beginsAgain(text) {
      const words = wordsSaid(text);
      return words.length > 0 && last.some((other) => words.slice(0, -1).every((word, at) => word === other.words[at]));
    },
  };
}

/** The sentences before that a new one is held against word by word. */
const mostLast = 4;
/** Share of the words of the longer sentence that the shorter one can lack. */
const mostAdded = 0.1;

/** True where one is the other with some words added, none of them a number. */
function areAlike(one: readonly string[], other: readonly string[]): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (long.length - short.length > mostAdded * long.length) return false;
  let at = 0;
  const added = long.filter((word) => {
    if (word !== short[at]) return true;
    at += 1;
    return false;
  });
  return at === short.length && added.every((word) => !/\p{N}/u.test(word));
}

function wordsSaid(sentence: string): string[] {
  return tokensOf(sentence)
    .map(({ key }) => fold(key))
    .filter((word) => !/^[.,;:!?"'()。，、；：！？]$/u.test(word) && !ties.has(word));
}

/** Words that only tie a sentence to the ones before it. */
const ties = new Set(
  "also additionally further furthermore moreover and auch zudem ausserdem und aussi egalement et tambien ademas y anche inoltre e tambem ook bovendien en".split(
    " ",
  ),
);
