import type { CheckedClaim } from "../../contract/check.ts";
import { internalError } from "../../contract/errors.ts";
import { verdictOf, verifyPoint } from "../evidence/verify.ts";
import { oneLine } from "../text/oneLine.ts";
import type { TextTask } from "../textWorker/textTask.ts";
import type { Held, WrittenClaim } from "./groundTask.ts";

/** What a claim comes to in code alone. */
export interface Judged extends Held {
  readonly contradictions: CheckedClaim["contradictions"];
}

export interface JoinInput {
  readonly claims: readonly WrittenClaim[];
  /** of each document what each claim came to there, in the order of the claims */
  readonly documents: readonly {
    readonly language: string;
    readonly title: string;
    readonly held: readonly Held[];
  }[];
}

/** Makes of what claims came to in each of several documents what they come to in all. */
export const joinTask: TextTask<JoinInput, Judged[]> = {
  name: "join",
  run: ({ claims, documents }) =>
    claims.map((claim, index) =>
      joined(
        claim,
        documents.flatMap(({ language, title, held }) => {
          const own = held[index];
          return own ? [{ ...own, language, isNamed: namesTitle(claim, title) }] : [];
        }),
      ),
    ),
};

interface HeldIn extends Held {
  /** BCP 47 of the document */
  readonly language: string;
  /** the claim says that it is of this document */
  readonly isNamed: boolean;
}

/** What is said of one document by its title, if that is more than a word, is held against that one. */
function namesTitle({ text }: WrittenClaim, title: string): boolean {
  return /\S\s+\S/u.test(title) && text.includes(title);
}

/**
 * The document that supports a claim best speaks for it; where it is in none, but all of it is in two of them, both are cited. Whatever
 * comes of it, the places of other documents that say otherwise are told.
 */
function joined(claim: WrittenClaim, all: readonly HeldIn[]): Judged {
  const named = all.filter(({ isNamed }) => isNamed);
  const held = named.length > 0 ? named : all;
  const [best, ...others] = held.toSorted(byStrength);
  if (!best) throw internalError("A claim was held against no document.");
  const { verdict, citations, context } = foundTogether(claim, best, others) ?? best;
  return {
    verdict,
    citations,
    context,
    contradictions: held
      .filter((each) => each !== best && each.verdict.support === "contradicted")
      .slice(0, mostContradictions)
      .map((each) => ({ findings: [...each.verdict.findings], citations: [...each.citations] })),
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

/**
 * A claim that draws on two documents. It is weak: that all of its parts stand in one or the other says nothing of how they go together,
 * which a model may be asked.
 */
function foundTogether(claim: WrittenClaim, best: HeldIn, others: readonly HeldIn[]): Held | null {
  if (best.verdict.support !== "unsupported" || best.citations.length === 0) return null;
  const partners = others.filter(({ citations }) => citations.length > 0).slice(0, mostPartners);
  for (const other of partners) {
    const citations = [...best.citations, ...other.citations];
    const quotes = citations.map(({ quote }) => oneLine(quote));
    const { support } = verifyPoint(claim.text, quotes, best.language, { written: claim.written });
    if (support !== "verified") continue;
    const verdict = verdictOf([{ code: "WORDS_APART", data: { text: claim.text } }]);
    return { verdict, citations, context: `${best.context} ${other.context}` };
  }
  return null;
}
