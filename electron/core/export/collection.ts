import {
  areQuotes,
  type CollectionPart,
  type CollectionSummary,
  type SkippedFile,
} from "../../contract/collections.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import {
  type DigestLine,
  isCheckedBefore,
  type KeyFact,
  type Point,
  type Report,
  type Summary,
} from "../../contract/summaries.ts";
import type { Words } from "../../words/words.ts";
import { type Block, citedLine, compactList, heading, type Line, textBlock } from "./blocks.ts";
import { makeCollectionReport } from "./collectionReport.ts";
import { factColumns, factRows } from "./facts.ts";
import { noteOf, remarkOf } from "./wording.ts";

/** A collection, what its documents came to, and what its export says of them. */
export interface CollectionMaterial {
  readonly summary: CollectionSummary;
  readonly members: readonly CollectionMember[];
  readonly skipped: readonly SkippedFile[];
  /** the report of a document that was read, with its finished summary if it has one */
  readonly reportOf: (member: CollectionMember) => Promise<Report>;
  /** all key facts of a document that was read */
  readonly factsOf: (document: Document) => Promise<readonly KeyFact[]>;
}

export interface CollectionMember {
  readonly document: Document;
  /** within the folder or archive it came from */
  readonly path: string;
  /** a finished one */
  readonly summary: Summary | null;
  readonly digest: readonly DigestLine[] | null;
}

/** The collection and then each of its documents with all points of its summary, or its digest. */
export function collectionBlocks({ summary, members, skipped }: CollectionMaterial, words: Words): Block[] {
  const { t } = words;
  const paths = new Map(members.map(({ document, path }) => [document.id, path]));
  const note = (citation: Citation): string =>
    noteOf(paths.get(citation.documentId) ?? "", String(citation.page), citation, words);
  const line: LineOf = (point) =>
    citedLine(point.text, point.citations.map(note), remarkOf({ ...point, quoted: false }, words));
  const { covered, total } = summary.documents;
  const blocks: Block[] = [heading(1, summary.title), textBlock(t("export:collection.covered", { covered, total }))];
  if (summary.points.length > 0) {
    const lead = summary.points.filter(({ role }) => role === "lead");
    const rest = summary.points.filter(({ role }) => role !== "lead");
    blocks.push(heading(2, t("export:collection.whole")), textBlock(originOf(summary, words)));
    if (lead.length > 0) blocks.push({ kind: "prose", sentences: lead.map(line) });
    if (rest.length > 0) blocks.push({ kind: "list", items: rest.map(line) });
  }
  if (members.length > 0) blocks.push(heading(2, t("export:collection.documents")));
  for (const [index, member] of members.entries()) {
    blocks.push(...documentBlocks(member, summary.parts[index], line, words));
  }
  if (skipped.length > 0) {
    const items = skipped.map(({ path, problem }) =>
      t("export:collection.skipped", { path, problem: words.error(problem) }),
    );
    blocks.push(heading(2, t("export:collection.unread")), compactList(items));
  }
  return blocks;
}

/** The report of the collection with the report of every document that was read, and its key facts. */
export async function collectionJson({ summary, members, skipped, reportOf, factsOf }: CollectionMaterial) {
  const documents = [];
  for (const member of members) {
    const { document, path } = member;
    const isRead = document.status === "ready";
    documents.push({
      path,
      problem: document.problem,
      report: isRead ? await reportOf(member) : null,
      facts: isRead ? await factsOf(document) : [],
    });
  }
  return { format: "tramontane-collection", version: 1, ...makeCollectionReport(summary, skipped), documents };
}

/** The key facts of all documents. */
export async function collectionRows({ members, factsOf }: CollectionMaterial, words: Words): Promise<string[][]> {
  const rows: string[][] = [[...factColumns]];
  for (const { document, path } of members) {
    if (document.status !== "ready") continue;
    rows.push(...factRows(path, await factsOf(document), words));
  }
  return rows;
}

type LineOf = (point: Pick<Point, "text" | "citations" | "support" | "by" | "findings">) => Line;

function originOf({ source, writing, points }: CollectionSummary, { t }: Words): string {
  if (source === "chosen" || !writing) return t("export:collection.chosen");
  const { name: model } = writing.recipe.model;
  const how = areQuotes(points)
    ? t("export:collection.chosenBy", { model })
    : t("export:collection.writtenBy", { model });
  const notes = [
    ...(writing.stale ? [t("export:collection.stale")] : []),
    ...(writing.check && isCheckedBefore(writing.check) ? [t("export:checkedBefore")] : []),
  ];
  return [how, ...notes].join(" ");
}

function documentBlocks(
  { document, path, summary, digest }: CollectionMember,
  part: CollectionPart | undefined,
  line: LineOf,
  { t, error }: Words,
): Block[] {
  const pages = t("export:documentPages", { name: path, count: document.pages });
  const blocks: Block[] = [
    heading(3, document.title),
    textBlock(summary ? pages : t("export:collection.withoutModel", { pages })),
  ];
  if (document.problem) return [...blocks, textBlock(error(document.problem))];
  const lines = pointsOf(summary, digest, part).map(line);
  return lines.length > 0 ? [...blocks, { kind: "list", items: lines }] : blocks;
}

function pointsOf(
  summary: Summary | null,
  digest: readonly DigestLine[] | null,
  part: CollectionPart | undefined,
): readonly Parameters<LineOf>[0][] {
  if (summary && summary.points.length > 0) return summary.points;
  if (digest === null || digest.length === 0) return part?.points ?? [];
  return digest.map(({ text, citations }) => ({ text, citations, support: "verified", by: "code", findings: [] }));
}
