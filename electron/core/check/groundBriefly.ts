import type { ClaimOptions } from "../evidence/checked.ts";
import type { Groundable, Grounded, GroundOptions } from "../evidence/ground.ts";
import { verdictOf } from "../evidence/verify.ts";

/** Characters of a claim that is looked at: no sentence is longer, and what is takes longer and longer. */
const mostCharacters = 4000;

/** Grounds a claim that anyone may have given; one that is no sentence by its length is held against nothing. */
export function groundBriefly<S extends Groundable>(
  ground: (claim: string, options?: GroundOptions<S>) => Grounded<S>,
  claim: string,
  options: ClaimOptions,
): Grounded<S> {
  if (claim.length <= mostCharacters) return ground(claim, options);
  return {
    cites: [],
    verdict: verdictOf([
      { code: "TOO_LONG", data: {} },
      { code: "NO_CITATION", data: {} },
    ]),
  };
}
