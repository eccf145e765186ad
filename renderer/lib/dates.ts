export type DateGroup = "pinned" | "today" | "yesterday" | "thisWeek" | "thisMonth" | "earlier";

const order: readonly DateGroup[] = ["pinned", "today", "yesterday", "thisWeek", "thisMonth", "earlier"];

/**
 * Which group of a list by date a moment belongs to, in the local calendar: this week and month are the last 7 and 30
 * days before yesterday and today.
 * @param at milliseconds since 1970
 */
export function dateGroupOf(at: number, now: number): Exclude<DateGroup, "pinned"> {
  const today = startOfDay(now, 0);
  // a clock that was set back may leave things in the future: they are today's
  if (at >= today) return "today";
  if (at >= startOfDay(now, 1)) return "yesterday";
  if (at >= startOfDay(now, 6)) return "thisWeek";
  if (at >= startOfDay(now, 29)) return "thisMonth";
  return "earlier";
}

/** Pinned first, then by date, the newest first; empty groups are left out. */
export function groupByDate<T extends { readonly pinned: boolean; readonly updatedAt: number }>(
  things: readonly T[],
  now: number,
): { readonly group: DateGroup; readonly things: readonly T[] }[] {
  const sorted = things.toSorted((a, b) => b.updatedAt - a.updatedAt);
  const groups = Map.groupBy(sorted, (thing) => (thing.pinned ? "pinned" : dateGroupOf(thing.updatedAt, now)));
  return order.flatMap((group) => {
    const members = groups.get(group);
    return members ? [{ group, things: members }] : [];
  });
}

/** Midnight `daysBack` days ago; days are not all 24 hours long. */
function startOfDay(now: number, daysBack: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysBack).getTime();
}
