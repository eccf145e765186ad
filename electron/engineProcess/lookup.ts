import type { LlamaContextSequence, Token, TokenPredictor } from "node-llama-cpp";
import { median } from "./median.ts";

/**
 * Prompt lookup decoding (Saxena 2023): what was written last is looked for earlier in the sequence, and what followed it
 * there is evaluated along with the next token. Summaries and answers over a document repeat much of it, and a batch of a
 * few tokens costs hardly more than one, as long as nothing else shares it.
 */
export interface LookupPredictor extends TokenPredictor {
  /**
   * Whether the next token had better be asked for with guesses: what was written stands somewhere before, and guessing has paid.
   * Without guesses node-llama-cpp evaluates more quickly: with them it copies the state of the grammar at each token.
   */
  readonly pays: boolean;
  /** An answer begins, without guesses; the sequence holds these tokens, or will with the next evaluation. */
  begin(tokens: readonly Token[]): void;
  /** A token was written without guesses. */
  onPlainToken(token: Token): void;
  /** The next evaluation is not like the last one: time went by for other reasons. */
  interrupt(): void;
}

/**
 * @param isAlone true while no other sequence is at work: then only is there arithmetic to spare
 * @param now milliseconds of a monotonic clock, by which it is measured whether guessing pays
 */
export function createLookupPredictor(isAlone: () => boolean, now: () => number): LookupPredictor {
  const lookup = createLookup();
  const gain = createLookupGain();
  /** the evaluation with guesses that is under way: how many there are, when it began, what came of it so far */
  let step: { readonly guessed: number; readonly at: number; written: number } | null = null;
  /** when the last token was written without guesses */
  let plainAt: number | null = null;
  /** evaluations in a row for which there was nothing to guess; null: none is asked for guesses */
  let misses: number | null = null;

  function interrupt(): void {
    step = null;
    plainAt = null;
  }

  return {
    get pays() {
      if (gain.length === 0 || !isAlone()) return false;
      return misses === null ? lookup.guess(1).length > 0 : misses < MOST_MISSES;
    },
    begin(tokens) {
      lookup.reset(tokens);
      interrupt();
      misses = null;
    },
    onPlainToken(token) {
      const at = now();
      lookup.push([token]);
      if (plainAt !== null && isAlone()) gain.observe({ guessed: 0, written: 1, ms: at - plainAt });
      plainAt = at;
      step = null;
      misses = null;
    },
    reset({ stateTokens }) {
      lookup.reset(stateTokens);
      interrupt();
      misses = 0;
    },
    pushTokens(tokens) {
      lookup.push(tokens);
      if (step) step.written += tokens.length;
    },
    predictTokens() {
      const at = now();
      plainAt = null;
      if (step) gain.observe({ ...step, ms: at - step.at });
      const guess = gain.length === 0 || !isAlone() ? [] : lookup.guess(gain.length);
      misses = guess.length > 0 ? 0 : (misses ?? 0) + 1;
      step = guess.length > 0 ? { guessed: guess.length, at, written: 0 } : null;
      return guess;
    },
    interrupt,
    stop() {},
    updateInputTokens() {},
    dispose() {},
    [Symbol.dispose]() {},
  };
}

const MOST_MISSES = 4;

/** Takes guesses that were evaluated and not used out of the sequence, so that it holds what was written and nothing else. */
export async function dropGuesses(sequence: LlamaContextSequence): Promise<void> {
  const end = sequence.nextTokenIndex;
  await sequence.eraseContextTokenRanges([{ start: end, end: end + MOST_GUESSED + 1 }]);
}

/** The tokens of a sequence, and where each pair of them stands. */
export interface Lookup {
  reset(tokens: readonly Token[]): void;
  push(tokens: readonly Token[]): void;
  /**
   * What followed the longest earlier place that reads like the end, at most so many tokens and twice as many as are alike; none
   * without such a place.
   */
  guess(most: number): Token[];
}

export function createLookup(): Lookup {
  let tokens: Token[] = [];
  /** ends of pairs, the newest last */
  let places = new Map<number, number[]>();
  let indexed = 0;

  function keyOf(end: number): number {
    return (tokens[end - 1] ?? 0) * 2 ** 21 + (tokens[end] ?? 0);
  }

  /** The last pair is left out: it is what is looked for. */
  function index(): void {
    for (; indexed < tokens.length - 1; indexed += 1) {
      if (indexed === 0) continue;
      const key = keyOf(indexed);
      const known = places.get(key);
      if (known) known.push(indexed);
      else places.set(key, [indexed]);
    }
  }

  function lengthOfMatch(end: number): number {
    const last = tokens.length - 1;
    let length = 0;
    while (length < LONGEST_MATCH && length <= end && tokens[end - length] === tokens[last - length]) length += 1;
    return length;
  }

  return {
    reset(all) {
      // An answer that goes on is told whole again; what was indexed of it stands.
      const goesOn = all.length >= tokens.length && tokens.every((token, index) => token === all[index]);
      tokens = [...all];
      if (goesOn) return;
      places = new Map();
      indexed = 0;
    },
    push(more) {
      tokens.push(...more);
    },
    guess(most) {
      if (tokens.length < SHORTEST_MATCH) return [];
      index();
      let best = -1;
      let longest = SHORTEST_MATCH - 1;
      for (const end of (places.get(keyOf(tokens.length - 1)) ?? []).slice(-MOST_PLACES).toReversed()) {
        const length = lengthOfMatch(end);
        if (length > longest) [best, longest] = [end, length];
      }
      return best === -1 ? [] : tokens.slice(best + 1, best + 1 + Math.min(most, 2 * longest));
    },
  };
}

const SHORTEST_MATCH = 3;
const LONGEST_MATCH = 32;
/** Places of a pair that are compared; the newest are nearest to what is being written. */
const MOST_PLACES = 64;

/** Measures what guessing gains and says how far to guess. */
export interface LookupGain {
  /** tokens to guess next; 0: do without */
  readonly length: number;
  /** @param step one evaluation: guessed tokens in it, tokens written by it (at least 1), milliseconds until the next one */
  observe(step: { readonly guessed: number; readonly written: number; readonly ms: number }): void;
}

export function createLookupGain(): LookupGain {
  /** milliseconds of the newest evaluations, without guesses and with them */
  const plain = createMedian(RECENT);
  const guessed = createMedian(RECENT);
  let length = FIRST_GUESSED;
  /** running mean of tokens that an evaluation with guesses wrote */
  let written = 0;
  let plainSteps = 0;
  /** evaluations with guesses since guessing was last taken up */
  let tries = 0;
  /** evaluations left until guessing is tried again */
  let rest = 0;
  let nextRest = FIRST_REST;

  return {
    get length() {
      // What an evaluation takes without guesses has to be known first.
      return rest > 0 || plainSteps < LEAST_PLAIN ? 0 : length;
    },
    observe(step) {
      if (step.written < 1) return;
      if (step.guessed === 0) {
        plain.add(step.ms);
        plainSteps += 1;
        rest = Math.max(0, rest - 1);
        return;
      }
      guessed.add(step.ms);
      tries += 1;
      written += (step.written - written) / Math.min(tries, RECENT);
      if (step.written > step.guessed) length = Math.min(MOST_GUESSED, length + 2);
      else if (step.written <= step.guessed / 2) length = Math.max(LEAST_GUESSED, Math.floor(length / 2));
      if (tries < LEAST_JUDGED) return;
      if (written * plain.value >= guessed.value * LEAST_GAIN) {
        nextRest = FIRST_REST;
        return;
      }
      rest = nextRest;
      nextRest = Math.min(LONGEST_REST, nextRest * 2);
      tries = 0;
      length = FIRST_GUESSED;
    },
  };
}

const LEAST_GUESSED = 2;
const FIRST_GUESSED = 4;
const MOST_GUESSED = 12;
const LEAST_PLAIN = 6;
const LEAST_JUDGED = 6;
const RECENT = 16;
/** Less than this is within the noise of the clock, and not worth the arithmetic. */
const LEAST_GAIN = 1.05;
/** Evaluations without guesses after guessing did not pay; doubled each time up to the longest. */
const FIRST_REST = 32;
const LONGEST_REST = 1024;

/** The median of the newest numbers: what else the machine does strikes single evaluations, and hard. */
function createMedian(most: number) {
  const newest: number[] = [];
  return {
    add(value: number): void {
      newest.push(value);
      if (newest.length > most) newest.shift();
    },
    get value(): number {
      return median(newest);
    },
  };
}
