import type { CheckedClaim } from "../../../../electron/contract/check.ts";
import type { Citation } from "../../../../electron/contract/documents.ts";
import type { DeskClaim } from "../../../../renderer/features/check/checkDesk.ts";

export const leaseId = "a".repeat(64);
export const letterId = "b".repeat(64);

export function aCitation(quote: string, page = 1, documentId = leaseId): Citation {
  return { documentId, page, start: 10 * page, end: 10 * page + quote.length, quote };
}

export function aChecked(claim: string, rest: Partial<CheckedClaim> = {}): CheckedClaim {
  return {
    index: 0,
    claim,
    start: 0,
    end: claim.length,
    support: "verified",
    by: "code",
    findings: [],
    citations: [],
    contradictions: [],
    ...rest,
  };
}

export function aClaim(text: string, rest: Partial<CheckedClaim> | null = {}): DeskClaim {
  return { text, start: 0, end: text.length, checked: rest === null ? null : aChecked(text, rest) };
}
