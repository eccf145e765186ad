/** A place on a page, in points from its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Placed {
  readonly box: Box | null;
  readonly blocks: readonly unknown[];
}

/** Tops that differ by less than this many points stand in one line for the eye. */
const near = 18;
/** Frames of text may reach so many points into each other. */
const touching = 6;

/**
 * Shapes as they are read: from the top to the bottom, those beside each other from the left, or from the right where the page is
 * written so; columns of shapes one after the other. Shapes without a place come last, in the order given.
 */
export function inReadingOrder<Shape extends Placed>(shapes: readonly Shape[], rightToLeft: boolean): Shape[] {
  const placed = shapes.filter(({ box }) => box !== null);
  return [...inAreas(placed, rightToLeft), ...shapes.filter(({ box }) => box === null)];
}

function inAreas<Shape extends Placed>(shapes: readonly Shape[], rightToLeft: boolean): Shape[] {
  if (shapes.length < 3) return inLines(shapes, rightToLeft);
  const areas = areasOf(partedBy(shapes, "y", touching));
  if (areas.length > 1) return areas.flatMap((area) => inAreas(area, rightToLeft));
  const columns = partedBy(shapes, "x", 0);
  const rows = partedBy(shapes, "y", touching);
  // Columns are what has shapes under each other, in more than one of them.
  if (rows.length > 1 && columns.filter(({ length }) => length > 1).length < 2) {
    return rows.flatMap((row) => inAreas(row, rightToLeft));
  }
  if (columns.length === 1 || isTable(shapes, rows, columns)) return inLines(shapes, rightToLeft);
  return (rightToLeft ? columns.toReversed() : columns).flatMap((column) => inAreas(column, rightToLeft));
}

/** Rows that can be read as columns together are one area. */
function areasOf<Shape extends Placed>(rows: readonly (readonly Shape[])[]): Shape[][] {
  const areas: Shape[][] = [];
  for (const row of rows) {
    const last = areas.at(-1);
    const joined = last && [...last, ...row];
    const isJoined = joined && last.length + row.length > 2 && partedBy(joined, "x", 0).length > 1;
    if (isJoined && partedBy(last, "x", 0).length > 1) areas[areas.length - 1] = joined;
    else areas.push([...row]);
  }
  return areas;
}

/**
 * Whether shapes in columns stand in rows of a table all the same: three rows or more of one paragraph for each column, or rows that
 * are as far apart as the columns or further.
 */
function isTable<Shape extends Placed>(
  shapes: readonly Shape[],
  rows: readonly (readonly Shape[])[],
  columns: readonly (readonly Shape[])[],
): boolean {
  const [first = []] = columns.map(inOrder);
  const isEven = columns.every(
    (column) =>
      column.length === first.length &&
      inOrder(column).every((shape, row) => {
        const beside = first[row];
        return beside !== undefined && Math.abs(span(shape, "y")[0] - span(beside, "y")[0]) <= near;
      }),
  );
  if (!isEven) return false;
  if (first.length > 2 && shapes.every(({ blocks }) => blocks.length === 1)) return true;
  return rows.length > 1 && leastGap(rows, "y") >= leastGap(columns, "x");
}

function inOrder<Shape extends Placed>(shapes: readonly Shape[]): Shape[] {
  return shapes.toSorted((one, other) => span(one, "y")[0] - span(other, "y")[0]);
}

function leastGap(groups: readonly (readonly Placed[])[], axis: "x" | "y"): number {
  const gaps = groups.slice(1).map((group, index) => {
    const end = Math.max(...(groups[index] ?? []).map((shape) => span(shape, axis)[1]));
    return Math.min(...group.map((shape) => span(shape, axis)[0])) - end;
  });
  return Math.min(...gaps);
}

/** Shapes in groups with nothing across the gaps between them, in the order of the axis. */
function partedBy<Shape extends Placed>(shapes: readonly Shape[], axis: "x" | "y", overlap: number): Shape[][] {
  const groups: Shape[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const shape of shapes.toSorted((one, other) => span(one, axis)[0] - span(other, axis)[0])) {
    const [from, to] = span(shape, axis);
    const isApart = axis === "x" ? from > end : from >= end - overlap;
    const group = groups.at(-1);
    if (group && !isApart) group.push(shape);
    else groups.push([shape]);
    end = Math.max(end, to);
  }
  return groups;
}

function span({ box }: Placed, axis: "x" | "y"): readonly [from: number, to: number] {
  if (!box) return [0, 0];
  return axis === "x" ? [box.x, box.x + box.width] : [box.y, box.y + box.height];
}

function inLines<Shape extends Placed>(shapes: readonly Shape[], rightToLeft: boolean): Shape[] {
  const ordered: Shape[] = [];
  let line: Shape[] = [];
  const endLine = () => {
    line.sort((one, other) => side(one, rightToLeft) - side(other, rightToLeft));
    ordered.push(...line);
    line = [];
  };
  for (const shape of inOrder(shapes)) {
    const [first] = line;
    if (first && span(shape, "y")[0] - span(first, "y")[0] > near) endLine();
    line.push(shape);
  }
  endLine();
  return ordered;
}

function side(shape: Placed, rightToLeft: boolean): number {
  const [left, right] = span(shape, "x");
  return rightToLeft ? -right : left;
}
