import { searchedBySignClass } from "../text/scripts.ts";
import type { Snippet } from "../../contract/search.ts";

/**
 * Text as FTS5 indexes it. Its unicode61 tokenizer takes a run of letters for one word, which fails scripts that put no
 * spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) or hang endings on them (Korean). There every letter
 * is set apart and becomes a token of its own, and a word is looked up as the phrase of its letters: any part of a text is
 * found, and the index does not depend on the dictionary of some ICU version. The mark between the letters is a
 * noncharacter, which Unicode reserves for such internal use.
 */
export function segment(text: string): string {
  return unspaced.test(text) ? text.replace(betweenLetters, separator) : text;
}

/** For a column beside the text itself: null where the text can be indexed as it is. */
export function segmentedOrNull(text: string): string | null {
  return unspaced.test(text) ? segment(text) : null;
}

/**
 * The FTS5 expression for what a person types into a search field: all words must be there, the last one may be the start
 * of a word (if it has two letters), words in quotation marks stand together. Null where there is nothing to look for.
 */
export function matchAll(query: string): string | null {
  const parts = [...query.replaceAll("\0", " ").matchAll(/"([^"]*)"|([^\s"]+)/gu)].map(([, phrase, word]) => ({
    text: phrase ?? word ?? "",
    whole: phrase !== undefined,
  }));
  const words = parts.filter((part) => wordCharacter.test(part.text));
  if (words.length === 0) return null;
  return words
    .map((word, index) => quote(word.text) + (index === words.length - 1 && canBeStart(word) ? " *" : ""))
    .join(" AND ");
}

/** Words of a question that are looked up at most; of more, the longest, which say the most. */
const retrievalWords = 64;

/**
 * The FTS5 expression for passages that may answer a question: any of its words will do, and BM25 puts those with many and
 * rare ones first. Of longer words the beginning is looked up too, which stands for a stemmer in any language: against
 * exact words alone the right document of 195 came first for 89.5 instead of 88.2 % of 466 sentences of their summaries.
 * Null where there is nothing to look for.
 */
export function matchAny(query: string): string | null {
  const words = new Set<string>();
  for (const { segment: word, isWordLike } of wordsOf.segment(query.replaceAll("\0", " "))) {
    if (isWordLike && wordCharacter.test(word)) words.add(word.toLowerCase());
  }
  const telling = [...words].filter((word) => !particle.test(word));
  const chosen = (telling.length > 0 ? telling : [...words])
    .toSorted((one, other) => other.length - one.length)
    .slice(0, retrievalWords);
  if (chosen.length === 0) return null;
  return chosen.flatMap((word) => [quote(word), ...beginning(word)]).join(" OR ");
}

/** To be given to FTS5's `snippet` and `highlight` around a hit. */
export const hitStart = "\uFDD1";
export const hitEnd = "\uFDD2";

/** What `snippet` or `highlight` returned, as runs of plain text. */
export function toSnippet(marked: string): Snippet {
  const text = marked.replaceAll(separator, "").replaceAll(/\s+/gu, " ").trim();
  const runs: Snippet = [];
  for (const [index, piece] of text.split(hitStart).entries()) {
    const [hit, rest] = index === 0 ? ["", piece] : splitOnce(piece, hitEnd);
    if (hit) runs.push({ text: hit, hit: true });
    if (rest) runs.push({ text: rest, hit: false });
  }
  return runs;
}

const separator = "\uFDD0";

const scripts = searchedBySignClass;
const unspaced = new RegExp(`(?=[\\p{L}\\p{N}])[${scripts}]`, "u");
/** Between two letters or digits (marks stay with theirs) of which at least one belongs to such a script. */
const betweenLetters = new RegExp(
  `(?<=(?=[\\p{L}\\p{N}])[${scripts}]\\p{M}*)(?=[\\p{L}\\p{N}])|(?<=[\\p{L}\\p{N}]\\p{M}*)(?=(?=[\\p{L}\\p{N}])[${scripts}])`,
  "gu",
);
const wordCharacter = /[\p{L}\p{N}\p{Co}]/u;
/** One letter of a spaced script, or a particle in Hiragana: everywhere in a text, and telling nothing. */
const particle = /^(?:\p{Script=Hiragana}{1,2}|\p{Script=Latin}|\p{Script=Cyrillic}|\p{Script=Greek})$/u;
const wordsOf = new Intl.Segmenter(undefined, { granularity: "word" });

/** The first 70 % of a long word, at least five letters. */
function beginning(word: string): string[] {
  const letters = [...word];
  if (letters.length < 6 || unspaced.test(word)) return [];
  return [`${quote(letters.slice(0, Math.max(5, Math.ceil(letters.length * 0.7))).join(""))} *`];
}

function canBeStart(word: { text: string; whole: boolean }): boolean {
  return !word.whole && [...word.text].length > 1;
}

function quote(text: string): string {
  return `"${segment(text).replaceAll('"', '""')}"`;
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}
