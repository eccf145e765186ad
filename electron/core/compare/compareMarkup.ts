import type { Change, MarkupComparison } from "../../contract/compare.ts";
import type { Citation, PlacedMarkup } from "../../contract/documents.ts";
import { oneLine } from "../text/oneLine.ts";

/** Which comments and tracked changes only one of two versions has, and which comments were answered; null where none. */
export function compareMarkup(
  before: readonly PlacedMarkup[],
  after: readonly PlacedMarkup[],
): MarkupComparison | null {
  /** Those of before that were not found in the later version yet. */
  const left = Map.groupBy(before, keyOf);
  const added: PlacedMarkup[] = [];
  const answered: PlacedMarkup[] = [];
  for (const one of after) {
    const known = left.get(keyOf(one))?.shift();
    if (!known) added.push(one);
    else if (threadOf(known) !== threadOf(one)) answered.push(one);
  }
  const rest = new Set([...left.values()].flat());
  const gone = before.filter((one) => rest.has(one));
  return added.length + gone.length + answered.length > 0 ? { added, gone, answered } : null;
}

/** The same wherever its page and place are. */
function keyOf({ kind, author, date, text, about }: PlacedMarkup): string {
  return JSON.stringify([kind, author, date, text, kind === "comment" ? "" : oneLine(about)]);
}

function threadOf({ resolved = false, replies = [] }: PlacedMarkup): string {
  return JSON.stringify([resolved, replies]);
}

/** Changes with whose tracked changes they are, as far as these are new in the later document. */
export function withTracked(changes: readonly Change[], added: readonly PlacedMarkup[]): Change[] {
  const tracked = added.filter(({ kind }) => kind !== "comment");
  const byPage = Map.groupBy(tracked, ({ page }) => page);
  const takenAway = tracked
    .filter(({ kind }) => kind === "deletion" || kind === "moveFrom")
    .map((one) => ({ one, text: oneLine(one.text) }));
  return changes.map((change) => {
    const { before, after } = change;
    const found =
      after.length > 0
        ? after.flatMap((citation) => (byPage.get(citation.page) ?? []).filter((one) => touches(one, citation)))
        : takenAway
            .filter(({ text }) => before.every(({ quote }) => text.includes(oneLine(quote))))
            .map(({ one }) => one);
    const people = new Map(found.map(({ author, date }) => [JSON.stringify([author, date]), { author, date }]));
    return people.size === 0 ? change : { ...change, tracked: [...people.values()] };
  });
}

function touches({ start, end }: PlacedMarkup, citation: Citation): boolean {
  return start === end ? start >= citation.start && end <= citation.end : start < citation.end && end > citation.start;
}
