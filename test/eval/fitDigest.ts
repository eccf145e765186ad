import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { countWords } from "../../electron/core/text/words.ts";
import { candidatesOf } from "../../electron/core/extract/candidates.ts";
import { featureNames, featuresOf } from "../../electron/core/extract/features.ts";
import { tfIdf } from "../../electron/core/extract/lexrank.ts";
import { makeDocumentText } from "../../electron/core/text/documentText.ts";
import { traitFeatures, traitsOf } from "../../electron/core/extract/salience.ts";
import { readBytes } from "../helpers/readBytes.ts";
import { countsOf, nGrams, tokensOf } from "./rouge.ts";

/**
 * `node test/eval/fitDigest.ts [--pairs FILE.jsonl.xz] [--talks FILE.jsonl] [--out FILE.ts]`: fits the weights of the digest
 * and writes electron/core/extract/weights.ts. Learns from documents with summaries by people, none of them in the
 * evaluation sets: by default the pairs beside the checkout. `--talks` adds whole meetings, a line each with title, text
 * ("Name: what was said", a turn a line) and summary; the weights in the repository were fitted with the 162 meetings of the
 * training split of QMSum (MIT, Yale-LILY/QMSum 83d7768, data/ALL/train) and the first general summary of each, marks such as
 * "{disfmarker}" and spaces before punctuation taken out. `--half 0` or `--half 1` learns from
 * every other document, to confirm on the rest what was chosen.
 */

const root = path.resolve(import.meta.dirname, "../..");
const { values: options } = parseArgs({
  options: {
    pairs: { type: "string", default: path.resolve(root, "../shared/corpus/pairs-train.jsonl.xz") },
    talks: { type: "string" },
    half: { type: "string" },
    out: { type: "string", default: path.join(root, "electron/core/extract/weights.ts") },
  },
});

/** Documents of one origin at most, so that no publisher's habits are learned. */
const mostOfOne = 40;
const mostOfTextbook = 120;
/**
 * Strength of the ridge penalty, in sentences of documents. On halves that were held back, weak penalties (0.1 to 0.5) were better
 * than 3 for talk and 0.3 better than 3 for explaining texts; for the other two there was no difference beyond noise.
 */
const ridges: Readonly<Record<Register, number>> = { abstract: 0.3, exposition: 0.3, practice: 3, talk: 0.3 };
/** How much a pair of words in common with the summary counts beside a single one. */
const pairWeight = 3;
/** A line costs its reader its words and about this many more: without it short scraps would look best. */
const costOfLine = 4;

const written = ["abstract", "exposition", "practice"] as const;
type Register = (typeof written)[number] | "talk";

const pairSchema = z.object({
  source: z.string().optional(),
  title: z.string(),
  text: z.string(),
  summary: z.string(),
});
type Pair = z.infer<typeof pairSchema>;

interface Example {
  readonly register: Register;
  readonly rows: readonly Float64Array[];
  /** how much of the summary each sentence holds for its length, standardized within the document */
  readonly targets: readonly number[];
}

const examples: Example[] = [];
for (const [place, { pair, register }] of readPairs().entries()) {
  if (options.half !== undefined && place % 2 !== Number(options.half)) continue;
  const example = await exampleOf(pair, register);
  if (example) examples.push(example);
}
const heads = [...written, "talk" as const].map((register) => ({
  register,
  weights: ridgeWeights(
    examples.filter((example) => example.register === register),
    ridges[register],
  ),
}));
const gate = fitGate();
writeFileSync(options.out, weightsFile());
for (const register of [...written, "talk"]) {
  console.error(`${register}: ${examples.filter((example) => example.register === register).length} documents`);
}

function readPairs(): { pair: Pair; register: Register }[] {
  const packed = execFileSync("xz", ["-dc", options.pairs], { maxBuffer: 1 << 30 });
  const counts = new Map<string, number>();
  const chosen = parse(packed.toString()).flatMap((pair) => {
    const register = registerOf(pair.source ?? "");
    if (register === null) return [];
    const most =
      register === "abstract" || register === "talk"
        ? Infinity
        : register === "exposition"
          ? mostOfTextbook
          : mostOfOne;
    const count = counts.get(pair.source ?? "") ?? 0;
    counts.set(pair.source ?? "", count + 1);
    return count < most ? [{ pair, register }] : [];
  });
  const talks = options.talks === undefined ? [] : parse(readFileSync(options.talks, "utf8"));
  return [...chosen, ...talks.map((pair) => ({ pair, register: "talk" as const }))];
}

function parse(lines: string): Pair[] {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => pairSchema.parse(JSON.parse(line)));
}

/** Textbooks explain; the documentation, proposals and posts of the other origins say what to do and what is new. */
function registerOf(source: string): Register | null {
  if (source.includes("scitldr")) return "abstract";
  if (source.includes("QMSum")) return "talk";
  if (source.includes("MTS-Dialog")) return null;
  return /-book$|osbooks/u.test(source) ? "exposition" : "practice";
}

async function exampleOf({ title, text, summary }: Pair, register: Register): Promise<Example | null> {
  const { read, ...facts } = await readBytes(text, "document.txt");
  const source = makeDocumentText({
    document: { ...facts, id: "0".repeat(64), title, unread: [] },
    pages: read,
    outline: facts.outline,
  });
  const candidates = candidatesOf(source);
  if (candidates.length < 4) return null;
  const vectors = tfIdf(candidates.map(({ stems }) => stems));
  const budget = countWords(summary);
  const ones = countsOf(nGrams(tokensOf(summary), 1));
  const twos = countsOf(nGrams(tokensOf(summary), 2));
  const targets = candidates.map(({ sentence }) => {
    // What does not fit the summary's length cannot help.
    const tokens = tokensOf(sentence.text.split(/\s+/u).slice(0, budget).join(" "));
    const hits = hitsOf(nGrams(tokens, 1), ones) + pairWeight * hitsOf(nGrams(tokens, 2), twos);
    return hits / (tokens.length + costOfLine);
  });
  return { register, rows: featuresOf(source, candidates, vectors), targets: standardized(targets) };
}

function hitsOf(grams: readonly string[], wanted: ReadonlyMap<string, number>): number {
  let hits = 0;
  for (const [gram, count] of countsOf(grams)) hits += Math.min(count, wanted.get(gram) ?? 0);
  return hits;
}

function standardized(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  // A document whose sentences are all alike teaches little.
  return values.map((value) => (value - mean) / (deviation + 0.05));
}

/** Weights of the features within documents; every document counts the same, whatever its length. */
function ridgeWeights(documents: readonly Example[], ridge: number): number[] {
  // How well a sentence can stand alone is a condition that the digest sets itself.
  const used = featureNames.flatMap((name, column) => (name === "form" ? [] : [column]));
  const size = used.length;
  const sums = new Float64Array(size * size);
  const right = new Float64Array(size);
  const centred = new Float64Array(size);
  for (const { rows, targets } of documents) {
    const means = used.map((column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length);
    for (const [place, row] of rows.entries()) {
      const target = (targets[place] ?? 0) / rows.length;
      for (let i = 0; i < size; i += 1) centred[i] = (row[used[i] ?? 0] ?? 0) - (means[i] ?? 0);
      for (let i = 0; i < size; i += 1) {
        const value = centred[i] ?? 0;
        right[i] = (right[i] ?? 0) + value * target;
        const share = value / rows.length;
        for (let j = 0; j < size; j += 1) sums[i * size + j] = (sums[i * size + j] ?? 0) + share * (centred[j] ?? 0);
      }
    }
  }
  const matrix = used.map((_, i) => used.map((__, j) => (sums[i * size + j] ?? 0) + (i === j ? ridge : 0)));
  const solved = solve(matrix, [...right]);
  const weights = featureNames.map(() => 0);
  for (const [index, column] of used.entries()) weights[column] = solved[index] ?? 0;
  return weights;
}

/** Gaussian elimination with pivots; the matrix is symmetric and positive definite. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const lines = matrix.map((line, row) => [...line, right[row] ?? 0]);
  const size = lines.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(lines[row]?.[column] ?? 0) > Math.abs(lines[pivot]?.[column] ?? 0)) pivot = row;
    }
    const top = lines[pivot] ?? [];
    lines[pivot] = lines[column] ?? [];
    lines[column] = top;
    for (const [row, line] of lines.entries()) {
      if (row === column) continue;
      const factor = (line[column] ?? 0) / (top[column] ?? 1);
      for (let index = column; index <= size; index += 1) {
        line[index] = (line[index] ?? 0) - factor * (top[index] ?? 0);
      }
    }
  }
  return lines.map((line, row) => (line[size] ?? 0) / (line[row] ?? 1));
}

/** Multinomial logistic regression of the written registers on the traits of a document, each register counting the same. */
function fitGate(): number[][] {
  const documents = examples.flatMap(({ register, rows }) =>
    register === "talk" ? [] : [{ label: written.indexOf(register), traits: traitsOf(rows) }],
  );
  const width = traitFeatures.length + 2;
  const columns = Array.from({ length: width }, (_, column) => documents.map(({ traits }) => traits[column] ?? 0));
  const means = columns.map((column, place) =>
    place === width - 1 ? 0 : column.reduce((a, b) => a + b, 0) / column.length,
  );
  const deviations = columns.map((column, place) =>
    place === width - 1
      ? 1
      : Math.sqrt(column.reduce((sum, value) => sum + (value - (means[place] ?? 0)) ** 2, 0) / column.length) + 1e-9,
  );
  const scaled = documents.map(({ label, traits }) => ({
    label,
    values: Array.from(traits, (value, place) => (value - (means[place] ?? 0)) / (deviations[place] ?? 1)),
  }));
  const counts = written.map((_, label) => scaled.filter((document) => document.label === label).length);
  const weights = written.map(() => Array.from({ length: width }, () => 0));
  for (let step = 0; step < 1500; step += 1) {
    const gradient = written.map(() => Array.from({ length: width }, () => 0));
    for (const { label, values } of scaled) {
      const powers = weights.map((line) =>
        Math.exp(line.reduce((sum, weight, place) => sum + weight * (values[place] ?? 0), 0)),
      );
      const total = powers.reduce((sum, power) => sum + power, 0);
      for (const [register, line] of gradient.entries()) {
        const error =
          (Number(register === label) - (powers[register] ?? 0) / total) / (written.length * (counts[label] ?? 1));
        for (let place = 0; place < width; place += 1) line[place] = (line[place] ?? 0) + error * (values[place] ?? 0);
      }
    }
    for (const [register, line] of weights.entries()) {
      for (let place = 0; place < width; place += 1) {
        line[place] = (line[place] ?? 0) + 0.5 * ((gradient[register]?.[place] ?? 0) - 1e-3 * (line[place] ?? 0));
      }
    }
  }
  // Back to the scale of the traits themselves.
  return weights.map((line) => {
    const raw = line.map((weight, place) => weight / (deviations[place] ?? 1));
    const shift = raw.reduce((sum, weight, place) => sum + weight * (means[place] ?? 0), 0);
    return raw.map((weight, place) => (place === width - 1 ? weight - shift : weight));
  });
}

function weightsFile(): string {
  const line = (values: readonly number[]): string =>
    values.map((value) => String(Number(value.toFixed(3)))).join(", ");
  return `/**
 * Written by test/eval/fitDigest.ts. How much each feature of a sentence (a column, in the order of featureNames) is worth in a
 * text of each register: abstracts, texts that explain, texts that tell what is new or what to do, and talk.
 */
export const registers = ["abstract", "exposition", "practice", "talk"] as const;
export type Register = (typeof registers)[number];

export const registerWeights: Readonly<Record<Register, readonly number[]>> = {
${heads.map(({ register, weights }) => `  // oxfmt-ignore\n  ${register}: [${line(weights)}],`).join("\n")}
};

/** How the written registers are told from the traits of a whole document (see traitsOf), by logistic regression. */
export const registerTraits: readonly { readonly register: Register; readonly weights: readonly number[] }[] = [
${written.map((register, place) => `  { register: "${register}", weights: [${line(gate[place] ?? [])}] },`).join("\n")}
];
`;
}
