import type { Finding, Span } from "../../contract/findings.ts";

/** What one part of the check found of a claim; nothing where it has nothing against it. */
export type Check = (claim: string, quotes: readonly string[], context: ClaimContext) => Finding[];

/** The languages of a claim and of what it rests on, and what else is known of the document. */
export interface ClaimContext extends ClaimOptions {
  /** BCP 47 of the quotes; decides number words, negations and whether capitals mean names */
  readonly language: string;
}

export interface ClaimOptions {
  /** BCP 47 of the claim, where it is not that of the quotes */
  readonly written?: string;
  /** words that are names in the document, so that they count at the beginning of a sentence too */
  readonly known?: ReadonlySet<string>;
}

/** Where it stands, and nothing else of it. */
export function spanOf({ start, end }: Span): Span {
  return { start, end };
}
