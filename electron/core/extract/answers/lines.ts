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
  /** where what is said begins anew: a sentence behind a full stop, or a line of its own */
  readonly stops: readonly number[];
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
    kind: Line["kind"] | null = null,
  ): Line | null => {
    const [first] = sentences;
    if (!first) return null;
    const line: Line = {
      index: lines.length,
      text,
      tokens: tokenize(text),
      sentences,
      starts,
      stops: starts.filter(
        (start) => start === 0 || /[.!?:;…"”»)]\s*$/u.test(text.slice(0, start)) || text.charAt(start - 1) === "\n",
      ),
      kind: kind ?? (first.kind === "paragraph" && cell === null && isNumberedHeading(text) ? "heading" : first.kind),
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
      const last = group[starts.length - 1];
      if (last) {
        const gap = source.pageTexts.get(sentence.page)?.slice(last.end, sentence.start) ?? " ";
        const width = text.length - text.lastIndexOf("\n") - 1;
        text += /[\n\v\f\r\u2028]/u.test(gap) && width < widthOfPage ? "\n" : " ";
      }
      starts.push(text.length);
      text += linesOf(sentence.quote);
    }
    const heading = headingIn(text);
    if (heading !== null && group[0]?.kind === "paragraph") {
      const first = starts.findLastIndex((start) => start <= heading);
      add(text.slice(0, heading), group.slice(0, first + 1), starts.slice(0, first + 1), null, "heading");
      const rest = group.slice(first);
      add(
        text.slice(heading + 1),
        rest,
        starts.slice(first).map((start) => Math.max(0, start - heading - 1)),
        null,
      );
    } else add(text, group, starts, null);
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
    if (group.length > 0 && group.at(-1)?.block !== sentence.block && !goesOn(group, sentence)) close();
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

/** Characters of a line from which on its end may be that of the page's width. */
const widthOfPage = 45;

/** A text on one line, but for the ends of short lines, which are meant as such: in an address, under a label. */
function linesOf(quote: string): string {
  let from = 0;
  return quote.trim().replaceAll(/\s+/gu, (space, at: number) => {
    if (!/[\n\v\f\r\u2028]/u.test(space)) return " ";
    const isShort = at - from < widthOfPage;
    from = at + space.length;
    return isShort ? "\n" : " ";
  });
}

/** The number and name of a clause on a line of their own. */
function isNumberedHeading(text: string): boolean {
  return /^(?:(?:§+|art(?:icle|ikel|[íi]culo|icolo|igo)?\.?|clause|cl[áa]usula|section|ziffer|punkt|top)\s*\d{1,2}|\d{1,2}(?:\.\d+)*[.)])[.)]?[ºª°]?\s*[.:–—-]*\s+\p{Lu}[^.!?:\d]{2,60}$/iu.test(
    text,
  );
}

/** Where the number and name of a clause end that stand on the first line of its text; null where there are none. */
function headingIn(text: string): number | null {
  const match =
    /^(?:(?:§+|art(?:icle|ikel|[íi]culo|icolo|igo)?\.?|clause|cl[áa]usula|section|ziffer|punkt|top)\s*)?\d{1,2}(?:\.\d+)*[.)]?[ºª°]?\s*[.:–—-]*\s+[^\n.!?:]{3,70}(?=\n\p{Lu})/iu.exec(
      text,
    );
  return match ? match[0].length : null;
}

/** Where the width of the page ends a line within a sentence, readers of plain text may see two paragraphs. */
function goesOn(group: readonly Sentence[], next: Sentence): boolean {
  const last = group.at(-1);
  return (
    last !== undefined &&
    last.kind === "paragraph" &&
    next.kind === "paragraph" &&
    last.page === next.page &&
    group.length < 40 &&
    last.quote.length - last.quote.lastIndexOf("\n") > widthOfPage &&
    !/[.!?:;]["”»)]*$/u.test(last.text) &&
    /^[\p{Ll}\d(]/u.test(next.text)
  );
}

/** What a line says, sentence by sentence. */
export function statementsOf({
  text,
  stops,
}: Line): { readonly text: string; readonly start: number; readonly end: number }[] {
  return stops.map((start, index) => {
    const end = stops[index + 1] ?? text.length;
    return { text: text.slice(start, end).trim(), start, end };
  });
}

/** What is said where a range of a line stands, with its sentences. */
export function statementAt(
  line: Line,
  at: number,
): { readonly text: string; readonly sentences: readonly Sentence[] } {
  const start = line.stops.findLast((stop) => stop <= at) ?? 0;
  const end = line.stops.find((stop) => stop > at) ?? line.text.length;
  return {
    text: line.text.slice(start, end).replaceAll("\n", " ").trim(),
    sentences: sentencesAt(line, start, end - 1),
  };
}

/** The sentences of a line that a range of its text touches. */
export function sentencesAt({ sentences, starts, text }: Line, start: number, end: number): Sentence[] {
  return sentences.filter((_, index) => {
    return (starts[index] ?? 0) < end && (starts[index + 1] ?? text.length + 1) > start;
  });
}

const tokenPattern = /[\p{L}\p{M}\p{N}]+|[#=%²]/gu;
const numberWord = new Set("nr no nro num numero nummer number № # n".split(" "));

export function tokensOf(text: string, language: string, stops: ReadonlySet<string>): Token[] {
  return [...text.matchAll(tokenPattern)].map((match) => {
    const [word] = match;
    const form = fold(word);
    // "Invoice no." is the number of the invoice.
    const stem =
      numberWord.has(form) && form !== "no"
        ? "#"
        : /^ref(?:eren|$)/u.test(form)
          ? "#ref"
          : (snowballStem(word, language) ?? form);
    return {
      form,
      stem,
      start: match.index,
      end: match.index + word.length,
      content: form.length > 1 && !stops.has(form) && !/^\d+$/u.test(form),
    };
  });
}
