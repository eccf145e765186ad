import { countDense } from "../../core/text/scripts.ts";
import type { Fragment } from "./fragments.ts";

/** Pieces of one line without a wide gap. */
export interface Segment {
  readonly fragments: Fragment[];
  u0: number;
  u1: number;
  readonly v: number;
  size: number;
  characters: number;
}

/** One line of a column from top to bottom, its segments in the order of the content's direction. */
export interface Line {
  readonly segments: Segment[];
  readonly u0: number;
  readonly u1: number;
  readonly v: number;
  readonly size: number;
}

/**
 * Columns in reading order, each a list of lines. A recursive cut at gutters (after the XY-cut of Nagy and Seth): a gutter counts where
 * prose stands on both sides; what runs across it (a headline, a wide table) separates what is above from what is below.
 * Side by side cells of a table are no columns: their base lines agree and they are short.
 */
export function orderColumns(fragments: readonly Fragment[]): Line[][] {
  return split(toSegments(fragments), 0)
    .map(toLines)
    .filter((lines) => lines.length > 0);
}

/** Depth of columns within columns that is still looked for. */
const deepest = 6;
const bin = 2;

function toSegments(fragments: readonly Fragment[]): Segment[] {
  const segments: Segment[] = [];
  for (const fragment of fragments) {
    const last = segments.at(-1);
    const previous = last?.fragments.at(-1);
    const gap = last ? Math.max(fragment.u0 - last.u1, last.u0 - fragment.u1) : Infinity;
    const size = Math.max(fragment.size, last?.size ?? 0);
    const near = last && Math.abs(fragment.v - last.v) < 0.5 * size && gap < 0.6 * Math.min(size, 2 * fragment.size);
    if (last && previous && near && gap > -0.6 * size) {
      last.fragments.push(fragment);
      last.u0 = Math.min(last.u0, fragment.u0);
      last.u1 = Math.max(last.u1, fragment.u1);
      last.size = size;
      last.characters += fragment.text.length;
    } else {
      segments.push({
        fragments: [fragment],
        u0: fragment.u0,
        u1: fragment.u1,
        v: fragment.v,
        size: fragment.size,
        characters: fragment.text.length,
      });
    }
  }
  return segments;
}

function split(segments: Segment[], depth: number): Segment[][] {
  if (segments.length < 6 || depth >= deepest) return [segments];
  for (const gutter of gutters(segments)) {
    const bands = cutBands(segments, gutter);
    if (!bands.some(({ columns }) => columns)) continue;
    return bands.flatMap(({ columns, segments: inside }) => {
      if (!columns) return split(inside, depth + 1);
      const rtl = isRightToLeft(inside);
      const left = inside.filter(({ u1 }) => u1 <= gutter + 1);
      const right = inside.filter(({ u1 }) => u1 > gutter + 1);
      const sides = rtl ? [right, left] : [left, right];
      return sides.flatMap((side) => split(side, depth + 1));
    });
  }
  return [segments];
}

/** Places where few lines cross and text stands on both sides, best first. */
function gutters(segments: readonly Segment[]): number[] {
  const low = Math.min(...segments.map(({ u0 }) => u0));
  const high = Math.max(...segments.map(({ u1 }) => u1));
  const bins = Math.min(5000, Math.max(1, Math.ceil((high - low) / bin)));
  const begins = new Int32Array(bins + 2);
  const ends = new Int32Array(bins + 2);
  const at = (u: number) => Math.min(bins, Math.max(0, Math.floor((u - low) / bin)));
  for (const { u0, u1 } of segments) {
    begins[at(u0)] = (begins[at(u0)] ?? 0) + 1;
    ends[at(u1)] = (ends[at(u1)] ?? 0) + 1;
  }
  const runs: { score: number; centre: number; width: number }[] = [];
  let begun = 0;
  let ended = 0;
  let current: { score: number; from: number } | null = null;
  for (let index = 0; index <= bins; index++) {
    begun += begins[index] ?? 0;
    const left = ended;
    ended += ends[index] ?? 0;
    const crossing = begun - left;
    const right = segments.length - begun;
    const score = Math.min(left, right) - 0.6 * crossing;
    if (current && Math.abs(current.score - score) < 0.01) continue;
    if (current) {
      const width = index - current.from;
      runs.push({ score: current.score, centre: low + (current.from + width / 2) * bin, width: width * bin });
    }
    current = { score, from: index };
  }
  return runs
    .filter(({ score, width }) => score > 1 && width >= bin)
    .sort((a, b) => b.score + Math.min(b.width, 30) / 10 - (a.score + Math.min(a.width, 30) / 10))
    .slice(0, 8)
    .map(({ centre }) => centre);
}

interface Band {
  readonly columns: boolean;
  readonly segments: Segment[];
}

function cutBands(segments: readonly Segment[], gutter: number): Band[] {
  const across = (segment: Segment) => segment.u0 < gutter - 1 && segment.u1 > gutter + 1;
  const crossing = segments.filter(across).sort((a, b) => a.v - b.v);
  const sorted = [...segments].sort((a, b) => a.v - b.v);
  const raw: { across: boolean; segments: Segment[] }[] = [];
  let next = 0;
  for (const segment of sorted) {
    const isAcross = across(segment);
    // What shares a line with a crossing segment belongs to its band.
    while (next < crossing.length && (crossing[next]?.v ?? 0) < segment.v - 0.4 * segment.size) next++;
    const neighbour = crossing[next];
    const wide = isAcross || (neighbour !== undefined && Math.abs(neighbour.v - segment.v) < 0.3 * segment.size);
    const last = raw.at(-1);
    if (last && last.across === wide) last.segments.push(segment);
    else raw.push({ across: wide, segments: [segment] });
  }
  const bands: Band[] = [];
  for (const { across: wide, segments: inside } of raw) {
    const columns = !wide && areColumns(inside, gutter);
    const last = bands.at(-1);
    if (!columns && last && !last.columns) last.segments.push(...inside);
    else bands.push({ columns, segments: inStreamOrder(inside, segments) });
  }
  return bands.map((band) => ({ ...band, segments: inStreamOrder(band.segments, segments) }));
}

function inStreamOrder(some: readonly Segment[], all: readonly Segment[]): Segment[] {
  const wanted = new Set(some);
  return all.filter((segment) => wanted.has(segment));
}

function areColumns(segments: readonly Segment[], gutter: number): boolean {
  const left = segments.filter(({ u1 }) => u1 <= gutter + 1);
  const right = segments.filter(({ u0 }) => u0 >= gutter - 1);
  const leftLines = baseLines(left);
  const rightLines = baseLines(right);
  if (leftLines.length < 2 || rightLines.length < 2) return false;
  const size = median(segments.map((segment) => segment.size));
  const gap = Math.min(...right.map(({ u0 }) => u0)) - Math.max(...left.map(({ u1 }) => u1));
  if (gap < 0.55 * size) return false;
  const fewer = leftLines.length < rightLines.length ? leftLines : rightLines;
  const others = fewer === leftLines ? rightLines : leftLines;
  const agreeing = fewer.filter((v) => others.some((other) => Math.abs(other - v) < 0.2 * size)).length / fewer.length;
  const perLine = Math.min(charactersPerLine(left, leftLines), charactersPerLine(right, rightLines));
  // A line of prose in a script without spaces has fewer characters.
  if (agreeing < 0.5) return perLine >= 6 && Math.max(leftLines.length, rightLines.length) >= 3;
  const wideEnough = perLine >= (isUnspaced(segments) ? 10 : 22);
  return wideEnough && fill(left) > 0.55 && fill(right) > 0.55 && fewer.length >= 3;
}

function charactersPerLine(segments: readonly Segment[], lines: readonly number[]): number {
  return segments.reduce((sum, { characters }) => sum + characters, 0) / lines.length;
}

/** How much of the column's width its lines take on average. */
function fill(segments: readonly Segment[]): number {
  const width = Math.max(...segments.map(({ u1 }) => u1)) - Math.min(...segments.map(({ u0 }) => u0));
  const lines = baseLines(segments).length;
  return width === 0 ? 1 : segments.reduce((sum, { u0, u1 }) => sum + u1 - u0, 0) / lines / width;
}

function baseLines(segments: readonly Segment[]): number[] {
  const lines: number[] = [];
  for (const { v, size } of [...segments].sort((a, b) => a.v - b.v)) {
    if (lines.length === 0 || v - (lines.at(-1) ?? 0) > 0.4 * size) lines.push(v);
  }
  return lines;
}

function toLines(segments: readonly Segment[]): Line[] {
  const lines: { segments: Segment[]; main: Segment }[] = [];
  for (const segment of [...segments].sort((a, b) => a.v - b.v)) {
    let home: { segments: Segment[]; main: Segment } | undefined;
    for (let index = lines.length - 1; index >= Math.max(0, lines.length - 4); index--) {
      const line = lines[index];
      if (line && shareLine(line.main, segment) && fits(line.segments, segment)) {
        home = line;
        break;
      }
    }
    if (!home) lines.push({ segments: [segment], main: segment });
    else {
      home.segments.push(segment);
      if (segment.size > home.main.size) home.main = segment;
    }
  }
  return lines
    .sort((a, b) => a.main.v - b.main.v)
    .map(({ segments: inside, main }) => {
      const rtl = isRightToLeft(inside);
      return {
        segments: rtl
          ? turnLatinRuns(inside.flatMap(pieces).sort((a, b) => b.u1 - a.u1))
          : inside.sort((a, b) => a.u0 - b.u0),
        u0: Math.min(...inside.map(({ u0 }) => u0)),
        u1: Math.max(...inside.map(({ u1 }) => u1)),
        v: main.v,
        // What most of the line is set in: a large mark beside the text makes no headline of it.
        size: inside.reduce((most, segment) => (segment.characters > most.characters ? segment : most)).size,
      };
    });
}

/** A segment's fragments, each on its own. */
function pieces(segment: Segment): Segment[] {
  return segment.fragments.map((fragment) => {
    const { u0, u1, v, size, text } = fragment;
    return { fragments: [fragment], u0, u1, v, size, characters: text.length };
  });
}

function shareLine(main: Segment, segment: Segment): boolean {
  const size = Math.max(main.size, segment.size);
  const distance = Math.abs(main.v - segment.v);
  const small = Math.min(main.size, segment.size) < 0.8 * size;
  return distance < (small ? 0.55 : 0.35) * size;
}

/** Two pieces that cover the same place are two lines, however close. */
function fits(line: readonly Segment[], segment: Segment): boolean {
  return line.every((other) => {
    const overlap = Math.min(other.u1, segment.u1) - Math.max(other.u0, segment.u0);
    return overlap < 0.5 * Math.min(other.u1 - other.u0, segment.u1 - segment.u0) || overlap < 2;
  });
}

function isRightToLeft(segments: readonly Segment[]): boolean {
  let balance = 0;
  for (const { fragments } of segments) {
    for (const { rtl, text } of fragments) {
      if (rtl) balance += text.length;
      else if (/\p{L}/u.test(text)) balance -= text.length;
    }
  }
  return balance > 0;
}

/** Within a line that runs to the left, neighbouring pieces that run to the right keep their own order. */
function turnLatinRuns(segments: readonly Segment[]): Segment[] {
  const turned: Segment[] = [];
  let run: Segment[] = [];
  const flush = () => {
    turned.push(...run.toReversed());
    run = [];
  };
  for (const segment of segments) {
    const latin = segment.fragments.every(({ rtl, text }) => !rtl && /[A-Za-z]/u.test(text));
    const previous = run.at(-1);
    if (latin && (!previous || previous.u0 - segment.u1 < segment.size)) run.push(segment);
    else {
      flush();
      if (latin) run.push(segment);
      else turned.push(segment);
    }
  }
  flush();
  return turned;
}

function isUnspaced(segments: readonly Segment[]): boolean {
  const text = segments.map(({ fragments }) => fragments.map((fragment) => fragment.text).join("")).join("");
  const unspaced = countDense(text);
  return unspaced > text.length / 3;
}

export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
