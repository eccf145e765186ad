import type { DigestLine } from "../../contract/summaries.ts";
import type { SummaryOptions } from "../../contract/summaryOptions.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { cosine, type SparseVector, tfIdf } from "./lexrank.ts";
import {
  isRunningText,
  makeDocumentText,
  type DocumentText,
  type DocumentTextInput,
  type Sentence,
} from "../text/documentText.ts";
import { citationOf } from "../evidence/citations.ts";
import { isTalk, salienceOf } from "./salience.ts";
import { rowsBySentence } from "./tables.ts";

/**
 * The extractive digest: sentences of the document, word for word and in its order, each with its citation. The salience of
 * a sentence is learned from summaries by people (see salience.ts), maximal marginal relevance (Carbonell and Goldstein 1998) picks
 * among the sentences, and a quota per section keeps one chapter from taking it all. The same document always gives the same
 * digest.
 */
export function makeDigest(input: DocumentTextInput & { readonly length: SummaryOptions["length"] }): DigestLine[] {
  return digestOf(makeDocumentText(input), input.length);
}

export function digestOf(source: DocumentText, length: SummaryOptions["length"]): DigestLine[] {
  const sentences = pickSentences(source, length).sort((a, b) => a.index - b.index);
  return sentences.map((sentence) => ({
    text: sentence.text,
    section: source.sections[sentence.section]?.heading ?? null,
    citations: [citationOf(source, sentence)],
  }));
}

/** Above this many candidates the digest of a work with many sections grows. */
const longWork = 1000;

/**
 * Sentences worth a line, best first.
 * @param wanted how many; by default as the length says
 * @param liked indices of sentences that somebody else chose, too
 */
export function pickSentences(
  source: DocumentText,
  length: SummaryOptions["length"],
  wanted?: number,
  liked: ReadonlySet<number> = new Set(),
): Sentence[] {
  const candidates = candidatesOf(source);
  const count = wanted ?? lineCount(candidates.length, source, length);
  if (candidates.length === 0) return plainUnits(source).slice(0, count);
  return rankedUnits(source, candidates, count, liked);
}

/** The salience of each sentence that may stand in a digest, by the index of its sentence; see `salienceOf`. Ranked once for a document. */
export function sentenceSalience(source: DocumentText): ReadonlyMap<number, number> {
  const known = ranked.get(source);
  if (known) return known;
  const candidates = candidatesOf(source);
  const salience = salienceOf(source, candidates, tfIdf(candidates.map(({ stems }) => stems)));
  const made = new Map(candidates.map(({ sentence }, index) => [sentence.index, salience[index] ?? 0]));
  ranked.set(source, made);
  return made;
}

/** Takes over what was ranked elsewhere, for a copy of the document's text. */
export function rememberSalience(source: DocumentText, salience: ReadonlyMap<number, number>): void {
  ranked.set(source, salience);
}

const ranked = new WeakMap<DocumentText, ReadonlyMap<number, number>>();

/** A line for about every ten sentences at the standard length, in bounds that a person reads at a glance. */
function lineCount(candidates: number, source: DocumentText, length: SummaryOptions["length"]): number {
  const { per, least, most } = lineBounds[length];
  // A long work with many sections gets half as many lines again.
  const longer = candidates > longWork && source.sections.length > 12 ? 1.5 : 1;
  return Math.max(least, Math.min(Math.round(most * longer), Math.round(candidates / per)));
}

const lineBounds = {
  // Beside a summary of one sentence the digest still says what the document holds.
  sentence: { per: 14, least: 2, most: 4 },
  short: { per: 14, least: 2, most: 4 },
  standard: { per: 9, least: 3, most: 8 },
  detailed: { per: 5, least: 5, most: 16 },
} as const;

/**
 * Where no sentence can stand in a digest (a form, a table, a few words): what is there, running text before headings, and what names
 * the columns of a table or the table itself only where nothing stands below it.
 */
function plainUnits(source: DocumentText): Sentence[] {
  const rows = rowsBySentence(source);
  const all = source.sentences.filter((sentence) => isRunningText(sentence) && /\p{L}{2}/u.test(sentence.text));
  const named = all.filter((sentence) => sentence.kind !== "caption" && rows.get(sentence)?.isHeader !== true);
  const texts = named.length > 0 ? named : all;
  const headings = source.sentences.filter((sentence) => sentence.kind === "heading");
  if (texts.length > 0) return texts;
  return headings.length > 0 ? headings : [...source.sentences];
}

function rankedUnits(
  source: DocumentText,
  candidates: readonly Candidate[],
  wanted: number,
  liked: ReadonlySet<number>,
): Sentence[] {
  const vectors = tfIdf(candidates.map(({ stems }) => stems));
  const salience = salienceOf(source, candidates, vectors).map(
    (value, index) => value + (liked.has(candidates[index]?.sentence.index ?? -1) ? liking : 0),
  );
  return marginalRelevance({ candidates, vectors, salience, wanted, quota: quotaOf(source, candidates, wanted) });
}

/** Most lines a section may give: its share of the sentences and a quarter more, at least one. */
function quotaOf(source: DocumentText, candidates: readonly Candidate[], wanted: number): number[] {
  const counts = source.sections.map(() => 0);
  for (const { sentence } of candidates) counts[sentence.section] = (counts[sentence.section] ?? 0) + 1;
  return counts.map((count) => Math.max(1, Math.round((1.25 * wanted * count) / candidates.length)));
}

interface Choice {
  readonly candidates: readonly Candidate[];
  readonly vectors: readonly SparseVector[];
  readonly salience: Float64Array;
  readonly wanted: number;
  readonly quota: number[];
}

/**
 * What a sentence loses by its cosine with one already chosen, in deviations of salience: where people talk they come back to
 * the same things more often than where somebody writes. Chosen on documents held back from the fit of the weights.
 */
const repetitionCost = { written: 2, talk: 3 } as const;
/** What a sentence gains that somebody else chose, too, in deviations of salience. */
const liking = 0.5;
/** Two sentences this alike say the same thing. */
const sameSentence = 0.85;

function marginalRelevance({ candidates, vectors, salience, wanted, quota }: Choice): Sentence[] {
  const cost = isTalk(candidates) ? repetitionCost.talk : repetitionCost.written;
  const nearest = new Float64Array(candidates.length);
  const left = new Set(candidates.keys());
  const picked: Sentence[] = [];
  while (picked.length < wanted && left.size > 0) {
    let best = -1;
    let bestValue = -Infinity;
    let bestOpen = false;
    for (const index of left) {
      const open = (quota[candidates[index]?.sentence.section ?? 0] ?? 0) > 0;
      const value = (salience[index] ?? 0) - cost * (nearest[index] ?? 0);
      // A section that has had its share waits until all others have.
      if ((open && !bestOpen) || (open === bestOpen && value > bestValue)) {
        best = index;
        bestValue = value;
        bestOpen = open;
      }
    }
    const choice = candidates[best];
    const vector = vectors[best];
    if (!choice || !vector) break;
    left.delete(best);
    const { sentence } = choice;
    quota[sentence.section] = (quota[sentence.section] ?? 0) - 1;
    picked.push(sentence);
    for (const index of left) {
      const other = vectors[index];
      if (other) nearest[index] = Math.max(nearest[index] ?? 0, cosine(vector, other));
      if ((nearest[index] ?? 0) > sameSentence) left.delete(index);
    }
  }
  return picked;
}
