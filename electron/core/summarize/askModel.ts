import { AppError, toAppError } from "../../contract/errors.ts";
import type { AskWatch, StepDeps } from "./stepDeps.ts";
import type { PointPrompt } from "./writers/prompts.ts";

/** How often a question is asked when the model writes nothing to be read. */
const tries = 3;

export interface Question extends Pick<PointPrompt, "turns" | "format"> {
  /** names it in the log */
  readonly key: string;
  readonly maxTokens: number;
  readonly seed: number;
}

/**
 * An answer, asked for again where nothing can be read of it.
 *
 * @param read null where the answer says nothing; `ended` is false where it was cut off at its length
 * @throws what the session throws; GENERATION_FAILED after some tries
 */
export async function askModel<T>(
  deps: StepDeps,
  { key, turns, format, maxTokens, seed }: Question,
  read: (text: string, ended: boolean) => T | null,
): Promise<T> {
  const { session, signal, temperature } = deps;
  let lastError: AppError | null = null;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    signal.throwIfAborted();
    let answered: ReturnType<AskWatch["asking"]> | null = null;
    try {
      answered = deps.watch?.asking(key) ?? null;
      const result = await session.generate({
        turns,
        format,
        maxTokens,
        temperature,
        // The same text would come again from the same seed.
        seed: seed + attempt,
      });
      answered?.(result);
      answered = null;
      const answer = read(result.text, result.stop === "end");
      if (answer !== null) return answer;
      lastError = new AppError("GENERATION_FAILED", { data: { reason: "UNREADABLE" } });
    } catch (thrown) {
      answered?.(null);
      const error = toAppError(thrown);
      if (signal.aborted || error.code !== "GENERATION_FAILED") throw error;
      lastError = error;
    }
    deps.logger.warn("A step of a summary is tried again", { step: key, attempt, code: lastError.code });
  }
  throw lastError ?? new AppError("GENERATION_FAILED");
}
