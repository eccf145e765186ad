import { ORPCError } from "@orpc/server";
import { errorTable, toAppError } from "../contract/errors.ts";

/** An error as it crosses a door: `{ code, message, data }` of the contract's table. */
export function toOrpcError(thrown: unknown): ORPCError<string, unknown> {
  if (thrown instanceof ORPCError) return thrown;
  const error = toAppError(thrown);
  return new ORPCError(error.code, {
    status: errorTable[error.code].status,
    message: error.message,
    data: error.data,
    cause: error.cause,
  });
}
