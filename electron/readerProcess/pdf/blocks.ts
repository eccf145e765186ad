import { eastAsianClass } from "../../core/text/scripts.ts";
import type { BlockKind } from "../../contract/documents.ts";
import type { Piece } from "../pageText.ts";
import type { DraftRow } from "../tables.ts";
import type { Fragment } from "./fragments.ts";
import { joinLines, type WordMemory } from "./lineEnds.ts";
import { raiseOf, writeRaised } from "./raised.ts";
import { type Line, median, type Segment } from "./readingOrder.ts";
import { findTables, type TableRow } from "./tables.ts";

/** A block whose lines are not joined yet: line ends are repaired when more of the document is known. */
export interface LineBlock {
  kind: BlockKind;
  readonly lines: Piece[][];
  /** of a table's row: the lines of each cell */
  readonly cells?: readonly Piece[][][];
  /** of the same: which of its cells reach over several columns, whether it is bold */
  readonly row?: DraftRow;
  readonly size: number;
  readonly bold: boolean;
  /** top of the first line, 0 at the head of the page to 1 at its foot */
  readonly place: number;
}

const label =
  /^(?:[•▪◦‣●○■□◆➢✓✔✗✘☐☑☒❏❑❒❖\u2043]\s*(?=\S)|[*·–—-]\s+(?=\S)|\(?\d{1,3}(?:\.\d{1,3})*[.)]\s+(?=\S)|\(?[a-zA-Z][.)]\s+(?=\S)|\(?[ivxIVX]{1,5}[.)]\s+(?=\S))/u;
const bullet = /^[•▪◦‣●○■□◆➢✓✔✗✘☐☑☒❏❑❒❖\uF0B7\u2043*·–—-]\s*$/u;
const numbered = /^(?:\p{L}{1,12}\s)?\(?\d{1,2}(?:\.\d{1,2})*[.):]?\s+\S/u;
/** Who wrote it, below a headline. */
const byline = /^(?:by|von|par|por|di|door|av|af)\s+\p{Lu}/u;
const ended = /[.!?:;…。！？؟۔।]["'”’»)\]」』]*$/u;
const leaders = /(?:\.{4,}|(?:\s\.){4,}|…{2,}|_{6,})\s*[\divxlc]*$/u;
const eastAsian = new RegExp(`[${eastAsianClass}]`, "u");

/** Lines of the columns of a page, in reading order, as paragraphs, list items and table rows. */
export function toLineBlocks(columns: readonly (readonly Line[])[], pageHeight: number): LineBlock[] {
  const blocks: LineBlock[] = [];
  for (const column of columns) {
    const inside = columnBlocks(column, pageHeight);
    const before = lastOfText(blocks);
    const first = inside[0];
    if (before && first && goesOn(before, first)) {
      before.lines.push(...first.lines);
      inside.shift();
    }
    blocks.push(...inside);
  }
  return blocks;
}

/** Which blocks are entries of a table of contents: they end with the number of a page, as those around them do. */
export function contentsEntries(blocks: readonly LineBlock[]): ReadonlySet<number> {
  const led = blocks.map((block) => leaders.test(textOfBlock(block)));
  const isNear = (index: number, steps: readonly number[]) => steps.some((step) => led[index + step]);
  return new Set(
    blocks.flatMap((_, index) => (led[index] || (isNear(index, [1, 2]) && isNear(index, [-1, -2])) ? [index] : [])),
  );
}

/** A sentence that runs from the foot of one column to the head of the next. */
function goesOn(before: LineBlock, first: LineBlock): boolean {
  const [left, right] = [textOfBlock(before).trimEnd(), textOfBlock(first).trimStart()];
  return (
    (before.kind === "paragraph" || before.kind === "listItem") &&
    first.kind === "paragraph" &&
    Math.abs(before.size - first.size) < 0.06 * before.size &&
    before.bold === first.bold &&
    left.length > 40 &&
    !ended.test(left) &&
    /^\p{Ll}/u.test(right)
  );
}

function lastOfText(blocks: readonly LineBlock[]): LineBlock | undefined {
  const largest = Math.max(0, ...blocks.map(({ size }) => size));
  return blocks.findLast(({ size, kind }) => kind !== "footnote" && size > 0.6 * largest);
}

function columnBlocks(lines: readonly Line[], pageHeight: number): LineBlock[] {
  const rows = tableRows(lines);
  const tables = new Map(findTables(lines, rows).map((table) => [table.from, table]));
  let inTable = -1;
  const left = median(lines.map(({ u0 }) => u0));
  const right = Math.max(...lines.map(({ u1 }) => u1));
  const leadings = lines.slice(1).map((line, index) => line.v - (lines[index]?.v ?? 0));
  const leading = median(leadings.filter((value) => value > 2)) || 12;
  const textSize = median(lines.map(({ size }) => size));
  const blocks: LineBlock[] = [];
  const state: { open: { block: LineBlock; last: Line; first: Line } | null } = { open: null };
  for (const [index, line] of lines.entries()) {
    if (index <= inTable) continue;
    const table = tables.get(index);
    if (table) {
      blocks.push(...table.rows.map((row) => rowBlock(row, line, pageHeight)));
      state.open = null;
      inTable = table.to;
      continue;
    }
    const isRow = rows.has(index);
    const pieces = isRow ? rowPieces(line) : linePieces(line.segments);
    const text = textOf(pieces);
    const isItem = !isRow && label.test(text);
    const { open } = state;
    if (open && !isRow && open.block.kind !== "tableRow" && !breaks(open, line, text)) {
      open.block.lines.push(pieces);
      state.open = { ...open, last: line };
      continue;
    }
    const kind: BlockKind = isRow ? "tableRow" : isItem || leaders.test(text) ? "listItem" : "paragraph";
    const block: LineBlock = {
      kind,
      lines: [pieces],
      size: line.size,
      bold: isBold(line),
      place: (pieces[0]?.box?.[1] ?? 0) / pageHeight,
    };
    blocks.push(block);
    state.open = { block, last: line, first: line };
  }
  return blocks;

  function breaks(current: { block: LineBlock; last: Line; first: Line }, line: Line, text: string): boolean {
    const { block, last, first } = current;
    const previous = textOf(block.lines.at(-1) ?? []).trimEnd();
    const closed = ended.test(previous);
    if (leaders.test(previous) || leaders.test(text)) return true;
    const distance = line.v - last.v;
    // The lines of a headline stand wider apart than the text below it.
    const usual = line.size > 1.15 * textSize ? 1.6 * line.size : Math.max(1.25 * leading, 1.12 * line.size);
    if (distance > usual) return true;
    if (Math.abs(line.size - last.size) > 0.1 * Math.max(line.size, last.size)) return true;
    // A numbered heading, hardly larger than the text below it.
    const isLarger = last.size > (last.u1 < right - 2 * last.size ? 1.04 : 1.06) * line.size;
    if (isLarger && block.lines.length < 3 && numbered.test(textOf(block.lines[0] ?? [])) && !/^\p{Ll}/u.test(text))
      return true;
    const bold = isBold(line);
    // A heading that runs into its paragraph within a sentence or a word.
    const runsOn = /\p{L}[-‐]$/u.test(previous) || (!closed && /^\p{Ll}/u.test(text) && !byline.test(text));
    if (!runsOn && bold !== isBold(last) && (block.bold !== bold || closed)) return true;
    if (isCapitals(previous) !== isCapitals(text) && (isCapitals(previous) ? block.lines.length < 3 : closed))
      return true;
    const isLabelled = label.test(text);
    if (
      isLabelled &&
      (/^[^\d(a-zA-Z–—-]/u.test(text) || closed || block.kind === "listItem" || distance > 1.1 * leading)
    ) {
      return !/^[–—-]/u.test(text) || closed || block.kind === "listItem";
    }
    if (!closed) return false;
    const indent = 0.8 * line.size;
    if (block.kind === "listItem") return line.u0 < first.u0 + 0.3 * line.size && last.u0 > first.u0 + indent;
    if (line.u0 > left + indent && last.u0 <= left + 0.3 * line.size) return true;
    return last.u1 < left + 0.75 * (right - left) && /^[\p{Lu}\p{N}"“‘¿¡]/u.test(text);
  }
}

/** Lines that are rows of a table: their cells stand below each other. */
function tableRows(lines: readonly Line[]): ReadonlySet<number> {
  const gaps = lines.map((line) => wideGaps(line));
  const rows = new Set<number>();
  for (const [index, own] of gaps.entries()) {
    if (own.length === 0) continue;
    const size = lines[index]?.size ?? 10;
    const isNear = (other: number) => {
      const [line, neighbour] = [lines[index], lines[other]];
      if (!line || !neighbour || Math.abs(neighbour.v - line.v) > 4 * line.size) return false;
      return (gaps[other] ?? []).some((gap) =>
        own.some((mine) => Math.min(gap[1], mine[1]) - Math.max(gap[0], mine[0]) > 0.6 * line.size),
      );
    };
    const isRow = [index - 2, index - 1, index + 1, index + 2].some(isNear);
    if (isRow ? !isStretched(own, size) || own.length < 3 : own.length >= 3 && !isStretched(own, size)) rows.add(index);
  }
  return rows;
}

/** Equal gaps are the word spaces of a line stretched to its column's width, as far as such spaces are stretched. */
function isStretched(gaps: readonly (readonly [number, number])[], size: number): boolean {
  const widths = gaps.map(([from, to]) => to - from);
  return Math.max(...widths) < Math.min(3 * size, 1.2 * Math.min(...widths));
}

function wideGaps(line: Line): [number, number][] {
  const gaps: [number, number][] = [];
  const sorted = [...line.segments].sort((a, b) => a.u0 - b.u0);
  for (const [index, segment] of sorted.entries()) {
    const next = sorted[index + 1];
    if (!next || next.u0 - segment.u1 < 1.1 * line.size) continue;
    const before = sorted
      .slice(0, index + 1)
      .map(textOfSegment)
      .join("");
    // The number or bullet of a list item is no cell.
    if (index === 0 && (bullet.test(before) || /^\(?[\w]{1,4}[.)]$/u.test(before.trim()))) continue;
    gaps.push([segment.u1, next.u0]);
  }
  return gaps;
}

function rowBlock(row: TableRow, line: Line, pageHeight: number): LineBlock {
  const cells = row.cells.map((cell) => cell.map(linePieces));
  const letters = row.cells.flat(2).flatMap(({ fragments }) => fragments);
  const draft: DraftRow = {
    cells: row.spans.map((columns) => ({ columns })),
    isSetOff: letters.every(({ bold, text }) => bold || text.trim() === ""),
  };
  const pieces = cells.map((cell) => cell.flatMap((own, index) => (index > 0 ? [blank, ...own] : own)));
  const whole = pieces.flatMap((own, index) => (index > 0 ? [tab, ...own] : own));
  const top = whole.find(({ box }) => box)?.box?.[1] ?? 0;
  const facts = { size: line.size, bold: isBold(line), place: top / pageHeight };
  return { kind: "tableRow", lines: [whole], cells, row: draft, ...facts };
}

const tab: Piece = { text: "\t", box: null };
const blank: Piece = { text: " ", box: null };

function rowPieces(line: Line): Piece[] {
  const pieces: Piece[] = [];
  let previous: Segment | null = null;
  for (const segment of line.segments) {
    if (previous) {
      const gap = Math.max(segment.u0 - previous.u1, previous.u0 - segment.u1);
      pieces.push({ text: gap >= 0.9 * line.size ? "\t" : " ", box: null });
    }
    pieces.push(...linePieces([segment]));
    previous = segment;
  }
  return pieces;
}

/** The pieces of a line with the spaces between them. */
export function linePieces(segments: readonly Segment[]): Piece[] {
  const pieces: Piece[] = [];
  let previous: Fragment | null = null;
  let base: Fragment | undefined;
  const fragments = segments.flatMap((segment) => segment.fragments);
  for (const [index, fragment] of fragments.entries()) {
    const before = pieces.at(-1)?.text ?? "";
    // A mark that begins a note stands beside what follows it.
    const beside = base ?? fragments[index + 1];
    const raise = beside ? raiseOf(fragment, beside) : 0;
    if (previous && needsSpace(previous, fragment, before, raise)) pieces.push({ text: " ", box: null });
    const { box, doubtful } = fragment;
    pieces.push({ text: writeRaised(fragment.text, raise, before), box, ...(doubtful && { doubtful }) });
    previous = fragment;
    if (raise === 0) base = fragment;
  }
  return pieces;
}

function needsSpace(previous: Fragment, next: Fragment, before: string, raise: number): boolean {
  if (/\s$/u.test(before) || /^\s/u.test(next.text)) return false;
  const gap = Math.max(next.u0 - previous.u1, previous.u0 - next.u1);
  const size = Math.min(previous.size, next.size);
  if (eastAsian.test(before.at(-1) ?? "") && eastAsian.test(next.text[0] ?? "")) return gap > 1.5 * size;
  // Beside its base a raised mark is set a little apart.
  if (raise !== 0) return gap > 0.2 * previous.size;
  if (gap > 0.17 * size) return true;
  return next.spaced && gap > 0.05 * size;
}

/** A line in capitals alone, as headlines of one size with the text are set. */
export function isCapitals(text: string): boolean {
  return !/\p{Ll}/u.test(text) && /(?:\p{Lu}[^\p{L}]*){5}/u.test(text) && !/\d{3}/u.test(text);
}

function isBold(line: Line): boolean {
  let bold = 0;
  let all = 0;
  for (const fragment of line.segments.flatMap(({ fragments }) => fragments)) {
    all += fragment.text.length;
    if (fragment.bold) bold += fragment.text.length;
  }
  return bold > 0.85 * all;
}

function textOfSegment(segment: Segment): string {
  return segment.fragments.map(({ text }) => text).join("");
}

export function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}

export function textOfBlock(block: LineBlock): string {
  return block.lines.map(textOf).join(" ");
}

/** The text of a block, whose lines and cells are whole again. */
export function joinBlock({ lines, cells }: LineBlock, memory: WordMemory): Piece[] {
  if (!cells) return joinLines(lines, memory);
  return cells.flatMap((cell, index) => [...(index > 0 ? [tab] : []), ...joinLines(cell, memory)]);
}
