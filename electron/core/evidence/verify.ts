import { type Finding, severityOf, type Span } from "../../contract/findings.ts";
import type { Support, Witness } from "../../contract/summaries.ts";
import { wordsOf } from "../text/words.ts";
import { checkAnswer } from "./checkAnswer.ts";
import { checkAttribution } from "./checkAttribution.ts";
import { checkConditions } from "./checkConditions.ts";
import { checkDates } from "./checkDates.ts";
import { checkDirection } from "./checkDirection.ts";
import type { Check, ClaimOptions } from "./checked.ts";
import { checkModality } from "./checkModality.ts";
import { checkNames } from "./checkNames.ts";
import { checkNegation } from "./checkNegation.ts";
import { checkNumbers } from "./checkNumbers.ts";
import { checkPronouns } from "./checkPronouns.ts";
import { checkQuantity } from "./checkQuantity.ts";
import { checkRoles } from "./checkRoles.ts";
import { checkWords } from "./checkWords.ts";

export interface Verdict {
  readonly support: Support;
  /** what verified it; null where it is not verified */
  readonly by: Witness | null;
  /** why it is not verified, or what verified it where code alone could not */
  readonly findings: readonly Finding[];
}

/**
 * Checks a claim against its quotes, in code alone, part by part. Between two languages words cannot be compared: a claim whose numbers
 * and dates are those of its quotes is weak at best.
 *
 * @param quotes whole sentences, in the order of the document
 * @param language BCP 47 of the quotes
 */
export function verifyPoint(
  claim: string,
  quotes: readonly string[],
  language: string,
  options: ClaimOptions = {},
): Verdict {
  if (quotes.length === 0) return verdictOf([{ code: "NO_CITATION", data: {} }]);
  // A sentence supports itself, however it is written.
  if (quotes.includes(claim)) return verdictOf([]);
  const context = { ...options, language };
  return verdictOf(gravestFirst(withoutEchoes(checks.flatMap((check) => check(claim, quotes, context)))));
}

/** Without what is said of words of which something graver was found: of a number that differs it goes without saying that it is in no quote. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const weightOf = ({ code }: Finding): number => (echoCodes.has(code) ? 0 : severityOf(code) === "doubt" ? 1 : 2);
  return findings.filter(
    (finding) =>
      !findings.some(
        (other) => weightOf(other) > weightOf(finding) && weightOf(finding) < 2 && covers(other.words, finding.words),
      ),
  );
}
const echoCodes: ReadonlySet<Finding["code"]> = new Set(["WORDS_NOT_IN_QUOTES", "WORDS_APART"]);

function covers(outer: Span | undefined, inner: Span | undefined): boolean {
  return outer !== undefined && inner !== undefined && outer.start <= inner.start && outer.end >= inner.end;
}

/** What contradicts first, then what is missing: it is what somebody reads. */
function gravestFirst(findings: readonly Finding[]): Finding[] {
  const rankOf = ({ code }: Finding): number => gravity[severityOf(code)];
  return findings.toSorted((a, b) => rankOf(a) - rankOf(b));
}

const gravity = { contradicts: 0, missing: 1, doubt: 2, witness: 3 } as const;

/** The verdict that findings of code amount to. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const severities = new Set(findings.map(({ code }) => severityOf(code)));
  const support = severities.has("contradicts")
    ? "contradicted"
    : severities.has("missing")
      ? "unsupported"
      : severities.has("doubt")
        ? "weak"
        : "verified";
  return { support, by: support === "verified" ? "code" : null, findings };
}

/** True where code has something against a claim: a quote says otherwise, or a part of it is nowhere. */
export function isAgainst({ support }: Pick<Verdict, "support">): boolean {
  return support === "contradicted" || support === "unsupported";
}

/** True of a claim that is weak for no other reason than that its words are not those of its quotes. */
export function onlyWordsDiffer(findings: readonly Finding[]): boolean {
  return findings.every(({ code }) => wordCodes.has(code));
}
const wordCodes: ReadonlySet<Finding["code"]> = new Set([
  "FEW_WORDS",
  "WORDS_NOT_IN_QUOTES",
  "WORDS_APART",
  "LANGUAGE_NOT_KNOWN",
  "OTHER_LANGUAGE",
]);

const checks: readonly Check[] = [
  checkNumbers,
  checkDates,
  checkNames,
  checkNegation,
  checkDirection,
  checkQuantity,
  checkModality,
  checkConditions,
  checkAttribution,
  checkRoles,
  checkPronouns,
  checkWords,
  checkAnswer,
  checkRepeats,
];

function checkRepeats(claim: string): Finding[] {
  return repeatsItself(claim) ? [{ code: "REPEATS_ITSELF", data: {} }] : [];
}

/** Words in a row that no sentence has more than twice, unless what wrote it was caught in a loop; pairs of characters say less. */
const loopWords = { words: 6, pairs: 12 } as const;

function repeatsItself(text: string): boolean {
  const words = wordsOf(text);
  const inARow = words.every((word) => [...word].length <= 2) ? loopWords.pairs : loopWords.words;
  const times = new Map<string, number>();
  for (let from = 0; from + inARow <= words.length; from += 1) {
    const run = words.slice(from, from + inARow).join(" ");
    const count = (times.get(run) ?? 0) + 1;
    if (count > 2) return true;
    times.set(run, count);
  }
  return false;
}
