import type * as z from "zod";
import type { Problem } from "../../contract/errors.ts";
import { problemSchema } from "../../contract/errors.ts";
import type { Logger } from "../ports.ts";

/** Reads the columns of one row that hold JSON and remembers what was damaged, so that one bad row never takes a list with it. */
export interface RowReader {
  /** The column's value, or `instead` where it is damaged. */
  json<T>(column: string, text: string | null, schema: z.ZodType<T>, instead: T): T;
  /** the damaged columns so far */
  readonly damaged: readonly string[];
}

export function readRow(logger: Logger, table: string, id: string): RowReader {
  const damaged: string[] = [];
  return {
    damaged,
    json(column, text, schema, instead) {
      const value = schema.safeParse(parse(text));
      if (value.success) return value.data;
      damaged.push(column);
      logger.error("A row of the library is damaged", { table, id, column });
      return instead;
    },
  };
}

export const nullableProblem = problemSchema.nullable();

export function damagedProblem(message: string): Problem {
  return { code: "INTERNAL", message };
}

/** For a nullable column: null stays SQL's null. */
export function toNullableJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function parse(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    // No schema takes a symbol: the column counts as damaged.
    return Symbol("not JSON");
  }
}
