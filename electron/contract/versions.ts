import type { Point } from "./summaries.ts";

type Compared = Pick<Point, "text" | "citations">;

/** What two summaries of a document have in common, and what only one of them says. Each point stands in it once. */
export interface PairedPoints<P> {
  /** points on the same matter, in the order of the first summary */
  readonly both: readonly (readonly [P, P])[];
  readonly first: readonly P[];
  readonly second: readonly P[];
}

/**
 * Pairs the points of two versions that speak of the same: those on the same sentences whose words are somewhat alike, or whose words are
 * nearly the same. The likest are paired first.
 */
export function pairPoints<P extends Compared>(first: readonly P[], second: readonly P[]): PairedPoints<P> {
  const words = new Map([...first, ...second].map((point) => [point, wordsOf(point.text)]));
  const candidates = first
    .flatMap((one) =>
      second.map((other) => {
        const alike = share(words.get(one), words.get(other));
        const cited = share(placesOf(one), placesOf(other));
        return { one, other, alike, cited };
      }),
    )
    .filter(({ alike, cited }) => alike >= nearlySame || (cited >= sameSentences && alike >= somewhatAlike))
    .toSorted((a, b) => b.alike + b.cited - (a.alike + a.cited));
  const pairs = new Map<P, P>();
  const taken = new Set<P>();
  for (const { one, other } of candidates) {
    if (pairs.has(one) || taken.has(other)) continue;
    pairs.set(one, other);
    taken.add(other);
  }
  return {
    both: first.flatMap((one) => {
      const other = pairs.get(one);
      return other ? [[one, other] as const] : [];
    }),
    first: first.filter((one) => !pairs.has(one)),
    second: second.filter((other) => !taken.has(other)),
  };
}

/** Shares, of the point that has fewer. */
const nearlySame = 0.8;
const sameSentences = 0.5;
const somewhatAlike = 0.3;

function share(some: ReadonlySet<string> = new Set(), others: ReadonlySet<string> = new Set()): number {
  const fewer = Math.min(some.size, others.size);
  return fewer === 0 ? 0 : [...some].filter((each) => others.has(each)).length / fewer;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu));
}

function placesOf({ citations }: Compared): Set<string> {
  return new Set(citations.map(({ page, start }) => `${page}:${start}`));
}
