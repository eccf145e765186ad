import type { ModelWitness } from "../../../electron/core/evidence/witness.ts";

/** One that finds every claim this likely in every text, and remembers what it was asked. */
export function aWitness(
  probability: number | ((text: string, claim: string) => number),
  threshold = 0.8,
): ModelWitness & { readonly asked: [string, readonly string[]][] } {
  const asked: [string, readonly string[]][] = [];
  const told = (text: string, claim: string): number =>
    typeof probability === "number" ? probability : probability(text, claim);
  return {
    asked,
    threshold,
    probabilities(text, claims) {
      asked.push([text, claims]);
      return Promise.resolve(claims.map((claim) => told(text, claim)));
    },
  };
}
