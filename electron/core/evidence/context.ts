import type { Span } from "../../contract/findings.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";

/** Characters on either side that still tell what a number is about. */
const reach = 70;

/** Stems of the words and figures around a place in a text, without those of the place itself and beyond the sentence or a semicolon. */
export function stemsAround(text: string, { start, end }: Span, language: string): Set<string> {
  const before = text.slice(Math.max(0, start - reach), start);
  const behind = text.slice(end, end + reach);
  const near = `${before.slice(Math.max(0, before.search(/(?<=[.!?;]\s)[^.!?;]*$/u)))} ${/^[^.!?;]*/u.exec(behind)?.[0] ?? ""}`;
  return new Set(stemsOf(near, stopWordsOf(language)));
}

/** Stems of the words right before a place, up to another number or a mark: the "deposit" of "rent 500, deposit 300". */
export function stemsBefore(text: string, start: number, language: string): Set<string> {
  // "VAT 19 % 228.00": the rate is of the label too.
  const before = text.slice(Math.max(0, start - reach), start).replace(/\d+(?:[.,]\d+)?\s?%\s*$/u, "");
  const label = /[^\d;:,.()|\t–—]*$/u.exec(before)?.[0] ?? "";
  return new Set(stemsOf(label, stopWordsOf(language)).slice(-labelWords));
}

/** More words before a number are a sentence and no label. */
const labelWords = 4;

export function sharedCount(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0;
  for (const stem of one) if (other.has(stem)) shared += 1;
  return shared;
}
