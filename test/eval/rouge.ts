import { stemmer } from "stemmer";

/** Precision, recall and their harmonic mean, each 0 to 1. */
export interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * ROUGE-N, the overlap of n-grams (Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries", section 2).
 * Texts are cut into words as google-research's rouge_score does with its stemmer on, see {@link tokensOf}.
 */
export function rougeN(reference: string, candidate: string, n: number, options: RougeOptions = {}): Score {
  const wanted = countsOf(nGrams(tokensOf(reference, options), n));
  const found = countsOf(nGrams(tokensOf(candidate, options), n));
  let shared = 0;
  for (const [gram, count] of wanted) shared += Math.min(count, found.get(gram) ?? 0);
  return scoreOf(shared, total(wanted), total(found));
}

/** ROUGE-L of whole texts: their longest common subsequence, line breaks ignored (Lin 2004, section 3.1). */
export function rougeL(reference: string, candidate: string, options: RougeOptions = {}): Score {
  const wanted = tokensOf(reference, options);
  const found = tokensOf(candidate, options);
  return scoreOf(commonSubsequence(wanted, found).length, wanted.length, found.length);
}

/**
 * ROUGE-L of summaries, a sentence a line: the union of what each sentence of the reference has in common with any of the
 * candidate (Lin 2004, section 3.2). No word counts more often than it stands on either side, as in ROUGE-1.5.5.
 */
export function rougeLsum(reference: string, candidate: string, options: RougeOptions = {}): Score {
  const wanted = reference.split("\n").map((line) => tokensOf(line, options));
  const found = candidate.split("\n").map((line) => tokensOf(line, options));
  const leftWanted = countsOf(wanted.flat());
  const leftFound = countsOf(found.flat());
  let hits = 0;
  for (const sentence of wanted) {
    const union = new Set(found.flatMap((other) => commonSubsequence(sentence, other)));
    for (const place of union) {
      const token = sentence[place] ?? "";
      const left = Math.min(leftWanted.get(token) ?? 0, leftFound.get(token) ?? 0);
      if (left === 0) continue;
      hits += 1;
      leftWanted.set(token, (leftWanted.get(token) ?? 0) - 1);
      leftFound.set(token, (leftFound.get(token) ?? 0) - 1);
    }
  }
  return scoreOf(hits, wanted.flat().length, found.flat().length);
}

export interface RougeOptions {
  /** Porter's stemmer (1980) takes the endings off; true where nothing is said */
  readonly stem?: boolean;
}

/** Runs of a to z and digits in lower case; words of more than three characters lose their ending. */
export function tokensOf(text: string, { stem = true }: RougeOptions = {}): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]+/gu) ?? [];
  return stem ? words.map((word) => (word.length > 3 ? stemmer(word) : word)) : words;
}

/** Every n words in a row, joined by spaces. */
export function nGrams(tokens: readonly string[], n: number): string[] {
  return Array.from({ length: Math.max(0, tokens.length - n + 1) }, (_, place) =>
    tokens.slice(place, place + n).join(" "),
  );
}

export function countsOf(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** Places in `wanted` of one longest common subsequence; of several the one that rouge_score takes. */
function commonSubsequence(wanted: readonly string[], found: readonly string[]): number[] {
  const width = found.length + 1;
  const lengths = new Uint16Array((wanted.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = 1; row <= wanted.length; row += 1) {
    for (let column = 1; column <= found.length; column += 1) {
      lengths[row * width + column] =
        wanted[row - 1] === found[column - 1]
          ? at(row - 1, column - 1) + 1
          : Math.max(at(row - 1, column), at(row, column - 1));
    }
  }
  const places: number[] = [];
  let row = wanted.length;
  let column = found.length;
  while (row > 0 && column > 0) {
    if (wanted[row - 1] === found[column - 1]) {
      places.unshift(row - 1);
      row -= 1;
      column -= 1;
    } else if (at(row, column - 1) > at(row - 1, column)) column -= 1;
    else row -= 1;
  }
  return places;
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

function scoreOf(hits: number, wanted: number, found: number): Score {
  if (hits === 0) return { precision: 0, recall: 0, f1: 0 };
  return { precision: hits / found, recall: hits / wanted, f1: (2 * hits) / (found + wanted) };
}
