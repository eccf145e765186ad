import { grounderFor } from "../../../electron/core/evidence/ground.ts";
import type { Goal } from "./goals.ts";
import { documentOf } from "./judge.ts";
import type { ClaimCase } from "./sets.ts";

const claimCount = 200;
/** A hundred printed pages. */
const wordCount = 35_000;
const mostSeconds = 5;

/**
 * How long claims take against a long document that was read before, alignment included: articles one after the other, and as many of
 * their claims, true ones and false ones. Null where there are too few.
 */
export async function speedGoal(pairs: readonly ClaimCase[]): Promise<Goal | null> {
  const paragraphs: string[] = [];
  const claims: string[] = [];
  const seen = new Set<string>();
  let words = 0;
  for (const { against, claim } of pairs) {
    if (!("document" in against)) continue;
    const key = against.document.join("\n");
    if (!seen.has(key) && words < wordCount) {
      paragraphs.push(...against.document);
      words += key.split(/\s+/u).length;
      seen.add(key);
    }
    if (seen.has(key)) claims.push(claim);
  }
  if (words < wordCount || claims.length < claimCount) return null;
  const { sentences } = await documentOf(paragraphs, "en");
  const step = claims.length / claimCount;
  const chosen = Array.from({ length: claimCount }, (_, place) => claims[Math.floor(place * step)] ?? "");
  const from = performance.now();
  const ground = grounderFor(sentences, "en");
  for (const claim of chosen) ground(claim);
  const seconds = (performance.now() - from) / 1000;
  return {
    name: `${claimCount} claims against ${words.toLocaleString("en")} words`,
    met: seconds <= mostSeconds,
    asked: `≤ ${mostSeconds} s`,
    figures: `${seconds.toFixed(1)} s`,
  };
}
