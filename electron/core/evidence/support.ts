import type { Finding } from "../../contract/findings.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import type { ClaimContext } from "./checked.ts";
import { agreeInNegation } from "./checkNegation.ts";
import type { Claim } from "./claim.ts";
import { withHardToRead } from "./hardToRead.ts";
import type { Nearness } from "./nearness.ts";
import { overlap } from "./overlap.ts";
import { withYes } from "./witness.ts";
import { onlyWordsDiffer, type Verdict, verifyPoint } from "./verify.ts";

/** With fewer of its words in its sentences than this a claim is not theirs in other words. */
export const leastWords = 0.25;

/**
 * The verdict on a claim from all that is known of it. Where code finds nothing against it and cannot vouch for it either, a witness may
 * verify it. Its meaning does, by vectors, where only its words differ, together with a part of its words or the model's yes; the
 * model's yes alone does where it may overrule what code found (see `withYes`). Nothing overrules what code found wrong.
 */
export function supportOf(claim: Claim, context: ClaimContext): Verdict {
  const { text, cites, confirmed, nearness } = claim;
  const { language, written = language } = context;
  const quotes = cites.map((sentence) => sentence.text);
  const verdict = withHardToRead(verifyPoint(text, quotes, language, context), text, cites);
  if (verdict.support !== "weak") return verdict;
  const onlyWords = onlyWordsDiffer(verdict.findings);
  const near = onlyWords && nearness ? withFinding(verdict, witness(nearness)) : verdict;
  const asked = confirmed ? withYes(near) : near;
  if (!agreeInNegation(text, quotes, context)) return { ...asked, support: "weak", by: null };
  const isNear =
    onlyWords &&
    nearness?.level === "near" &&
    (confirmed || (sameLanguage(written, language) && overlap(text, quotes, language) >= leastWords));
  return isNear ? { ...asked, support: "verified", by: "vectors" } : asked;
}

function withFinding(verdict: Verdict, finding: Finding): Verdict {
  return { ...verdict, findings: [...verdict.findings, finding] };
}

function witness({ level, farther, of }: Nearness): Finding {
  const codes = { near: "NEAR_IN_MEANING", alike: "ALIKE_IN_MEANING", far: "FAR_IN_MEANING" } as const;
  return { code: codes[level], data: { farther, of } };
}
