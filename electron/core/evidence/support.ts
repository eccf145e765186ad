import type { Finding } from "../../contract/findings.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import type { ClaimContext } from "./checked.ts";
import { agreeInNegation } from "./checkPolarity.ts";
import type { Claim } from "./claim.ts";
import type { Nearness } from "./nearness.ts";
import { overlap } from "./overlap.ts";
import { onlyWordsDiffer, type Verdict, verifyPoint } from "./verify.ts";

/** With fewer of its words in its sentences than this a claim is not theirs in other words. */
export const leastWords = 0.25;

/**
 * The verdict on a claim from all that is known of it. Where code finds no fault with its numbers, names, dates and negations and
 * only its words differ, two of three witnesses verify it, one of them its meaning: a part of its words, vectors, the model's yes.
 * None of them overrules what code found wrong.
 */
export function supportOf(claim: Claim, context: ClaimContext): Verdict {
  const { text, cites, confirmed, nearness } = claim;
  const { language, written = language } = context;
  const quotes = cites.map((sentence) => sentence.text);
  const verdict = verifyPoint(text, quotes, language, context);
  if (verdict.support !== "weak") return verdict;
  const onlyWords = onlyWordsDiffer(verdict.findings);
  const findings = [...verdict.findings];
  if (onlyWords && nearness) findings.push(witness(nearness));
  if (confirmed) findings.push({ code: "FOUND_BY_MODEL", data: {} });
  const isOther =
    onlyWords &&
    nearness?.level === "near" &&
    agreeInNegation(text, quotes, context) &&
    (confirmed || (sameLanguage(written, language) && overlap(text, quotes, language) >= leastWords));
  return isOther ? { support: "verified", by: "vectors", findings } : { ...verdict, findings };
}

function witness({ level, farther, of }: Nearness): Finding {
  const codes = { near: "NEAR_IN_MEANING", alike: "ALIKE_IN_MEANING", far: "FAR_IN_MEANING" } as const;
  return { code: codes[level], data: { farther, of } };
}
