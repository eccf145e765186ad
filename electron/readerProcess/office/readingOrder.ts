/** A place on a page, in points from its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Tops that differ by less than this many points stand in one line for the eye. */
const near = 18;

/**
 * Shapes as they are read: from the top to the bottom, those beside each other from the left, or from the right where the page is
 * written so. Shapes without a place come last, in the order given.
 */
export function inReadingOrder<Shape extends { readonly box: Box | null }>(
  shapes: readonly Shape[],
  rightToLeft: boolean,
): Shape[] {
  const placed = shapes.filter(({ box }) => box !== null).sort((one, other) => top(one) - top(other));
  const ordered: Shape[] = [];
  let line: Shape[] = [];
  const endLine = () => {
    line.sort((one, other) => side(one, rightToLeft) - side(other, rightToLeft));
    ordered.push(...line);
    line = [];
  };
  for (const shape of placed) {
    const [first] = line;
    if (first && top(shape) - top(first) > near) endLine();
    line.push(shape);
  }
  endLine();
  return [...ordered, ...shapes.filter(({ box }) => box === null)];
}

function top({ box }: { readonly box: Box | null }): number {
  return box?.y ?? 0;
}

function side({ box }: { readonly box: Box | null }, rightToLeft: boolean): number {
  if (!box) return 0;
  return rightToLeft ? -(box.x + box.width) : box.x;
}
