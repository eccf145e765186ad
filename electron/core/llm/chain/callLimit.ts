import { AppError } from "../../../contract/errors.ts";
import type { Clock } from "../../ports.ts";
import type { LanguageModel } from "../languageModel.ts";
import type { MemberStanding } from "./standings.ts";

/** How long a call to an endpoint may take, in milliseconds. */
export interface ChainLimits {
  /**
   * until the answer begins, at most, or as long as a person lets the endpoint take where that is longer; ten times what was measured of
   * prompts of its length where that is less, but at least `leastFirst`
   */
  readonly first: number;
  readonly leastFirst: number;
  /** between two pieces of the answer, or as long as a person lets the endpoint take where that is longer than `first` */
  readonly silent: number;
  /** in all */
  readonly whole: number;
  /** that a call waits for somebody to come back where nobody can be asked */
  readonly back: number;
}

export const usualLimits: ChainLimits = {
  first: 180_000,
  leastFirst: 20_000,
  silent: 45_000,
  whole: 900_000,
  back: 120_000,
};

/** Ends a call to an endpoint that takes too long; models of this computer are supervised by their engine. */
export interface CallLimit {
  /**
   * Makes the call within its time.
   * @param stop ends what is open already
   * @throws what the call throws; MODEL_SILENT where its time is over, whatever the call does then
   */
  within<T>(call: (stop: AbortController) => Promise<T>, stop?: AbortController): Promise<T>;
  /** The answer grew. False where its time is over. */
  grew(): boolean;
  end(): void;
}

/** How many times as long as ever before a model may take to begin. */
const patience = 10;

/** A call, as far as its time depends on it. */
export interface LimitedCall {
  readonly model: LanguageModel;
  readonly standing: MemberStanding;
  /** of what the model has to read; Infinity where that is not known */
  readonly characters: number;
}

export function createCallLimit(
  clock: Clock,
  limits: ChainLimits,
  { model, standing, characters }: LimitedCall,
): CallLimit {
  const begun = clock.monotonic();
  const given = (model.waitMs ?? 0) > limits.first ? model.waitMs : undefined;
  let timer: { clear(): void } | null = null;
  let isOver = false;
  let expire: (ms: number) => void = () => {};

  function wait(ms: number): void {
    timer?.clear();
    if (model.provenance.kind !== "endpoint") return;
    const left = Math.max(0, Math.min(ms, limits.whole - (clock.monotonic() - begun)));
    timer = clock.setTimeout(() => expire(left), left);
  }

  return {
    async within(call, stop = new AbortController()) {
      const expired = new Promise<never>((_, reject) => {
        expire = (ms) => {
          isOver = true;
          reject(new AppError("MODEL_SILENT", { data: { name: model.name, seconds: Math.round(ms / 100) / 10 } }));
          stop.abort();
        };
      });
      const measured = standing.startsWithin(characters) ?? Infinity;
      wait(Math.min(given ?? limits.first, Math.max(limits.leastFirst, measured * patience)));
      const made = call(stop);
      // Its failure after its time is over is nobody's.
      made.catch(() => {});
      return await Promise.race([made, expired]);
    },
    grew() {
      if (!isOver) wait(given ?? limits.silent);
      return !isOver;
    },
    end() {
      isOver = true;
      timer?.clear();
    },
  };
}
