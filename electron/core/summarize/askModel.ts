import { AppError, toAppError } from "../../contract/errors.ts";
import type { ModelName, ModelSession } from "../llm/languageModel.ts";
import type { AskWatch, StepDeps } from "./stepDeps.ts";
import type { PointPrompt } from "./writers/prompts.ts";

/** How often a question is asked at most when the model writes nothing to be read, or is gone before its answer is whole. */
const tries = 3;

export interface Question extends Pick<PointPrompt, "turns" | "again" | "format"> {
  /** names it in the log */
  readonly key: string;
  readonly maxTokens: number;
  readonly seed: number;
  /** told of what is written, from the beginning of this answer on, as it grows */
  readonly onText?: ((written: string) => void) | undefined;
  /** Which of several models wrote the answer that was read; never told where there is one alone. */
  readonly onWriter?: ((by: ModelName) => void) | undefined;
}

/** What asking needs of a step. */
export interface AskDeps extends Pick<StepDeps, "signal" | "temperature" | "logger" | "watch"> {
  readonly session: Pick<ModelSession, "generate">;
}

/**
 * An answer, asked for again where nothing can be read of it, in other words where there are such, and then not once more. One that the
 * model did not come to the end of is asked for in the same words.
 *
 * @param read null where the answer says nothing; `ended` is false where it was cut off at its length
 * @throws what the session throws; GENERATION_FAILED after some tries
 */
export async function askModel<T>(
  deps: AskDeps,
  { key, turns, again, format, maxTokens, seed, onText, onWriter }: Question,
  read: (text: string, ended: boolean) => T | null,
): Promise<T> {
  const { session, signal, temperature } = deps;
  let lastError: AppError | null = null;
  let isNothingRead = false;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    signal.throwIfAborted();
    let answered: ReturnType<AskWatch["asking"]> | null = null;
    let written = "";
    try {
      answered = deps.watch?.asking(key) ?? null;
      const result = await session.generate(
        {
          turns: isNothingRead && again ? again : turns,
          ...(format && { format }),
          maxTokens,
          temperature,
          // The same text would come again from the same seed.
          seed: seed + attempt,
        },
        onText && {
          onText: (text) => onText((written += text)),
          onRestart() {
            written = "";
          },
        },
      );
      answered?.(result);
      answered = null;
      const answer = read(result.text, result.stop === "end");
      if (answer !== null) {
        if (result.by) onWriter?.(result.by);
        return answer;
      }
      lastError = new AppError("GENERATION_FAILED", { data: { reason: "UNREADABLE" } });
      // Without other words, and without chance, the answer would be the same.
      if (again ? isNothingRead : temperature === 0) break;
      isNothingRead = true;
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

/** True of what `askModel` throws where nothing can be read of the answers. */
export function isUnreadable(thrown: unknown): boolean {
  const { code, data } = toAppError(thrown);
  return code === "GENERATION_FAILED" && data?.["reason"] === "UNREADABLE";
}

/** What was shown of an answer is no more than a preview, so that another process, or the model in another place, begins it anew. */
const mayPass: ReadonlySet<string> = new Set(["GENERATION_FAILED", "ENGINE_CRASHED", "MODEL_CHANGED"]);
