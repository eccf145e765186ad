import type { Finding } from "../../contract/findings.ts";
import { sameLanguage } from "../text/sameLanguage.ts";
import { spanOf, type ClaimContext } from "./checked.ts";
import { type ComparedWord, comparedWords, isContent } from "./comparedWords.ts";
import { type Passage, passageOf, supportIn } from "./wordSupport.ts";

/** Support that each word of a claim needs, 0 to 1. */
const leastSupport = 0.15;
/** More than this share of a claim's words has to stand in one sentence of its quotes. */
const leastOfOne = 0.6;

/**
 * Every word of a claim that says something has to stand in its quotes together with those beside it, so that words gathered from
 * here and there do not make a statement.
 */
export function checkWords(
  claim: string,
  quotes: readonly string[],
  { language, written = language, known }: ClaimContext,
): Finding[] {
  if (!sameLanguage(written, language)) return [{ code: "OTHER_LANGUAGE", data: {} }];
  const words = comparedWords(claim, language, known);
  const passage = passageOf(quotes, language, known);
  if (!words || !passage) return [{ code: "LANGUAGE_NOT_KNOWN", data: {} }];
  const content = words.filter(isContent);
  const support = content.map(() => 0);
  let most: readonly number[] = [];
  for (const sentence of passage.sentences) {
    const shares = supportIn(sentence, content);
    if (countOf(shares) > countOf(most)) most = shares;
    for (const [index, share] of shares.entries()) support[index] = Math.max(support[index] ?? 0, share);
  }
  const isOfOne = countOf(most) > content.length * leastOfOne;
  const findings: Finding[] = [];
  for (const [index, word] of content.entries()) {
    const share = support[index] ?? 0;
    if (share >= leastSupport && (isOfOne || (most[index] ?? 0) > 0)) continue;
    findings.push({
      code: share > 0 || isAnywhere(word, passage) ? "WORDS_APART" : "WORDS_NOT_IN_QUOTES",
      data: { text: word.text },
      words: spanOf(word),
    });
  }
  return findings;
}

function countOf(shares: readonly number[]): number {
  return shares.filter((share) => share > 0).length;
}

/** A word whose neighbours are in no quote has no support by them, but may be there. */
function isAnywhere({ keys }: ComparedWord, { sentencesWith }: Passage): boolean {
  return keys.some((key) => sentencesWith(key).length > 0);
}
