import type { Finding } from "../../contract/findings.ts";
import type { Sentence } from "../text/documentText.ts";
import { type Verdict, verdictOf } from "./verify.ts";

/** The verdict on a claim, weak at most where one of its numbers is hard to read on the scan that it rests on. */
export function withHardToRead(verdict: Verdict, claim: string, cites: readonly Pick<Sentence, "doubtful">[]): Verdict {
  if (verdict.support !== "verified" && verdict.support !== "weak") return verdict;
  const words = cites.flatMap((cite) => cite.doubtful ?? []);
  const doubtful = new Set(words.flatMap((word) => [digitsOf(word), ...numbersIn(word).map(({ digits }) => digits)]));
  const found = numbersIn(claim).filter(({ digits }) => doubtful.has(digits));
  if (found.length === 0) return verdict;
  const findings = found.map(({ text, start }): Finding => {
    return { code: "NUMBER_HARD_TO_READ", data: { text }, words: { start, end: start + text.length } };
  });
  return verdictOf([...findings, ...verdict.findings]);
}

interface NumberText {
  readonly text: string;
  readonly start: number;
  readonly digits: string;
}

/** Digits with what may stand between them, and letters that recognition takes for digits. */
function numbersIn(words: string): NumberText[] {
  return [...words.matchAll(/[\p{L}|]*\d(?:[\p{L}\d.,'’|\u00A0\u202F]*[\p{L}\d|])?/gu)].map(
    ({ 0: text, index: start }) => ({ text, start, digits: digitsOf(text) }),
  );
}

/** Without marks and spaces, which may be written in other ways. */
function digitsOf(number: string): string {
  return number.replace(/[^\p{L}\d|]/gu, "");
}
