import { claimsOf } from "../../../electron/core/check/claims.ts";
import { groundBriefly } from "../../../electron/core/check/groundBriefly.ts";
import { grounderFor } from "../../../electron/core/evidence/ground.ts";
import { countWords } from "../../../electron/core/text/words.ts";
import type { Rouge } from "../baselines.ts";
import { rougeOfLines } from "../digests.ts";
import { rougeL, tokensOf } from "../rouge.ts";
import { type KeyFact, scoreKeyFacts } from "../../../electron/core/trials/keyFacts.ts";
import type { ComparedDocument } from "./sets.ts";
import { type SystemName, systemNames, type Written } from "./systems.ts";

/** What can be counted of one summary. Shares are 0 to 1 and NaN where there is nothing to count. */
export interface Measures {
  readonly words: number;
  /** against the summary by a person that is nearest; null where there is none */
  readonly rouge: Rouge | null;
  /** the same, cut to as many words as the shorter one of the plain and the product's summary has */
  readonly rougeCut: Rouge | null;
  /** of the first 260 words: who copies the whole document says every fact; null where nobody listed facts */
  readonly facts: { readonly recall: number; readonly recall3: number; readonly missed: readonly KeyFact[] } | null;
  readonly claims: readonly JudgedLine[];
  /** of its claims, those that the check verifies against sentences it finds in the document */
  readonly verified: number;
  /** of its claims, those in words of its own: neither quoted nor a near copy */
  readonly own: number;
  /** of its claims, those that are both */
  readonly ownVerified: number;
}

export interface JudgedLine {
  readonly text: string;
  readonly isVerified: boolean;
  readonly isOwn: boolean;
}

/**
 * A claim is a near copy of a sentence that has so large a share of its words in one run, or in the same order with others between
 * (ROUGE-L precision).
 */
export const nearCopy = { run: 0.6, inOrder: 0.85 } as const;

/** Words of a summary in which key facts are looked for. */
export const mostFactWords = 260;

/** Of all systems on one document, since they are cut to the same length. */
export function measureAll(
  document: ComparedDocument,
  written: Readonly<Record<SystemName, Written>>,
): Record<SystemName, Measures> {
  const budget = commonBudget(written);
  const judge = judgeFor(document);
  const measured = systemNames.map((name) => {
    const { lines } = written[name];
    const { references, facts } = document;
    const claims = lines.length === 0 ? [] : judge(lines);
    const share = (test: (claim: JudgedLine) => boolean): number => claims.filter(test).length / claims.length;
    const measures: Measures = {
      words: countWords(lines.join("\n")),
      rouge: references.length > 0 ? rougeOfLines(references, lines) : null,
      rougeCut: references.length > 0 ? rougeOfLines(references, cutLines(lines, budget)) : null,
      facts: facts.length > 0 ? scoreKeyFacts(facts, cutLines(lines, mostFactWords)) : null,
      claims,
      verified: share(({ isVerified }) => isVerified),
      own: share(({ isOwn }) => isOwn),
      ownVerified: share(({ isOwn, isVerified }) => isOwn && isVerified),
    };
    return [name, measures] as const;
  });
  return Object.fromEntries(measured) as Record<SystemName, Measures>;
}

/** Words of the shorter one of the plain and the product's summary; one that is empty sets no measure. */
function commonBudget({ plain, product }: Readonly<Record<SystemName, Written>>): number {
  const lengths = [plain, product].map(({ lines }) => wordsOf(lines.join("\n")).length);
  return Math.min(...lengths.filter((length) => length > 0));
}

/** The first words of all lines together, as many as the budget has, still a line each. */
export function cutLines(lines: readonly string[], budget: number): string[] {
  let left = budget;
  const cut: string[] = [];
  for (const line of lines) {
    const words = wordsOf(line).slice(0, left);
    if (words.length === 0) break;
    cut.push(words.join(" "));
    left -= words.length;
  }
  return cut;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== "");
}

function judgeFor({ source, known }: ComparedDocument): (lines: readonly string[]) => JudgedLine[] {
  const { sentences, language } = source;
  const ground = grounderFor(sentences, language);
  const read = sentences.map(({ text }) => ({ text, tokens: tokensOf(text) }));
  return (lines) =>
    claimsOf(lines.map((line) => `- ${line}`).join("\n")).map(({ text }) => ({
      text,
      isVerified: groundBriefly(ground, text, { written: language, known }).verdict.support === "verified",
      isOwn: !read.some((sentence) => isNearCopy(text, sentence)),
    }));
}

/** True where a claim is a sentence, or a piece of it, all but word for word. */
export function isNearCopy(
  claim: string,
  sentence: { readonly text: string; readonly tokens: readonly string[] },
): boolean {
  const words = tokensOf(claim);
  if (words.length === 0) return false;
  if (longestRun(words, sentence.tokens) >= words.length * nearCopy.run) return true;
  // Fewer words in common cannot be in order either.
  const held = new Set(sentence.tokens);
  if (words.filter((word) => held.has(word)).length < words.length * nearCopy.inOrder) return false;
  return rougeL(sentence.text, claim).precision >= nearCopy.inOrder;
}

/** Words of the longest run that both have. */
function longestRun(words: readonly string[], others: readonly string[]): number {
  let longest = 0;
  let before: number[] = [];
  for (const word of words) {
    const runs = others.map((other, place) => (other === word ? (before[place - 1] ?? 0) + 1 : 0));
    longest = Math.max(longest, ...runs);
    before = runs;
  }
  return longest;
}
