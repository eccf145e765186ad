import { ORPCError, ValidationError } from "@orpc/server";
import { AppError, errorTable, type Problem, toAppError } from "../contract/errors.ts";
import { createWords } from "../words/words.ts";

const words = createWords();

/** An error as it crosses a door: `{ code, data }` of the contract's table, and the sentence for programs that show it. */
export function toWordedProblem(error: AppError): Problem & { readonly message: string } {
  const { code, ...rest } = error.toProblem();
  return { code, message: words.error(error), ...rest };
}

/** The same as an error of oRPC. */
export function toOrpcError(thrown: unknown): ORPCError<string, unknown> {
  const refused: ORPCError<string, unknown> | null = thrown instanceof ORPCError ? thrown : null;
  if (refused && !(refused.cause instanceof ValidationError)) return refused;
  const error = refused ? fromValidation(refused) : toAppError(thrown);
  return new ORPCError(error.code, {
    status: errorTable[error.code].status,
    message: words.error(error),
    data: error.data,
    cause: error.cause,
  });
}

/** Input that the contract refuses is the caller's error; output that it refuses is ours. */
function fromValidation(refused: ORPCError<string, unknown>): AppError {
  const first = refused.cause instanceof ValidationError ? refused.cause.issues[0] : undefined;
  const field = (first?.path ?? [])
    .map((part) => (typeof part === "object" ? String(part.key) : String(part)))
    .join(".");
  if (refused.code !== "BAD_REQUEST") return new AppError("INTERNAL", { cause: refused.cause, data: { field } });
  return new AppError("INVALID_INPUT", { cause: refused.cause, data: { field, problem: first?.message ?? "" } });
}
