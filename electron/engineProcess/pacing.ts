import type { EvaluationPriority, LlamaContextSequence, SequenceEvaluateOptions, Token } from "node-llama-cpp";
import type { LogitsMetadata } from "./nativePatches.ts";
import type { LookupPredictor } from "./lookup.ts";

/** A sequence of a context, and who writes in it. */
export interface Slot {
  readonly sequence: LlamaContextSequence;
  /** null where it does not pay, or the model cannot take a guess back */
  readonly lookup: LookupPredictor | null;
  readonly forChat: boolean;
  /** where it stands among the sequences of its context */
  readonly order: EvaluationPriority;
  busy: boolean;
  /** its next token is on its way to a batch, or in one */
  writing: boolean;
}

export interface Pace {
  before(): Promise<void>;
  after(token: Token): void;
}

/**
 * The tokens that follow these, with the request's pace between their evaluations, and with guesses where that pays: node-llama-cpp
 * takes a predictor for the whole life of a sequence, so that the field is set here, and the evaluation begun anew from the last token,
 * whenever it changes.
 * @param logits told of the logits of each token, where nothing is guessed
 * @param isGuided while it is true nothing is guessed: what may follow depends on each single token
 */
export async function* evaluateAtPace(
  { sequence, lookup }: Slot,
  tokens: readonly Token[],
  options: SequenceEvaluateOptions,
  pace: Pace,
  isGuided: () => boolean = () => false,
  logits: LogitsMetadata | null = null,
): AsyncGenerator<Token, void> {
  const setGuessing = (guessing: boolean): void =>
    void Reflect.set(sequence, "_tokenPredictor", guessing && lookup ? lookup : undefined);
  let guessing = false;
  let last: Token | null = null;
  lookup?.begin([...sequence.contextTokens, ...tokens]);
  // The library's types know nothing of what is changed of it.
  const metadata: object = { ...logits };
  const evaluate = (given: Token[]): AsyncGenerator<{ readonly token: Token }, void> =>
    sequence.evaluateWithMetadata(given, metadata, options);
  let steps = evaluate([...tokens]);
  try {
    while (true) {
      await pace.before();
      if (lookup && last !== null && (lookup.pays && !isGuided()) !== guessing) {
        await steps.return();
        guessing = !guessing;
        setGuessing(guessing);
        steps = evaluate([last]);
      }
      const step = await steps.next();
      if (step.done === true) return;
      last = step.value.token;
      if (!guessing) lookup?.onPlainToken(last);
      pace.after(last);
      yield last;
    }
  } finally {
    await steps.return();
    setGuessing(false);
  }
}
