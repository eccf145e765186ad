/** Sparse vectors of unit length over stems; indices ascend. */
export interface SparseVector {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/**
 * TF-IDF vectors of unit length. The inverse document frequency counts each text as a document, as LexRank does.
 */
export function tfIdf(texts: readonly (readonly string[])[]): SparseVector[] {
  const numbers = new Map<string, number>();
  const frequency: number[] = [];
  const counted = texts.map((stems) => {
    const counts = new Map<number, number>();
    for (const stem of stems) {
      let number = numbers.get(stem);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(stem, number);
        frequency.push(0);
      }
      const before = counts.get(number) ?? 0;
      if (before === 0) frequency[number] = (frequency[number] ?? 0) + 1;
      counts.set(number, before + 1);
    }
    return counts;
  });
  return counted.map((counts) => {
    const entries = [...counts].sort((a, b) => a[0] - b[0]);
    const indices = Uint32Array.from(entries, ([number]) => number);
    const values = Float32Array.from(
      entries,
      ([number, count]) => count * Math.log(1 + texts.length / (1 + (frequency[number] ?? 0))),
    );
    let length = 0;
    for (const value of values) length += value * value;
    const scale = length > 0 ? 1 / Math.sqrt(length) : 0;
    for (let index = 0; index < values.length; index += 1) values[index] = (values[index] ?? 0) * scale;
    return { indices, values };
  });
}

/**
 * LexRank (Erkan and Radev 2004), the continuous form: the stationary probability of a walk over the sentences whose steps
 * follow their cosine similarity, with a jump to a sentence drawn by `prior`. Scores sum to 1.
 *
 * @param prior weight of each sentence at a jump, any positive scale
 */
export function lexRank(vectors: readonly SparseVector[], prior: readonly number[], damping = 0.85): Float64Array {
  const count = vectors.length;
  const jump = normalized(prior, count);
  const graph = similarityGraph(vectors);
  let scores: Float64Array = jump.slice();
  for (let round = 0; round < 60; round += 1) {
    const next = new Float64Array(count);
    let loose = 0;
    for (let from = 0; from < count; from += 1) {
      const score = scores[from] ?? 0;
      const total = graph.totals[from] ?? 0;
      if (total === 0) {
        loose += score;
        continue;
      }
      const share = (damping * score) / total;
      const end = graph.starts[from + 1] ?? 0;
      for (let edge = graph.starts[from] ?? 0; edge < end; edge += 1) {
        const to = graph.targets[edge] ?? 0;
        next[to] = (next[to] ?? 0) + share * (graph.weights[edge] ?? 0);
      }
    }
    let change = 0;
    for (let index = 0; index < count; index += 1) {
      const value = (next[index] ?? 0) + (1 - damping + damping * loose) * (jump[index] ?? 0);
      change += Math.abs(value - (scores[index] ?? 0));
      next[index] = value;
    }
    scores = next;
    if (change < 1e-6) break;
  }
  return scores;
}

/** Cosine of two vectors of unit length. */
export function cosine(a: SparseVector, b: SparseVector): number {
  let sum = 0;
  let i = 0;
  let j = 0;
  while (i < a.indices.length && j < b.indices.length) {
    const difference = (a.indices[i] ?? 0) - (b.indices[j] ?? 0);
    if (difference === 0) sum += (a.values[i] ?? 0) * (b.values[j] ?? 0);
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return sum;
}

/** The cosine of two of them by their indices; 0 where there is none. */
export function likeness(vectors: readonly SparseVector[], one: number, other: number): number {
  const [a, b] = [vectors[one], vectors[other]];
  return a && b ? cosine(a, b) : 0;
}

interface Graph {
  /** edges of sentence i stand at starts[i] up to starts[i + 1] */
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float32Array;
  /** sum of the weights of each sentence's edges */
  readonly totals: Float64Array;
}

/** Similarities below this say nothing and are left out. */
const leastSimilarity = 0.03;

/** All pairs by way of an inverted index: only sentences that share a stem are ever compared. */
function similarityGraph(vectors: readonly SparseVector[]): Graph {
  const count = vectors.length;
  const postings: number[][] = [];
  const postingValues: number[][] = [];
  const starts = new Uint32Array(count + 1);
  const targets: number[] = [];
  const weights: number[] = [];
  const totals = new Float64Array(count);
  for (const [index, { indices, values }] of vectors.entries()) {
    for (let entry = 0; entry < indices.length; entry += 1) {
      const stem = indices[entry] ?? 0;
      (postings[stem] ??= []).push(index);
      (postingValues[stem] ??= []).push(values[entry] ?? 0);
    }
  }
  const sums = new Float64Array(count);
  for (const [index, { indices, values }] of vectors.entries()) {
    const touched: number[] = [];
    for (let entry = 0; entry < indices.length; entry += 1) {
      const stem = indices[entry] ?? 0;
      const value = values[entry] ?? 0;
      const others = postings[stem] ?? [];
      const otherValues = postingValues[stem] ?? [];
      for (let other = 0; other < others.length; other += 1) {
        const target = others[other] ?? 0;
        if ((sums[target] ?? 0) === 0) touched.push(target);
        sums[target] = (sums[target] ?? 0) + value * (otherValues[other] ?? 0);
      }
    }
    for (const target of touched) {
      const weight = sums[target] ?? 0;
      sums[target] = 0;
      if (target === index || weight < leastSimilarity) continue;
      targets.push(target);
      weights.push(weight);
      totals[index] = (totals[index] ?? 0) + weight;
    }
    starts[index + 1] = targets.length;
  }
  return { starts, targets: Uint32Array.from(targets), weights: Float32Array.from(weights), totals };
}

function normalized(prior: readonly number[], count: number): Float64Array {
  const result = new Float64Array(count);
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += prior[index] ?? 0;
  for (let index = 0; index < count; index += 1) result[index] = sum > 0 ? (prior[index] ?? 0) / sum : 1 / count;
  return result;
}
