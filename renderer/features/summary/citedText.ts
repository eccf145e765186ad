import type { Citation } from "../../../electron/contract/documents.ts";
import {
  type FactKind,
  paragraphsOf,
  type Point,
  type Summary,
  type SummarySection,
} from "../../../electron/contract/summaries.ts";

/** Key of a citation within its document: the same quote has the same key wherever it is cited. */
export function citationKey(citation: Pick<Citation, "page" | "start" | "end">): string {
  return `${citation.page}:${citation.start}-${citation.end}`;
}

export interface CitedTextWords {
  /** heading of the table of key facts */
  readonly facts: string;
  /** what the rows of a kind tell, above them */
  kind(kind: FactKind): string;
  when(due: string): string;
  page(page: number): string;
  mark(point: Point): string | null;
}

export interface CitedSummary extends Pick<Summary, "points" | "facts"> {
  readonly sections: readonly Pick<SummarySection, "heading" | "points">[];
  readonly options: Pick<Summary["options"], "structure">;
}

/**
 * A summary as plain text for other programs: key facts, then each point, or the points as running text, with citations as
 * `[n]`, the quotes with their pages at the end, and points that are not verified marked as such.
 */
export function citedText(title: string, summary: CitedSummary, words: CitedTextWords): string {
  const { points, sections, facts, options } = summary;
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
  const marksOf = (citations: readonly Citation[]) => citations.map((each) => ` [${numberOf(each)}]`).join("");
  const sentence = (point: Point) => {
    const doubt = words.mark(point);
    return `${point.text}${marksOf(point.citations)}${doubt === null ? "" : ` (${doubt})`}`;
  };
  const line = (point: Point) => `- ${sentence(point)}`;
  const parts = [title];
  if (facts.length > 0) {
    const groups = [...Map.groupBy(facts, ({ kind }) => kind)].flatMap(([kind, rows]) => [
      words.kind(kind),
      ...rows.map(({ label, value, due, citations }) => {
        const when = due === undefined ? "" : ` (${words.when(due)})`;
        return `- ${value.startsWith(label) ? "" : `${label}: `}${value}${when}${marksOf(citations)}`;
      }),
    ]);
    parts.push([words.facts, ...groups].join("\n"));
  }
  if (options.structure === "prose") {
    parts.push(...paragraphsOf(points).map((paragraph) => paragraph.map(sentence).join(" ")));
  } else if (points.length > 0) parts.push(points.map(line).join("\n"));
  for (const section of sections) {
    if (section.points.length === 0) continue;
    parts.push([...(section.heading === null ? [] : [section.heading]), ...section.points.map(line)].join("\n"));
  }
  if (quotes.length > 0) parts.push(quotes.join("\n"));
  return `${parts.join("\n\n")}\n`;
}
