import type { JobItem } from "../../../electron/contract/jobs.ts";
import type { Summary } from "../../../electron/contract/summaries.ts";

/**
 * The stored summary with what its job has made since: sections grow in place, in the document's order. A section that
 * was stored with more points than its last event told is kept, because a resumed job tells only what it adds.
 */
export function withItems(summary: Summary, items: readonly JobItem[]): Summary {
  if (summary.status !== "running") return summary;
  const sections = new Map(summary.sections.map((section) => [section.index, section]));
  let points = summary.points;
  for (const item of items) {
    if (item.kind === "points") points = item.points;
    if (item.kind !== "section") continue;
    const { section } = item;
    if (section.points.length >= (sections.get(section.index)?.points.length ?? 0))
      sections.set(section.index, section);
  }
  return { ...summary, points, sections: [...sections.values()].toSorted((a, b) => a.index - b.index) };
}
