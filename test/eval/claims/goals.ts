import * as z from "zod";
import { type Count, countOf, isObjected, isVerified, wilson } from "./figures.ts";
import type { JudgedClaim } from "./judge.ts";
import { type ClaimSetName, claimSetNames } from "./sets.ts";

/** A figure that the check must reach, measured on a whole set. */
export interface Goal {
  readonly name: string;
  readonly met: boolean;
  /** what is asked, in words for a person */
  readonly asked: string;
  readonly figures: string;
}

interface ShareGoal {
  readonly set: ClaimSetName;
  readonly name: string;
  readonly of: (claim: JudgedClaim) => boolean;
  readonly having: (claim: JudgedClaim) => boolean;
  readonly least?: number;
  readonly most?: number;
}

const isTrue = (claim: JudgedClaim): boolean => claim.isTrue;
const isFalse = (claim: JudgedClaim): boolean => !claim.isTrue;
const isPart = ({ kind }: JudgedClaim): boolean => kind === "partially supported";

const shareGoals: readonly ShareGoal[] = [
  { set: "pairs", name: "false ones verified", of: isFalse, having: isVerified, most: 0.1 },
  { set: "pairs", name: "true ones verified", of: isTrue, having: isVerified, least: 0.4 },
  { set: "pairs", name: "true ones objected to", of: isTrue, having: isObjected, most: 0.15 },
  { set: "wikipedia", name: "partly supported ones verified", of: isPart, having: isVerified, most: 0.04 },
  { set: "wikipedia", name: "supported ones verified", of: isTrue, having: isVerified, least: 0.45 },
  { set: "own", name: "false ones verified", of: isFalse, having: isVerified, most: 0.05 },
  { set: "own", name: "true ones verified", of: isTrue, having: isVerified, least: 0.6 },
  { set: "facts", name: "right verdicts", of: () => true, having: isRight, least: 1 },
];

/** What is asked of the check with a model of 1.5 billion weights as its witness. */
const witnessGoals: readonly ShareGoal[] = [
  { set: "pairs", name: "false ones verified, with the model", of: isFalse, having: isVerified, most: 0.12 },
  { set: "pairs", name: "true ones verified, with the model", of: isTrue, having: isVerified, least: 0.6 },
];

/** True of a verdict that is right, where more is known of a claim than whether it is true. */
export function isRight({ right, verdict }: Pick<JudgedClaim, "right" | "verdict">): boolean {
  return right?.includes(verdict.support) ?? false;
}

/** The goals of those sets that were judged. */
export function goalsOf(claims: readonly JudgedClaim[], by: "code" | "model" = "code"): Goal[] {
  return (by === "code" ? shareGoals : witnessGoals).flatMap(({ set, name, of, having, least, most }) => {
    const all = claims.filter((claim) => claim.set === set && of(claim));
    if (all.length === 0) return [];
    const count = countOf(all, having);
    const { share } = wilson(count);
    return {
      name: `${set}: ${name}`,
      met: share >= (least ?? 0) && share <= (most ?? 1),
      asked: least === undefined ? `≤ ${percentOf(most ?? 1)}` : least === 1 ? "all" : `≥ ${percentOf(least)}`,
      figures: shareWithInterval(count),
    };
  });
}

/** "42.4 % (38.9 to 46.0), 323 of 761" */
export function shareWithInterval(count: Count): string {
  const { share, low, high } = wilson(count);
  const written = [share, low, high].map((value) => (value * 100).toFixed(1));
  return `${written[0]} % (${written[1]} to ${written[2]}), ${count.part} of ${count.whole}`;
}

function percentOf(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** The false claims that were verified, counted when the figures were last kept, and the goals that were met. */
export const baselineSchema = z.object({
  falseVerified: z.partialRecord(z.enum(claimSetNames), z.object({ part: z.number(), whole: z.number() })),
  met: z.array(z.string()),
});
export type Baseline = z.infer<typeof baselineSchema>;

export function baselineOf(claims: readonly JudgedClaim[], goals: readonly Goal[]): Baseline {
  const falseVerified: Baseline["falseVerified"] = {};
  for (const set of claimSetNames) {
    const wrong = claims.filter((claim) => claim.set === set && !claim.isTrue);
    if (wrong.length > 0) falseVerified[set] = countOf(wrong, isVerified);
  }
  return { falseVerified, met: goals.filter(({ met }) => met).map(({ name }) => name) };
}

/** What is worse than it was, a line each; sets that are absent now are not compared. */
export function worseThan(kept: Baseline, now: Baseline, goals: readonly Goal[]): string[] {
  const rises = claimSetNames.flatMap((set) => {
    const [before, after] = [kept.falseVerified[set], now.falseVerified[set]];
    if (!before || !after || after.part / after.whole <= before.part / before.whole) return [];
    return `${set}: ${after.part} of ${after.whole} false claims are verified; they were ${before.part} of ${before.whole}`;
  });
  const missed = goals
    .filter(({ name, met }) => !met && kept.met.includes(name))
    .map(({ name, figures, asked }) => `${name}: ${figures}; ${asked} was met`);
  return [...rises, ...missed];
}
