import { fold, type Folded, foldWithPlaces } from "../text/fold.ts";
import { searchedBySignClass } from "../text/scripts.ts";
import type { Snippet } from "../../contract/search.ts";

/**
 * Text as FTS5 indexes it: folded, as a query is, and of scripts that put no spaces between words or hang endings on them every letter
 * for itself. Its unicode61 tokenizer takes a run of letters for one word, which fails Chinese, Japanese, Thai, Lao, Khmer, Burmese and
 * Korean; there a word is looked up as the phrase of its letters: any part of a text is found, and the index does not depend on the
 * dictionary of some ICU version. The mark between the letters is a noncharacter, which Unicode reserves for such internal use.
 */
export function indexed(text: string): string {
  return segment(fold(text));
}

/** For a column beside the text itself: null where the tokenizer makes the same of it by itself. */
export function indexedOrNull(text: string): string | null {
  return plain.test(text) && !text.includes("^") ? null : indexed(text);
}

/** Letters whose case and accents unicode61 folds too, and marks that part words in either way. */
const plain =
  /^[\p{ASCII}\u00a0§«»·¿¡°±À-ÅÇ-ÏÑ-ÖÙ-Ýà-åç-ïñ-öù-ýÿ\u0410-\u044f\u05d0-\u05ea\u0621\u0627-\u063a\u0641-\u0648\u064a\u0904-\u0957\u0964-\u097f\u2010-\u2027\u2030\u2039\u203a€−]*$/u;

function segment(text: string): string {
  return unspaced.test(text) ? text.replace(betweenLetters, separator) : text;
}

/**
 * The FTS5 expression for what a person types into a search field: all words must be there, the last one may be the start
 * of a word (if it has two letters), words in quotation marks stand together. Null where there is nothing to look for.
 */
export function matchAll(query: string): string | null {
  const words = searchedWords(query);
  return words.length === 0 ? null : words.map(({ text, isStart }) => `"${text}"${isStart ? " *" : ""}`).join(" AND ");
}

interface SearchedWord {
  /** as it is indexed, without quotation marks */
  readonly text: string;
  /** what follows it may belong to the same word */
  readonly isStart: boolean;
}

function searchedWords(query: string): SearchedWord[] {
  const parts = [...query.replaceAll("\0", " ").matchAll(/"([^"]*)"|([^\s"]+)/gu)].map(([, phrase, word]) => ({
    text: indexed(phrase ?? word ?? "").replaceAll('"', " "),
    whole: phrase !== undefined,
  }));
  const words = parts.filter((part) => wordCharacter.test(part.text));
  return words.map((word, index) => ({ text: word.text, isStart: index === words.length - 1 && canBeStart(word) }));
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
  for (const { segment: word, isWordLike } of wordsOf.segment(fold(query.replaceAll("\0", " ")))) {
    // "Mieter:innen", "l'eau": two words of the index.
    for (const part of isWordLike === true ? word.split(/(?<=\p{L}\p{M}*)[:'’](?=\p{L})/u) : []) {
      if (wordCharacter.test(part)) words.add(part);
    }
  }
  const telling = [...words].filter((word) => !particle.test(word));
  const chosen = (telling.length > 0 ? telling : [...words])
    .toSorted((one, other) => other.length - one.length)
    .slice(0, retrievalWords);
  if (chosen.length === 0) return null;
  return chosen.flatMap((word) => [quote(word), ...beginning(word)]).join(" OR ");
}

/** Tokens of a snippet; a letter each in scripts without spaces. */
const snippetTokens = 32;
/** Of them before the first hit. */
const tokensBefore = 8;

/** The stretch of a text that has most of the words of a query, as runs of plain text; the words are looked for as the index does. */
export function snippetOf(text: string, query: string): Snippet {
  const { folded, places } = indexedWithPlaces(text);
  const tokens = [...folded.matchAll(tokenPattern)].map(({ 0: token, index }) => ({
    start: index,
    end: index + token.length,
  }));
  const hits = searchedWords(query)
    .flatMap(({ text: word, isStart }, number) =>
      [...folded.matchAll(patternOf(word, isStart))].map((match) => ({
        number,
        start: match.index,
        end: match.index + match[0].length,
      })),
    )
    .toSorted((a, b) => a.start - b.start);
  const window = bestWindow(tokens, hits);
  const shown = hits.filter(({ start, end }) => start >= window.start && end <= window.end);
  const runs: Snippet = [];
  const add = (from: number, to: number, hit: boolean): void => {
    if (to > from) runs.push({ text: text.slice(from, to), hit });
  };
  let at = window.isFirst ? 0 : (places.starts[window.start] ?? 0);
  for (const { start, end } of shown) {
    const [from, to] = [places.starts[start] ?? at, places.ends[end - 1] ?? at];
    if (from < at) continue;
    add(at, from, false);
    add(from, to, true);
    at = to;
  }
  add(at, window.isLast ? text.length : (places.ends[window.end - 1] ?? text.length), false);
  if (!window.isFirst) runs.unshift({ text: "…", hit: false });
  if (!window.isLast) runs.push({ text: "…", hit: false });
  return onOneLine(runs);
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

function bestWindow(
  tokens: readonly Stretch[],
  hits: readonly (Stretch & { readonly number: number })[],
): Stretch & { isFirst: boolean; isLast: boolean } {
  const last = Math.max(0, tokens.length - snippetTokens);
  const starts = new Set([0]);
  for (const { start } of hits) {
    const token = tokens.findIndex(({ end }) => end > start);
    starts.add(Math.max(0, Math.min(last, token - tokensBefore)));
  }
  let best = { from: 0, words: -1 };
  for (const from of starts) {
    const [start, end] = [tokens[from]?.start ?? 0, tokens[from + snippetTokens - 1]?.end ?? Infinity];
    const inside = hits.filter((hit) => hit.start >= start && hit.end <= end);
    const words = new Set(inside.map(({ number }) => number)).size;
    if (words > best.words) best = { from, words };
  }
  return {
    start: tokens[best.from]?.start ?? 0,
    end: tokens[best.from + snippetTokens - 1]?.end ?? Infinity,
    isFirst: best.from === 0,
    isLast: best.from >= last,
  };
}

/** Where a word of a query stands in indexed text: the same tokens one after the other. */
function patternOf(word: string, isStart: boolean): RegExp {
  const tokens = (word.match(tokenPattern) ?? []).join(`[^${tokenClass}]+`);
  return new RegExp(`(?<![${tokenClass}])${tokens}${isStart ? `[${tokenClass}]*` : `(?![${tokenClass}])`}`, "gu");
}

function indexedWithPlaces(text: string): { folded: string; places: Pick<Folded, "starts" | "ends"> } {
  const { text: plainText, starts, ends } = foldWithPlaces(text);
  const folded = segment(plainText);
  if (folded.length === plainText.length) return { folded, places: { starts, ends } };
  const places: { starts: number[]; ends: number[] } = { starts: [], ends: [] };
  let at = 0;
  for (let index = 0; index < folded.length; index += 1) {
    // A separator stands for no character.
    const isAdded = folded.charAt(index) === separator && plainText.charAt(at) !== separator;
    places.starts.push(starts[at] ?? text.length);
    places.ends.push(isAdded ? (starts[at] ?? text.length) : (ends[at] ?? text.length));
    if (!isAdded) at += 1;
  }
  return { folded, places };
}

function onOneLine(runs: Snippet): Snippet {
  const lines = runs.map(({ text, hit }) => ({ text: text.replaceAll(/\s+/gu, " "), hit }));
  return lines
    .map(({ text, hit }, index) => {
      const start = index === 0 ? text.trimStart() : text;
      return { text: index === lines.length - 1 ? start.trimEnd() : start, hit };
    })
    .filter(({ text }) => text !== "");
}

const tokenClass = "\\p{L}\\p{N}\\p{Co}\\p{M}";
const tokenPattern = new RegExp(`[${tokenClass}]+`, "gu");
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
