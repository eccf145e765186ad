import type { CheckedClaim } from "../../../electron/contract/check.ts";
import type { Citation } from "../../../electron/contract/documents.ts";
import type { Finding } from "../../../electron/contract/findings.ts";
import { type Support, supportSchema } from "../../../electron/contract/summaries.ts";
import type { DeskClaim } from "./checkDesk.ts";

export interface SupportCount {
  readonly support: Support;
  readonly count: number;
}

/** How many sentences have each verdict, those of none as well, in the order of the verdicts. */
export function countSupports(claims: readonly DeskClaim[]): SupportCount[] {
  return supportSchema.options.map((support) => ({
    support,
    count: claims.filter(({ checked }) => checked?.support === support).length,
  }));
}

export interface ClaimRow {
  /** index among the sentences of the text */
  readonly index: number;
  readonly claim: DeskClaim;
}

/** The sentences with any of these verdicts, all where none is chosen. */
export function rowsOf(claims: readonly DeskClaim[], chosen: ReadonlySet<Support>): ClaimRow[] {
  const rows = claims.map((claim, index) => ({ index, claim }));
  if (chosen.size === 0) return rows;
  return rows.filter(({ claim: { checked } }) => checked !== null && chosen.has(checked.support));
}

/** Quotes that say something about a sentence together, and what was found of it there. */
export interface Place {
  readonly findings: readonly Finding[];
  readonly citations: readonly Citation[];
}

/** The places that say otherwise: those of the verdict itself, then those of other documents. */
export function placesAgainst({ support, findings, citations, contradictions }: CheckedClaim): {
  readonly own: Place | null;
  readonly others: readonly Place[];
} {
  return { own: support === "contradicted" ? { findings, citations } : null, others: contradictions };
}

/** The first quote of a sentence, with what was found of it there; null where it has none. */
export function firstPlace(checked: CheckedClaim | null | undefined): {
  readonly citation: Citation;
  readonly findings: readonly Finding[];
} | null {
  for (const { citations, findings } of checked ? [checked, ...checked.contradictions] : []) {
    const [citation] = citations;
    if (citation) return { citation, findings };
  }
  return null;
}

/** Names a quote within the library. */
export function placeKey({ documentId, page, start, end }: Citation): string {
  return `${documentId} ${page}:${start}-${end}`;
}

/** Numbers from 1 in the order of the text; the same quote has the same number wherever it is cited. */
export function numberPlaces(claims: readonly DeskClaim[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { checked } of claims) {
    for (const citation of checked?.citations ?? []) {
      const key = placeKey(citation);
      if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
    }
  }
  return numbers;
}
