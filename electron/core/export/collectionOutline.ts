import { areQuotes, type SetPart, type SetSummary, type SkippedFile } from "../../contract/collections.ts";
import type { Citation } from "../../contract/documents.ts";
import type { Point } from "../../contract/summaries.ts";
import type { SetMember } from "../collections/collectionSummary.ts";

/** What an export says, before it is Markdown or DOCX. */
export type OutlineBlock =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "item"; readonly text: string }
  /** a sentence with its quotes as notes, and why it is doubtful, if it is */
  | { readonly kind: "point"; readonly text: string; readonly notes: readonly string[]; readonly doubt: string | null };

/** The set and then each of its documents with all points of its summary, or its digest. */
export function outlineOf(
  summary: SetSummary,
  members: readonly SetMember[],
  skipped: readonly SkippedFile[],
): OutlineBlock[] {
  const titles = new Map(members.map(({ document, path }) => [document.id, path]));
  const point = ({ text, citations, support, reason }: PointFacts): OutlineBlock => ({
    kind: "point",
    text,
    notes: citations.map((citation) => noteOf(citation, titles.get(citation.documentId) ?? "")),
    doubt: support === "verified" ? null : `${support}: ${reason ?? ""}`,
  });
  const { covered, total } = summary.documents;
  const blocks: OutlineBlock[] = [
    { kind: "heading", level: 1, text: summary.title },
    { kind: "text", text: `${String(covered)} of ${String(total)} documents are summarized here.` },
  ];
  if (summary.points.length > 0) {
    blocks.push(
      { kind: "heading", level: 2, text: "Over all documents" },
      { kind: "text", text: originOf(summary) },
      ...summary.points.map(point),
    );
  }
  if (members.length > 0) blocks.push({ kind: "heading", level: 2, text: "Document by document" });
  for (const [place, member] of members.entries()) {
    blocks.push(...documentBlocks(member, summary.parts[place], point));
  }
  if (skipped.length > 0) {
    blocks.push({ kind: "heading", level: 2, text: "Not read" });
    for (const { path, problem } of skipped) blocks.push({ kind: "item", text: `${path}: ${problem.message}` });
  }
  return blocks;
}

function originOf({ source, writing, points }: SetSummary): string {
  if (source === "chosen" || !writing)
    return "Sentences chosen from the documents and their summaries, each as it stands there.";
  const stale = writing.stale ? " Documents or their summaries have changed since." : "";
  const { name } = writing.recipe.model;
  if (areQuotes(points)) return `Sentences of the documents, chosen by ${name}.${stale}`;
  return `Written by ${name} from the points of all documents, each checked against its quotes.${stale}`;
}

type PointFacts = Pick<Point, "text" | "citations" | "support" | "reason">;

function documentBlocks(
  { document, path, summary, digest }: SetMember,
  part: SetPart | undefined,
  point: (facts: PointFacts) => OutlineBlock,
): OutlineBlock[] {
  const pages = document.pages === 1 ? "1 page" : `${String(document.pages)} pages`;
  const blocks: OutlineBlock[] = [
    { kind: "heading", level: 3, text: document.title },
    { kind: "text", text: `${path}, ${pages}${summary ? "" : ", quotes chosen without a model"}` },
  ];
  if (document.problem) return [...blocks, { kind: "text", text: document.problem.message }];
  if (summary && summary.points.length > 0) return [...blocks, ...summary.points.map(point)];
  const lines = (digest ?? []).map(({ text, citations }) =>
    point({ text, citations, support: "verified", reason: null }),
  );
  return [...blocks, ...(lines.length > 0 ? lines : (part?.points ?? []).map(point))];
}

function noteOf({ page, quote }: Citation, title: string): string {
  return `${title}, p. ${String(page)}: “${quote.replaceAll(/\s+/gu, " ").trim()}”`;
}
