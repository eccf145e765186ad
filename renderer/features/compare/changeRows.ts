import {
  type Change,
  type ChangeReason,
  changeReasonSchema,
  isLight,
  type WordRun,
} from "../../../electron/contract/compare.ts";
import type { Citation, Document } from "../../../electron/contract/documents.ts";

export interface ReasonCount {
  readonly reason: ChangeReason;
  readonly count: number;
}

/** What there is to filter by, weightiest first. */
export function countReasons(changes: readonly Change[]): ReasonCount[] {
  const counts = new Map<ChangeReason, number>();
  for (const { reasons } of changes) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return changeReasonSchema.options
    .map((reason) => ({ reason, count: counts.get(reason) ?? 0 }))
    .filter(({ count }) => count > 0);
}

/** The changes about any of the reasons, all where none is chosen, and those that can be folded away apart. */
export function filterChanges(
  changes: readonly Change[],
  chosen: ReadonlySet<ChangeReason>,
): { readonly heavy: readonly Change[]; readonly light: readonly Change[] } {
  const shown =
    chosen.size === 0 ? changes : changes.filter(({ reasons }) => reasons.some((reason) => chosen.has(reason)));
  return { heavy: shown.filter((change) => !isLight(change)), light: shown.filter(isLight) };
}

/** Characters kept of what is the same on each side of a change. */
const keptAround = 48;
/** Characters of a whole passage that a row shows. */
const keptOfPassage = 360;

/** The words of a change as a row shows them: what is the same is cut short to what stands around the changes. */
export function shortRuns(words: readonly WordRun[]): WordRun[] {
  return words.map((run, index) => {
    if (run.kind !== "same") return { ...run, text: cutEnd(run.text, keptOfPassage) };
    const isFirst = index === 0;
    const isLast = index === words.length - 1;
    if (isFirst && isLast) return { ...run, text: cutEnd(run.text, keptOfPassage) };
    if (isFirst) return { ...run, text: cutStart(run.text, keptAround) };
    if (isLast) return { ...run, text: cutEnd(run.text, keptAround) };
    if (run.text.length <= keptAround * 2 + 20) return run;
    return { ...run, text: `${cutEnd(run.text, keptAround)}${cutStart(run.text, keptAround).slice(1)}` };
  });
}

function cutEnd(text: string, length: number): string {
  if (text.length <= length + 12) return text;
  const space = text.lastIndexOf(" ", length);
  return `${text.slice(0, space > length / 2 ? space : length)} …`;
}

function cutStart(text: string, length: number): string {
  if (text.length <= length + 12) return text;
  const from = text.length - length;
  const space = text.indexOf(" ", from);
  return `… ${text.slice(space > 0 && space < from + length / 2 ? space + 1 : from)}`;
}

/** Of a statement on two pages the place to go to is the one where something differs: the first whose quote does not begin as the other's. */
export function firstDifferent(own: readonly Citation[], other: readonly Citation[]): Citation | null {
  if (own.length < 2) return own[0] ?? null;
  const plain = (quote: string): string => quote.replaceAll(/\s+/gu, "");
  const whole = plain(other.map(({ quote }) => quote).join(""));
  let read = "";
  for (const citation of own) {
    read += plain(citation.quote);
    if (!whole.startsWith(read)) return citation;
  }
  return own[0] ?? null;
}

/** What a document is called beside another: versions often share their title, and then the file name tells them apart. */
export function nameBeside(own: Pick<Document, "title" | "name">, other: Pick<Document, "title" | "name">): string {
  return own.title === other.title && own.name !== other.name ? own.name : own.title;
}
