import * as z from "zod";
import { AppError } from "../../contract/errors.ts";
import {
  type Checked,
  coverageSchema,
  keyFactSchema,
  recipeSchema,
  type Summary,
  summarySectionSchema,
  timingsSchema,
} from "../../contract/summaries.ts";
import { documentKindSchema, storedOptionsSchema } from "../../contract/summaryOptions.ts";
import type { Logger } from "../ports.ts";
import { indexed } from "./fullText.ts";
import {
  damagedProblem,
  nullableProblem,
  readRow,
  storedPointSchema,
  storedUnreadPageSchema,
  toNullableJson,
} from "./rows.ts";
import { requireChange, rowOf, type Statements } from "./statements.ts";
import type { SummaryQueries } from "./store.ts";

export function summaryQueries(deps: { sql: Statements; logger: Logger }): SummaryQueries {
  const { sql, logger } = deps;
  return {
    get(id) {
      const row = sql<SummaryRow>(`${selectSummaries} WHERE summaries.id = @id AND summaries.removed_at IS NULL`).get({
        id,
      });
      return row ? toSummary(row, logger) : null;
    },

    list: (documentId) =>
      sql<SummaryRow>(
        `${selectSummaries} WHERE documents.id = @documentId AND summaries.removed_at IS NULL AND summaries.passing = 0
         ORDER BY summaries.created_at DESC, summaries.row DESC`,
      )
        .all({ documentId })
        .map((row) => toSummary(row, logger)),

    put(summary) {
      const { length, focus, ...others } = summary.options;
      const document = rowOf(sql, "documents", summary.documentId);
      const said = saidIn(summary);
      sql(
        `INSERT INTO summaries (id, document, status, job_id, title, length, focus, options, kind, chunks_done, chunks_total,
           created_at, problem, coverage, recipe, timings, facts, points, sections, questions, check_version, check_problem, said, words)
         VALUES (@id, @document, @status, @job_id, @title, @length, @focus, @options, @kind, @chunks_done, @chunks_total,
           @created_at, @problem, @coverage, @recipe, @timings, @facts, @points, @sections, @questions,
           @check_version, @check_problem, @said, @words)
         ON CONFLICT (id) DO UPDATE SET document = @document, status = @status, job_id = @job_id, title = @title,
           length = @length, focus = @focus, options = @options, kind = @kind, chunks_done = @chunks_done,
           chunks_total = @chunks_total, created_at = @created_at, problem = @problem, coverage = @coverage,
           recipe = @recipe, timings = @timings, facts = @facts, points = @points, sections = @sections,
           questions = @questions, check_version = @check_version, check_problem = @check_problem, said = @said, words = @words`,
      ).run({
        id: summary.id,
        document,
        status: summary.status,
        job_id: summary.jobId,
        title: summary.title,
        length,
        focus,
        options: JSON.stringify(others),
        kind: summary.kind,
        chunks_done: summary.chunks.done,
        chunks_total: summary.chunks.total,
        created_at: summary.createdAt,
        problem: toNullableJson(summary.problem),
        coverage: toNullableJson(summary.coverage),
        recipe: toNullableJson(summary.recipe),
        timings: toNullableJson(summary.timings),
        facts: JSON.stringify(summary.facts),
        points: JSON.stringify(summary.points),
        sections: JSON.stringify(summary.sections),
        questions: JSON.stringify(summary.questions),
        check_version: summary.check.version,
        check_problem: summary.check.problem,
        said,
        words: indexed(said),
      });
    },

    checkedBefore: (version) =>
      sql<{ id: string; documentId: string }>(
        `SELECT summaries.id, documents.id AS documentId
         FROM summaries JOIN documents ON documents.row = summaries.document
         WHERE summaries.check_version < @version AND summaries.status <> 'running' AND summaries.removed_at IS NULL
         ORDER BY summaries.created_at DESC, summaries.row DESC`,
      ).all({ version }),

    remove(id, at) {
      requireChange(sql("UPDATE summaries SET removed_at = @at WHERE id = @id AND removed_at IS NULL").run({ id, at }));
    },

    pass: (id, heldUntil = null) =>
      void sql("UPDATE summaries SET passing = 1, held_until = @heldUntil WHERE id = @id").run({ id, heldUntil }),

    keep: (id) => void sql("UPDATE summaries SET passing = 0, held_until = NULL WHERE id = @id").run({ id }),

    held: (documentId) =>
      sql<SummaryRow>(
        `${selectSummaries} WHERE documents.id = @documentId AND summaries.passing > 0 AND summaries.held_until IS NOT NULL
         ORDER BY summaries.created_at DESC, summaries.row DESC`,
      )
        .all({ documentId })
        .map((row) => toSummary(row, logger)),

    isPassing: (id) =>
      sql<{ row: number }>("SELECT row FROM summaries WHERE id = @id AND passing > 0").get({ id }) !== undefined,

    discard: (id) => void sql("DELETE FROM summaries WHERE id = @id AND passing > 0").run({ id }),

    discardPassing: (now) =>
      void sql("DELETE FROM summaries WHERE passing > 0 AND NOT coalesce(held_until > @now, 0)").run({ now }),

    restore(id) {
      requireChange(sql("UPDATE summaries SET removed_at = NULL WHERE id = @id").run({ id }));
    },

    markInterrupted: () =>
      // What was finished since it was stored last stands in its check-points.
      sql(
        `UPDATE summaries SET status = 'interrupted', job_id = NULL,
           chunks_done = MAX(chunks_done, (SELECT COUNT(*) FROM checkpoints WHERE summary = summaries.row AND key GLOB 'map:*'))
         WHERE status = 'running'`,
      ).run({}).changes,

    saveCheckpoint(summaryId, key, value) {
      const { changes } = sql(
        `INSERT INTO checkpoints (summary, key, value) SELECT row, @key, @value FROM summaries
         WHERE id = @summaryId AND removed_at IS NULL
         ON CONFLICT (summary, key) DO UPDATE SET value = @value`,
      ).run({ summaryId, key, value: JSON.stringify(value) ?? "null" });
      if (changes === 0) throw new AppError("NOT_FOUND");
    },

    checkpoints: (summaryId) =>
      toValues(
        sql<CheckpointRow>(
          `SELECT key, value FROM summaries JOIN checkpoints ON checkpoints.summary = summaries.row
           WHERE summaries.id = @summaryId ORDER BY checkpoints.row`,
        ).all({ summaryId }),
        summaryId,
        logger,
      ),

    parts: (documentId) =>
      toValues(
        sql<CheckpointRow>(
          `SELECT key, value FROM documents JOIN summaries ON summaries.document = documents.row
             JOIN checkpoints ON checkpoints.summary = summaries.row
           WHERE documents.id = @documentId AND summaries.removed_at IS NULL AND key >= 'part:' AND key < 'part;' ORDER BY checkpoints.row`,
        ).all({ documentId }),
        documentId,
        logger,
      ),

    clearCheckpoints: (summaryId) =>
      void sql(
        "DELETE FROM checkpoints WHERE summary = (SELECT row FROM summaries WHERE id = @summaryId) AND key NOT GLOB 'part:*'",
      ).run({
        summaryId,
      }),
  };
}

interface CheckpointRow {
  key: string;
  value: string;
}

function toValues(rows: readonly CheckpointRow[], owner: string, logger: Logger): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const row of rows) {
    // A damaged check-point is left out: its step is done again.
    const reader = readRow(logger, "checkpoints", `${owner} ${row.key}`);
    const value = reader.json("value", row.value, anyJson, null);
    if (reader.damaged.length === 0) values.set(row.key, value);
  }
  return values;
}

interface SummaryRow {
  id: string;
  document_id: string;
  status: Summary["status"];
  job_id: string | null;
  title: string;
  length: string;
  focus: string;
  /** those without a column of their own */
  options: string;
  kind: string | null;
  chunks_done: number;
  chunks_total: number;
  created_at: number;
  problem: string | null;
  coverage: string | null;
  recipe: string | null;
  timings: string | null;
  facts: string;
  points: string;
  sections: string;
  questions: string;
  check_version: number;
  check_problem: Checked["problem"];
}

const selectSummaries = `SELECT summaries.*, documents.id AS document_id
  FROM summaries JOIN documents ON documents.row = summaries.document`;

const anyJson = z.unknown().refine((value) => typeof value !== "symbol");

function toSummary(row: SummaryRow, logger: Logger): Summary {
  const reader = readRow(logger, "summaries", row.id);
  const others = reader.json("options", row.options, z.record(z.string(), z.unknown()), {});
  const kind = documentKindSchema.safeParse(row.kind);
  const summary: Summary = {
    id: row.id,
    documentId: row.document_id,
    status: row.status,
    jobId: row.job_id,
    title: row.title,
    options: storedOptionsSchema.parse({ ...others, length: row.length, focus: row.focus }),
    kind: kind.success ? kind.data : null,
    facts: reader.json("facts", row.facts, z.array(keyFactSchema), []),
    points: reader.json("points", row.points, z.array(storedPointSchema), []),
    sections: reader.json("sections", row.sections, z.array(storedSectionSchema), []),
    questions: reader.json("questions", row.questions, z.array(z.string()), []),
    check: { version: row.check_version, problem: row.check_problem },
    coverage: reader.json("coverage", row.coverage, storedCoverageSchema.nullable(), null),
    recipe: reader.json("recipe", row.recipe, recipeSchema.nullable(), null),
    timings: reader.json("timings", row.timings, timingsSchema.nullable(), null),
    chunks: { done: row.chunks_done, total: row.chunks_total },
    problem: reader.json("problem", row.problem, nullableProblem, null),
    createdAt: row.created_at,
  };
  if (reader.damaged.length === 0) return summary;
  return {
    ...summary,
    status: "failed",
    problem: damagedProblem("RECORD_OF_SUMMARY"),
  };
}

const storedSectionSchema = summarySectionSchema.extend({ points: z.array(storedPointSchema) });

/** Points stand again in their sections; each is indexed once. */
function saidIn(summary: Summary): string {
  const lines = new Set([summary.title]);
  for (const point of summary.points) lines.add(point.text);
  for (const { label } of summary.facts) lines.add(label);
  for (const section of summary.sections) for (const point of section.points) lines.add(point.text);
  return [...lines].join("\n");
}

/** Coverage whose reasons may be sentences of before. */
const storedCoverageSchema = coverageSchema.extend({
  pages: coverageSchema.shape.pages.extend({ unread: z.array(storedUnreadPageSchema) }),
});
