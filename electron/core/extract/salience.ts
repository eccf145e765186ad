import type { Candidate } from "./candidates.ts";
import { type FeatureName, featureNames, featuresOf } from "./features.ts";
import type { SparseVector } from "./lexrank.ts";
import type { DocumentText } from "../text/documentText.ts";
import { registerWeights, registerTraits, type Register, registers } from "./weights.ts";

/**
 * The salience of each sentence, how much it is worth a line of the digest: a weighted sum of its features, with the weights of the document's
 * register. The weights are a ridge regression on documents that people summarized (`test/eval/fitDigest.ts`); the register is
 * read from the wording of the whole. Values have mean 0 and deviation 1 within the document.
 */
export function salienceOf(
  source: DocumentText,
  candidates: readonly Candidate[],
  vectors: readonly SparseVector[],
): Float64Array {
  const rows = featuresOf(source, candidates, vectors);
  const shares = registerShares(candidates, rows);
  const weights = featureNames.map((_, column) =>
    registers.reduce((sum, register) => sum + shares[register] * (registerWeights[register][column] ?? 0), 0),
  );
  const salience = Float64Array.from(rows, (row) => dot(row, weights));
  standardize(salience);
  for (const [index, { form, sentence }] of candidates.entries()) {
    salience[index] = (salience[index] ?? 0) - formCost * (1 - form) + partBonus(source, sentence.section);
  }
  return salience;
}

/** What a sentence that cannot stand alone loses, in deviations of salience. */
const formCost = 2;

/** Parts in which authors say themselves what matters, in deviations of salience. */
function partBonus(source: DocumentText, section: number): number {
  const heading = source.sections[section]?.heading ?? null;
  if (heading === null) return 0;
  const folded = heading
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f]/gu, "")
    .toLowerCase()
    .trim();
  if (abstractHeading.test(folded)) return 1;
  return conclusionHeading.test(folded) ? 0.4 : 0;
}

const abstractHeading =
  /^(?:[\divx]+[. ]+)*(?:abstract|(?:executive |management |plain[- ]language )?summary|key (?:findings|points|messages|takeaways)|highlights|tl;?dr|overview|kurzfassung|zusammenfassung|uberblick|resume|synthese|resumen(?: ejecutivo)?|riassunto|sintesi|resumo|sumario executivo|要旨|概要|摘要)\b/u;
const conclusionHeading =
  /^(?:[\divx]+[. ]+)*(?:conclusions?|concluding remarks|summary and|discussion and conclusions?|recommendations|fazit|schluss\w*|empfehlungen|recommandations|conclusiones|recomendaciones|conclusioni|raccomandazioni|conclus(?:ao|oes)|recomendacoes|結論|结论)\b/u;

/** The shares in which a document is of each register; they sum to 1. */
export function registerShares(
  candidates: readonly Candidate[],
  rows: readonly Float64Array[],
): Record<Register, number> {
  if (isTalk(candidates)) return { abstract: 0, exposition: 0, practice: 0, talk: 1 };
  const traits = traitsOf(rows);
  const written = registerTraits.map(({ weights }) => Math.exp(dot(traits, weights)));
  const total = written.reduce((sum, value) => sum + value, 0);
  const share = (index: number): number => (written[index] ?? 0) / total;
  return { abstract: share(0), exposition: share(1), practice: share(2), talk: 0 };
}

/** Whether people speak in turns, rather than one writes. */
export function isTalk(candidates: readonly Candidate[]): boolean {
  const turns = candidates.filter(({ sentence }) => sentence.kind === "turn").length;
  return turns * 5 > candidates.length * 2;
}

/** Features whose mean over a document tells its register. */
export const traitFeatures: readonly FeatureName[] = [
  "opensBlock",
  "words",
  "wordLength",
  "stops",
  "listItem",
  "digits",
  "names",
  "quoted",
  "bracketed",
  "we",
  "you",
  "purpose",
  "finding",
  "emphasis",
  "definition",
  "example",
  "pointer",
  "contrast",
  "intent",
];

/** Means of {@link traitFeatures}, then the logarithm of the number of sentences over 5, then 1. */
export function traitsOf(rows: readonly Float64Array[]): Float64Array {
  const means = traitFeatures.map((name) => {
    const column = featureNames.indexOf(name);
    return rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / Math.max(1, rows.length);
  });
  return Float64Array.from([...means, Math.log(Math.max(1, rows.length)) / 5, 1]);
}

function dot(values: Float64Array, weights: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += (values[index] ?? 0) * (weights[index] ?? 0);
  return sum;
}

function standardize(values: Float64Array): void {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let square = 0;
  for (const value of values) square += (value - mean) ** 2 / values.length;
  const deviation = Math.sqrt(square);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = deviation > 0 ? ((values[index] ?? 0) - mean) / deviation : 0;
  }
}
