import type { Finding } from "../../contract/findings.ts";
import { answerIn, beginsByDenying } from "./answerWords.ts";
import type { ClaimContext } from "./checked.ts";

/** "Yes, pets are not allowed" says two things, of which the quotes say one. */
export function checkAnswer(
  claim: string,
  _quotes: readonly string[],
  { language, written = language }: ClaimContext,
): Finding[] {
  const answer = answerIn(claim);
  if (answer?.says !== "yes" || !beginsByDenying(claim.slice(answer.rest), written)) return [];
  const { word } = answer;
  return [{ code: "WORDS_NOT_IN_QUOTES", data: { text: claim.slice(word.start, word.end) }, words: word }];
}
