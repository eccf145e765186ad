import type { CheckedClaim, CheckedText } from "../../contract/check.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import type { PageLabel } from "../../contract/pageLabels.ts";
import { supportSchema } from "../../contract/summaries.ts";
import type { Words } from "../../words/words.ts";
import { oneLine } from "../text/oneLine.ts";
import { type Block, citedLine, compactList, type Entry, heading, type Line, lineOf, textBlock } from "./blocks.ts";
import { noteOf, remarkOf } from "./wording.ts";

/** A text that was checked, and what its export says of the documents it was held against. */
export interface CheckMaterial extends CheckedText {
  /** those it was held against first */
  readonly documents: readonly Pick<Document, "id" | "name" | "title" | "pages">[];
  /** what a page is called, where it is not called by its number */
  readonly labelOf: (place: Pick<Citation, "documentId" | "page">) => PageLabel | null;
}

export function checkTitle({ documents: [first, ...others] }: CheckMaterial, { t }: Words): string {
  const title = first?.title ?? "";
  return others.length === 0
    ? t("export:check.title", { title })
    : t("export:check.titleOfMany", { title, count: others.length });
}

/** More are not named one by one. */
const mostNamed = 20;

/** The text as it was given, each sentence with its quotes as notes and what is to be known of it, and what contradicts it. */
export function checkBlocks(material: CheckMaterial, words: Words): Block[] {
  const { documents, claims } = material;
  const { t } = words;
  const counts = supportSchema.options
    .map((support) => ({ support, number: claims.filter((claim) => claim.support === support).length }))
    .filter(({ number }) => number > 0)
    .map(({ support, number }) => t("export:check.count", { number, support: t(`export:check.support.${support}`) }));
  const named = documents
    .slice(0, mostNamed)
    .map(({ name, pages }) => t("export:documentPages", { name, count: pages }));
  const unnamed = documents.length - named.length;
  const blocks: Block[] = [
    heading(1, checkTitle(material, words)),
    compactList([...named, ...(unnamed > 0 ? [t("export:check.more", { number: unnamed })] : [])]),
    textBlock(t("export:check.counts", { count: claims.length, counts: counts.join(", ") })),
    heading(2, t("export:check.text")),
    ...textBlocks(material, words),
  ];
  const contradicted = claims.filter(
    ({ support, contradictions }) => support === "contradicted" || contradictions.length > 0,
  );
  if (contradicted.length > 0) {
    const entries = contradicted.map((claim) => entryOf(claim, material, words));
    blocks.push(heading(2, t("export:check.contradicted")), { kind: "entries", entries });
  }
  return blocks;
}

export function checkJson({ documents, text, claims }: CheckMaterial) {
  const named = documents.map(({ id, name, title }) => ({ id, name, title }));
  return { format: "tramontane-check", version: 1, documents: named, text, claims };
}

/** Paragraphs as they were given, with what stands between the sentences; lines stay apart where the text broke them between two. */
function textBlocks(material: CheckMaterial, words: Words): Block[] {
  const { text } = material;
  const paragraphs: Line[][] = [];
  let last: Piece | null = null;
  for (const piece of piecesOf(material, words)) {
    const between = last === null ? "\n\n" : text.slice(last.end, piece.start);
    const lines = paragraphs.at(-1);
    const line = lines?.at(-1);
    if (!lines || !line || /\n\s*\n/u.test(between)) paragraphs.push([piece.line]);
    else if (between.includes("\n")) lines.push(piece.line);
    else lines[lines.length - 1] = [...line, { text: " " }, ...piece.line];
    last = piece;
  }
  return paragraphs.map((lines) => ({ kind: "text", lines }));
}

/** A stretch of the text: a sentence that was checked, or part of a line without one. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly line: Line;
}

function piecesOf(material: CheckMaterial, words: Words): Piece[] {
  const { text, claims } = material;
  const pieces: Piece[] = [];
  let reached = 0;
  const addBetween = (to: number): void => {
    for (const { index, 0: said } of text.slice(reached, to).matchAll(/\S(?:[^\n]*\S)?/gu)) {
      const start = reached + index;
      pieces.push({ start, end: start + said.length, line: lineOf(oneLine(said)) });
    }
  };
  for (const claim of claims.toSorted((a, b) => a.start - b.start)) {
    addBetween(claim.start);
    const { start, end } = claim;
    pieces.push({ start, end, line: claimLine(oneLine(text.slice(start, end)), claim, material, words) });
    reached = Math.max(reached, end);
  }
  addBetween(text.length);
  return pieces;
}

function claimLine(said: string, claim: CheckedClaim, material: CheckMaterial, words: Words): Line {
  const notes = claim.citations.map((citation) => quoteNote(citation, material, words));
  const others = claim.contradictions
    .flatMap(({ citations }) => citations)
    .map((citation) => words.t("export:check.otherwise", { note: quoteNote(citation, material, words) }));
  return citedLine(said, [...notes, ...others], remarkOf(claim, words));
}

function quoteNote(citation: Citation, { documents, labelOf }: CheckMaterial, words: Words): string {
  const name = documents.find(({ id }) => id === citation.documentId)?.name ?? "";
  const label = labelOf(citation);
  return noteOf(name, label ? words.label(label) : String(citation.page), citation, words);
}

function entryOf(claim: CheckedClaim, material: CheckMaterial, words: Words): Entry {
  const places = [
    ...(claim.support === "contradicted" ? [{ findings: claim.findings, citations: claim.citations }] : []),
    ...claim.contradictions,
  ];
  const reasons = places.map(({ findings }) => words.findings(findings)).filter((reason) => reason !== "");
  return {
    title: [{ text: claim.claim, style: "strong" }],
    text: reasons.length === 0 ? null : lineOf([...new Set(reasons)].join(" ")),
    quotes: places.flatMap(({ citations }) =>
      citations.map((citation) => lineOf(quoteNote(citation, material, words))),
    ),
  };
}
