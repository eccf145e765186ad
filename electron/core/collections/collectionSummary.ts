import { createHash } from "node:crypto";
import type { Collection, CollectionPart, CollectionSummary } from "../../contract/collections.ts";
import type { Citation, Document } from "../../contract/documents.ts";
import type { DigestLine, Point, Summary } from "../../contract/summaries.ts";
import { formOf } from "../extract/candidates.ts";
import { cosine, lexRank, type SparseVector, tfIdf } from "../extract/lexrank.ts";
import { oneLine } from "../text/oneLine.ts";
import { stemsOf } from "../text/stems.ts";
import { stopWordsOf } from "../text/stopWords.ts";

/** What is known of a document of the collection. */
export interface SummarizedMember {
  readonly document: Document;
  readonly path: string;
  /** a finished one */
  readonly summary: Summary | null;
  readonly digest: readonly DigestLine[] | null;
}

/** The summary of a collection without a model, and the state of its documents. */
export interface ChosenSummary extends Omit<CollectionSummary, "writing"> {
  /** SHA-256 of the points it was chosen from, with their documents and quotes */
  readonly of: string;
  /** the same as earlier versions named it, with the places of the quotes, which another reading changes */
  readonly ofPlaces: string;
}

/**
 * The summary of a collection, from what its documents came to: verified points of their summaries, or lines of their digests where there is no
 * summary. LexRank (Erkan and Radev 2004) over all of them together says which stand in the middle of the collection; maximal
 * marginal relevance (Carbonell and Goldstein 1998) with a share for every document picks among them. No sentence is written
 * anew, so each keeps the citation that was checked before. The same results always give the same summary.
 */
export function chooseSummary(
  collection: Pick<Collection, "id" | "title">,
  members: readonly SummarizedMember[],
): ChosenSummary {
  const sentences = members.flatMap((member, index) => sentencesOf(member, index));
  const vectors = tfIdf(sentences.map(({ stems }) => stems));
  const scores = lexRank(
    vectors,
    sentences.map(({ weight }) => weight),
  );
  const ranked = sentences.map((sentence, index) => ({
    ...sentence,
    vector: vectors[index] ?? emptyVector,
    score: (scores[index] ?? 0) * sentence.weight,
  }));
  return {
    collectionId: collection.id,
    title: collection.title,
    source: "chosen",
    of: stateOf(members, ({ quote }) => oneLine(quote)),
    ofPlaces: stateOf(members, ({ page, start, end }) => [page, start, end]),
    points: chooseForCollection(ranked, members.length).map(({ point }, index) => ({
      ...point,
      id: `set.${index + 1}`,
    })),
    parts: members.map((member, index) => partOf(member, index, ranked)),
    documents: { covered: new Set(ranked.map(({ member }) => member)).size, total: members.length },
  };
}

interface Sentence {
  /** position of its document among the members */
  readonly member: number;
  /** position among the sentences of its document */
  readonly position: number;
  readonly point: Point;
  readonly source: "summary" | "digest";
  readonly stems: readonly string[];
  /** how well it stands alone, and how early: the jumps of the walk prefer it */
  readonly weight: number;
}

interface RankedSentence extends Sentence {
  readonly vector: SparseVector;
  readonly score: number;
}

/** Points of a document's paragraph. */
export const pointsOfPart = { least: 2, most: 4 };
/** Points over the whole collection. */
const pointsOfCollection = { least: 3, most: 12 };
/** How much relevance counts against novelty. */
const lambda = 0.7;
/** Two sentences this alike say the same thing. */
const sameSentence = 0.85;
const emptyVector: SparseVector = { indices: new Uint32Array(0), values: new Float32Array(0) };

/** Verified points where there are enough of them, else the digest, which needs no model and is quotes throughout. */
export function resultOf({ summary, digest }: SummarizedMember): {
  points: readonly Point[];
  source: "summary" | "digest";
} {
  const verified = summary?.points.filter(
    ({ support, citations }) => support === "verified" && citations.some(({ lost }) => lost !== true),
  );
  const useSummary = verified !== undefined && verified.length >= Math.min(pointsOfPart.least, digest?.length ?? 0);
  return useSummary
    ? { points: verified, source: "summary" }
    : { points: (digest ?? []).map(toPoint), source: "digest" };
}

/** Changes with the documents and what they came to; not with their names or their order. */
function stateOf(members: readonly SummarizedMember[], nameOf: (citation: Citation) => unknown): string {
  const state = members.map((member) => [
    member.document.id,
    resultOf(member).points.map(({ text, citations }) => [text, citations.map(nameOf)]),
  ]);
  // The order is that of the queue, and is changed at any time.
  const inOrder = state.map((own) => JSON.stringify(own)).toSorted();
  return createHash("sha256").update(JSON.stringify(inOrder)).digest("hex");
}

function sentencesOf(member: SummarizedMember, number: number): Sentence[] {
  const stops = stopWordsOf(member.document.language);
  const { points, source } = resultOf(member);
  return points.map((point, position) => ({
    member: number,
    position,
    point,
    source,
    stems: stemsOf(point.text, stops),
    weight: Math.max(0.1, formOf({ text: point.text, kind: "paragraph" })) * (1 + Math.exp(-position / 3)),
  }));
}

function toPoint({ text, section, citations }: DigestLine): Point {
  const verdict = { support: "verified", by: "code", findings: [] } as const;
  return { id: "", role: "point", text, section, citations: [...citations], ...verdict, findings: [], quoted: true };
}

function partOf(
  { document, path }: SummarizedMember,
  index: number,
  ranked: readonly RankedSentence[],
): CollectionPart {
  const own = ranked.filter(({ member }) => member === index);
  const chosen = own
    .toSorted((a, b) => b.score - a.score)
    .slice(0, pointsOfPart.most)
    .toSorted((a, b) => a.position - b.position);
  return {
    documentId: document.id,
    title: document.title,
    path,
    format: document.format,
    pages: document.pages,
    source: own[0]?.source ?? "none",
    points: chosen.map(({ point }, index) => ({ ...point, id: `${document.id.slice(0, 8)}.${index + 1}` })),
    problem: document.problem,
  };
}

function chooseForCollection(ranked: readonly RankedSentence[], documents: number): RankedSentence[] {
  const wanted = Math.min(pointsOfCollection.most, Math.max(pointsOfCollection.least, documents + 2));
  const share = Math.max(1, Math.ceil((1.5 * wanted) / Math.max(1, documents)));
  const top = Math.max(...ranked.map(({ score }) => score)) || 1;
  const taken = new Map<number, number>();
  const chosen: RankedSentence[] = [];
  const left = new Set(ranked);
  while (chosen.length < wanted) {
    let best: RankedSentence | null = null;
    let bestValue = -Infinity;
    for (const sentence of left) {
      if ((taken.get(sentence.member) ?? 0) >= share) continue;
      const nearest = Math.max(0, ...chosen.map(({ vector }) => cosine(vector, sentence.vector)));
      const value = (lambda * sentence.score) / top - (1 - lambda) * nearest;
      if (nearest < sameSentence && value > bestValue) {
        best = sentence;
        bestValue = value;
      }
    }
    if (!best) break;
    left.delete(best);
    taken.set(best.member, (taken.get(best.member) ?? 0) + 1);
    chosen.push(best);
  }
  return chosen.toSorted((a, b) => a.member - b.member || a.position - b.position);
}
