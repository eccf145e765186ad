import type { Line, Segment } from "./readingOrder.ts";

/** A row of a table. */
export interface TableRow {
  /** for each column the lines of its cell, none for an empty one */
  readonly cells: readonly (readonly Segment[][])[];
  /** for each column how many columns its cell lies above, others of its row left aside */
  readonly spans: readonly number[];
}

export interface Table {
  /** the first of its lines and the last one, both its own */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly TableRow[];
}

interface Column {
  readonly u0: number;
  readonly u1: number;
}

interface Cell extends Column {
  readonly segments: Segment[];
}

/** A space that parts two cells, in sizes of the letters. */
const cellGap = 0.9;
/** Characters of a row from which its cells are paragraphs rather than wrapped lines. */
const longestRow = 900;

/**
 * Tables among the lines of a column. The columns come from all rows together, so that an empty cell keeps its place; lines of a cell
 * that wraps join their row. `isRow` names the lines whose cells stand below each other.
 */
export function findTables(lines: readonly Line[], isRow: ReadonlySet<number>): Table[] {
  const tables: Table[] = [];
  let next = 0;
  for (const start of [...isRow].sort((a, b) => a - b)) {
    if (start < next) continue;
    const table = tableFrom(lines, isRow, start, next);
    if (!table) continue;
    tables.push(table);
    next = table.to + 1;
  }
  return tables;
}

function tableFrom(lines: readonly Line[], isRow: ReadonlySet<number>, start: number, first: number): Table | null {
  const size = lines[start]?.size ?? 10;
  const cells = (index: number) => cellsOf(lines[index]);
  const distance = (index: number) => (lines[index]?.v ?? 0) - (lines[index - 1]?.v ?? 0);
  let to = start;
  for (let index = start + 1; index < Math.min(lines.length, to + 5); index++) {
    if (distance(index) > 4 * size) break;
    if (isRow.has(index)) to = index;
  }
  const own = () => indexes(start, to).filter((index) => isRow.has(index));
  if (own().length < 2) return null;
  let columns = columnsOf(own().map(cells), size);
  if (columns.length < 2) return null;
  const fits = (index: number) => fitsInto(cells(index), columns);
  // A line that runs across the columns ends the table.
  const crossing = indexes(start + 1, to).find((index) => !isRow.has(index) && !fits(index));
  if (crossing !== undefined) {
    to = own().findLast((index) => index < crossing) ?? start;
    if (own().length < 2) return null;
    columns = columnsOf(own().map(cells), size);
    if (columns.length < 2) return null;
  }
  // Rows of fewer cells below the last one that was told by its gaps.
  for (let index = to + 1; index < Math.min(lines.length, to + 4); index++) {
    if (distance(index) > 2.6 * size || !fits(index) || !isAlike(lines[index], size)) break;
    if (cells(index).length > 1) to = index;
  }
  let from = start;
  for (let index = start - 1; index >= Math.max(first, start - 3); index--) {
    if (distance(index + 1) > 2.6 * size || !fits(index) || !isAlike(lines[index], size)) break;
    if (cells(index).length > 2) from = index;
  }
  const wrap = wrapOf(
    indexes(from, to).map((index) => lines[index]?.v ?? 0),
    size,
  );
  if (wrap !== null) {
    const isPart = (index: number, apart: number) =>
      apart < wrap && cells(index).length === 1 && fits(index) && isAlike(lines[index], size);
    while (from > first && isPart(from - 1, distance(from))) from--;
    while (to + 1 < lines.length && isPart(to + 1, distance(to + 1))) to++;
  }
  const placed = indexes(from, to).map((index) => place(lines[index], columns));
  const vs = indexes(from, to).map((index) => lines[index]?.v ?? 0);
  const groups = joinWrapped(placed, vs, wrap);
  const rtl = own().filter((index) => isRightToLeft(lines[index])).length > own().length / 2;
  const rows = groups.map((group): TableRow => {
    const own = columns.map((_, column) => group.flatMap((line) => (line[column]?.length ? [line[column]] : [])));
    const spans = own.map((cell, column) => spanOf(cell, columns, column));
    // From right to left a cell begins in the last of its columns.
    return rtl ? { cells: own.toReversed(), spans: own.map(() => 1) } : { cells: own, spans };
  });
  return { from, to, rows };
}

/** How many columns a cell lies above: names of groups stand above the names of their columns. */
function spanOf(cell: readonly Segment[][], columns: readonly Column[], column: number): number {
  const segments = cell.flat();
  if (segments.length === 0) return 1;
  const u0 = Math.min(...segments.map((segment) => segment.u0));
  const u1 = Math.max(...segments.map((segment) => segment.u1));
  return Math.max(column, ...columnsUnder({ u0, u1 }, columns)) - column + 1;
}

function indexes(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function isRightToLeft(line: Line | undefined): boolean {
  const [left, right] = [line?.segments[0], line?.segments.at(-1)];
  return left !== undefined && right !== undefined && left.u0 > right.u0;
}

function isAlike(line: Line | undefined, size: number): boolean {
  return line !== undefined && Math.abs(line.size - size) < 0.15 * size;
}

function cellsOf(line: Line | undefined): Cell[] {
  const cells: Cell[] = [];
  if (!line) return cells;
  for (const segment of [...line.segments].sort((a, b) => a.u0 - b.u0)) {
    const last = cells.at(-1);
    if (last && segment.u0 - last.u1 < cellGap * line.size) {
      cells[cells.length - 1] = {
        u0: last.u0,
        u1: Math.max(last.u1, segment.u1),
        segments: [...last.segments, segment],
      };
    } else cells.push({ u0: segment.u0, u1: segment.u1, segments: [segment] });
  }
  return cells;
}

/** Columns that all rows leave free between them; a few cells may run across. */
function columnsOf(rows: readonly (readonly Cell[])[], size: number): Column[] {
  let best: { columns: Column[]; faults: number } | null = null;
  const most = rows.length < 3 ? 0 : Math.max(1, Math.min(3, rows.length / 5));
  for (let allowed = 0; allowed <= most && best?.faults !== 0; allowed++) {
    const columns = freeBetween(rows.flat(), allowed, size);
    let faults = 0;
    for (const row of rows) {
      const taken = row.map((cell) => columnsUnder(cell, columns));
      faults += taken.filter((under) => under.length > 1).length;
      faults += taken.length - new Set(taken.map((under) => under[0])).size;
    }
    if (!best || faults < best.faults) best = { columns, faults };
  }
  return best?.columns ?? [];
}

function freeBetween(cells: readonly Cell[], allowed: number, size: number): Column[] {
  const edges = cells
    .flatMap(({ u0, u1 }) => [
      { u: u0, step: 1 },
      { u: u1, step: -1 },
    ])
    .sort((a, b) => a.u - b.u || b.step - a.step);
  const columns: Column[] = [];
  let depth = 0;
  let from: number | null = null;
  for (const { u, step } of edges) {
    depth += step;
    if (from === null && depth > allowed) {
      const last = columns.at(-1);
      // What hardly parts them is no space between columns.
      if (last && u - last.u1 < 0.2 * size) {
        from = last.u0;
        columns.pop();
      } else from = u;
    } else if (from !== null && depth <= allowed) {
      columns.push({ u0: from, u1: u });
      from = null;
    }
  }
  return columns;
}

function columnsUnder({ u0, u1 }: Column, columns: readonly Column[]): number[] {
  const under = columns.flatMap((column, index) => {
    const overlap = Math.min(u1, column.u1) - Math.max(u0, column.u0);
    return overlap > Math.min(2, 0.3 * (column.u1 - column.u0)) ? [index] : [];
  });
  if (under.length > 0) return under;
  const middle = (u0 + u1) / 2;
  const away = columns.map((column) => Math.max(column.u0 - middle, middle - column.u1));
  return [away.indexOf(Math.min(...away))];
}

function fitsInto(cells: readonly Cell[], columns: readonly Column[]): boolean {
  const [left, right] = [columns[0]?.u0 ?? 0, columns.at(-1)?.u1 ?? 0];
  const taken = cells.map((cell) => columnsUnder(cell, columns));
  return (
    cells.every(({ u0, u1 }) => u0 > left - 3 && u1 < right + 30) &&
    taken.every((under) => under.length === 1) &&
    new Set(taken.map((under) => under[0])).size === taken.length
  );
}

/** The segments of each column on one line, in the order of its direction. */
function place(line: Line | undefined, columns: readonly Column[]): Segment[][] {
  const columnOf = new Map<Segment, number>();
  const own = (line?.segments ?? []).map((segment) => [segment]);
  for (const cell of cellsOf(line)) {
    const [column = 0, ...others] = columnsUnder(cell, columns);
    const figures = others.length > 0 ? figuresOf(cell, columns) : null;
    for (const segment of cell.segments) {
      const parts = figures?.get(segment) ?? [segment];
      own[line?.segments.indexOf(segment) ?? 0] = parts;
      for (const part of parts) columnOf.set(part, figures ? (columnsUnder(part, columns)[0] ?? column) : column);
    }
  }
  return columns.map((_, column) => own.flat().filter((segment) => columnOf.get(segment) === column));
}

/** Figures of several columns that stand too near to each other to be cells by their gaps; null where it is something else. */
function figuresOf(cell: Cell, columns: readonly Column[]): Map<Segment, Segment[]> | null {
  const figures = new Map<Segment, Segment[]>();
  for (const segment of cell.segments) {
    const parts = segment.fragments.flatMap((fragment) => {
      const words = [...fragment.text.matchAll(/\S+/gu)];
      const scale = (fragment.u1 - fragment.u0) / (fragment.text.length || 1);
      return words.map((word): Segment => {
        const u0 = fragment.u0 + word.index * scale;
        const u1 = u0 + word[0].length * scale;
        const [, y, , height] = fragment.box;
        const box = [fragment.box[0] + word.index * scale, y, word[0].length * scale, height] as const;
        const own = words.length === 1 ? fragment : { ...fragment, text: word[0], u0, u1, box };
        return { fragments: [own], u0, u1, v: segment.v, size: segment.size, characters: word[0].length };
      });
    });
    if (!parts.every((part) => isNumber(textIn([part])) && columnsUnder(part, columns).length === 1)) return null;
    figures.set(segment, parts);
  }
  return figures;
}

/** Lines nearer to each other than this are lines of one row; null where all stand equally far apart. */
function wrapOf(vs: readonly number[], size: number): number | null {
  const distances = vs
    .slice(1)
    .map((v, index) => v - (vs[index] ?? v))
    .sort((a, b) => a - b);
  let best: { ratio: number; at: number } | null = null;
  for (const [index, low] of distances.entries()) {
    const high = distances[index + 1];
    if (high === undefined || low > 1.5 * size || low < 0.1 * size) continue;
    if (high / low > 1.2 && (!best || high / low > best.ratio)) best = { ratio: high / low, at: (low + high) / 2 };
  }
  return best?.at ?? null;
}

type PlacedLine = readonly Segment[][];

function joinWrapped(placed: readonly PlacedLine[], vs: readonly number[], wrap: number | null): PlacedLine[][] {
  const near: PlacedLine[][] = [];
  for (const [index, line] of placed.entries()) {
    const apart = (vs[index] ?? 0) - (vs[index - 1] ?? -Infinity);
    if (wrap !== null && apart < wrap) near.at(-1)?.push(line);
    else near.push([line]);
  }
  const wrapped = near.filter((group) => group.length > 1);
  if (wrapped.length > 0 && wrapped.every(isOneRow)) return near;
  // Equal distances: a line goes on with the one before where all its cells do.
  const rows: PlacedLine[][] = [];
  for (const line of placed) {
    const last = rows.at(-1);
    if (last && goesOn(last, line)) last.push(line);
    else rows.push([line]);
  }
  return rows;
}

const textIn = (segments: readonly Segment[]) =>
  segments
    .map(({ fragments }) => fragments.map(({ text }) => text).join(""))
    .join(" ")
    .trim();
const isNumber = (text: string) => /\d/u.test(text) && /^[^\p{L}]*(?:[A-Z]{3}|%)?$/u.test(text);

/** Wrapped lines: no column has two numbers, and some lines lack cells or begin within a sentence. */
function isOneRow(group: readonly PlacedLine[]): boolean {
  const columns = group[0]?.length ?? 0;
  let characters = 0;
  for (let column = 0; column < columns; column++) {
    const texts = group.map((line) => textIn(line[column] ?? [])).filter((text) => text !== "");
    if (texts.filter(isNumber).length > 1) return false;
    characters += texts.join("").length;
  }
  if (characters > longestRow) return false;
  const filled = (line: PlacedLine) => line.filter((segments) => segments.length > 0).length;
  const fullest = Math.max(...group.map(filled));
  return group
    .slice(1)
    .every(
      (line, index) =>
        Math.min(filled(line), filled(group[index] ?? line)) < fullest ||
        line.some((segments) => /^\p{Ll}/u.test(textIn(segments))),
    );
}

function goesOn(row: readonly PlacedLine[], line: PlacedLine): boolean {
  if (row.length > 6) return false;
  return line.every((segments, column) => {
    const text = textIn(segments);
    if (text === "") return true;
    const before = textIn(row.at(-1)?.[column] ?? []);
    return before !== "" && /^\p{Ll}{2}/u.test(text) && !/[.:;]$/u.test(before) && !isNumber(before);
  });
}
