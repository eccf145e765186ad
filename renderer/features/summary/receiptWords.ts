import type { Coverage } from "../../../electron/contract/summaries.ts";
import { type SectionsTold, sectionsTold } from "../../../electron/contract/sectionsTold.ts";
import { isSameReason, type Reason } from "../../../electron/contract/reasons.ts";
import type { Words } from "./progressSteps.ts";

/** Pages of one reason, as ranges: "pages 3, 7 to 9". */
export interface UnreadGroup {
  readonly reason: Reason;
  readonly pages: readonly number[];
}

/** Keys under `summary.receipt`. */
export type ReceiptKey = "allPages" | "somePages" | "allParts" | "someParts" | "reused" | SectionsTold["key"];

/** The sentences of the coverage receipt, in order. */
export function receiptWords(coverage: Coverage): Words<ReceiptKey>[] {
  const { pages, sections, chunks } = coverage;
  const words: Words<ReceiptKey>[] = [];
  if (pages.unread.length === 0) words.push({ key: "allPages", values: { count: pages.total } });
  else words.push({ key: "somePages", values: { read: pages.read, count: pages.total } });
  if (chunks.mapped === chunks.total) words.push({ key: "allParts", values: { count: chunks.total } });
  else words.push({ key: "someParts", values: { mapped: chunks.mapped, count: chunks.total } });
  if (chunks.reused !== undefined && chunks.reused > 0) words.push({ key: "reused", values: { count: chunks.reused } });
  return [...words, ...sectionsTold(sections).map(({ key, count, total }) => ({ key, values: { count, total } }))];
}

/** Unread pages by their reason, in page order. */
export function groupUnread(unread: Coverage["pages"]["unread"]): UnreadGroup[] {
  const groups: { reason: Reason; pages: number[] }[] = [];
  for (const { page, reason } of unread) {
    const group = groups.find((other) => isSameReason(other.reason, reason));
    if (group) group.pages.push(page);
    else groups.push({ reason, pages: [page] });
  }
  return groups;
}

/** `[3, 7, 8, 9]` as `["3", "7–9"]`. */
export function pageRanges(pages: readonly number[]): string[] {
  const ranges: { from: number; to: number }[] = [];
  for (const page of pages.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && page <= last.to + 1) last.to = page;
    else ranges.push({ from: page, to: page });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
}
