import type { Context } from "hono";
import type * as z from "zod";
import { AppError } from "../contract/errors.ts";

/** The body of a request. @throws INVALID_INPUT with the field that is wrong */
export async function parsed<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const text = await c.req.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new AppError("INVALID_INPUT", { data: { field: "body", problem: "this is not JSON" } });
  }
  const { data, error } = schema.safeParse(body);
  if (!error) return data;
  const [first] = error.issues;
  const field = (first?.path ?? []).map(String).join(".");
  throw new AppError("INVALID_INPUT", { data: { field, problem: first?.message ?? "" } });
}
