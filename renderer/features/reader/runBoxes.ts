import type { Page, Run } from "../../../electron/contract/documents.ts";

/** A box in PDF points from the top left corner of the page as shown. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Width of a text in any unit; only ratios within one run are used. */
export type Measure = (text: string) => number;

/**
 * Where `start` to `end` of a page's text stands on the rendered page: for each run in the range the part of its box
 * that the range takes, neighbours on one line merged. A run of one range that stands upright (turned text) is lit whole,
 * because its direction is not known and a mark that is too long is better than one on the wrong words.
 */
export function rangeBoxes(page: Pick<Page, "text" | "runs">, start: number, end: number, measure: Measure): Box[] {
  const boxes: Box[] = [];
  for (const run of page.runs) {
    const from = Math.max(start, run[0]);
    const to = Math.min(end, run[1]);
    if (from >= to || page.text.slice(from, to).trim() === "") continue;
    boxes.push(partOf(run, page.text, from, to, measure));
  }
  return mergeLines(boxes);
}

function partOf(run: Run, text: string, from: number, to: number, measure: Measure): Box {
  const [start, end, x, y, width, height] = run;
  const whole = { x, y, width, height };
  if (from === start && to === end) return whole;
  const isUpright = height > width * 1.5 && end - start > 2;
  const total = measure(text.slice(start, end));
  if (isUpright || total <= 0) return whole;
  const before = (measure(text.slice(start, from)) * width) / total;
  const part = (measure(text.slice(from, to)) * width) / total;
  const left = runsRightToLeft(text.slice(start, end)) ? x + width - before - part : x + before;
  return { x: left, y, width: part, height };
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
