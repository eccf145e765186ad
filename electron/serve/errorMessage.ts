import type { AppError } from "../contract/errors.ts";
import type { Words } from "../words/words.ts";

/** What a program is told of an error: of a request that is wrong the field, of a prompt that is too long both numbers. */
export function errorMessage(error: AppError, words: Words): string {
  const { field, problem, promptTokens, contextSize } = (error.data ?? {}) as Readonly<Record<string, unknown>>;
  if (error.code === "INVALID_INPUT" && typeof problem === "string") return `${String(field)}: ${problem}`;
  // By these words clients know that they have to make their conversation shorter.
  if (error.code === "CONTEXT_TOO_SMALL" && typeof promptTokens === "number" && typeof contextSize === "number") {
    return `prompt is too long: ${String(promptTokens)} tokens > ${String(contextSize)} maximum`;
  }
  return words.error(error);
}
