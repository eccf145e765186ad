import type { Token } from "node-llama-cpp";
import type { Choice } from "../core/llm/local/engine.ts";

export interface ChoosingInput {
  readonly choice: Choice;
  /** what of the prompt is not evaluated yet, at least its last token */
  readonly start: readonly Token[];
  tokenize(text: string): readonly Token[];
  /** ends an answer; null where the model has no such token, which then writes as many lines as it may */
  readonly end: Token | null;
  /** 0 is greedy */
  readonly temperature: number;
  /** 0 up to 1, another each time */
  random(): number;
  /** tokens that the answer may have */
  readonly mostTokens: number;
  /** Evaluates tokens, at least one, behind those of the calls before, and tells the logits of some that could come next. */
  evaluate(tokens: readonly Token[], candidates: readonly Token[]): Promise<ReadonlyMap<Token, number>>;
}

export interface Chosen {
  readonly text: string;
  readonly tokens: number;
  /** the token budget did not hold what had to come next */
  readonly cut: boolean;
}

/**
 * Lets a model choose among lines. It is asked only where two of them part, with all in between evaluated at once: a grammar of the
 * same lines has every token of them sampled, which takes a small model twenty times as long as evaluating it.
 *
 * @throws what evaluating throws
 */
export async function chooseLines(input: ChoosingInput): Promise<Chosen> {
  const { choice, tokenize, end } = input;
  const needed = Math.max(1, Math.min(choice.least, choice.lines.length));
  const chosen: string[] = [];
  let tokens = 0;
  let pending = [...input.start];
  let written = choice.lines.map((line) => tokenize(line));
  for (let from = 0; from < choice.lines.length && chosen.length < choice.most;) {
    // What is still needed has to come behind the line that is chosen.
    const last = Math.max(from, choice.lines.length - Math.max(1, needed - chosen.length));
    const budget = input.mostTokens - tokens;
    const lines = written.slice(from, last + 1).map((line, offset) => ({ index: from + offset, tokens: line }));
    const options: Option[] = lines.filter((line) => line.tokens.length <= budget);
    if (options.length === 0 && chosen.length < needed) return { text: chosen.join("\n"), tokens, cut: true };
    if (chosen.length >= needed && end !== null) options.push({ index: null, tokens: [end] });
    const picked = await pick(options, pending, input);
    if (!picked || picked.option.index === null) break;
    // Behind the first line each begins on a new one.
    if (chosen.length === 0 && choice.most > 1) written = choice.lines.map((line) => tokenize(`\n${line}`));
    chosen.push(choice.lines[picked.option.index] ?? "");
    tokens += picked.option.tokens.length;
    pending = picked.pending;
    from = picked.option.index + 1;
  }
  return { text: chosen.join("\n"), tokens, cut: false };
}

interface Option {
  /** of a line; null: the end of the answer */
  readonly index: number | null;
  readonly tokens: readonly Token[];
}

/** @returns the option with the tokens not evaluated yet; null where there is none */
async function pick(
  all: readonly Option[],
  before: readonly Token[],
  input: ChoosingInput,
): Promise<{ option: Option; pending: Token[] } | null> {
  let options = all;
  let pending = [...before];
  for (let depth = 0; ; depth += 1) {
    const [first] = options;
    if (!first) return null;
    if (options.length === 1) return { option: first, pending: [...pending, ...first.tokens.slice(depth)] };
    // A line that is the beginning of another one ends here.
    const ended = options.find((option) => option.tokens.length === depth);
    if (ended) return { option: ended, pending };
    const branches = Map.groupBy(options, (option) => option.tokens[depth]);
    const candidates = [...branches.keys()].filter((token) => token !== undefined);
    let next = candidates[0];
    if (candidates.length > 1) {
      next = draw(await input.evaluate(pending, candidates), candidates, input);
      pending = [];
    }
    if (next === undefined) return null;
    pending.push(next);
    options = branches.get(next) ?? [];
  }
}

/** The likeliest token, or one drawn by what the temperature makes of the logits (Boltzmann). */
function draw(
  logits: ReadonlyMap<Token, number>,
  candidates: readonly Token[],
  { temperature, random }: Pick<ChoosingInput, "temperature" | "random">,
): Token | undefined {
  const logitOf = (token: Token): number => logits.get(token) ?? -Infinity;
  const likeliest = candidates.toSorted((a, b) => logitOf(b) - logitOf(a))[0];
  if (temperature <= 0 || likeliest === undefined) return likeliest;
  const weights = candidates.map((token) => Math.exp((logitOf(token) - logitOf(likeliest)) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, token] of candidates.entries()) {
    left -= weights[index] ?? 0;
    if (left < 0) return token;
  }
  return likeliest;
}

/** The same numbers, 0 up to 1, for the same seed (mulberry32, T. Ettinger 2017). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
