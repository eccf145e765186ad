import type * as z from "zod";
import { AppError } from "../contract/errors.ts";

/** The body of a request. @throws INVALID_INPUT with the field that is wrong */
export async function parsed<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const text = await request.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new AppError("INVALID_INPUT", { data: { field: "body", problem: "this is not JSON" }, cause });
  }
  const { data, error } = schema.safeParse(body);
  if (!error) return data;
  const [first] = error.issues;
  const field = (first?.path ?? []).map(String).join(".") || "body";
  throw new AppError("INVALID_INPUT", { data: { field, problem: first?.message ?? "" }, cause: error });
}
