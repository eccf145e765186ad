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
  return checked(body, schema);
}

/** @param whole what it is called where no field of it is meant. @throws INVALID_INPUT with the field that is wrong */
export function checked<Schema extends z.ZodType>(given: unknown, schema: Schema, whole = "body"): z.output<Schema> {
  const { data, error } = schema.safeParse(given);
  if (!error) return data;
  const [first] = error.issues;
  const field = (first?.path ?? []).map(String).join(".") || whole;
  throw new AppError("INVALID_INPUT", { data: { field, problem: first?.message ?? "" }, cause: error });
}
