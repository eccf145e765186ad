import { ORPCError, ValidationError } from "@orpc/server";
import { AppError, errorTable, toAppError } from "../contract/errors.ts";

/** An error as it crosses a door: `{ code, message, data }` of the contract's table. */
export function toOrpcError(thrown: unknown): ORPCError<string, unknown> {
  const refused: ORPCError<string, unknown> | null = thrown instanceof ORPCError ? thrown : null;
  if (refused && !(refused.cause instanceof ValidationError)) return refused;
  const error = refused ? fromValidation(refused) : toAppError(thrown);
  return new ORPCError(error.code, {
    status: errorTable[error.code].status,
    message: error.message,
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
