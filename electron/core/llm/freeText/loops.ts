import { tokensOf } from "../../text/words.ts";

/** A text up to where it begins to repeat itself, and whether it ends as it was meant to. */
export interface Unlooped {
  readonly text: string;
  /** it ends at a mark, and not in a clause */
  readonly isWhole: boolean;
}

/** The longest run of tokens that is looked for as the one that repeats. */
const longestPeriod = 60;
/** Tokens that must repeat: a few words are said twice in earnest. */
const leastRepeated = 9;

/** Cuts a text where the same run of tokens comes three times in a row or more; null where there is none. */
export function withoutLoop(text: string): Unlooped | null {
  const tokens = tokensOf(text);
  let first: { start: number; period: number } | null = null;
  for (let period = 1; period <= Math.min(longestPeriod, tokens.length / 3); period += 1) {
    let run = 0;
    for (let index = period; index < tokens.length; index += 1) {
      run = tokens[index]?.key === tokens[index - period]?.key ? run + 1 : 0;
      if (run < Math.max(2 * period, leastRepeated)) continue;
      const start = index - run + 1;
      if (!first || start < first.start) first = { start, period };
      break;
    }
  }
  if (!first) return null;
  // To its last mark the first round is whole, to its end where a mark begins the next one.
  let end = first.start;
  while (end >= first.start - first.period && !isMark(tokens[end]?.key ?? "")) end -= 1;
  const isWhole = end >= first.start - first.period;
  const last = isWhole ? (tokens[end]?.start ?? 0) : (tokens[first.start - 1]?.end ?? 0);
  const stop = /^[.!?。！？]$/u.test(tokens[end]?.key ?? "") && isWhole ? (tokens[end]?.key ?? "") : "";
  return { text: `${text.slice(0, last).replace(/[\s,;:，、；–-]+$/u, "")}${stop}`, isWhole };
}

function isMark(key: string): boolean {
  return /^[,;.:!?，、；。！？]$/u.test(key);
}
