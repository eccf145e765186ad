import type { Fragment } from "./fragments.ts";
import { median } from "./readingOrder.ts";

/** Joins a large first letter that reaches down over several lines to the word beside its top. */
export function joinDropCaps(fragments: readonly Fragment[]): Fragment[] {
  const size = median(fragments.map((fragment) => fragment.size));
  const caps = fragments.filter(
    (fragment) => /^["“„«‘']?\p{Lu}$/u.test(fragment.text.trim()) && fragment.size > 1.7 * size && !fragment.vertical,
  );
  let rest = [...fragments];
  for (const cap of caps) {
    const top = cap.v - 0.78 * cap.size;
    // Capitals of the letter reach from the top of the first line to the base of the last beside it.
    const beside = rest.filter(
      ({ u0, v, size: own }) =>
        own < 0.65 * cap.size &&
        u0 > cap.u1 - 0.35 * cap.size &&
        u0 < cap.u1 + 1.2 * own &&
        v > top &&
        v < cap.v + 0.3 * own,
    );
    const lines = new Set(beside.map(({ v }) => Math.round(v))).size;
    const first = beside.sort((a, b) => a.v - b.v || a.u0 - b.u0)[0];
    if (!first || (lines < 2 && cap.size < 2.4 * first.size)) continue;
    const others = beside.filter(({ v }) => v > first.v + 0.5 * first.size).map(({ u0 }) => u0);
    const isApart = others.length > 0 && first.u0 - Math.min(...others) > 0.15 * first.size;
    const joined = { ...first, text: `${cap.text.trim()}${isApart ? " " : ""}${first.text.trimStart()}` };
    rest = rest.filter((fragment) => fragment !== cap).map((fragment) => (fragment === first ? joined : fragment));
  }
  return rest;
}
