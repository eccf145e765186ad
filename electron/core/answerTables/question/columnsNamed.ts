import type { Column } from "../../../contract/answerTables.ts";
import { fold, foldedWords } from "../../text/fold.ts";
import { stemOf } from "../../text/stems.ts";
import { languagesOfStopWords, stopWordsOf } from "../../text/stopWords.ts";
import { isEndName, isStartName } from "../startAndEnd.ts";
import { endWords, having, idleWords, lacking, pastWords, splitEnd, startWords } from "./askedWords.ts";

/** A word of a question. */
export interface AskedToken {
  readonly text: string;
  readonly folded: string;
  readonly start: number;
  readonly end: number;
}

/** A place of a question that means one of these columns. */
export interface Named {
  /** the likeliest first */
  readonly columns: readonly Column[];
  /** indices of tokens, `end` exclusive */
  readonly from: number;
  readonly to: number;
}

export function askedTokens(question: string): AskedToken[] {
  return [...question.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[.\-/&][\p{L}\p{N}]+)*/gu)].map((match) => {
    const [text] = match;
    const folded = fold(text);
    return { text, folded, start: match.index, end: match.index + text.length };
  });
}

const allStops = new Set(languagesOfStopWords.flatMap((language) => [...stopWordsOf(language)]).map(fold));

/** True of words that say nothing by themselves in one of the languages. */
export function isStop(folded: string): boolean {
  return allStops.has(folded) || (folded.length < 2 && !/\d/u.test(folded));
}

/**
 * The columns that a question names: by their names, by the labels they have in documents, by parts of names that no other column has,
 * and ends and beginnings by verbs. Longer names first; no token is part of two.
 */
export function columnsNamed(question: string, tokens: readonly AskedToken[], columns: readonly Column[]): Named[] {
  const found: (Named & { readonly weight: number })[] = [];
  const add = (column: Column, from: number, to: number, weight: number): void => {
    const same = found.findIndex((each) => each.from === from && each.to === to);
    const known = found[same];
    if (!known) found.push({ columns: [column], from, to, weight });
    else if (!known.columns.includes(column)) {
      const ordered = weight > known.weight ? [column, ...known.columns] : [...known.columns, column];
      found[same] = { ...known, columns: ordered, weight: Math.max(weight, known.weight) };
    }
  };
  for (const { column, words, weight } of phrasesOf(columns)) {
    for (const { from, to } of placesOf(words, tokens)) {
      // "Verträge" is what the rows are, whatever begins with it.
      if (words.length === 1 && weight < 3 && idleWords.has(tokens[from]?.folded ?? "")) continue;
      add(column, from, to, weight + 2 * words.length);
    }
  }
  for (const [from, { folded }] of tokens.entries()) {
    for (const column of columns) if (isCompoundOf(column, folded)) add(column, from, from + 1, 1);
  }
  for (const [from, to, isNamed] of endsAndStarts(question, tokens)) {
    for (const column of columns) if (column.kind === "date" && isNamed(column)) add(column, from, to, 2);
  }
  const taken = new Set<number>();
  const kept: Named[] = [];
  for (const each of found.toSorted((a, b) => b.to - b.from - (a.to - a.from) || b.weight - a.weight)) {
    const places = Array.from({ length: each.to - each.from }, (_, index) => each.from + index);
    if (places.some((place) => taken.has(place))) continue;
    for (const place of places) taken.add(place);
    kept.push({ columns: each.columns, from: each.from, to: each.to });
  }
  return kept.toSorted((a, b) => a.from - b.from);
}

interface Phrase {
  readonly column: Column;
  readonly words: readonly string[];
  readonly weight: number;
}

function phrasesOf(columns: readonly Column[]): Phrase[] {
  const phrases: Phrase[] = [];
  const partsOfNames = new Map<string, Set<Column>>();
  for (const column of columns) {
    const own = contentWords(column.name, true);
    if (own.length > 0) phrases.push({ column, words: own, weight: 3 });
    for (const word of own) partsOfNames.set(word, (partsOfNames.get(word) ?? new Set()).add(column));
    for (const label of column.words) {
      const words = contentWords(label, false);
      if (words.length > 0) phrases.push({ column, words, weight: 1 });
    }
  }
  for (const [word, of] of partsOfNames) {
    const [column, ...others] = of;
    if (column && others.length === 0 && word.length > 3 && !idleWords.has(word)) {
      phrases.push({ column, words: [word], weight: 0 });
    }
  }
  return phrases;
}

/** Without words that say nothing by themselves; a name of such words alone keeps them. */
function contentWords(phrase: string, isName: boolean): string[] {
  const words = foldedWords(phrase);
  const content = words.filter((word) => !isStop(word) && !lacking.has(word) && !having.has(word));
  if (isName) return content.length > 0 ? content : words;
  return content.some((word) => !idleWords.has(word)) ? content : [];
}

/** Forms of one word: "Verträge" is none of "Vertragspartner", though they begin alike. */
export function isFormOf(a: string, b: string): boolean {
  return a === b || (stemOf(a) === stemOf(b) && Math.abs(a.length - b.length) <= 4);
}

/** Where these words follow one another, articles and prepositions aside. */
function placesOf(words: readonly string[], tokens: readonly AskedToken[]): { from: number; to: number }[] {
  return tokens.flatMap((_, from) => {
    let at = from;
    for (const [index, word] of words.entries()) {
      while (index > 0 && at < tokens.length && at - from < words.length + 2 && isStop(tokens[at]?.folded ?? ""))
        at += 1;
      const token = tokens[at];
      if (!token || !isFormOf(token.folded, word)) return [];
      at += 1;
    }
    return [{ from, to: at }];
  });
}

/** True of words by which a column is named or asked, each by itself. */
export function isWordOf({ name, question, words }: Column, folded: string): boolean {
  return [name, question, ...words].some((text) => foldedWords(text).some((word) => isFormOf(word, folded)));
}

/** "Monatsmiete" for "Miete", and "Frist" for "Kündigungsfrist". */
function isCompoundOf({ name, words }: Column, folded: string): boolean {
  if (folded.length < 5 || idleWords.has(folded) || isStop(folded)) return false;
  return [name, ...words].map(fold).some((label) => {
    if (label.length < 5 || label === folded || label.includes(" ") || idleWords.has(label)) return false;
    return folded.endsWith(label) || (label.endsWith(folded) && label.length > folded.length + 2);
  });
}

function endsAndStarts(
  question: string,
  tokens: readonly AskedToken[],
): (readonly [from: number, to: number, isNamed: (column: Column) => boolean])[] {
  const isEnd = ({ name, words }: Column): boolean => isEndName(name) || words.some(isEndName);
  const isStart = ({ name, words }: Column): boolean =>
    isStartName(name) || (!isEndName(name) && words.some(isStartName));
  const found: [number, number, (column: Column) => boolean][] = tokens.flatMap(({ folded }, index) => {
    if (endWords.test(folded) || pastWords.test(folded)) return [[index, index + 1, isEnd]];
    return startWords.test(folded) ? [[index, index + 1, isStart]] : [];
  });
  for (const match of foldedInPlace(question).matchAll(splitEnd)) {
    const at = tokens.findIndex(({ start }) => start === match.index);
    if (at >= 0) found.push([at, at + 1, isEnd]);
  }
  return found;
}

/** A text folded character by character, so that places are those of the text itself. */
export function foldedInPlace(text: string): string {
  return [...text.replaceAll("’", "'")]
    .map((character) => {
      const folded = fold(character);
      return folded.length === character.length ? folded : character.toLowerCase();
    })
    .join("");
}
