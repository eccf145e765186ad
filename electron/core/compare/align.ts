import { diffArrays } from "diff";
import { likeness, type Statement, weightOf } from "./statements.ts";

/** Statements that belong together: one of each side, or two that one was split into or joined from; one side may be empty. */
export interface Pairing {
  readonly before: readonly Statement[];
  readonly after: readonly Statement[];
  /** at different places of the two documents */
  readonly moved: boolean;
}

/** From here on two sentences are taken for versions of one, by Dice's coefficient of their words. */
const leastLike = 0.5;
/** Between the same neighbours less will do. */
const leastLikeInPlace = 0.3;
/** Elsewhere it takes more: a sentence like another is not yet the same one moved. */
const leastLikeMoved = 0.75;
/** A few words such as "Not applicable." stand in many places; they do not move. */
const fewestMovedTokens = 5;
/** Cells of the table by which a gap is aligned; a larger gap is cut at its surest pairs first. */
const mostCells = 60_000;

/**
 * Pairs the statements of two documents: first the equal ones in their order (Myers 1986), then, between those, the ones most
 * alike (an alignment by dynamic programming as Gale & Church 1993 have it for sentences, with one-to-two pairs), then what
 * moved. Every statement is in exactly one pairing.
 */
export function alignStatements(before: readonly Statement[], after: readonly Statement[]): Pairing[] {
  const pairings: Pairing[] = [];
  const lone: { before: Statement[]; after: Statement[] } = { before: [], after: [] };
  for (const gap of matchEqual(before, after, pairings)) {
    for (const pairing of alignGap(gap)) {
      if (pairing.before.length > 0 && pairing.after.length > 0) pairings.push(pairing);
      else {
        lone.before.push(...pairing.before);
        lone.after.push(...pairing.after);
      }
    }
  }
  pairings.push(...matchMoved(lone.before, lone.after));
  return pairings;
}

interface Gap {
  readonly before: readonly Statement[];
  readonly after: readonly Statement[];
}

/** Pushes the pairs of equal statements and gives the gaps between them. */
function matchEqual(before: readonly Statement[], after: readonly Statement[], pairings: Pairing[]): Gap[] {
  // What stands on one side only cannot be matched, and would make the search long in unlike documents.
  const keysBefore = new Set(before.map(({ key }) => key));
  const keysAfter = new Set(after.map(({ key }) => key));
  const left = before.filter(({ key }) => keysAfter.has(key));
  const right = after.filter(({ key }) => keysBefore.has(key));
  const parts = diffArrays(
    left.map(({ key }) => key),
    right.map(({ key }) => key),
  );
  const gaps: Gap[] = [];
  const reached = { left: 0, right: 0, before: 0, after: 0 };
  const close = (toBefore: number, toAfter: number): void => {
    const gap = { before: before.slice(reached.before, toBefore), after: after.slice(reached.after, toAfter) };
    if (gap.before.length + gap.after.length > 0) gaps.push(gap);
  };
  for (const { added, removed, count } of parts) {
    for (let index = 0; index < count && !added && !removed; index += 1) {
      const own = left[reached.left + index];
      const other = right[reached.right + index];
      if (!own || !other) continue;
      close(own.index, other.index);
      pairings.push({ before: [own], after: [other], moved: false });
      reached.before = own.index + 1;
      reached.after = other.index + 1;
    }
    if (!added) reached.left += count;
    if (!removed) reached.right += count;
  }
  close(before.length, after.length);
  return gaps;
}

function alignGap(gap: Gap): Pairing[] {
  const { before, after } = gap;
  if (before.length === 0 || after.length === 0) return lonely(gap);
  // The same words, cut into sentences at other places.
  if (joinedKey(before) === joinedKey(after)) return [{ before, after, moved: false }];
  // The same words in another order, as the cells of a table are read from a printed page.
  if (before.length + after.length <= mostReordered && sortedKey(before) === sortedKey(after)) {
    return [{ before, after, moved: false }];
  }
  if (before.length * after.length > mostCells) return cutGap(gap).flatMap(alignGap);
  return alignByLikeness(gap);
}

/** Statements of both sides that are taken together where they hold the same words in another order. */
const mostReordered = 12;

function sortedKey(statements: readonly Statement[]): string {
  return statements
    .flatMap(({ tokens }) => tokens.map(({ key }) => key))
    .sort()
    .join(" ");
}

function joinedKey(statements: readonly Statement[]): string {
  return statements.map(({ key }) => key).join(" ");
}

function lonely({ before, after }: Gap): Pairing[] {
  return [
    ...before.map((statement): Pairing => ({ before: [statement], after: [], moved: false })),
    ...after.map((statement): Pairing => ({ before: [], after: [statement], moved: false })),
  ];
}

/** Statements taken of each side at once. */
const moves = [
  { before: 1, after: 1 },
  { before: 1, after: 2 },
  { before: 2, after: 1 },
  { before: 1, after: 0 },
  { before: 0, after: 1 },
] as const;

/** The order-preserving pairs that share most words. */
function alignByLikeness({ before, after }: Gap): Pairing[] {
  const least = before.length === 1 && after.length === 1 ? leastLikeInPlace : leastLike;
  const shared = sharedTable(before, after);
  const weightsBefore = before.map(({ bag }) => bag.weight);
  const weightsAfter = after.map(({ bag }) => bag.weight);
  /** What taking these statements together is worth; 0 where they do not belong together. */
  const worth = (row: number, column: number, move: (typeof moves)[number]): number => {
    const own = weightsBefore[row] ?? 0;
    const other = weightsAfter[column] ?? 0;
    const both = shared[row * after.length + column] ?? 0;
    if (both === 0 || move.before === 0 || move.after === 0) return 0;
    const like = (2 * both) / (own + other);
    if (move.before === move.after) return like >= least ? 2 * both * like : 0;
    return move.after === 2
      ? splitWorth(own, other, weightsAfter[column + 1] ?? 0, both, shared[row * after.length + column + 1] ?? 0, like)
      : splitWorth(other, own, weightsBefore[row + 1] ?? 0, both, shared[(row + 1) * after.length + column] ?? 0, like);
  };
  const width = after.length + 1;
  const scores = new Float64Array((before.length + 1) * width);
  const chosen = new Uint8Array(scores.length);
  for (let row = before.length; row >= 0; row -= 1) {
    for (let column = after.length; column >= 0; column -= 1) {
      let best = -1;
      for (let index = 0; index < moves.length; index += 1) {
        const move = moves[index];
        if (!move || row + move.before > before.length || column + move.after > after.length) continue;
        const isPair = move.before > 0 && move.after > 0;
        const own = isPair ? worth(row, column, move) : 0;
        if (isPair && own === 0) continue;
        const total = own + (scores[(row + move.before) * width + column + move.after] ?? 0);
        if (total <= best) continue;
        best = total;
        chosen[row * width + column] = index;
      }
      scores[row * width + column] = Math.max(0, best);
    }
  }
  const pairings: Pairing[] = [];
  for (let row = 0, column = 0; row < before.length || column < after.length;) {
    const move = moves[chosen[row * width + column] ?? 0] ?? moves[0];
    pairings.push({
      before: before.slice(row, row + move.before),
      after: after.slice(column, column + move.after),
      moved: false,
    });
    row += move.before;
    column += move.after;
  }
  return pairings;
}

/** One sentence became two: each of the two must be mostly made of it, and both together be more like it than the first alone. */
function splitWorth(
  whole: number,
  first: number,
  second: number,
  sharedFirst: number,
  sharedSecond: number,
  likeFirst: number,
): number {
  if (sharedFirst < first * 0.6 || sharedSecond < second * 0.6) return 0;
  const both = Math.min(whole, sharedFirst + sharedSecond);
  const like = (2 * both) / (whole + first + second);
  return like < 0.8 || like < likeFirst + 0.1 ? 0 : 2 * both * like;
}

/** The weight that each two statements share, row by row. */
function sharedTable(before: readonly Statement[], after: readonly Statement[]): Float32Array {
  const holders = new Map<string, { readonly column: number; readonly count: number }[]>();
  for (const [column, { bag }] of after.entries()) {
    for (const [word, count] of bag.counts) {
      const list = holders.get(word);
      if (list) list.push({ column, count });
      else holders.set(word, [{ column, count }]);
    }
  }
  const table = new Float32Array(before.length * after.length);
  for (const [row, { bag }] of before.entries()) {
    const offset = row * after.length;
    for (const [word, count] of bag.counts) {
      const weight = weightOf(word);
      for (const held of holders.get(word) ?? []) {
        const index = offset + held.column;
        table[index] = (table[index] ?? 0) + Math.min(count, held.count) * weight;
      }
    }
  }
  return table;
}

/** Cuts a large gap at pairs that are very much alike and stand in the same order. */
function cutGap({ before, after }: Gap): Gap[] {
  const [firstBefore, firstAfter] = [before[0]?.index ?? 0, after[0]?.index ?? 0];
  const sure = mutualBest(before, after, leastLikeMoved)
    .map(([own, other]) => ({ row: own.index - firstBefore, column: other.index - firstAfter }))
    .toSorted((a, b) => a.row - b.row);
  const chain = longestRising(sure);
  const gaps: Gap[] = [];
  let row = 0;
  let column = 0;
  for (const next of chain) {
    gaps.push({ before: before.slice(row, next.row), after: after.slice(column, next.column) });
    gaps.push({ before: before.slice(next.row, next.row + 1), after: after.slice(next.column, next.column + 1) });
    row = next.row + 1;
    column = next.column + 1;
  }
  const rest = { before: before.slice(row), after: after.slice(column) };
  // What is still too large has nothing in common that could be told; the search for what moved may yet find some.
  return [...gaps, rest].flatMap((gap) =>
    gap.before.length * gap.after.length > mostCells
      ? [
          { before: gap.before, after: [] },
          { before: [], after: gap.after },
        ]
      : [gap],
  );
}

/** The longest chain of pairs that rise on both sides (patience sorting). */
function longestRising<T extends { readonly column: number }>(pairs: readonly T[]): T[] {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [index, { column }] of pairs.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] ?? 0]?.column ?? 0) < column) low = middle + 1;
      else high = middle;
    }
    previous[index] = tails[low - 1] ?? -1;
    tails[low] = index;
  }
  const chain: T[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = pairs[index];
    if (pair) chain.push(pair);
  }
  return chain.toReversed();
}

/** What is left over on both sides: the same statement at another place, then one much like it. */
function matchMoved(before: readonly Statement[], after: readonly Statement[]): Pairing[] {
  const pairings: Pairing[] = [];
  const taken = new Set<Statement>();
  const take = (own: Statement, other: Statement): void => {
    taken.add(own).add(other);
    pairings.push({ before: [own], after: [other], moved: true });
  };
  const byKey = Map.groupBy(after.filter(isMovable), ({ key }) => key);
  for (const own of before) {
    const other = byKey.get(own.key)?.shift();
    if (other) take(own, other);
  }
  const open = (statements: readonly Statement[]): Statement[] =>
    statements.filter((statement) => !taken.has(statement) && isMovable(statement));
  for (const [own, other] of mutualBest(open(before), open(after), leastLikeMoved)) take(own, other);
  growMoved(pairings, before, after, taken, take);
  for (const own of before) if (!taken.has(own)) pairings.push({ before: [own], after: [], moved: false });
  for (const other of after) if (!taken.has(other)) pairings.push({ before: [], after: [other], moved: false });
  return pairings;
}

/** What stands right before or behind a moved statement in both documents moved with it, however short it is. */
function growMoved(
  moved: readonly Pairing[],
  before: readonly Statement[],
  after: readonly Statement[],
  taken: ReadonlySet<Statement>,
  take: (own: Statement, other: Statement) => void,
): void {
  const left = new Map(before.map((statement) => [statement.index, statement]));
  const right = new Map(after.map((statement) => [statement.index, statement]));
  // Those found here are at the ends of what was walked already.
  for (const { before: from, after: to } of moved.slice()) {
    for (const step of [-1, 1]) {
      for (let distance = step; ; distance += step) {
        const own = left.get((from[0]?.index ?? 0) + distance);
        const other = right.get((to[0]?.index ?? 0) + distance);
        if (!own || !other || own.key !== other.key || taken.has(own) || taken.has(other)) break;
        take(own, other);
      }
    }
  }
}

function isMovable({ tokens }: Statement): boolean {
  return tokens.length >= fewestMovedTokens;
}

/** Words that more statements than this hold tell none apart. */
const mostHolders = 40;

/** Pairs of which each is the other's most alike, found by the words that few others hold. */
function mutualBest(
  before: readonly Statement[],
  after: readonly Statement[],
  least: number,
): [own: Statement, other: Statement][] {
  const holders = new Map<string, Statement[]>();
  for (const other of after) {
    for (const word of other.bag.counts.keys()) {
      const list = holders.get(word);
      if (list) list.push(other);
      else holders.set(word, [other]);
    }
  }
  const bestOf = new Map<Statement, { own: Statement; like: number }>();
  const choices: { own: Statement; other: Statement; like: number }[] = [];
  for (const own of before) {
    const candidates = new Set<Statement>();
    for (const word of own.bag.counts.keys()) {
      const list = holders.get(word);
      if (list && list.length <= mostHolders) for (const other of list) candidates.add(other);
    }
    let best: Statement | null = null;
    let most = least;
    for (const other of candidates) {
      const like = likeness(own.bag, other.bag);
      if (like < most || (like === most && best !== null)) continue;
      [best, most] = [other, like];
    }
    if (!best) continue;
    choices.push({ own, other: best, like: most });
    if (most > (bestOf.get(best)?.like ?? 0)) bestOf.set(best, { own, like: most });
  }
  return choices
    .filter(({ own, other }) => bestOf.get(other)?.own === own)
    .map(({ own, other }): [Statement, Statement] => [own, other]);
}
