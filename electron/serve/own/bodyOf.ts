import type * as z from "zod";
import { AppError, toAppError } from "../../contract/errors.ts";

/** The JSON of a request. @throws INVALID_INPUT with the field that is wrong */
export async function bodyOf<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.infer<Schema>> {
  let parsed: unknown;
  try {
    parsed = await request.json();
  } catch (thrown) {
    // A body that is too large says so itself.
    if (!(thrown instanceof SyntaxError)) throw toAppError(thrown);
    throw new AppError("INVALID_INPUT", { data: { field: "body", problem: "expected JSON" }, cause: thrown });
  }
  const { data, error } = schema.safeParse(parsed);
  if (error) {
    const [issue] = error.issues;
    const data = { field: issue?.path.join(".") || "body", problem: issue?.message ?? "" };
    throw new AppError("INVALID_INPUT", { data, cause: error });
  }
  return data;
}
