import * as z from "zod";
import { type ErrorDataOf, type Problem, problemSchema } from "../../contract/errors.ts";
import { type Finding, findingSchema } from "../../contract/findings.ts";
import { type ModelName, modelNameSchema } from "../../contract/modelName.ts";
import { type Point, pointSchema } from "../../contract/summaries.ts";
import { unreadPageSchema } from "../../contract/documents.ts";
import { type PageLabel, pageLabelSchema, printedLabel } from "../../contract/pageLabels.ts";
import { legacyReason, type Reason, reasonSchema } from "../../contract/reasons.ts";
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

/** Errors were stored with their sentence before they were worded by a catalogue: it is kept in the data and shown as it is. */
export const storedProblemSchema = problemSchema
  .extend({ message: z.string().optional() })
  .transform(({ code, data, message }): Problem => {
    if (message === undefined) return { code, ...(data ? { data } : {}) };
    return { code, data: { ...data, legacy: message } };
  });
export const nullableProblem = storedProblemSchema.nullable();

/** Points were stored with a sentence on what the check found before findings had codes: it is kept and shown as it is. */
export const storedPointSchema = pointSchema
  .extend({ findings: z.array(findingSchema).optional(), reason: z.string().nullish() })
  .transform(({ findings, reason, ...point }): Point => {
    const legacy: Finding[] = reason ? [{ code: "LEGACY", data: { text: reason } }] : [];
    return { ...point, findings: findings ?? legacy };
  });

/** Reasons were stored as sentences before they were worded by a catalogue: they are shown as they are. */
export const storedReasonSchema = z.union([z.string().transform(legacyReason), reasonSchema]);

export const storedUnreadPageSchema = unreadPageSchema.extend({ reason: storedReasonSchema });

/** A text column that holds a reason: as JSON, or as the sentence of before. */
export function storedReason(text: string | null): Reason | null {
  if (text === null) return null;
  const reason = reasonSchema.safeParse(parse(text));
  return reason.success ? reason.data : legacyReason(text);
}

/** A text column that holds what a page is called: as JSON, or as the words of before there were codes, which are shown as they are. */
export function storedLabel(text: string | null): PageLabel | null {
  if (text === null) return null;
  const label = pageLabelSchema.safeParse(parse(text));
  return label.success ? label.data : printedLabel(text);
}

/** The models that wrote what stands in a row; nothing where none did, and in rows of before. */
export function writersOf(reader: RowReader, text: string | null): { wrote?: ModelName[] } {
  const wrote = reader.json("wrote", text, z.array(modelNameSchema).nullable(), null);
  return wrote ? { wrote } : {};
}

/** What stands in a row in place of a problem where the row itself is damaged. */
export function damagedProblem(reason: NonNullable<ErrorDataOf<"INTERNAL">["reason"]>): Problem {
  return { code: "INTERNAL", data: { reason } };
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
