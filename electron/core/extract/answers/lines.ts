import type { DocumentText, Sentence } from "../../text/documentText.ts";
import { fold } from "../../text/fold.ts";
import { snowballStem } from "../../text/snowball.ts";
import { stopWordsOf } from "../../text/stopWords.ts";
import { type PlacedRow, rowsBySentence } from "../tables.ts";
import { writesDaysFirst } from "./dateValues.ts";

/** A word or figure of a line. */
export interface Token {
  readonly form: string;
  readonly stem: string;
  readonly start: number;
  readonly end: number;
  /** false of stop words and single letters */
  readonly content: boolean;
}

/** A stretch of text that labels and values are looked for in: a block of sentences, or a cell of a table. */
export interface Line {
  readonly index: number;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
  /** where each sentence begins in the text */
  readonly starts: readonly number[];
  readonly kind: Sentence["kind"];
  readonly section: number;
  /** the row and column it is a cell of */
  readonly cell: { readonly row: TableRow; readonly column: number } | null;
}

export interface TableRow extends PlacedRow {
  /** cells by their columns; null where one is empty */
  readonly lines: readonly (Line | null)[];
  /** position among the rows of its table on the page */
  readonly position: number;
}

/** A document as its labels and values are looked for, made once for all columns. */
export interface Prepared {
  readonly source: DocumentText;
  readonly language: string;
  /** in the order of the document, the cells of a row from left to right */
  readonly lines: readonly Line[];
  /** the rows of each table of the document */
  readonly tables: readonly (readonly TableRow[])[];
  readonly dayFirst: boolean;
  readonly lineOf: (sentence: Sentence) => Line | null;
}

export function prepare(source: DocumentText): Prepared {
  const { language } = source;
  const stops = stopWordsOf(language);
  const tokenize = (text: string): Token[] => tokensOf(text, language, stops);
  const placed = rowsBySentence(source);
  const lines: Line[] = [];
  const tables: TableRow[][] = [];
  const bySentence = new Map<Sentence, Line>();
  let last: PlacedRow | null = null;
  let group: Sentence[] = [];
  const add = (
    text: string,
    sentences: readonly Sentence[],
    starts: readonly number[],
    cell: Line["cell"],
  ): Line | null => {
    const [first] = sentences;
    if (!first) return null;
    const line: Line = {
      index: lines.length,
      text,
      tokens: tokenize(text),
      sentences,
      starts,
      kind: first.kind,
      section: first.section,
      cell,
    };
    lines.push(line);
    for (const sentence of sentences) if (!bySentence.has(sentence)) bySentence.set(sentence, line);
    return line;
  };
  const close = (): void => {
    const starts: number[] = [];
    let text = "";
    for (const sentence of group) {
      if (text !== "") text += " ";
      starts.push(text.length);
      text += sentence.text;
    }
    add(text, group, starts, null);
    group = [];
  };
  for (const sentence of source.sentences) {
    const row = placed.get(sentence);
    if (row) {
      if (group.length > 0) close();
      const continues = last !== null && last.table === row.table && tables.length > 0;
      if (!continues) tables.push([]);
      const table = tables.at(-1) ?? [];
      const cells: (Line | null)[] = [];
      const placedRow: TableRow = { ...row, lines: cells, position: table.length };
      for (const [column, text] of row.cells.entries())
        cells.push(text === "" ? null : add(text, [sentence], [0], { row: placedRow, column }));
      table.push(placedRow);
      last = row;
      continue;
    }
    last = null;
    if (group.length > 0 && group[0]?.block !== sentence.block) close();
    group.push(sentence);
  }
  if (group.length > 0) close();
  return {
    source,
    language,
    lines,
    tables,
    dayFirst: writesDaysFirst(source.pageTexts.values()),
    lineOf: (sentence) => bySentence.get(sentence) ?? null,
  };
}

/** The sentences of a line that a range of its text touches. */
export function sentencesAt({ sentences, starts }: Line, start: number, end: number): Sentence[] {
  return sentences.filter((sentence, index) => {
    const from = starts[index] ?? 0;
    return from < end && from + sentence.text.length > start;
  });
}

const tokenPattern = /[\p{L}\p{M}\p{N}]+|#|%|²/gu;
const numberWord = new Set("nr no nro num numero nummer number № # n".split(" "));

export function tokensOf(text: string, language: string, stops: ReadonlySet<string>): Token[] {
  return [...text.matchAll(tokenPattern)].map((match) => {
    const [word] = match;
    const form = fold(word);
    // "Invoice no." is the number of the invoice.
    const stem = numberWord.has(form) && form !== "no" ? "#" : (snowballStem(word, language) ?? form);
    return {
      form,
      stem,
      start: match.index,
      end: match.index + word.length,
      content: form.length > 1 && !stops.has(form) && !/^\d+$/u.test(form),
    };
  });
}
