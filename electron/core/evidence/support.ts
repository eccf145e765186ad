import type { Claim } from "./claim.ts";
import type { Nearness } from "./nearness.ts";
import { overlap, sameLanguage, type Verdict, verifyPoint, agreeInNegation } from "./verify.ts";

export interface JudgeContext {
  /** BCP 47 of the sentences */
  readonly language: string;
  /** BCP 47 of the point */
  readonly written: string;
  /** words that are names in the document */
  readonly known: ReadonlySet<string>;
}

/** With fewer of its words in its sentences than this a point is not theirs in other words. */
export const leastWords = 0.25;

/**
 * The verdict on a point from all that is known of it. Where code finds no fault with its numbers, names, dates and negations and
 * only its words differ, two of three witnesses verify it, one of them its meaning: a part of its words, vectors, the model's yes.
 * None of them overrules what code found wrong.
 */
export function judgePoint({ text, cites, confirmed, nearness }: Claim, context: JudgeContext): Verdict {
  const { language, written, known } = context;
  const quotes = cites.map((sentence) => sentence.text);
  const verdict = verifyPoint(text, quotes, language, known, written);
  if (verdict.support !== "weak") return verdict;
  const reasons = [verdict.reason ?? ""];
  if (verdict.onlyWords === true && nearness) reasons.push(inWords(nearness));
  if (confirmed) reasons.push("Asked again, the model found it in them.");
  const reason = reasons.join(" ");
  const isOther =
    verdict.onlyWords === true &&
    nearness?.level === "near" &&
    agreeInNegation(text, quotes, language, written) &&
    (confirmed || (sameLanguage(written, language) && overlap(text, quotes, language) >= leastWords));
  return isOther ? { support: "verified", reason } : { ...verdict, reason };
}

function inWords({ level, farther, of }: Nearness): string {
  const found = {
    near: "They mean nearly the same",
    alike: "They mean something alike",
    far: "Their meaning is not near",
  };
  return `${found[level]}: ${String(farther)} of ${String(of)} other sentences of the document are farther from it by their vectors.`;
}
