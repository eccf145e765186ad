import type { Token } from "node-llama-cpp";

export interface DecidingInput {
  readonly choices: readonly string[];
  tokenize(text: string): readonly Token[];
  /** ends an answer; null where the model has no such token: a choice that begins another one then cannot end before it */
  readonly end: Token | null;
  /** Tells the logits of these candidates behind the prompt and the path. */
  evaluate(path: readonly Token[], candidates: readonly Token[]): Promise<ReadonlyMap<Token, number>>;
}

/**
 * How likely a model is to answer with each of some choices, were these all there is: the product of what it gives each token where
 * choices part, shared among those that could come there. The model is asked once for every such place: once in all for "yes" and "no".
 *
 * @returns in the order of the choices, summing to 1; choices that are the same share what is theirs
 * @throws what evaluating throws
 */
export async function probabilitiesOf({ choices, tokenize, end, evaluate }: DecidingInput): Promise<number[]> {
  const probabilities = choices.map(() => 0);
  const options = choices.map((choice, index) => ({
    index,
    tokens: [...tokenize(choice), ...(end === null ? [] : [end])],
  }));
  await share(options, 0, 1);
  return probabilities;

  async function share(open: readonly Option[], depth: number, probability: number): Promise<void> {
    const branches = [...Map.groupBy(open, ({ tokens }) => tokens[depth])];
    const [first] = branches;
    if (!first) return;
    const [token, inFirst] = first;
    if (open.length === 1 || (branches.length === 1 && token === undefined)) {
      for (const { index } of open) probabilities[index] = probability / open.length;
      return;
    }
    if (branches.length === 1) return await share(inFirst, depth + 1, probability);
    const candidates = branches.flatMap(([each]) => (each === undefined ? [] : [each]));
    const path = (inFirst[0]?.tokens ?? []).slice(0, depth);
    const shares = softmax(await evaluate(path, candidates), candidates);
    for (const [each, options] of branches) {
      const own = each === undefined ? 0 : (shares.get(each) ?? 0);
      if (own > 0) await share(options, depth + 1, probability * own);
    }
  }
}

interface Option {
  readonly index: number;
  readonly tokens: readonly Token[];
}

function softmax(logits: ReadonlyMap<Token, number>, candidates: readonly Token[]): ReadonlyMap<Token, number> {
  const most = Math.max(...candidates.map((token) => logits.get(token) ?? -Infinity));
  // Where the model tells nothing of any of them they are all alike.
  const weights = candidates.map((token) =>
    most === -Infinity ? 1 : Math.exp((logits.get(token) ?? -Infinity) - most),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return new Map(candidates.map((token, index) => [token, (weights[index] ?? 0) / sum]));
}
