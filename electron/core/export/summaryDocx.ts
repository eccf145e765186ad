import type { Citation, Document } from "../../contract/documents.ts";
import { paragraphsOf, type Point, type Summary } from "../../contract/summaries.ts";
import type { DocxBlock, DocxSentence } from "./docx.ts";
import { coverageLines, factNames, recipeLines } from "./summaryReport.ts";

/**
 * A summary as what a DOCX holds: key facts as a table, the points with their quotes as footnotes, the sections, what was read and
 * how it was made.
 *
 * @param labels what the pages are called, where they are not called by their number
 */
export function summaryBlocks(
  document: Pick<Document, "name" | "pages">,
  summary: Summary,
  labels: ReadonlyMap<number, string>,
): DocxBlock[] {
  const { facts, points, options, coverage, recipe } = summary;
  const sentence = (point: Point): DocxSentence => ({
    text: point.text,
    notes: notesOf(point.citations),
    doubt: doubtOf(point),
  });
  const item = (point: Point): DocxBlock => ({ kind: "point", ...sentence(point) });
  const blocks: DocxBlock[] = [
    { kind: "heading", level: 1, text: summary.title },
    { kind: "text", text: `${document.name}, ${document.pages === 1 ? "1 page" : `${String(document.pages)} pages`}` },
  ];
  if (options.focus !== "") blocks.push({ kind: "text", text: `Question: ${options.focus}` });
  if (facts.length > 0) {
    const hasDates = facts.some(({ due }) => due !== undefined);
    blocks.push(heading("Key facts"), {
      kind: "table",
      head: ["Kind", "Who or what", "In the document", ...(hasDates ? ["When"] : [])],
      widths: hasDates ? [14, 18, 50, 18] : [16, 22, 62],
      rows: facts.map(({ kind, label, value, due, citations }) => [
        plain(factNames[kind]),
        plain(label),
        { text: value, notes: notesOf(citations), doubt: null },
        ...(hasDates ? [plain(due ?? "")] : []),
      ]),
    });
  }
  if (points.length > 0) {
    blocks.push(heading("The whole"));
    if (options.structure !== "prose") blocks.push(...points.map(item));
    else for (const part of paragraphsOf(points)) blocks.push({ kind: "prose", sentences: part.map(sentence) });
  }
  const sections = summary.sections.filter((section) => section.points.length > 0);
  if (sections.length > 0) blocks.push(heading("Section by section"));
  for (const section of sections) {
    const pages = pagesOf(section.firstPage, section.lastPage);
    const text = section.heading === null ? pages : `${section.heading} (${pages})`;
    blocks.push({ kind: "heading", level: 3, text }, ...section.points.map(item));
  }
  if (coverage) blocks.push(heading("What was read"), ...itemsOf(coverageLines(coverage)));
  if (recipe) blocks.push(heading("How it was made"), ...itemsOf(recipeLines(recipe)));
  return blocks;

  function notesOf(citations: readonly Citation[]): string[] {
    return citations.map(
      ({ page, quote }) => `${document.name}, p. ${nameOf(page)}: “${quote.replaceAll(/\s+/gu, " ").trim()}”`,
    );
  }

  function nameOf(page: number): string {
    return labels.get(page) ?? String(page);
  }

  function pagesOf(first: number, last: number): string {
    return first === last ? `p. ${nameOf(first)}` : `pp. ${nameOf(first)}–${nameOf(last)}`;
  }
}

function doubtOf({ support, reason, quoted }: Point): string | null {
  if (quoted) return "quoted";
  return support === "verified" ? null : `${support}: ${reason ?? ""}`;
}

function heading(text: string): DocxBlock {
  return { kind: "heading", level: 2, text };
}

function plain(text: string): DocxSentence {
  return { text, notes: [], doubt: null };
}

function itemsOf(lines: readonly string[]): DocxBlock[] {
  return lines.map((text) => ({ kind: "item", text }));
}
