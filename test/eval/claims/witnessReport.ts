import type { Calibration } from "../../../electron/contract/models.ts";
import { type Count, countOf, groupBy, isVerified } from "./figures.ts";
import { shareWithInterval } from "./goals.ts";
import { shareOf, table } from "./report.ts";
import { claimSetNames } from "./sets.ts";
import { atThreshold, type Heard, type HeardClaim } from "./witness.ts";

const thresholds = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99];

/** What a model adds as the witness of claims, as Markdown. */
export function witnessReport({ name, calibration, claims }: Heard): string {
  const sets = claimSetNames.filter((set) => claims.some((claim) => claim.set === set));
  return [
    `### ${name} as witness`,
    calibrationLine(calibration),
    "What it is asked about is weak by code. AUC: of true against false claims among those that it was asked about.",
    table(
      "set | kind | asked: true, false | AUC | raised: true, false",
      sets.flatMap((set) => kindRows(set, claims)),
    ),
    "Verified, by code and by the model, at other thresholds.",
    table(
      `set | threshold | true verified | false verified`,
      sets.flatMap((set) => curve(set, claims, calibration)),
    ),
  ].join("\n\n");
}

function calibrationLine({ threshold, pairs, told, auc, trueKept, falsePassed }: Calibration): string {
  const [prefers, keeps, lets] = [told, trueKept, falsePassed].map((share) => `${(share * 100).toFixed(0)} %`);
  const measured = `It finds the true statement the likelier one in ${prefers} of ${pairs} calibration pairs (AUC ${auc.toFixed(3)})`;
  if (threshold === null) return `${measured}, which gives it no word.`;
  return `${measured}; at its threshold of ${threshold.toFixed(3)} it keeps ${keeps} of the true ones and ${lets} of the false.`;
}

function kindRows(set: string, claims: readonly HeardClaim[]): string[][] {
  const own = claims.filter((claim) => claim.set === set && claim.probability !== null);
  // Each fact is of its own kind.
  const kinds =
    set === "facts" ? [] : [...groupBy(own, ({ kind }) => kind)].sort(([a], [b]) => a.localeCompare(b, "en"));
  const rows: [string, readonly HeardClaim[]][] = [...kinds, ["**all**", own]];
  return rows.map(([kind, some]) => {
    const [right, wrong] = [some.filter(({ isTrue }) => isTrue), some.filter(({ isTrue }) => !isTrue)];
    const raised = [right, wrong].map((part) => shareOf(countOf(part, isRaised)));
    return [set, kind, `${right.length}, ${wrong.length}`, written(aucOf(right, wrong)), raised.join(", ")];
  });
}

function written(auc: number): string {
  return Number.isNaN(auc) ? "–" : auc.toFixed(2);
}

function isRaised({ verdict }: HeardClaim): boolean {
  return verdict.by === "model";
}

function curve(set: string, claims: readonly HeardClaim[], { threshold }: Calibration): string[][] {
  const own = claims.filter((claim) => claim.set === set);
  const [right, wrong] = [own.filter(({ isTrue }) => isTrue), own.filter(({ isTrue }) => !isTrue)];
  const at = (value: number, part: readonly HeardClaim[]): Count =>
    countOf(
      part.map((claim) => atThreshold(claim, value)),
      isVerified,
    );
  const rows = [...thresholds, ...(threshold === null ? [] : [threshold]), Infinity].sort((a, b) => a - b);
  return rows.map((value) => [
    set,
    value === Infinity ? "code alone" : value === threshold ? `**${value.toFixed(3)}**` : value.toFixed(3),
    shareWithInterval(at(value, right)),
    shareWithInterval(at(value, wrong)),
  ]);
}

/** The chance that the model finds a true claim likelier than a false one; NaN where there are none of either. */
export function aucOf(right: readonly HeardClaim[], wrong: readonly HeardClaim[]): number {
  let sum = 0;
  for (const { probability: one } of right) {
    for (const { probability: other } of wrong) sum += (one ?? 0) > (other ?? 0) ? 1 : one === other ? 0.5 : 0;
  }
  return sum / (right.length * wrong.length);
}
