import type { Fragment } from "./fragments.ts";

/**
 * Pieces of one direction without those that are drawn over others with the same letters: bold made by hand, a shadow, an invisible
 * copy. What truly stands twice stands at two places.
 */
export function leaveOutDoubled(fragments: readonly Fragment[]): Fragment[] {
  const rows = new Map<number, Fragment[]>();
  const dropped = new Set<Fragment>();
  const heavy = new Set<Fragment>();
  const rowOf = (v: number) => Math.floor(v / 8);
  for (const fragment of fragments) {
    const letters = squeeze(fragment.text);
    const near = [-1, 0, 1].flatMap((step) => rows.get(rowOf(fragment.v) + step) ?? []);
    const under = near.filter((other) => !dropped.has(other) && covers(other, fragment));
    const twin = twinOf(fragment, letters, under);
    if (twin) {
      dropped.add(fragment);
      if (Math.abs(twin.u0 - fragment.u0) < 0.1 * fragment.size) heavy.add(twin);
      continue;
    }
    for (const other of under) if (isPart(other, squeeze(other.text), fragment, letters)) dropped.add(other);
    const key = rowOf(fragment.v);
    rows.set(key, [...(rows.get(key) ?? []), fragment]);
  }
  return dropped.size === 0 ? [...fragments] : fragments.filter((fragment) => !dropped.has(fragment));
}

function twinOf(fragment: Fragment, letters: string, under: readonly Fragment[]): Fragment | undefined {
  const single = under.find((other) => isPart(fragment, letters, other, squeeze(other.text)));
  if (single || under.length < 2 || letters.length < 4) return single;
  const all = [...under].sort((a, b) => a.u0 - b.u0);
  return all
    .map(({ text }) => squeeze(text))
    .join("")
    .includes(letters)
    ? all[0]
    : undefined;
}

/** Whether the letters of one stand in the other, at the place they have there. */
function isPart(piece: Fragment, letters: string, whole: Fragment, all: string): boolean {
  if (letters === all) return Math.abs(piece.u0 - whole.u0) < 0.3 * piece.size;
  if (letters.length < 2 || letters.length > all.length) return false;
  const width = whole.u1 - whole.u0;
  const due = ((piece.u0 - whole.u0) / (width || 1)) * all.length;
  for (let at = all.indexOf(letters); at >= 0; at = all.indexOf(letters, at + 1)) {
    if (
      Math.abs(at - due) < 1.5 + 0.1 * all.length &&
      (piece.u1 - piece.u0) / letters.length > (0.6 * width) / all.length
    )
      return true;
  }
  return false;
}

/** On the same line and, for the most part, at the same place. */
function covers(other: Fragment, fragment: Fragment): boolean {
  const size = Math.min(other.size, fragment.size);
  if (size < 0.6 * Math.max(other.size, fragment.size) || Math.abs(other.v - fragment.v) > 0.25 * size) return false;
  const overlap = Math.min(other.u1, fragment.u1) - Math.max(other.u0, fragment.u0);
  return overlap > 0.6 * Math.min(other.u1 - other.u0, fragment.u1 - fragment.u0);
}

function squeeze(text: string): string {
  return text.replace(/\s+/gu, "");
}
