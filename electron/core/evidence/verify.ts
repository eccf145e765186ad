import type { Finding } from "../../contract/findings.ts";
import type { Support } from "../../contract/summaries.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { wordsOf } from "../text/words.ts";
import type { Checked, ClaimContext } from "./checked.ts";
import { checkNames } from "./checkNames.ts";
import { checkNumbers } from "./checkNumbers.ts";
import { checkPolarity } from "./checkPolarity.ts";
import type { Claim } from "./claim.ts";
import { overlap } from "./overlap.ts";

export interface Verdict {
  readonly support: Support;
  /** why it is not verified; none when verified by code alone */
  readonly findings: readonly Finding[];
  /** weak for no other reason than that its words are not those of its quotes */
  readonly onlyWords?: true;
}

/**
 * Checks a claim against its quotes, in code alone: every number, date, amount and name of it must stand in the quotes, what the
 * quotes deny must not be affirmed or the reverse, and enough of its words must be theirs. Between two languages words cannot be
 * compared: a claim whose numbers and dates are those of its quotes is weak at best.
 */
export function verifyPoint({ text }: Pick<Claim, "text">, quotes: readonly string[], language: ClaimContext): Verdict {
  if (quotes.length === 0) return { support: "unsupported", findings: [{ code: "NO_CITATION", data: {} }] };
  // A sentence supports itself, however it is written.
  if (quotes.includes(text)) return verified;
  const checked: readonly Checked[] = [
    checkNumbers(text, quotes, language),
    checkNames(text, quotes, language),
    checkPolarity(text, quotes, language),
  ];
  const against = checked.flatMap((each) => each.against);
  if (repeatsItself(text)) against.push({ code: "REPEATS_ITSELF", data: {} });
  if (against.length > 0) return { support: "unsupported", findings: against };
  const doubts = checked.flatMap((each) => each.doubts);
  const onlyWords = doubts.length === 0;
  if (!sameLanguage(language.written ?? language.language, language.language)) {
    doubts.push({ code: "OTHER_LANGUAGE", data: {} });
  } else if (overlap(text, quotes, language.language) < leastOverlap) doubts.push({ code: "FEW_WORDS", data: {} });
  if (doubts.length === 0) return verified;
  return { support: "weak", findings: doubts, ...(onlyWords ? { onlyWords } : {}) };
}

const verified: Verdict = { support: "verified", findings: [] };

/** Share of a claim's content words that have to be those of its quotes. */
const leastOverlap = 0.5;

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
