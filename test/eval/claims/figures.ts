import { severityOf } from "../../../electron/contract/findings.ts";
import { isAgainst } from "../../../electron/core/evidence/verify.ts";
import type { JudgedClaim } from "./judge.ts";

/** So many of so many. */
export interface Count {
  readonly part: number;
  readonly whole: number;
}

/** A share with the bounds of its interval, each from 0 to 1; NaN of nothing. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Of the standard normal distribution, for 95 %. */
const z = 1.959964;

/** A share and its 95 % score interval (Wilson 1927), which keeps within 0 and 1 and holds for few cases too. */
export function wilson({ part, whole }: Count): ShareInterval {
  const share = part / whole;
  const square = (z * z) / whole;
  const middle = (share + square / 2) / (1 + square);
  const reach = (z * Math.sqrt((share * (1 - share)) / whole + square / (4 * whole))) / (1 + square);
  return { share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}

/** Of some claims those that are verified, and those that the check has something against, apart by what is right. */
export interface Rates {
  readonly trueVerified: Count;
  readonly falseVerified: Count;
  readonly trueObjected: Count;
  readonly falseObjected: Count;
}

export function ratesOf(claims: readonly JudgedClaim[]): Rates {
  const right = claims.filter(({ isTrue }) => isTrue);
  const wrong = claims.filter(({ isTrue }) => !isTrue);
  return {
    trueVerified: countOf(right, isVerified),
    falseVerified: countOf(wrong, isVerified),
    trueObjected: countOf(right, isObjected),
    falseObjected: countOf(wrong, isObjected),
  };
}

export function countOf<T>(all: readonly T[], test: (one: T) => boolean): Count {
  return { part: all.filter(test).length, whole: all.length };
}

export function isVerified({ verdict }: Pick<JudgedClaim, "verdict">): boolean {
  return verdict.support === "verified";
}

export function isObjected({ verdict }: Pick<JudgedClaim, "verdict">): boolean {
  return isAgainst(verdict);
}

/** The groups in the order of their first member. */
export function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** How many true and how many false claims have a finding. */
export interface FindingCount {
  readonly code: string;
  readonly severity: string;
  readonly onTrue: number;
  readonly onFalse: number;
}

/** Most frequent first. */
export function countFindings(claims: readonly JudgedClaim[]): FindingCount[] {
  const codes = new Set(claims.flatMap(({ verdict }) => verdict.findings.map(({ code }) => code)));
  return [...codes]
    .map((code) => {
      const having = claims.filter(({ verdict }) => verdict.findings.some((finding) => finding.code === code));
      const { part, whole } = countOf(having, ({ isTrue }) => isTrue);
      return { code, severity: severityOf(code), onTrue: part, onFalse: whole - part };
    })
    .sort((a, b) => b.onTrue + b.onFalse - (a.onTrue + a.onFalse));
}
