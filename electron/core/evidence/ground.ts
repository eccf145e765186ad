import type { Sentence } from "../text/documentText.ts";
import { alignerFor } from "./align.ts";
import type { ClaimOptions } from "./checked.ts";
import { type Verdict, verifyPoint } from "./verify.ts";

/** What grounding needs of a sentence: those of one document are ordered by `index`. */
export type Groundable = Pick<Sentence, "index" | "text">;

/** A claim with the sentences that carry it, and what the check says of it against these. */
export interface Grounded<S extends Groundable> {
  /** in the order of the document; none where no sentence shares anything with the claim */
  readonly cites: readonly S[];
  readonly verdict: Verdict;
}

export interface GroundOptions<S extends Groundable> extends ClaimOptions {
  /** sentences that whoever worded the claim pointed at; preferred where they carry it as well as others do */
  readonly pointed?: readonly S[];
}

/**
 * Finds for claims the sentences that carry them, over all of a document and not only where a model pointed, and checks them against
 * these in code alone. The sentences are read once for all claims.
 *
 * @param sentences of one document, in order
 * @param language BCP 47 of the sentences
 */
export function grounderFor<S extends Groundable>(
  sentences: readonly S[],
  language: string,
): (claim: string, options?: GroundOptions<S>) => Grounded<S> {
  const align = alignerFor(sentences, language);
  return (claim, { pointed = [], ...options } = {}) => {
    const tried = [pointed, align(claim)]
      .filter((cites) => cites.length > 0)
      .map((cites) => judged(claim, cites, options));
    const [first = { cites: [], verdict: verifyPoint(claim, [], language, options) }, ...others] = tried;
    return others.reduce(
      (best, other) => (rank[other.verdict.support] > rank[best.verdict.support] ? other : best),
      first,
    );
  };

  function judged(claim: string, cites: readonly S[], options: ClaimOptions): Grounded<S> {
    const ordered = cites.toSorted((a, b) => a.index - b.index);
    return {
      cites: ordered,
      verdict: verifyPoint(
        claim,
        ordered.map(({ text }) => text),
        language,
        options,
      ),
    };
  }
}

const rank = { unsupported: 0, contradicted: 1, weak: 2, verified: 3 } as const;
