import { AppError, errorCodeSchema, errorDataSchema, problemToError } from "./errors.ts";

/** An error that came through the contract's client, as the application's own. */
export function fromClient(thrown: unknown): unknown {
  if (thrown instanceof AppError || !(thrown instanceof Error) || !("code" in thrown)) return thrown;
  const code = errorCodeSchema.safeParse(thrown.code);
  if (!code.success) return thrown;
  const data = errorDataSchema.safeParse("data" in thrown ? thrown.data : undefined);
  return problemToError({ code: code.data, ...(data.success ? { data: data.data } : {}) }, thrown);
}
