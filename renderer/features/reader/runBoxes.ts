import type { Page, Run } from "../../../electron/contract/documents.ts";

/** A box in PDF points from the top left corner of the page as shown. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Width of a text in any unit; only ratios within one word or run are used. */
export type Measure = (text: string) => number;

/** Where the ink of a run's words stands: one stretch `[from, to]` in points for each word, left to right; null where it cannot be told. */
export type WordEdges = (box: Box, words: number) => readonly (readonly [number, number])[] | null;

/**
 * Where `start` to `end` of a page's text stands on the rendered page: for each run in the range the part of its box
 * that the range takes, neighbours on one line merged. Within a run the ink of its words decides where it is known,
 * else the widths of its letters. A run of turned text is lit whole, because its direction is not known and a mark that
 * is too long is better than one on the wrong words.
 */
export function rangeBoxes(
  page: Pick<Page, "text" | "runs">,
  start: number,
  end: number,
  measure: Measure,
  edges: WordEdges = () => null,
): Box[] {
  const boxes: Box[] = [];
  for (const run of page.runs) {
    const from = Math.max(start, run[0]);
    const to = Math.min(end, run[1]);
    if (from >= to || page.text.slice(from, to).trim() === "") continue;
    boxes.push(partOf(run, page.text, from, to, measure, edges));
  }
  return mergeLines(boxes);
}

function partOf(run: Run, text: string, from: number, to: number, measure: Measure, edges: WordEdges): Box {
  const [start, end, x, y, width, height] = run;
  const box = { x, y, width, height };
  const isUpright = height > width * 1.5 && end - start > 2;
  if ((from === start && to === end) || isUpright) return box;
  const line = text.slice(start, end);
  const isRightToLeft = runsRightToLeft(line);
  const part = text.slice(from, to);
  const first = from - start + (part.length - part.trimStart().length);
  const last = to - start - (part.length - part.trimEnd().length);
  const words = wordsOf(line, box, isRightToLeft, measure, edges) ?? [
    { start: 0, end: line.length, left: x, right: x + width },
  ];
  const one = placeIn(words, line, first, measure, isRightToLeft, true);
  const other = placeIn(words, line, last, measure, isRightToLeft, false);
  return { x: Math.min(one, other), y, width: Math.abs(other - one), height };
}

/** A word of a run: its range in the run's text and its ink. */
interface Word {
  readonly start: number;
  readonly end: number;
  readonly left: number;
  readonly right: number;
}

function wordsOf(line: string, box: Box, isRightToLeft: boolean, measure: Measure, edges: WordEdges): Word[] | null {
  // a line of both directions shows its words in another order than it names them
  if (isRightToLeft && /[\p{Script=Latin}\p{Nd}]/u.test(line)) return null;
  const ranges = [...line.matchAll(/\S+/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  const found = ranges.length > 1 ? edges(box, ranges.length) : null;
  if (!found || found.length !== ranges.length) return null;
  const ordered = isRightToLeft ? found.toReversed() : found;
  const words = ranges.flatMap((range, index) => {
    const ink = ordered[index];
    return ink ? [{ ...range, left: ink[0], right: ink[1] }] : [];
  });
  return areLikely(words, line, measure) ? words : null;
}

/** Whether each word is about as wide as its letters say: a cut at the wrong gap makes one far too wide or narrow. */
function areLikely(words: readonly Word[], line: string, measure: Measure): boolean {
  const widths = words.map(({ start, end, left, right }) => ({
    ink: right - left,
    letters: measure(line.slice(start, end)),
    length: end - start,
  }));
  const scale = sum(widths.map(({ ink }) => ink)) / Math.max(1e-6, sum(widths.map(({ letters }) => letters)));
  return widths.every(({ ink, letters, length }) => {
    const ratio = ink / Math.max(1e-6, letters * scale);
    return length <= 2 ? ratio > 0.3 && ratio < 2.5 : ratio > 0.65 && ratio < 1.5;
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Where the letter at an offset of the run begins; for an end, where the letter before it ends. */
function placeIn(
  words: readonly Word[],
  line: string,
  offset: number,
  measure: Measure,
  isRightToLeft: boolean,
  isStart: boolean,
): number {
  const word = isStart
    ? (words.find(({ end }) => offset < end) ?? words.at(-1))
    : (words.findLast(({ start }) => offset > start) ?? words[0]);
  if (!word) return 0;
  const inside = Math.min(Math.max(offset, word.start), word.end);
  const total = measure(line.slice(word.start, word.end));
  const width = word.right - word.left;
  const before = total > 0 ? (measure(line.slice(word.start, inside)) * width) / total : 0;
  return isRightToLeft ? word.right - before : word.left + before;
}

/** By the first strong letter (Unicode bidirectional classes R and AL, by script). */
export function runsRightToLeft(text: string): boolean {
  const strong = /\p{L}/u.exec(text);
  return strong !== null && /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u.test(strong[0]);
}

/** Boxes that follow each other on one line, less than about a space apart, become one. */
function mergeLines(boxes: readonly Box[]): Box[] {
  const merged: Box[] = [];
  for (const box of boxes) {
    const last = merged.at(-1);
    if (last && onOneLine(last, box) && gapBetween(last, box) < 0.75 * Math.max(last.height, box.height)) {
      merged[merged.length - 1] = union(last, box);
    } else merged.push(box);
  }
  return merged;
}

function onOneLine(a: Box, b: Box): boolean {
  const shared = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return shared > 0.6 * Math.min(a.height, b.height);
}

function gapBetween(a: Box, b: Box): number {
  return Math.max(a.x, b.x) - Math.min(a.x + a.width, b.x + b.width);
}

function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
