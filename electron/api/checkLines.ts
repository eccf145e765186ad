import { setImmediate } from "node:timers/promises";
import { type CheckedLineClaim, checkLineSchema, type CheckLine, mostLineBytes } from "../contract/check.ts";
import { AppError, toAppError } from "../contract/errors.ts";
import { createTextCheck, type TextCheck } from "../core/check/check.ts";
import type { TextLine } from "./textLines.ts";

/** The answer to a line, or why it has none. */
export type LineAnswer =
  | { readonly id: CheckLine["id"]; readonly claims: readonly CheckedLineClaim[] }
  | { readonly line: number; readonly id: CheckLine["id"] | null; readonly error: AppError };

/**
 * Checks texts that stand on lines with what is said of them, see {@link CheckLine}: in order, one at a time, without a library or a
 * model, and nothing is kept. Empty lines are passed over; a line that cannot be answered is told, and the next one has its turn.
 * @throws CANCELLED, and what reading the lines throws
 */
export async function* checkLines(lines: AsyncIterable<TextLine>, signal: AbortSignal): AsyncGenerator<LineAnswer> {
  const check = await createTextCheck();
  for await (const { number, text } of lines) {
    if (text?.trim() === "") continue;
    let id: CheckLine["id"] | null = null;
    try {
      const parsed = jsonOf(text);
      id = idOf(parsed);
      const input = inputOf(parsed);
      yield { id: input.id, claims: await checkedOf(check(input), signal) };
    } catch (thrown) {
      if (signal.aborted) throw new AppError("CANCELLED", { cause: thrown });
      yield { line: number, id, error: toAppError(thrown) };
    }
  }
}

/** How long an interrupt waits at most, in milliseconds, but for one claim. */
const momentMs = 50;

async function checkedOf(checked: ReturnType<TextCheck>, signal: AbortSignal): Promise<CheckedLineClaim[]> {
  const claims: CheckedLineClaim[] = [];
  let begun = performance.now();
  for (const claim of checked) {
    claims.push(claim);
    if (performance.now() - begun < momentMs) continue;
    await setImmediate();
    signal.throwIfAborted();
    begun = performance.now();
  }
  return claims;
}

function jsonOf(text: string | null): unknown {
  if (text === null) throw new AppError("INVALID_INPUT", { data: { reason: "LINE_TOO_LONG", most: mostLineBytes } });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("INVALID_INPUT", { data: { reason: "LINE_NOT_JSON" }, cause });
  }
}

function idOf(parsed: unknown): CheckLine["id"] | null {
  const { data } = checkLineSchema.pick({ id: true }).safeParse(parsed);
  return data?.id ?? null;
}

function inputOf(parsed: unknown): CheckLine {
  const { data, error } = checkLineSchema.safeParse(parsed);
  if (data) return data;
  const [issue] = error.issues;
  const [field, problem] = [issue?.path.join(".") ?? "", issue?.message ?? ""];
  throw new AppError("INVALID_INPUT", { data: { reason: "LINE_WRONG", field, problem }, cause: error });
}
