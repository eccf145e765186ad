import { sameLanguage } from "../text/sameLanguage.ts";
import type { ClaimContext } from "./checked.ts";
import { type Clauses, clausesOf } from "./clauses.ts";

/** A claim and its quotes in words and clauses; null where they are in two languages or in one without lists. */
export function comparable(
  claim: string,
  quotes: readonly string[],
  { language, written = language }: ClaimContext,
): { readonly said: Clauses; readonly read: readonly Clauses[] } | null {
  if (!sameLanguage(written, language)) return null;
  const said = clausesOf(claim, language);
  if (!said) return null;
  return { said, read: quotes.map((quote) => clausesOf(quote, language)).filter((clauses) => clauses !== null) };
}
