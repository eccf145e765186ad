import type { Citation } from "../../../electron/contract/documents.ts";
import type { Point, SummarySection } from "../../../electron/contract/summaries.ts";

/** Key of a citation within its document: the same quote has the same key wherever it is cited. */
export function citationKey(citation: Pick<Citation, "page" | "start" | "end">): string {
  return `${citation.page}:${citation.start}-${citation.end}`;
}

export interface CitedTextWords {
  page(page: number): string;
  mark(point: Point): string | null;
}

/**
 * A summary as plain text for other programs: each point with its citations as `[n]`, the quotes with their pages at
 * the end, and points that are not verified marked as such.
 */
export function citedText(
  title: string,
  points: readonly Point[],
  sections: readonly Pick<SummarySection, "heading" | "points">[],
  words: CitedTextWords,
): string {
  const quotes: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (citation: Citation) => {
    const key = citationKey(citation);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    quotes.push(
      `[${quotes.length + 1}] ${words.page(citation.page)}: “${citation.quote.replaceAll(/\s+/g, " ").trim()}”`,
    );
    numbers.set(key, quotes.length);
    return quotes.length;
  };
  const line = (point: Point) => {
    const marks = point.citations.map((citation) => ` [${numberOf(citation)}]`).join("");
    const doubt = words.mark(point);
    return `- ${point.text}${marks}${doubt === null ? "" : ` (${doubt})`}`;
  };
  const parts = [title];
  if (points.length > 0) parts.push(points.map(line).join("\n"));
  for (const section of sections) {
    if (section.points.length === 0) continue;
    parts.push([...(section.heading === null ? [] : [section.heading]), ...section.points.map(line)].join("\n"));
  }
  if (quotes.length > 0) parts.push(quotes.join("\n"));
  return `${parts.join("\n\n")}\n`;
}
