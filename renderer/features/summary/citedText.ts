import type { Citation } from "../../../electron/contract/documents.ts";
import { assertNever } from "../../../electron/contract/errors.ts";
import { type ContractTerm, type Entry, layoutOf, type LayoutPart } from "../../../electron/contract/layout.ts";
import type { FactKind, KeyFact, Point, Summary, SummarySection } from "../../../electron/contract/summaries.ts";

/** Key of a citation within its document: the same quote has the same key wherever it is cited. */
export function citationKey({ page, start, end, lost }: Pick<Citation, "page" | "start" | "end" | "lost">): string {
  return `${page}:${start}-${end}${lost === true ? " lost" : ""}`;
}

export interface CitedTextWords {
  /** heading of the table of key facts */
  readonly facts: string;
  /** what the rows of a kind tell, above them */
  kind(kind: FactKind): string;
  when(due: string): string;
  page(page: number): string;
  /** heading of a part of the whole */
  part(heading: NonNullable<LayoutPart<Point, KeyFact>["heading"]>): string;
  term(term: ContractTerm): string;
  mark(point: Point): string | null;
}

export interface CitedSummary extends Pick<Summary, "points" | "facts" | "kind"> {
  readonly sections: readonly Pick<SummarySection, "heading" | "points">[];
  readonly options: Pick<Summary["options"], "structure">;
}

/**
 * A summary as plain text for other programs: key facts, then each point, or the points as running text, with citations as
 * `[n]`, the quotes with their pages at the end, and points that are not verified marked as such.
 */
export function citedText(title: string, summary: CitedSummary, words: CitedTextWords): string {
  const { sections } = summary;
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
  const { lead, facts, parts: whole } = layoutOf(summary);
  const entry = (one: Entry<Point, KeyFact>) =>
    "point" in one ? sentence(one.point) : `${one.fact.value}${marksOf(one.fact.citations)}`;
  const parts = [title];
  if (lead.length > 0) parts.push(lead.map(sentence).join(" "));
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
  for (const part of whole) {
    if (part.kind === "prose") parts.push(...part.paragraphs.map((points) => points.map(sentence).join(" ")));
    else {
      const heading = part.heading === null ? [] : [words.part(part.heading)];
      parts.push([...heading, ...linesOf(part)].join("\n"));
    }
  }
  for (const section of sections) {
    if (section.points.length === 0) continue;
    parts.push([...(section.heading === null ? [] : [section.heading]), ...section.points.map(line)].join("\n"));
  }
  if (quotes.length > 0) parts.push(quotes.join("\n"));
  return `${parts.join("\n\n")}\n`;

  function linesOf(part: Exclude<LayoutPart<Point, KeyFact>, { kind: "prose" }>): string[] {
    switch (part.kind) {
      case "points":
        return part.points.map(line);
      case "entries":
        return part.entries.map((one) => `- ${entry(one)}`);
      case "actions":
        return part.rows.map(({ who, entry: one, due }) => {
          const when = due === null ? "" : ` (${words.when(due)})`;
          return `- ${who === "" ? "" : `${who}: `}${entry(one)}${when}`;
        });
      case "terms":
        return part.rows.flatMap(({ term, entries }) => entries.map((one) => `- ${words.term(term)}: ${entry(one)}`));
      default:
        return assertNever(part);
    }
  }
}
