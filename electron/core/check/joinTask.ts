import type { Citation } from "../../contract/documents.ts";
import type { CheckedClaim } from "../../contract/check.ts";
import { verifyPoint } from "../evidence/verify.ts";
import { oneLine } from "../text/oneLine.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import type { Held, WrittenClaim } from "./groundTask.ts";

/** What a claim comes to. */
export type Judged = Pick<CheckedClaim, "support" | "by" | "findings" | "citations" | "contradictions">;

export interface JoinInput {
  readonly claims: readonly WrittenClaim[];
  /** of each document what each claim came to there, in the order of the claims */
  readonly documents: readonly { readonly language: string; readonly held: readonly Held[] }[];
}

/** Makes of what claims came to in each of several documents what they come to in all. */
export const joinTask: TextTask<JoinInput, Judged[]> = {
  name: "join",
  run: ({ claims, documents }) =>
    claims.map((claim, index) =>
      joined(
        claim,
        documents.flatMap(({ language, held }) => {
          const own = held[index];
          return own ? [{ ...own, language }] : [];
        }),
      ),
    ),
};

interface HeldIn extends Held {
  /** BCP 47 of the document */
  readonly language: string;
}

/**
 * The document that supports a claim best speaks for it; where none verifies it alone, two may together. Whatever comes of it, the places
 * of other documents that say otherwise are told.
 */
function joined(claim: WrittenClaim, held: readonly HeldIn[]): Judged {
  const [best, ...others] = held.toSorted(byStrength);
  if (!best) return { ...judged({ support: "unsupported", by: null, findings: [] }, []), contradictions: [] };
  const together = best.verdict.support === "verified" ? null : verifiedTogether(claim, best, others);
  const used = together ? new Set([best, together.with]) : new Set([best]);
  return {
    ...(together?.judged ?? judged(best.verdict, best.citations)),
    contradictions: held
      .filter((each) => each.verdict.support === "contradicted" && !used.has(each))
      .slice(0, mostContradictions)
      .map(({ verdict, citations }) => ({ findings: [...verdict.findings], citations: [...citations] })),
  };
}

const strength = { verified: 3, weak: 2, contradicted: 1, unsupported: 0 } as const;
const mostContradictions = 20;
/** Documents that are tried beside the best one. */
const mostPartners = 3;

function byStrength(a: HeldIn, b: HeldIn): number {
  return (
    strength[b.verdict.support] - strength[a.verdict.support] || a.verdict.findings.length - b.verdict.findings.length
  );
}

/** A claim that draws on two documents: what each of them says is found in no other. */
function verifiedTogether(claim: WrittenClaim, best: HeldIn, others: readonly HeldIn[]) {
  const partners = others.filter(({ citations }) => citations.length > 0).slice(0, mostPartners);
  for (const other of best.citations.length > 0 ? partners : []) {
    const citations = [...best.citations, ...other.citations];
    const quotes = citations.map(({ quote }) => oneLine(quote));
    const verdict = verifyPoint(claim.text, quotes, best.language, { written: claim.written });
    if (verdict.support === "verified") return { with: other, judged: judged(verdict, citations) };
  }
  return null;
}

function judged({ support, by, findings }: Held["verdict"], citations: readonly Citation[]) {
  return { support, by, findings: [...findings], citations: [...citations] };
}
