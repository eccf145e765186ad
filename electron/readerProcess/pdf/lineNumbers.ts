import type { Fragment } from "./fragments.ts";
import { median } from "./readingOrder.ts";

/** Numbers that make a column of line numbers, at least. */
const least = 4;

interface Candidate {
  readonly fragment: Fragment;
  readonly value: number;
  /** what stands behind the number in the same piece */
  readonly rest: string;
}

/**
 * Pieces without the line numbers in the margins: a narrow column of numbers that rise with the lines of prose beside it, one for each
 * or for every nth. Numbers of lists, tables and verses that are content have rows, not running lines, beside them.
 */
export function leaveOutLineNumbers(fragments: readonly Fragment[]): Fragment[] {
  const left = columnAt(fragments, "left");
  const found = left ?? columnAt(fragments, "right");
  if (!found) return [...fragments];
  const numbers = new Map(found.map((candidate) => [candidate.fragment, candidate]));
  return fragments.flatMap((fragment) => {
    const candidate = numbers.get(fragment);
    if (!candidate) return [fragment];
    if (candidate.rest === "") return [];
    const cut = (fragment.u1 - fragment.u0) * (1 - candidate.rest.length / fragment.text.length);
    const [x, y, width, height] = fragment.box;
    return [
      { ...fragment, text: candidate.rest, u0: fragment.u0 + cut, box: [x + cut, y, width - cut, height] as const },
    ];
  });
}

function columnAt(fragments: readonly Fragment[], side: "left" | "right"): Candidate[] | null {
  const candidates = fragments.flatMap((fragment): Candidate[] => {
    const match = (side === "left" ? /^\s*(\d{1,5})(?:\s+(?=\S)|\s*$)/u : /^\s*(\d{1,5})\s*$/u).exec(fragment.text);
    return match?.[1] ? [{ fragment, value: Number(match[1]), rest: fragment.text.slice(match[0].length) }] : [];
  });
  if (candidates.length < least) return null;
  const edge =
    side === "left"
      ? Math.min(...candidates.map(({ fragment }) => fragment.u0))
      : Math.max(...candidates.map(({ fragment }) => fragment.u1));
  const size = median(candidates.map(({ fragment }) => fragment.size));
  const column = candidates
    .filter(({ fragment }) => Math.abs((side === "left" ? fragment.u0 : fragment.u1) - edge) < 3 * size)
    .sort((a, b) => a.fragment.v - b.fragment.v);
  const numbers = risingRun(column);
  if (numbers.length < least) return null;
  const taken = new Set(numbers.map(({ fragment }) => fragment));
  const texts = fragments.filter((fragment) => !taken.has(fragment));
  const ends = numbers.map(({ fragment, rest }) => (rest === "" ? fragment.u1 : fragment.u0 + 1.2 * size));
  // Nothing but the numbers stands in their margin.
  const inner = side === "left" ? Math.max(...ends) : Math.min(...numbers.map(({ fragment }) => fragment.u0));
  const [top, foot] = [numbers[0]?.fragment.v ?? 0, numbers.at(-1)?.fragment.v ?? 0];
  const beside = texts.filter(({ v }) => v > top - size && v < foot + size);
  const isFree = beside.every(({ u0, u1 }) => (side === "left" ? u0 > inner - 0.3 * size : u1 < inner + 0.3 * size));
  if (!isFree) return null;
  const lines = linesOf([
    ...beside,
    ...numbers.flatMap(({ fragment, rest }) => (rest ? [{ ...fragment, text: rest }] : [])),
  ]);
  return isProse(lines) && keepsPace(numbers, lines) ? numbers : null;
}

/** The longest run of values that rise by one step. */
function risingRun(column: readonly Candidate[]): Candidate[] {
  let best: Candidate[] = [];
  const steps = column.slice(1).map(({ value }, index) => value - (column[index]?.value ?? value));
  const step = [...new Set(steps)].sort(
    (a, b) => steps.filter((s) => s === b).length - steps.filter((s) => s === a).length,
  )[0];
  if (step === undefined || step < 1 || step > 10) return best;
  let run: Candidate[] = [];
  for (const candidate of column) {
    const last = run.at(-1);
    if (last && candidate.value - last.value === step) run.push(candidate);
    else {
      if (run.length > best.length) best = run;
      run = [candidate];
    }
  }
  return run.length > best.length ? run : best;
}

interface TextLine {
  readonly v: number;
  text: string;
  u1: number;
  gaps: number;
}

function linesOf(fragments: readonly Fragment[]): TextLine[] {
  const lines: TextLine[] = [];
  for (const { v, u0, u1, size, text } of [...fragments].sort((a, b) => a.v - b.v || a.u0 - b.u0)) {
    const last = lines.at(-1);
    if (last && v - last.v < 0.5 * size) {
      if (u0 - last.u1 > 1.1 * size) last.gaps++;
      last.text += ` ${text}`;
      last.u1 = Math.max(last.u1, u1);
    } else lines.push({ v, text, u1, gaps: 0 });
  }
  return lines;
}

/** Lines that go on in the next one; rows of a table or items of a list do not. */
function isProse(lines: readonly TextLine[]): boolean {
  const whole = lines.filter(({ text }) => text.trim().length > 20);
  // The page numbers of a table of contents rise too.
  if (whole.length < least || lines.some(({ text }) => /(?:\.\s?){5}/u.test(text))) return false;
  const goingOn = lines.filter(({ text }, index) => index > 0 && /^\s*\p{Ll}/u.test(text)).length;
  return whole.filter(({ gaps }) => gaps === 0).length > 0.7 * lines.length && goingOn >= 0.25 * lines.length;
}

/** The numbers count the lines, or stand at equal distances as on a page with printed ones. */
function keepsPace(numbers: readonly Candidate[], lines: readonly TextLine[]): boolean {
  const size = numbers[0]?.fragment.size ?? 10;
  const rowOf = ({ fragment }: Candidate) => lines.findIndex(({ v }) => Math.abs(v - fragment.v) < 0.5 * size);
  const pitches: number[] = [];
  let counted = 0;
  for (const [index, number] of numbers.entries()) {
    const before = numbers[index - 1];
    if (!before) continue;
    const [from, to] = [rowOf(before), rowOf(number)];
    if (from >= 0 && to - from === number.value - before.value) counted++;
    pitches.push(number.fragment.v - before.fragment.v);
  }
  const pitch = median(pitches);
  const even = pitches.filter((value) => Math.abs(value - pitch) < 0.1 * pitch).length;
  return counted >= 0.8 * pitches.length || (even >= 0.9 * pitches.length && numbers.length >= 8);
}
