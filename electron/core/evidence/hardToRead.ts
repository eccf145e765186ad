import type { Finding } from "../../contract/findings.ts";
import type { Sentence } from "../text/documentText.ts";
import { type Verdict, verdictOf } from "./verify.ts";

/** The verdict on a claim, weak at most where one of its numbers is hard to read on the scan that it rests on. */
export function withHardToRead(verdict: Verdict, claim: string, cites: readonly Pick<Sentence, "doubtful">[]): Verdict {
  if (verdict.support !== "verified" && verdict.support !== "weak") return verdict;
  const doubtful = new Set(
    cites.flatMap((cite) => cite.doubtful ?? []).flatMap((word) => numbersIn(word).map(digitsOf)),
  );
  if (doubtful.size === 0) return verdict;
  const found = numbersIn(claim).filter((number) => doubtful.has(digitsOf(number)));
  if (found.length === 0) return verdict;
  return verdictOf([
    ...found.map((text): Finding => {
      const start = claim.indexOf(text);
      return { code: "NUMBER_HARD_TO_READ", data: { text }, words: { start, end: start + text.length } };
    }),
    ...verdict.findings,
  ]);
}

/** Digits with what may stand between them, and letters that recognition takes for digits. */
function numbersIn(text: string): string[] {
  return text.match(/[\p{L}|]*\d(?:[\p{L}\d.,'’|\u00A0\u202F]*[\p{L}\d|])?/gu) ?? [];
}

/** Marks and spaces may be written in other ways. */
function digitsOf(number: string): string {
  return number.replace(/[^\p{L}\d|]/gu, "");
}
