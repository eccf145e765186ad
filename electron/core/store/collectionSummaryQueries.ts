import * as z from "zod";
import { AppError } from "../../contract/errors.ts";
import { checkVersion } from "../../contract/findings.ts";
import { type Checked, recipeSchema } from "../../contract/summaries.ts";
import type { Logger } from "../ports.ts";
import { nullableProblem, readRow, storedPointSchema, toNullableJson } from "./rows.ts";
import type { Statements } from "./statements.ts";
import type { CollectionResult, CollectionSummaryQueries, StoredCollectionSummary } from "./store.ts";

export function collectionSummaryQueries(deps: { sql: Statements; logger: Logger }): CollectionSummaryQueries {
  const { sql, logger } = deps;
  return {
    get(collectionId) {
      const row = sql<SetSummaryRow>(
        `SELECT set_summaries.* FROM collections JOIN set_summaries ON set_summaries.collection = collections.row
         WHERE collections.id = @collectionId`,
      ).get({ collectionId });
      if (!row) return null;
      const reader = readRow(logger, "set_summaries", collectionId);
      const recipe = reader.json("recipe", row.recipe, recipeSchema.nullable(), null);
      // Without its recipe it is of no use: it is written again.
      if (recipe === null) return null;
      const result = reader.json("result", row.result, resultSchema.nullable(), null);
      return {
        status: row.status,
        jobId: row.job_id,
        problem: reader.json("problem", row.problem, nullableProblem, null),
        recipe,
        result: result && { ...result, check: { version: row.check_version, problem: row.check_problem } },
      };
    },

    checkedBefore: (version) =>
      sql<{ id: string }>(
        `SELECT collections.id FROM set_summaries JOIN collections ON collections.row = set_summaries.collection
         WHERE set_summaries.check_version < @version AND set_summaries.status <> 'running'
           AND set_summaries.result IS NOT NULL`,
      )
        .all({ version })
        .map(({ id }) => id),

    put(collectionId, { status, jobId, problem, recipe, result }) {
      const { changes } = sql(
        `INSERT INTO set_summaries (collection, status, job_id, problem, recipe, result, check_version, check_problem)
         SELECT row, @status, @job_id, @problem, @recipe, @result, @check_version, @check_problem
         FROM collections WHERE id = @collectionId
         ON CONFLICT (collection) DO UPDATE SET status = @status, job_id = @job_id, problem = @problem, recipe = @recipe,
           result = @result, check_version = @check_version, check_problem = @check_problem`,
      ).run({
        collectionId,
        status,
        job_id: jobId,
        problem: toNullableJson(problem),
        recipe: JSON.stringify(recipe),
        result: toNullableJson(withoutCheck(result)),
        check_version: result?.check.version ?? checkVersion,
        check_problem: result?.check.problem ?? null,
      });
      if (changes === 0) throw new AppError("NOT_FOUND");
    },

    markInterrupted: () =>
      sql("UPDATE set_summaries SET status = 'interrupted', job_id = NULL WHERE status = 'running'").run({}).changes,

    checkpoints(collectionId) {
      const values = new Map<string, unknown>();
      const rows = sql<{ key: string; value: string }>(
        `SELECT key, value FROM collections JOIN set_checkpoints ON set_checkpoints.collection = collections.row
         WHERE collections.id = @collectionId`,
      ).all({ collectionId });
      for (const { key, value } of rows) {
        // A damaged one is left out: its step is done again.
        const reader = readRow(logger, "set_checkpoints", `${collectionId} ${key}`);
        const read = reader.json("value", value, anyJson, null);
        if (reader.damaged.length === 0) values.set(key, read);
      }
      return values;
    },

    saveCheckpoint(collectionId, key, value) {
      const { changes } = sql(
        `INSERT INTO set_checkpoints (collection, key, value)
         SELECT row, @key, @value FROM collections WHERE id = @collectionId
         ON CONFLICT (collection, key) DO UPDATE SET value = @value`,
      ).run({ collectionId, key, value: JSON.stringify(value) ?? "null" });
      if (changes === 0) throw new AppError("NOT_FOUND");
    },

    clearCheckpoints: (collectionId) =>
      void sql(
        "DELETE FROM set_checkpoints WHERE collection = (SELECT row FROM collections WHERE id = @collectionId)",
      ).run({ collectionId }),
  };
}

interface SetSummaryRow {
  status: StoredCollectionSummary["status"];
  job_id: string | null;
  problem: string | null;
  recipe: string;
  result: string | null;
  check_version: number;
  check_problem: Checked["problem"];
}

/** It has columns of its own, by which what is to be checked again is found. */
function withoutCheck(result: CollectionResult | null): Omit<CollectionResult, "check"> | null {
  if (!result) return null;
  const { check: _, ...others } = result;
  return others;
}

const resultSchema = z.object({
  of: z.string(),
  points: z.array(storedPointSchema),
  parts: z.array(z.object({ documentId: z.string(), points: z.array(storedPointSchema) })),
  worse: z.boolean(),
  recipe: recipeSchema,
});

const anyJson = z.unknown().refine((value) => typeof value !== "symbol");
