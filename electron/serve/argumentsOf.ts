import { AppError } from "../contract/errors.ts";

/** The arguments of a call of a tool. @throws GENERATION_FAILED where a model that nothing holds to a form wrote no JSON object */
export function argumentsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(text === "" ? "{}" : text);
    if (typeof read === "object" && read !== null && !Array.isArray(read)) return read as Record<string, unknown>;
  } catch {
    // It is told below.
  }
  throw new AppError("GENERATION_FAILED", { data: { reason: "UNREADABLE" } });
}
