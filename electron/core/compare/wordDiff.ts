import { diffArrays } from "diff";
import type { WordRun } from "../../contract/compare.ts";
import { oneSpaced } from "../text/oneLine.ts";
import type { Token } from "../text/words.ts";

/** A text with its tokens, as a side of a change. */
export interface Worded {
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** Runs of tokens by their indices in both texts. */
export interface TokenRun {
  readonly kind: WordRun["kind"];
  /** tokens `from` up to but without `to` of the earlier text; empty for what was added */
  readonly before: readonly [from: number, to: number];
  readonly after: readonly [from: number, to: number];
}

/** Changes between more tokens than this are not looked for word by word: the whole of one text gives way to the other. */
const mostEdits = 4000;

/** What differs between two texts, word by word (Myers 1986). */
export function exactRuns(before: readonly Token[], after: readonly Token[]): TokenRun[] {
  const parts = diffArrays(
    before.map(({ key }) => key),
    after.map(({ key }) => key),
    { maxEditLength: mostEdits },
  ) ?? [
    { removed: true, added: false, count: before.length },
    { removed: false, added: true, count: after.length },
  ];
  const runs: TokenRun[] = [];
  let left = 0;
  let right = 0;
  for (const { added, removed, count } of parts) {
    const kind = added ? "added" : removed ? "removed" : "same";
    const nextLeft = left + (added ? 0 : count);
    const nextRight = right + (removed ? 0 : count);
    runs.push({ kind, before: [left, nextLeft], after: [right, nextRight] });
    [left, right] = [nextLeft, nextRight];
  }
  return runs;
}

/** Runs as a person reads them, on one line; what is the same is given as the later text has it. */
export function wordRuns(before: Worded, after: Worded, runs: readonly TokenRun[]): WordRun[] {
  const written: WordRun[] = [];
  for (const { kind, before: from, after: to } of runs) {
    const text = kind === "removed" ? textOf(before, from) : textOf(after, to);
    if (text !== "") written.push({ kind, text });
  }
  return written;
}

/** A whole text as one run. */
export function wholeRun(kind: WordRun["kind"], { text }: Pick<Worded, "text">): WordRun[] {
  return [{ kind, text: oneSpaced(text) }];
}

/** From the first token of the range to where the next token begins. */
function textOf({ text, tokens }: Worded, [from, to]: readonly [number, number]): string {
  const start = tokens[from]?.start;
  if (start === undefined || from === to) return "";
  return oneSpaced(text.slice(start, tokens[to]?.start ?? text.length));
}

/** A mark or a little word that stands unchanged between two changes only makes them hard to read: it joins them. */
export function readableRuns(runs: readonly TokenRun[], before: readonly Token[]): TokenRun[] {
  const joined: TokenRun[] = [];
  const removed: [number, number] = [0, 0];
  const added: [number, number] = [0, 0];
  const flush = (): void => {
    const both = { before: [...removed] as const, after: [...added] as const };
    if (removed[1] > removed[0]) joined.push({ kind: "removed", before: both.before, after: [added[0], added[0]] });
    if (added[1] > added[0]) joined.push({ kind: "added", before: [removed[1], removed[1]], after: both.after });
  };
  for (const [index, run] of runs.entries()) {
    const isSpeck =
      run.kind === "same" &&
      index > 0 &&
      index < runs.length - 1 &&
      run.before[1] - run.before[0] === 1 &&
      /^\P{N}{0,3}$/u.test(before[run.before[0]]?.folded ?? "");
    if (run.kind !== "same" || isSpeck) {
      removed[1] = run.before[1];
      added[1] = run.after[1];
      continue;
    }
    flush();
    joined.push(run);
    removed[0] = removed[1] = run.before[1];
    added[0] = added[1] = run.after[1];
  }
  flush();
  return joined;
}
