import { AppError, toAppError } from "../../contract/errors.ts";
import type { AskWatch, StepDeps } from "./stepDeps.ts";
import type { PointPrompt } from "./writers/prompts.ts";

/** How often a question is asked when the model writes nothing to be read. */
const tries = 3;
/** A question that has other words for when the first ones led to nothing is asked in these once. */
const freeTries = 2;

export interface Question extends Pick<PointPrompt, "turns" | "again" | "format"> {
  /** names it in the log */
  readonly key: string;
  readonly maxTokens: number;
  readonly seed: number;
  /** told of what is written as it comes */
  readonly onText?: ((text: string) => void) | undefined;
}

/**
 * An answer, asked for again where nothing can be read of it, in other words where there are such.
 *
 * @param read null where the answer says nothing; `ended` is false where it was cut off at its length
 * @throws what the session throws; GENERATION_FAILED after some tries
 */
export async function askModel<T>(
  deps: StepDeps,
  { key, turns, again, format, maxTokens, seed, onText }: Question,
  read: (text: string, ended: boolean) => T | null,
): Promise<T> {
  const { session, signal, temperature } = deps;
  let lastError: AppError | null = null;
  for (let attempt = 0; attempt < (again ? freeTries : tries); attempt += 1) {
    signal.throwIfAborted();
    let answered: ReturnType<AskWatch["asking"]> | null = null;
    try {
      answered = deps.watch?.asking(key) ?? null;
      const result = await session.generate(
        {
          turns: attempt > 0 && again ? again : turns,
          ...(format && { format }),
          maxTokens,
          temperature,
          // The same text would come again from the same seed.
          seed: seed + attempt,
        },
        onText && { onText },
      );
      answered?.(result);
      answered = null;
      const answer = read(result.text, result.stop === "end");
      if (answer !== null) return answer;
      lastError = new AppError("GENERATION_FAILED", { data: { reason: "UNREADABLE" } });
    } catch (thrown) {
      answered?.(null);
      const error = toAppError(thrown);
      if (signal.aborted || !mayPass.has(error.code)) throw error;
      lastError = error;
    }
    deps.logger.warn("A step of a summary is tried again", { step: key, attempt, code: lastError.code });
  }
  throw lastError ?? new AppError("GENERATION_FAILED");
}

/** What was shown of an answer is no more than a preview, so that another process, or the model in another place, begins it anew. */
const mayPass: ReadonlySet<string> = new Set(["GENERATION_FAILED", "ENGINE_CRASHED", "MODEL_CHANGED"]);
