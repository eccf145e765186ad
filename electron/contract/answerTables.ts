import * as z from "zod";
import { citationSchema, documentSchema } from "./documents.ts";
import { problemSchema } from "./errors.ts";
import { modelNameSchema } from "./modelName.ts";
import { findingSchema } from "./findings.ts";
import { supportSchema, witnessSchema } from "./summaries.ts";

/* One row a document, one column a question, each cell with the place in the document that it rests on. */

/** What the answers of a column are. party: a person or an organisation; list: several texts; number: with its unit where it has one. */
export const columnKindSchema = z.enum([
  "text",
  "number",
  "money",
  "date",
  "period",
  "boolean",
  "choice",
  "list",
  "party",
]);
export type ColumnKind = z.infer<typeof columnKindSchema>;

const wordsSchema = z.array(z.string().trim().min(1).max(100)).max(40);

/** A question to every document. */
export const columnDraftSchema = z.object({
  /** heads the column, and is looked for in the documents as a label */
  name: z.string().trim().min(1).max(80),
  question: z.string().trim().max(500).default(""),
  kind: columnKindSchema.default("text"),
  /** what a `choice` may be */
  choices: wordsSchema.default([]),
  /** the unit that numbers are wanted in, as a document writes it: "m²" */
  unit: z.string().trim().max(20).nullable().default(null),
  /** told to the model beside the question */
  hint: z.string().trim().max(500).default(""),
  /** labels and words, in any language, beside which the answer stands in the documents */
  words: wordsSchema.default([]),
});
export type ColumnDraft = z.infer<typeof columnDraftSchema>;

/** The first name that a column before has as well, case aside; null where all differ. */
export function repeatedName(columns: readonly { readonly name: string }[]): string | null {
  const names = new Set<string>();
  for (const { name } of columns) {
    const folded = name.toLowerCase();
    if (names.has(folded)) return name;
    names.add(folded);
  }
  return null;
}

/** Most columns of a table. */
export const mostColumns = 60;

/** Columns as a template has them; two of one name are refused. */
export const columnDraftsSchema = z
  .array(columnDraftSchema)
  .min(1)
  .max(mostColumns)
  .refine((columns) => repeatedName(columns) === null, { error: "DUPLICATE_COLUMN" });

/** A template as a file: what `table --template FILE` reads, and what templates are exported and imported as. */
export const templateFileSchema = z.object({
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(500).default(""),
  columns: columnDraftsSchema,
});
export type TemplateFile = z.infer<typeof templateFileSchema>;

export const templateSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  columns: z.array(columnDraftSchema),
  /** true of those that come with the application: they are duplicated to be changed */
  builtIn: z.boolean(),
  updatedAt: z.number(),
});
export type Template = z.infer<typeof templateSchema>;

/** A column of a table. What is shown of it may change without its being asked again; another question makes its cells stale. */
export const columnSchema = columnDraftSchema.extend({
  id: z.string(),
  hidden: z.boolean().default(false),
  /** pixels; null for the usual width */
  width: z.number().int().min(60).max(1200).nullable().default(null),
});
export type Column = z.infer<typeof columnSchema>;

/** An answer in the type of its column, normalized. */
export const answerValueSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), text: z.string() }),
  /** unit: as the document writes it, "%" for shares; null for a bare number */
  z.object({ kind: z.literal("number"), number: z.number(), unit: z.string().nullable() }),
  /** currency: ISO 4217; null where the document names none */
  z.object({ kind: z.literal("money"), amount: z.number(), currency: z.string().nullable() }),
  /** ISO 8601, as far as it is known: "2027-03-01", "2027-03", "2027" */
  z.object({ kind: z.literal("date"), date: z.string().regex(/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/u) }),
  /** ISO 8601: "P3M", "P14D" */
  z.object({ kind: z.literal("period"), period: z.string().regex(/^P/u) }),
  z.object({ kind: z.literal("boolean"), boolean: z.boolean() }),
  z.object({ kind: z.literal("choice"), choice: z.string() }),
  z.object({ kind: z.literal("party"), party: z.string() }),
]);
export type AnswerValue = z.infer<typeof answerValueSchema>;

export const answerSchema = z.object({
  /** null where the words do not fit the kind of the column: they are shown, and the findings say so */
  value: answerValueSchema.nullable(),
  /** in the document's own words, on one line: "three months to the end of a quarter" */
  text: z.string(),
  /** under which of several it holds, in the document's words: "from the third year on"; null where it stands alone */
  condition: z.string().nullable(),
  citations: z.array(citationSchema),
  support: supportSchema,
  /** what verified it; null where it is not verified */
  by: witnessSchema.nullable(),
  findings: z.array(findingSchema),
});
export type Answer = z.infer<typeof answerSchema>;

/**
 * waiting: not asked yet, or to be asked again; stated: it has answers; notStated: looked for twice and not found; unreadable: the
 * document, or pages of it that might say so, could not be read; failed: `problem` says why
 */
export const cellStateSchema = z.enum(["waiting", "stated", "notStated", "unreadable", "failed"]);
export type CellState = z.infer<typeof cellStateSchema>;

export const cellSchema = z.object({
  state: cellStateSchema,
  /** best first; of a `list` its items, in the order of the document */
  answers: z.array(answerSchema),
  /** what found it: code alone, or a model's answer that code found in the document; null where nothing was found */
  source: z.enum(["code", "model"]).nullable(),
  /** the models that gave these answers; absent where code did, and of cells that were asked before this was kept */
  wrote: z.array(modelNameSchema).optional(),
  /** the question or the text of the document is another one since */
  stale: z.boolean(),
  problem: problemSchema.nullable(),
  /** what a person put in its place; `value` as in answers */
  correction: z
    .object({ text: z.string(), value: answerValueSchema.nullable(), at: z.number(), by: z.string() })
    .nullable(),
});
export type Cell = z.infer<typeof cellSchema>;

/** What a person sees of an answer table in a list. */
export const answerTableSchema = z.object({
  id: z.string(),
  title: z.string(),
  pinned: z.boolean(),
  columns: z.array(columnSchema),
  /** paused: by the person, or by what `problem` tells; running: goes on at the next start as well */
  queue: z.enum(["idle", "running", "paused"]),
  problem: problemSchema.nullable(),
  /** asks no model: what code finds is all */
  useModel: z.boolean(),
  /** null: the default one */
  modelId: z.string().nullable(),
  rowCount: z.number().int().nonnegative(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type AnswerTable = z.infer<typeof answerTableSchema>;

export const answerTableDetailSchema = answerTableSchema.extend({
  /** the job that asks; null where none does */
  queueJobId: z.string().nullable(),
  /** all its cells by their states; `doubtful`: stated, but not verified and not corrected */
  counts: z.object({
    waiting: z.number().int(),
    stated: z.number().int(),
    notStated: z.number().int(),
    unreadable: z.number().int(),
    failed: z.number().int(),
    doubtful: z.number().int(),
    stale: z.number().int(),
    approvedRows: z.number().int(),
  }),
});
export type AnswerTableDetail = z.infer<typeof answerTableDetailSchema>;

/** A row: a document with its cells by the ids of their columns. */
export const answerRowSchema = z.object({
  document: documentSchema,
  /** within the folder or archive it came from; the file's name where there was none */
  path: z.string(),
  cells: z.record(z.string(), cellSchema),
  approved: z.object({ at: z.number(), by: z.string() }).nullable(),
});
export type AnswerRow = z.infer<typeof answerRowSchema>;

/** Names the rows themselves among columns: sorted and filtered by their documents. */
export const documentColumn = "document";

/**
 * What a row must have. `between` compares numbers and amounts as they are, dates by their beginnings and ends as ISO 8601, periods as
 * ISO 8601 durations; either end may be missing. Of several answers one is enough.
 */
export const filterTestSchema = z.discriminatedUnion("op", [
  z.object({ op: z.literal("contains"), text: z.string().min(1).max(200) }),
  z.object({ op: z.literal("equals"), text: z.string().max(500) }),
  z.object({
    op: z.literal("between"),
    least: z.union([z.number(), z.string().max(40)]).nullable(),
    most: z.union([z.number(), z.string().max(40)]).nullable(),
    /** ISO 4217, or a unit: others are left out */
    unit: z.string().max(20).nullable().default(null),
  }),
  z.object({ op: z.literal("yes") }),
  z.object({ op: z.literal("no") }),
  z.object({
    op: z.literal("is"),
    state: z.enum([...cellStateSchema.options, "doubtful", "corrected", "stale"]),
  }),
]);
export type FilterTest = z.infer<typeof filterTestSchema>;

export const filterSchema = z.object({
  /** id of a column, or {@link documentColumn} */
  columnId: z.string(),
  test: filterTestSchema,
  /** rows that do not have it */
  not: z.boolean().default(false),
});
export type Filter = z.infer<typeof filterSchema>;

/** Which rows are shown, and in which order. */
export const tableViewSchema = z.object({
  filters: z.array(filterSchema).max(20).default([]),
  /** the first counts most; what has no value comes last either way */
  sort: z
    .array(z.object({ columnId: z.string(), descending: z.boolean() }))
    .max(5)
    .default([]),
  /** rows of one value stand together, in the order of the values */
  groupBy: z.string().nullable().default(null),
  /** rows that are approved, or are not; null: all */
  approved: z.boolean().nullable().default(null),
});
export type TableView = z.infer<typeof tableViewSchema>;

/** What the numbers, amounts or periods of a column come to, of one unit. Periods are counted in days. */
export const totalSchema = z.object({
  columnId: z.string(),
  /** ISO 4217 or unit; null for bare numbers */
  unit: z.string().nullable(),
  count: z.number().int(),
  sum: z.number(),
  least: z.number(),
  most: z.number(),
  median: z.number(),
});
export type Total = z.infer<typeof totalSchema>;

export const answerRowsSchema = z.object({
  rows: z.array(answerRowSchema),
  /** rows of the view */
  total: z.number().int(),
  /** in the order of the rows; empty where nothing is grouped */
  groups: z.array(z.object({ label: z.string().nullable(), from: z.number().int(), count: z.number().int() })),
});
export type AnswerRows = z.infer<typeof answerRowsSchema>;

/** What there is to say of a table as a whole, as a code with data; the rows it speaks of are those that `filters` show. */
export const tableNoteSchema = z.discriminatedUnion("code", [
  z.object({ code: z.literal("MISSING"), data: z.object({ column: z.string(), count: z.number().int() }) }),
  /** times: how many times the median it is, or below 1 what share of it */
  z.object({
    code: z.literal("OUTLIER"),
    data: z.object({ column: z.string(), text: z.string(), file: z.string(), times: z.number() }),
  }),
  z.object({
    code: z.literal("SAME_VALUE"),
    data: z.object({ column: z.string(), text: z.string(), count: z.number() }),
  }),
  z.object({ code: z.literal("SEVERAL_ANSWERS"), data: z.object({ column: z.string(), count: z.number().int() }) }),
  z.object({ code: z.literal("MIXED_UNITS"), data: z.object({ column: z.string(), units: z.string() }) }),
  z.object({ code: z.literal("DOUBTFUL"), data: z.object({ count: z.number().int() }) }),
  z.object({
    code: z.literal("END_BEFORE_START"),
    data: z.object({ start: z.string(), end: z.string(), count: z.number() }),
  }),
]);
export const placedNoteSchema = z.intersection(tableNoteSchema, z.object({ filters: z.array(filterSchema) }));
export type TableNote = z.infer<typeof tableNoteSchema>;
export type PlacedNote = z.infer<typeof placedNoteSchema>;

/** A question over the table, understood as what to show. */
export const tableQuestionSchema = z.object({
  view: tableViewSchema,
  /** words of the question that say something and were not understood */
  left: z.array(z.string()),
  /** what understood it; null: nothing did, and the view is of all rows */
  by: z.enum(["code", "model"]).nullable(),
});
export type TableQuestion = z.infer<typeof tableQuestionSchema>;

/** What a run will take. ms: null while nothing is known of the model's speed. */
export const tableForecastSchema = z.object({
  cells: z.number().int(),
  documents: z.number().int(),
  ms: z.number().nullable(),
});
export type TableForecast = z.infer<typeof tableForecastSchema>;

const answerCellSchema = z.object({
  state: cellStateSchema,
  /** text, number, boolean or choice as they are; `{"amount","currency"}`, `{"number","unit"}`; a date or period as ISO 8601; a list as an array */
  value: z.unknown(),
  text: z.string().nullable(),
  quote: z.string().nullable(),
  page: z.number().int().nullable(),
  support: supportSchema.nullable(),
  by: z.enum(["code", "model", "person"]).nullable(),
  /** which models, of "model", as far as that was kept */
  wrote: z.array(modelNameSchema).optional(),
  /** all of several, best first, of a list its items; absent where there is one or none */
  answers: z
    .array(
      z.object({
        value: z.unknown(),
        text: z.string(),
        condition: z.string().nullable(),
        quote: z.string().nullable(),
        page: z.number().int().nullable(),
        support: supportSchema.nullable(),
      }),
    )
    .optional(),
});

/** A line of `table --json`: a document. Values of several answers: the best in `value`, all in `answers`. */
export const answerLineSchema = z.object({ file: z.string(), cells: z.record(z.string(), answerCellSchema) });
export type AnswerLine = z.infer<typeof answerLineSchema>;

/** A file that was to be a row and could not be taken in. */
export const unreadFileSchema = z.object({ file: z.string().max(4096), problem: problemSchema });
export type UnreadFile = z.infer<typeof unreadFileSchema>;

/** A table saved as JSON: the rows of a view, the cells by the names of their columns, each with all it rests on. */
export const answerTableExportSchema = z.object({
  format: z.literal("tramontane-answer-table"),
  version: z.literal(1),
  title: z.string(),
  columns: z.array(columnSchema),
  rows: z.array(
    z.object({
      file: z.string(),
      document: documentSchema
        .pick({ name: true, format: true, title: true, pages: true, language: true, status: true, problem: true })
        .extend({ sha256: documentSchema.shape.id }),
      approved: answerRowSchema.shape.approved,
      cells: z.record(
        z.string(),
        answerCellSchema.extend({
          /** those that were found, whatever a person put in their place */
          found: z.array(answerSchema),
          correction: cellSchema.shape.correction,
          stale: z.boolean(),
          problem: problemSchema.nullable(),
        }),
      ),
    }),
  ),
  /** files that were to be rows and could not be taken in */
  unread: z.array(unreadFileSchema),
});
export type AnswerTableExport = z.infer<typeof answerTableExportSchema>;
