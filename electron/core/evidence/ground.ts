import type { Sentence } from "../text/documentText.ts";
import { knownNames } from "../text/names.ts";
import { alignerFor } from "./align.ts";
import type { ClaimOptions } from "./checked.ts";
import { type ComparedWord, comparedWords, isContent } from "./comparedWords.ts";
import { withHardToRead } from "./hardToRead.ts";
import { type Verdict, verifyPoint } from "./verify.ts";
import { type Passage, passageOf, supportIn } from "./wordSupport.ts";

/** What grounding needs of a sentence: those of one document are ordered by `index`. */
export type Groundable = Pick<Sentence, "index" | "text" | "doubtful">;

/** A claim with the sentences that carry it, and what the check says of it against these. */
export interface Grounded<S extends Groundable> {
  /** in the order of the document; none where no sentence shares anything with the claim */
  readonly cites: readonly S[];
  readonly verdict: Verdict;
}

export interface GroundOptions<S extends Groundable> extends ClaimOptions {
  /** sentences that whoever worded the claim pointed at; preferred where they carry it as well as others do */
  readonly pointed?: readonly S[];
}

/** Sentences cited for a claim at most. */
const mostCites = 5;
/** Support, summed over the words of the claim, that a further sentence has to bring. */
const leastGain = 0.3;
/** Sentences that are of one matter stand within so many of each other. */
const nearSentences = 8;
/** Numbers and names tell a sentence more surely than words. */
const weights = { number: 2, name: 1.5, word: 1, pronoun: 0, function: 0 } as const;

/** What it counts that a number or a name stands in a sentence at all. */
const firstPlace = { number: 0.3, name: 0.3, word: 0, pronoun: 0, function: 0 } as const;

/**
 * Finds for claims the sentences that carry them, over all of a document and not only where a model pointed, and checks them against
 * these in code alone. The sentences are read once for all claims.
 *
 * @param sentences of one document, in order
 * @param language BCP 47 of the sentences
 */
export function grounderFor<S extends Groundable>(
  sentences: readonly S[],
  language: string,
): (claim: string, options?: GroundOptions<S>) => Grounded<S> {
  const align = alignerFor(sentences, language);
  const texts = sentences.map(({ text }) => text);
  let names: ReadonlySet<string> | undefined;
  let passage: Passage | null | undefined;
  return (claim, { pointed = [], known = (names ??= knownNames(texts, language)), ...rest } = {}) => {
    const options = { ...rest, known };
    passage ??= passageOf(texts, language, known);
    const found = passage ? carriersOf(claim, passage, known) : null;
    const own = found?.length ? found.flatMap((index) => sentences[index] ?? []) : align(claim);
    let best = bestOf([pointed, own]);
    // Only what is not verified is looked for by its numbers.
    if (passage && best?.verdict.support !== "verified") {
      const numbered = bestOf([holdingNumbers(claim, passage, known)]);
      if (numbered && (!best || rank[numbered.verdict.support] > rank[best.verdict.support])) best = numbered;
    }
    if (!best) return { cites: [], verdict: verifyPoint(claim, [], language, options) };
    return best.verdict.support === "verified" ? fewest(claim, best, options) : best;

    /** The first of those that carry the claim best; null where there are no sentences. */
    function bestOf(tried: readonly (readonly S[])[]): Grounded<S> | null {
      return tried
        .filter((cites) => cites.length > 0)
        .map((cites) => judged(claim, cites, options))
        .reduce<Grounded<S> | null>(
          (one, other) => (one && rank[other.verdict.support] <= rank[one.verdict.support] ? one : other),
          null,
        );
    }
  };

  /** The sentence with most of the numbers of a claim, told in other words or not: that they stand nowhere is not said of them then. */
  function holdingNumbers(claim: string, { sentences: read, sentencesWith }: Passage, known: ReadonlySet<string>): S[] {
    const content = comparedWords(claim, language, known) ?? [];
    const numbers = content.filter(({ kind }) => kind === "number");
    const held = new Map<number, number>();
    for (const { keys } of numbers)
      for (const index of new Set(keys.flatMap((key) => sentencesWith(key))))
        held.set(index, (held.get(index) ?? 0) + 1);
    const most = Math.max(0, ...held.values());
    const [best] = [...held]
      .filter(([, count]) => count === most)
      .map(([index]) => ({ index, shared: sharedWith(content, read[index]) }))
      .toSorted((a, b) => b.shared - a.shared);
    const sentence = best && sentences[best.index];
    return sentence ? [sentence] : [];
  }

  /** Without the sentences that it holds without. */
  function fewest(claim: string, grounded: Grounded<S>, options: ClaimOptions): Grounded<S> {
    let least = grounded;
    for (const cite of grounded.cites) {
      if (least.cites.length < 2) break;
      const rest = least.cites.filter((other) => other !== cite);
      const without = judged(claim, rest, options);
      if (without.verdict.support === "verified") least = without;
    }
    return least;
  }

  function judged(claim: string, cites: readonly S[], options: ClaimOptions): Grounded<S> {
    const ordered = cites.toSorted((a, b) => a.index - b.index);
    const quotes = ordered.map(({ text }) => text);
    const verdict = withHardToRead(verifyPoint(claim, quotes, language, options), claim, ordered);
    return { cites: ordered, verdict };
  }

  /** Sentences chosen one after the other, each for the support it adds to the words of the claim. */
  function carriersOf(
    claim: string,
    { sentences: read, sentencesWith }: Passage,
    known: ReadonlySet<string>,
  ): number[] {
    const content = (comparedWords(claim, language, known) ?? []).filter(isContent);
    const candidates = new Map<number, number[]>();
    for (const { keys } of content) {
      for (const key of keys) {
        for (const index of sentencesWith(key)) if (!isHeading(texts[index] ?? "")) candidates.set(index, []);
      }
    }
    for (const index of candidates.keys()) {
      const sentence = read[index];
      if (sentence) candidates.set(index, supportIn(sentence, content));
    }
    const now = content.map(() => 0);
    const chosen: number[] = [];
    while (chosen.length < mostCites) {
      let best = -1;
      let most = chosen.length === 0 ? 0 : leastGain;
      for (const [index, support] of candidates) {
        // Of two that add the same the shorter says less besides.
        const gain = gainOf(content, now, support) - (read[index]?.words.length ?? 0) / 10_000;
        if (gain > most && isTied(index, support)) [best, most] = [index, gain];
      }
      if (best < 0) break;
      chosen.push(best);
      for (const [word, share] of (candidates.get(best) ?? []).entries()) now[word] = Math.max(now[word] ?? 0, share);
      candidates.delete(best);
    }
    return withAntecedents(content, chosen, read);

    /** Halves of a claim that no sentence holds together, from two ends of a document, make no statement of it. */
    function isTied(index: number, support: readonly number[]): boolean {
      return (
        chosen.length === 0 ||
        chosen.some((other) => Math.abs(other - index) <= nearSentences) ||
        support.some((share, word) => share > 0 && (now[word] ?? 0) > 0)
      );
    }
  }
}

function sharedWith(content: readonly ComparedWord[], sentence: Passage["sentences"][number] | undefined): number {
  return content.filter(({ keys }) => keys.some((key) => sentence?.positions.has(key) === true)).length;
}

/** "9. Ending the lease" states nothing, and its number counts nothing. */
function isHeading(text: string): boolean {
  return /^\s*(?:§\s?)?\d{1,2}(?:\.\d{1,2})*[.)]?\s+\p{Lu}[^\d.!?:;]{1,60}$/u.test(text);
}

function gainOf(content: readonly ComparedWord[], now: readonly number[], support: readonly number[]): number {
  let gain = 0;
  for (const [index, word] of content.entries()) {
    const [before, after] = [now[index] ?? 0, support[index] ?? 0];
    gain += weights[word.kind] * Math.max(0, after - before);
    if (before === 0 && after > 0) gain += firstPlace[word.kind];
  }
  return gain;
}

/** The sentences with those that name what a pronoun in them stands for, where the claim has the name. */
function withAntecedents(
  content: readonly ComparedWord[],
  chosen: readonly number[],
  read: Passage["sentences"],
): number[] {
  const all = new Set(chosen);
  for (const index of chosen) {
    const sentence = read[index];
    for (const word of content) {
      const named = sentence?.antecedents.get(word.stem);
      if (named === undefined || word.keys.some((key) => sentence?.positions.has(key) === true)) continue;
      if (!chosen.some((other) => other < index && other >= named)) all.add(named);
    }
  }
  return [...all].slice(0, mostCites + 2);
}

const rank = { unsupported: 0, contradicted: 1, weak: 2, verified: 3 } as const;
