import type { OcrLine, OcrText } from "../ocr/recognizePage.ts";
import type { Fragment } from "./fragments.ts";
import { type Line, median, type Segment } from "./readingOrder.ts";

/** A gap between words, in sizes of the letters, that is the space between two cells rather than two words. */
const cellGap = 2;

/** Recognised lines as those of a text layer, so that both become blocks in the same way. */
export function recognizedColumns({ columns }: OcrText): Line[][] {
  return joinRows(columns.map((lines) => lines.map(toLine)).filter((lines) => lines.length > 0));
}

/** Words of a line of a table's column at most, on the median; those of a column of text are longer. */
const cellWords = 4;
/** Share of the lines of one column that stand beside a line of the other. */
const leastBeside = 0.7;
/** How a value begins: a figure, with what may stand before it. */
const value = /^["“«‘'’(<>≤≥~±+–—−-]*\d/u;

/** The columns of a report or form, which recognition takes for columns of text, as the rows that they are. */
function joinRows(columns: readonly Line[][]): Line[][] {
  let groups: Line[][][] = [];
  for (const column of columns) {
    const same = groups.filter(
      (others) => others.some((other) => areCells(other, column)) && [...others, column].some(isOfValues),
    );
    const group = [...same.flat(), column];
    const at = groups.findIndex((others) => same.includes(others));
    groups = groups.filter((others) => !same.includes(others));
    groups.splice(at < 0 ? groups.length : at, 0, group);
  }
  return groups.map(([first = [], ...others]) => (others.length === 0 ? first : rowsOf([first, ...others].flat())));
}

/** Whether the lines of the shorter column stand beside those of the other, and both are short. */
function areCells(one: readonly Line[], other: readonly Line[]): boolean {
  const [few, many] = one.length < other.length ? [one, other] : [other, one];
  const beside = few.filter((line) => many.some((next) => areBeside(line, next)));
  return (
    many.length > 2 &&
    beside.length >= leastBeside * few.length &&
    [few, many].every((lines) => median(lines.map((line) => wordsOf(line).length)) <= cellWords)
  );
}

/** Addresses that stand beside each other are read one after the other; figures and the labels of a form belong to their rows. */
function isOfValues(lines: readonly Line[]): boolean {
  const count = (test: (words: string[]) => boolean) => lines.filter((line) => test(wordsOf(line))).length;
  const values = count(([first = ""]) => value.test(first));
  const labels = count((words) => words.at(-1)?.endsWith(":") === true);
  return Math.max(values, labels) > 0.5 * lines.length;
}

function areBeside(one: Line, other: Line): boolean {
  return Math.abs(one.v - other.v) < 0.5 * Math.min(one.size, other.size) && (one.u1 < other.u0 || other.u1 < one.u0);
}

function wordsOf({ segments }: Line): string[] {
  return segments.flatMap(({ fragments }) => fragments.map(({ text }) => text.trim()));
}

function rowsOf(lines: readonly Line[]): Line[] {
  const rows: Line[] = [];
  for (const line of lines.toSorted((a, b) => a.v - b.v)) {
    const last = rows.at(-1);
    if (!last || !areBeside(last, line)) {
      rows.push(line);
      continue;
    }
    const segments = [...last.segments, ...line.segments].sort((a, b) => a.u0 - b.u0);
    const [u0, u1] = [Math.min(last.u0, line.u0), Math.max(last.u1, line.u1)];
    rows[rows.length - 1] = { ...last, segments, u0, u1 };
  }
  return rows;
}

function toLine({ words, v, size }: OcrLine): Line {
  const segments: Segment[] = [];
  for (const { text, u0, u1, box, doubtful } of words) {
    const fragment: Fragment = {
      text,
      u0,
      u1,
      v,
      size,
      bold: false,
      rtl: false,
      vertical: false,
      spaced: true,
      box,
      ...(doubtful && { doubtful }),
    };
    const last = segments.at(-1);
    if (!last || u0 - last.u1 > cellGap * size) {
      segments.push({ fragments: [fragment], u0, u1, v, size, characters: text.length });
      continue;
    }
    // The recogniser told the words apart; how near their letters stand does not matter.
    const before = last.fragments.at(-1);
    if (before) before.text += " ";
    last.fragments.push(fragment);
    last.u1 = Math.max(last.u1, u1);
    last.characters += text.length;
  }
  return { segments, u0: words[0]?.u0 ?? 0, u1: Math.max(0, ...words.map(({ u1 }) => u1)), v, size };
}
