import type { DigestLine, SummaryOptions } from "../../contract/summaries.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { cosine, lexRank, type SparseVector, tfIdf } from "./lexrank.ts";
import { citationOf, makeSource, type Source, type SourceInput, type Unit } from "./source.ts";

/**
 * The extractive digest: sentences of the document, word for word and in its order, each with its citation. LexRank (Erkan and
 * Radev 2004) scores the sentences, maximal marginal relevance (Carbonell and Goldstein 1998) picks among them, and a quota per
 * section keeps one chapter from taking it all. The same document always gives the same digest.
 */
export function makeDigest(input: SourceInput & { readonly length: SummaryOptions["length"] }): DigestLine[] {
  return digestOf(makeSource(input), input.length);
}

export function digestOf(source: Source, length: SummaryOptions["length"]): DigestLine[] {
  const units = pickUnits(source, length).sort((a, b) => a.index - b.index);
  return units.map((unit) => ({
    text: unit.text,
    section: source.sections[unit.section]?.heading ?? null,
    citations: [citationOf(source.documentId, unit)],
  }));
}

/** Above this many candidates sections are ranked on their own first. */
const wholeLimit = 1000;
/** Sentences of one pass of a long document. */
const passSize = 250;
/** Below this many candidates there is nothing to rank: the lead of each section is the digest. */
const shortLimit = 8;

/** Sentences worth a line, best first. @param wanted how many; by default as the length says */
export function pickUnits(source: Source, length: SummaryOptions["length"], wanted?: number): Unit[] {
  const candidates = candidatesOf(source);
  const count = wanted ?? lineCount(candidates.length, source, length);
  if (candidates.length === 0) return plainUnits(source).slice(0, count);
  if (candidates.length < shortLimit) return leadOf(candidates, count);
  return rankedUnits(source, candidates, count);
}

/** A line for about every ten sentences at the standard length, in bounds that a person reads at a glance. */
function lineCount(candidates: number, source: Source, length: SummaryOptions["length"]): number {
  const { per, least, most } = lineBounds[length];
  // A long work with many sections gets half as many lines again.
  const longer = candidates > wholeLimit && source.sections.length > 12 ? 1.5 : 1;
  return Math.max(least, Math.min(Math.round(most * longer), Math.round(candidates / per)));
}

const lineBounds = {
  // Beside a summary of one sentence the digest still says what the document holds.
  sentence: { per: 14, least: 2, most: 4 },
  short: { per: 14, least: 2, most: 4 },
  standard: { per: 9, least: 3, most: 8 },
  detailed: { per: 5, least: 5, most: 16 },
} as const;

/** Where no sentence can stand in a digest (a form, a table, a few words): what is there, running text before headings. */
function plainUnits(source: Source): Unit[] {
  const texts = source.units.filter((unit) => unit.kind !== "heading" && /\p{L}{2}/u.test(unit.text));
  const headings = source.units.filter((unit) => unit.kind === "heading");
  if (texts.length > 0) return texts;
  return headings.length > 0 ? headings : [...source.units];
}

function leadOf(candidates: readonly Candidate[], wanted: number): Unit[] {
  const firsts: Candidate[] = [];
  const others: Candidate[] = [];
  let section = -1;
  for (const candidate of candidates) {
    (candidate.unit.section === section ? others : firsts).push(candidate);
    section = candidate.unit.section;
  }
  return [...firsts, ...others].slice(0, wanted).map(({ unit }) => unit);
}

function rankedUnits(source: Source, candidates: readonly Candidate[], wanted: number): Unit[] {
  const finalists = candidates.length > wholeLimit ? strongest(candidates, wholeLimit * 0.6) : candidates;
  const vectors = tfIdf(finalists.map(({ stems }) => stems));
  const priors = priorsOf(finalists, source);
  const scores = lexRank(vectors, priors);
  const relevance = finalists.map(({ form }, place) => (scores[place] ?? 0) * form * leadWeight(place));
  return marginalRelevance({ finalists, vectors, relevance, wanted, quota: quotaOf(source, candidates, wanted) });
}

/**
 * The first sentences of a document say what it is about. Measured on articles, papers, a textbook and meetings (ROUGE-2): a
 * weight of two at the start that fades within a few sentences gains most on articles and loses little elsewhere.
 */
function leadWeight(place: number): number {
  return 1 + Math.exp(-place / 3);
}

/** The best of each stretch of a long document, by LexRank within the stretch. */
function strongest(candidates: readonly Candidate[], total: number): Candidate[] {
  const passes = Math.ceil(candidates.length / passSize);
  const each = Math.max(2, Math.ceil(total / passes));
  const kept: Candidate[] = [];
  for (let pass = 0; pass < passes; pass += 1) {
    const from = Math.floor((candidates.length * pass) / passes);
    const to = Math.floor((candidates.length * (pass + 1)) / passes);
    const part = candidates.slice(from, to);
    const scores = lexRank(
      tfIdf(part.map(({ stems }) => stems)),
      part.map(({ form }) => form),
    );
    const best = part
      .map((candidate, place) => ({ candidate, score: (scores[place] ?? 0) * candidate.form }))
      .sort((a, b) => b.score - a.score)
      .slice(0, each);
    for (const { candidate } of best) kept.push(candidate);
  }
  return kept.sort((a, b) => a.unit.index - b.unit.index);
}

/** Jumps of the walk prefer the lead of the document and the first sentences of sections. */
function priorsOf(finalists: readonly Candidate[], source: Source): number[] {
  let section = -1;
  let place = 0;
  return finalists.map(({ unit, form }, index) => {
    place = unit.section === section ? place + 1 : 0;
    section = unit.section;
    const lead = index < 3 ? 2.5 : index < 8 ? 1.5 : 1;
    const opening = source.sections.length > 1 && place === 0 ? 1.5 : 1;
    return form * lead * opening;
  });
}

/** Most lines a section may give: its share of the sentences and a quarter more, at least one. */
function quotaOf(source: Source, candidates: readonly Candidate[], wanted: number): number[] {
  const counts = source.sections.map(() => 0);
  for (const { unit } of candidates) counts[unit.section] = (counts[unit.section] ?? 0) + 1;
  return counts.map((count) => Math.max(1, Math.round((1.25 * wanted * count) / candidates.length)));
}

interface Choice {
  readonly finalists: readonly Candidate[];
  readonly vectors: readonly SparseVector[];
  readonly relevance: readonly number[];
  readonly wanted: number;
  readonly quota: number[];
}

/** How much relevance counts against novelty. */
const lambda = 0.7;

function marginalRelevance({ finalists, vectors, relevance, wanted, quota }: Choice): Unit[] {
  const top = Math.max(...relevance) || 1;
  const nearest = new Float64Array(finalists.length);
  const left = new Set(finalists.keys());
  const picked: Unit[] = [];
  while (picked.length < wanted && left.size > 0) {
    let best = -1;
    let bestValue = -Infinity;
    let bestOpen = false;
    for (const place of left) {
      const open = (quota[finalists[place]?.unit.section ?? 0] ?? 0) > 0;
      const value = (lambda * (relevance[place] ?? 0)) / top - (1 - lambda) * (nearest[place] ?? 0);
      // A section that has had its share waits until all others have.
      if ((open && !bestOpen) || (open === bestOpen && value > bestValue)) {
        best = place;
        bestValue = value;
        bestOpen = open;
      }
    }
    const choice = finalists[best];
    const vector = vectors[best];
    if (!choice || !vector) break;
    left.delete(best);
    const { unit } = choice;
    quota[unit.section] = (quota[unit.section] ?? 0) - 1;
    picked.push(unit);
    for (const place of left) {
      const other = vectors[place];
      if (other) nearest[place] = Math.max(nearest[place] ?? 0, cosine(vector, other));
      if ((nearest[place] ?? 0) > sameSentence) left.delete(place);
    }
  }
  return picked;
}

/** Two sentences this alike say the same thing. */
const sameSentence = 0.85;
